// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/error.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/faults.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/journal_calls.hpp"
#include "weir/testing/simulation.hpp"

namespace weir::inline v0 {

/// A kinesis_api as one caller sees it in a simulation: with the faults of a plan, and every call
/// in a journal and in the simulation's story.
///
/// Several callers have one each, with the same plan, journal and stream behind them. What is
/// neither scripted nor drawn goes through unchanged.
///
/// Thread: one.
template <kinesis_api Api>
class FaultyApi {
public:
    using GetRecordsRequestType = typename Api::GetRecordsRequestType;
    using GetRecordsResult = typename Api::GetRecordsResult;

    /// All but the caller's name must outlive it.
    FaultyApi(Simulation& simulation, Api& api, FaultPlan& plan, Journal& journal,
              std::string caller)
        : simulation_{simulation},
          api_{api},
          plan_{plan},
          journal_{journal},
          notes_{journal.options()},
          caller_{std::move(caller)} {}

    [[nodiscard]] const std::string& caller() const noexcept { return caller_; }

    Result<PutRecordResult> put_record(const PutRecordRequest& request) {
        Call call{*this, KinesisOperation::put_record, std::nullopt, 1};
        notes_.asks(call.entry, request);
        auto result = call.make([&] {
            auto put = api_.put_record(request);
            JournalRecord record = notes_.sent(request);
            if (put) {
                call.entry.shard_id = put->shard_id;
                record.shard_id = put->shard_id;
                record.sequence_number = put->sequence_number;
            }
            call.entry.records.push_back(std::move(record));
            return put;
        });
        if (call.entry.records.empty()) {
            call.entry.records.push_back(notes_.sent(request));
        }
        return call.ended(std::move(result));
    }

    Result<PutRecordsResult> put_records(std::span<const PutRecordsRequestEntry> records) {
        Call call{*this, KinesisOperation::put_records, std::nullopt, records.size()};
        notes_.asks(call.entry, records);
        auto result = call.make([&] {
            auto put = put_some(records, call);
            for (std::size_t at = 0; at < records.size(); ++at) {
                call.entry.records.push_back(notes_.sent(records[at]));
                if (put) {
                    notes_.gives(call.entry.records.back(), put->records[at]);
                }
            }
            return put;
        });
        for (const PutRecordsRequestEntry& record : records) {
            if (call.entry.records.size() < records.size()) {
                call.entry.records.push_back(notes_.sent(record));
            }
        }
        return call.ended(std::move(result));
    }
    /// The same with the results in the caller's memory.  Gives: how many failed.
    Result<std::uint32_t> put_records(std::span<const PutRecordsRequestEntry> records,
                                      std::span<PutRecordsResultEntry> results) {
        WEIR_CHECK(records.size() == results.size(), "put_records needs a result for each record");
        const auto result = put_records(records);
        if (!result) {
            return tl::unexpected{result.error()};
        }
        std::copy(result->records.begin(), result->records.end(), results.begin());
        return result->failed_record_count;
    }

    auto get_shard_iterator(const GetShardIteratorRequest& request) {
        Call call{*this, KinesisOperation::get_shard_iterator, request.shard_id.value(), 0};
        notes_.asks(call.entry, request);
        auto result = call.make([&] { return api_.get_shard_iterator(request); });
        call.entry.given = "an iterator";
        if (result) {
            notes_.gives_iterator(call.entry, *result);
        }
        return call.ended(std::move(result));
    }

    Result<GetRecordsResult> get_records(const GetRecordsRequestType& request) {
        const std::optional<ShardId> shard = journal_iterator(request.shard_iterator).shard_id;
        Call call{*this, KinesisOperation::get_records, shard, 0};
        notes_.asks_for_records(call.entry, request);
        auto result = call.make([&] { return read(request, shard, call); });
        if (result) {
            notes_.gives_records(call.entry, *result);
        }
        return call.ended(std::move(result));
    }

    Result<ListShardsResult> list_shards(const ListShardsRequest& request = {}) {
        Call call{*this, KinesisOperation::list_shards, std::nullopt, 0};
        notes_.asks(call.entry, request);
        auto result = call.make([&] { return api_.list_shards(request); });
        return call.gave(std::move(result));
    }
    Result<StreamDescriptionSummary> describe_stream_summary() {
        Call call{*this, KinesisOperation::describe_stream_summary, std::nullopt, 0};
        notes_.asks_for_description(call.entry);
        auto result = call.make(
            [&]() -> Result<StreamDescriptionSummary> { return api_.describe_stream_summary(); });
        return call.gave(std::move(result));
    }

    Result<void> split_shard(const SplitShardRequest& request) requires kinesis_control_api<Api> {
        Call call{*this, KinesisOperation::split_shard, request.shard_to_split.value(), 0};
        notes_.asks(call.entry, request);
        call.entry.given = "begun";
        return call.ended(call.make([&] { return api_.split_shard(request); }));
    }
    Result<void> merge_shards(const MergeShardsRequest& request) requires kinesis_control_api<Api> {
        Call call{*this, KinesisOperation::merge_shards, request.shard_to_merge.value(), 0};
        notes_.asks(call.entry, request);
        call.entry.given = "begun";
        return call.ended(call.make([&] { return api_.merge_shards(request); }));
    }
    Result<UpdateShardCountResult> update_shard_count(
        const UpdateShardCountRequest& request) requires kinesis_control_api<Api> {
        Call call{*this, KinesisOperation::update_shard_count, std::nullopt, 0};
        notes_.asks(call.entry, request);
        return call.gave(call.make([&] { return api_.update_shard_count(request); }));
    }

private:
    /// One call under way, with the faults that it was dealt.
    struct Call {
        Call(FaultyApi& owner, KinesisOperation operation, std::optional<ShardId> shard,
             std::size_t entries)
            : api{owner}, faults{owner.plan_.decide(operation, shard, owner.caller_, entries)} {
            entry.operation = operation;
            entry.caller = owner.caller_;
            entry.shard_id = shard;
            for (const Fault& fault : faults) {
                entry.faults.emplace_back(to_string(fault.family));
            }
        }

        [[nodiscard]] const Fault* find(FaultFamily family) const noexcept {
            for (const Fault& fault : faults) {
                if (fault.family == family) {
                    return &fault;
                }
            }
            return nullptr;
        }

        /// Makes the call with the faults that befall any operation.
        template <class Make>
        auto make(Make&& really) -> decltype(really()) {
            for (const Fault& fault : faults) {
                if (fault.family == FaultFamily::clock_jump) {
                    api.simulation_.skew_clock(fault.length);
                } else if (fault.family == FaultFamily::delay && api.simulation_.running()) {
                    api.simulation_.hold(*api.simulation_.running(), fault.length);
                } else if (fault.family == FaultFamily::reshard && fault.action) {
                    fault.action();
                }
            }
            entry.at = api.simulation_.now();
            if (const Fault* refused = find(FaultFamily::refuse)) {
                return fail(refused->error, "refused by a fault");
            }
            const Fault* throttled = find(FaultFamily::throttle);
            if (throttled != nullptr && entry.operation != KinesisOperation::put_records) {
                return fail(Error{Errc::provisioned_throughput_exceeded, "throttled by a fault",
                                  std::chrono::seconds{1}});
            }
            if (find(FaultFamily::repeat) != nullptr) {
                static_cast<void>(really());  // its reply never came
            }
            auto result = really();
            if (const Fault* lost = find(FaultFamily::lose_reply)) {
                return fail(lost->error, "its reply was lost by a fault");
            }
            return result;
        }

        /// Journals the call and what it gave.
        template <class T>
        Result<T> gave(Result<T> result) {
            if (result) {
                api.notes_.gives(entry, *result);
            }
            return ended(std::move(result));
        }
        /// Journals the call.
        template <class T>
        Result<T> ended(Result<T> result) {
            if (!result) {
                api.notes_.fails(entry, result.error());
            }
            api.simulation_.remember(call_text(api.journal_.add(std::move(entry))));
            return result;
        }

        FaultyApi& api;
        std::vector<Fault> faults;
        JournalEntry entry{};
    };

    /// Puts all but the entries that a fault throttles.
    Result<PutRecordsResult> put_some(std::span<const PutRecordsRequestEntry> records,
                                      const Call& call) {
        const Fault* throttled = call.find(FaultFamily::throttle);
        if (throttled == nullptr) {
            return api_.put_records(records);
        }
        std::vector<PutRecordsRequestEntry> let_through;
        std::vector<bool> is_throttled(records.size(), throttled->entries.empty());
        for (const std::size_t at : throttled->entries) {
            if (at < records.size()) {
                is_throttled[at] = true;
            }
        }
        for (std::size_t at = 0; at < records.size(); ++at) {
            if (!is_throttled[at]) {
                let_through.push_back(records[at]);
            }
        }
        Result<PutRecordsResult> through = PutRecordsResult{};
        if (!let_through.empty() || records.empty()) {
            through = api_.put_records(let_through);
        }
        if (!through) {
            return through;
        }
        PutRecordsResult all;
        all.failed_record_count = through->failed_record_count;
        auto next = through->records.begin();
        for (const bool refused : is_throttled) {
            if (refused) {
                ++all.failed_record_count;
                all.records.push_back({.error_code = Errc::provisioned_throughput_exceeded,
                                       .retry_after = std::chrono::seconds{1}});
            } else {
                all.records.push_back(*next++);
            }
        }
        return all;
    }

    /// Reads with the faults of reads.
    Result<GetRecordsResult> read(GetRecordsRequestType request, std::optional<ShardId> shard,
                                  const Call& call) {
        if (call.find(FaultFamily::expire_iterator) != nullptr) {
            return fail(Errc::expired_iterator, "Iterator expired, by a fault.");
        }
        const ShardId which = shard.value_or(ShardId{});
        const Duration now = simulation_.elapsed();
        if (const Fault* stall = call.find(FaultFamily::stall_shard)) {
            plan_.stall(which, {now, now + stall->length});
        }
        const auto stalled = plan_.stalled(which, now);
        if (stalled || call.find(FaultFamily::empty_page) != nullptr) {
            GetRecordsResult page{};
            page.next_shard_iterator = request.shard_iterator;
            if (stalled) {
                page.millis_behind_latest =
                    std::chrono::duration_cast<std::chrono::milliseconds>(now - stalled->since);
            }
            return page;
        }
        if (call.find(FaultFamily::short_page) != nullptr) {
            request.limit = 1;
        }
        return api_.get_records(request);
    }

    Simulation& simulation_;
    Api& api_;
    FaultPlan& plan_;
    Journal& journal_;
    JournalCalls notes_;
    std::string caller_;
};

}  // namespace weir::inline v0
