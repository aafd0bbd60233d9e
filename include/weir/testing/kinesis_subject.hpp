// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/conformance.hpp"

namespace weir::inline v0 {

/// One stream of somebody's, with the clock that it goes by.
template <kinesis_api Api>
class KinesisWorld {
public:
    KinesisWorld() = default;
    KinesisWorld(const KinesisWorld&) = delete;
    KinesisWorld& operator=(const KinesisWorld&) = delete;
    virtual ~KinesisWorld() = default;

    [[nodiscard]] virtual Api& api() = 0;
    [[nodiscard]] virtual Instant now() = 0;
    virtual void advance(Duration by) = 0;
};

/// Streams that are held to the rules of `kinesis_api`, and of `kinesis_control_api` if they can.
template <kinesis_api Api>
struct KinesisSubject {
    /// Makes an empty stream, which is ACTIVE, and a clock.
    std::function<std::unique_ptr<KinesisWorld<Api>>(const StreamOptions&)> make;
    /// A shard takes no more than the service's allowances.
    bool throttled = false;
};

/// A record, copied from a page.
struct TrialRecord {
    std::string data;
    std::string partition_key;
    SequenceNumber sequence_number;
    Instant arrival;
};

/// A stream under trial, and short ways to use it. What fails that should not is a finding.
template <kinesis_api Api>
class KinesisTrial {
public:
    using Request = typename Api::GetRecordsRequestType;
    using Place = std::remove_cvref_t<decltype(std::declval<const Request&>().shard_iterator)>;
    using Texts = std::vector<std::string>;

    struct Page {
        std::vector<TrialRecord> records;
        std::optional<Place> next;
        std::chrono::milliseconds behind{0};
        std::vector<ChildShard> children;

        [[nodiscard]] Texts data() const {
            Texts data;
            for (const TrialRecord& record : records) {
                data.push_back(record.data);
            }
            return data;
        }
    };

    KinesisTrial(const KinesisSubject<Api>& subject, ConformanceNotes& notes,
                 const StreamOptions& options = {})
        : world_{subject.make(options)}, notes_{notes} {}

    [[nodiscard]] Api& api() { return world_->api(); }
    [[nodiscard]] Instant now() { return world_->now(); }
    void advance(Duration by) { world_->advance(by); }

    PutRecordResult put(std::string_view data, std::string_view key = "key",
                        const Argument<HashKey>& hash_key = {}) {
        const PutRecordRequest request{
            .data = data, .partition_key = key, .explicit_hash_key = hash_key};
        auto result = patiently([&] { return api().put_record(request); });
        return expect("put_record", std::move(result)).value_or(PutRecordResult{});
    }
    /// Puts to the shard that owns a hash key.
    PutRecordResult put_at(HashKey hash_key, std::string_view data) {
        return put(data, "key", hash_key);
    }
    std::vector<PutRecordsResultEntry> put_all(std::span<const PutRecordsRequestEntry> records) {
        advance(std::chrono::seconds{2});
        const auto result = expect("put_records", api().put_records(records));
        return result ? result->records : std::vector<PutRecordsResultEntry>(records.size());
    }

    std::optional<Place> place(const GetShardIteratorRequest& request) {
        auto result = patiently([&] { return api().get_shard_iterator(request); });
        if (auto given = expect("get_shard_iterator", std::move(result))) {
            return Place{*given};
        }
        return std::nullopt;
    }
    std::optional<Place> place(std::uint32_t shard,
                               ShardIteratorType type = ShardIteratorType::trim_horizon) {
        return place({.shard_id = ShardId{shard}, .shard_iterator_type = type});
    }

    /// One page; nothing from no place.
    Page read(const std::optional<Place>& from,
              std::uint32_t limit = limits::get_records_records_max) {
        if (!from) {
            return {};
        }
        const Request request{.shard_iterator = *from, .limit = limit};
        Page page;
        const auto result =
            expect("get_records", patiently([&] { return api().get_records(request); }));
        if (result) {
            copy(*result, page);
        }
        return page;
    }
    /// The data of one page from a place of this kind.
    Texts data_from(const GetShardIteratorRequest& request) { return read(place(request)).data(); }
    /// All records of a shard, and the last page.
    Page read_shard(std::uint32_t shard) {
        Page all = read(place(shard));
        for (int pages = 0; pages < 100 && all.next; ++pages) {
            Page more = read(all.next);
            const bool over = more.records.empty();
            all.records.insert(all.records.end(), more.records.begin(), more.records.end());
            more.records = std::move(all.records);
            all = std::move(more);
            if (over) {
                break;
            }
        }
        return all;
    }
    /// What a read from a place says: `success`, or the name of an exception.
    std::string read_says(const std::optional<Place>& from,
                          std::uint32_t limit = limits::get_records_records_max) {
        return from ? said(api().get_records({.shard_iterator = *from, .limit = limit}))
                    : std::string{"no place"};
    }

    std::vector<Shard> shards(const ListShardsRequest& request = {}) {
        const auto result = expect("list_shards", api().list_shards(request));
        return result ? result->shards : std::vector<Shard>{};
    }
    std::vector<std::uint32_t> indexes(const ListShardsRequest& request = {}) {
        std::vector<std::uint32_t> indexes;
        for (const Shard& shard : shards(request)) {
            indexes.push_back(shard.shard_id.index);
        }
        return indexes;
    }
    StreamDescriptionSummary summary() {
        const Result<StreamDescriptionSummary> result = api().describe_stream_summary();
        return expect("describe_stream_summary", result).value_or(StreamDescriptionSummary{});
    }
    /// The shard of a list; one without a range if it is not there.
    [[nodiscard]] static Shard find(const std::vector<Shard>& shards, std::uint32_t index) {
        for (const Shard& shard : shards) {
            if (shard.shard_id.index == index) {
                return shard;
            }
        }
        return {};
    }

    void split(std::uint32_t shard, HashKey at) {
        expect_done("split_shard", api().split_shard({.shard_to_split = ShardId{shard},
                                                      .new_starting_hash_key = at}));
    }
    void merge(std::uint32_t lower, std::uint32_t upper) {
        expect_done("merge_shards",
                    api().merge_shards({.shard_to_merge = ShardId{lower},
                                        .adjacent_shard_to_merge = ShardId{upper}}));
    }

    template <class T>
    [[nodiscard]] static std::string said(const Result<T>& result) {
        return result ? std::string{"success"} : std::string{exception_name(result.error().code())};
    }
    /// Notes if a call was not refused with this error.
    template <class T>
    void refuses(std::string_view what, const Result<T>& result, Errc code) {
        notes_.same(what, said(result), exception_name(code));
    }
    [[nodiscard]] ConformanceNotes& notes() noexcept { return notes_; }

    /// The middle of all hash keys, and the last one.
    static constexpr HashKey half{std::uint64_t{1} << 63, 0};
    static constexpr HashKey top = HashKey::max();

private:
    static constexpr int attempts_max = 1'000;

    /// Makes a call again, later, while it is throttled.
    template <class Call>
    auto patiently(Call&& call) -> decltype(call()) {
        auto result = call();
        for (int attempt = 0; attempt < attempts_max && !result; ++attempt) {
            if (result.error().code() != Errc::provisioned_throughput_exceeded) {
                break;
            }
            const Duration wait = result.error().retry_after();
            advance(wait > Duration{0} ? wait : Duration{std::chrono::seconds{1}});
            result = call();
        }
        return result;
    }
    template <class R>
    R expect(std::string_view what, R result) {
        notes_.same(what, said(result), "success");
        return result;
    }
    void expect_done(std::string_view what, const Result<void>& result) {
        notes_.same(what, said(result), "success");
    }
    static void copy(const typename Api::GetRecordsResult& from, Page& page) {
        for (const RecordView record : from.records) {
            page.records.push_back({std::string{record.data().as_text()},
                                    std::string{record.partition_key()}, record.sequence_number(),
                                    record.approximate_arrival_timestamp()});
        }
        if (from.next_shard_iterator.has_value()) {
            page.next = Place{*from.next_shard_iterator};
        }
        page.behind = from.millis_behind_latest;
        page.children = from.child_shards;
    }

    std::unique_ptr<KinesisWorld<Api>> world_;
    ConformanceNotes& notes_;
};

}  // namespace weir::inline v0
