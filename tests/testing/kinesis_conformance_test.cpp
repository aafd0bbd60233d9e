// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_conformance.hpp"

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/simulation.hpp"
#include "weir/throttle/unlimited.hpp"

namespace {

using weir::KinesisSubject;
using weir::ManualClock;
using weir_test::PlantedApi;
using weir_test::subject_of;
using Names = std::vector<std::string>;
using RingStream = weir::Stream<weir::RingStorage<>, ManualClock>;
using SimpleStream = weir::Stream<weir::SimpleStorage, ManualClock>;
using FreeStream = weir::Stream<weir::RingStorage<>, ManualClock, weir::Unlimited>;
using ModelApi = weir::ModelApi<ManualClock>;

template <class Api>
void keeps_all(const KinesisSubject<Api>& subject, const Names& skipped = {}) {
    const weir::ConformanceReport report = weir::check_kinesis(subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.skipped() == skipped);
}

/// A stream whose segments hold a few records each.
class TinyWorld final : public weir::KinesisWorld<RingStream> {
public:
    TinyWorld(const weir::StreamOptions& options, std::uint32_t records)
        : stream_{options, clock_, weir::ServiceThrottle{},
                  weir::RingOptions{.first_segment_bytes = 256,
                                    .segment_bytes = 1024,
                                    .segment_records_max = records}} {}
    [[nodiscard]] RingStream& api() override { return stream_; }
    [[nodiscard]] weir::Instant now() override { return clock_.now(); }
    void advance(weir::Duration by) override { clock_.advance(by); }

private:
    ManualClock clock_;
    RingStream stream_;
};

/// A stream behind faults of which none is dealt.
class FaultlessWorld final : public weir::KinesisWorld<weir::FaultyApi<RingStream>> {
public:
    explicit FaultlessWorld(const weir::StreamOptions& options)
        : stream_{options, simulation_.clock()} {}
    [[nodiscard]] weir::FaultyApi<RingStream>& api() override { return api_; }
    [[nodiscard]] weir::Instant now() override { return simulation_.now(); }
    void advance(weir::Duration by) override { simulation_.run_for(by); }

private:
    weir::Simulation simulation_{1};
    RingStream stream_;
    weir::FaultPlan plan_{1};
    weir::Journal journal_;
    weir::FaultyApi<RingStream> api_{simulation_, stream_, plan_, journal_, "conformance"};
};

/// A stream that cannot be resharded.
class DataPlane {
public:
    using GetRecordsRequestType = RingStream::GetRecordsRequestType;
    using GetRecordsResult = RingStream::GetRecordsResult;

    DataPlane(const weir::StreamOptions& options, ManualClock& clock) : stream_{options, clock} {}
    auto put_record(const weir::PutRecordRequest& request) { return stream_.put_record(request); }
    auto put_records(std::span<const weir::PutRecordsRequestEntry> records) {
        return stream_.put_records(records);
    }
    auto get_shard_iterator(const weir::GetShardIteratorRequest& request) {
        return stream_.get_shard_iterator(request);
    }
    auto get_records(const weir::GetRecordsRequest& request) {
        return stream_.get_records(request);
    }
    auto list_shards(const weir::ListShardsRequest& request) {
        return stream_.list_shards(request);
    }
    auto describe_stream_summary() { return stream_.describe_stream_summary(); }

private:
    RingStream stream_;
};

}  // namespace

TEST_CASE("A stream keeps every rule, on ring storage and on simple storage") {
    keeps_all(subject_of<RingStream>(true));
    keeps_all(subject_of<SimpleStream>(true));
}

TEST_CASE("A stream keeps every rule in segments of few records") {
    for (const std::uint32_t records : {1U, 2U, 3U, 8U}) {
        INFO(records << " records in a segment");
        keeps_all(KinesisSubject<RingStream>{.make =
                                                 [records](const weir::StreamOptions& options) {
                                                     return std::make_unique<TinyWorld>(options,
                                                                                        records);
                                                 },
                                             .throttled = true});
    }
}

TEST_CASE("A stream without a throttle keeps every rule but those about allowances") {
    keeps_all(subject_of<FreeStream>(false), {"throttles_each_record", "throttles_reads"});
}

TEST_CASE("The model keeps every rule") {
    keeps_all(subject_of<ModelApi>(true));
}

TEST_CASE("A faulty api without faults keeps every rule") {
    keeps_all(KinesisSubject<weir::FaultyApi<RingStream>>{
        .make =
            [](const weir::StreamOptions& options) {
                return std::make_unique<FaultlessWorld>(options);
            },
        .throttled = true});
}

TEST_CASE("What cannot be resharded is held to the rules of data and listing") {
    STATIC_REQUIRE_FALSE(weir::kinesis_control_api<DataPlane>);
    CHECK(weir::kinesis_rules<DataPlane>.size() == 39);
    CHECK(weir::kinesis_rules<RingStream>.size() == 58);
    keeps_all(subject_of<DataPlane>(true));
}

TEST_CASE("Each rule of a stream finds the mistake that was planted for it, and no other does") {
    PlantedApi::planted = "";
    const auto subject = subject_of<PlantedApi>(true);
    keeps_all(subject);
    for (const auto& rule : weir::kinesis_rules<PlantedApi>) {
        PlantedApi::planted = rule.name;
        const weir::ConformanceReport report = weir::check_kinesis(subject);
        INFO(report.text());
        CHECK(report.broken() == Names{std::string{rule.name}});
    }
    PlantedApi::planted = "";
}
