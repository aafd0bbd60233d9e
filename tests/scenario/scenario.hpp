// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

extern template class weir::Stream<weir::RingStorage<>, weir::ManualClock>;

using namespace std::chrono_literals;

/// A stream on a clock that stands still until it is moved, and short forms of the usual calls.
///
/// Nothing is throttled unless a scenario says so.
struct Scenario {
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
    using Page = Stream::GetRecordsResult;

    explicit Scenario(weir::StreamOptions options = {},
                      const weir::ServiceThrottleOptions& throttle = unthrottled(),
                      const weir::RingOptions& storage = {})
        : stream{std::move(options), clock, weir::ServiceThrottle{throttle}, storage} {}

    /// Limits that no scenario reaches.
    static weir::ServiceThrottleOptions unthrottled() {
        constexpr std::uint64_t plenty = 1'000'000'000;
        return {.write_records_per_second = plenty,
                .write_burst_records = plenty,
                .write_bytes_per_second = plenty,
                .write_burst_bytes = plenty,
                .read_calls_per_second = plenty,
                .read_burst_calls = plenty,
                .read_bytes_per_second = plenty,
                .read_burst_bytes = plenty};
    }

    weir::PutRecordResult put(std::string_view key, std::string_view data = "data") {
        const auto result = stream.put_record({.data = data, .partition_key = key});
        REQUIRE(result.has_value());
        return *result;
    }
    /// Puts to the shard that owns a hash key.
    weir::PutRecordResult put_at(weir::HashKey hash_key, std::string_view data = "data") {
        const auto result = stream.put_record(
            {.data = data, .partition_key = "key", .explicit_hash_key = hash_key});
        REQUIRE(result.has_value());
        return *result;
    }

    weir::ShardIterator place(
        std::uint32_t shard, weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon) {
        const auto result = stream.get_shard_iterator(
            {.shard_id = weir::ShardId{shard}, .shard_iterator_type = type});
        REQUIRE(result.has_value());
        return *result;
    }
    weir::ShardIterator place_at(std::uint32_t shard, weir::ShardIteratorType type,
                                 weir::SequenceNumber number) {
        const auto result = stream.get_shard_iterator({.shard_id = weir::ShardId{shard},
                                                       .shard_iterator_type = type,
                                                       .starting_sequence_number = number});
        REQUIRE(result.has_value());
        return *result;
    }
    weir::ShardIterator place_at(std::uint32_t shard, weir::Instant time) {
        const auto result =
            stream.get_shard_iterator({.shard_id = weir::ShardId{shard},
                                       .shard_iterator_type = weir::ShardIteratorType::at_timestamp,
                                       .starting_sequence_number = {},
                                       .timestamp = time});
        REQUIRE(result.has_value());
        return *result;
    }

    Page read(const weir::ShardIterator& from, std::uint32_t limit = 10'000) {
        auto result = stream.get_records({.shard_iterator = from, .limit = limit});
        REQUIRE(result.has_value());
        return std::move(*result);
    }
    /// The data of a page, in order.
    static std::vector<std::string> data_of(const Page& page) {
        std::vector<std::string> data;
        for (const weir::RecordView record : page.records) {
            data.emplace_back(record.data().as_text());
        }
        return data;
    }
    /// The data that one read gives.
    std::vector<std::string> read_data(const weir::ShardIterator& from) {
        return data_of(read(from));
    }

    std::vector<weir::Shard> shards() {
        const auto result = stream.list_shards();
        REQUIRE(result.has_value());
        return result->shards;
    }
    /// Indexes of the shards that a listing gives.
    std::vector<std::uint32_t> indexes(const weir::ListShardsRequest& request = {}) {
        const auto result = stream.list_shards(request);
        REQUIRE(result.has_value());
        std::vector<std::uint32_t> indexes;
        for (const weir::Shard& shard : result->shards) {
            indexes.push_back(shard.shard_id.index);
        }
        return indexes;
    }

    void split(std::uint32_t shard, weir::HashKey at) {
        REQUIRE(
            stream
                .split_shard({.shard_to_split = weir::ShardId{shard}, .new_starting_hash_key = at})
                .has_value());
    }
    /// Splits a shard that has the whole range.
    void split_in_half(std::uint32_t shard) { split(shard, half()); }
    void merge(std::uint32_t lower, std::uint32_t upper) {
        REQUIRE(stream
                    .merge_shards({.shard_to_merge = weir::ShardId{lower},
                                   .adjacent_shard_to_merge = weir::ShardId{upper}})
                    .has_value());
    }

    static constexpr weir::HashKey half() { return weir::HashKey{std::uint64_t{1} << 63, 0}; }
    static constexpr weir::HashKey top() { return weir::HashKey::max(); }

    weir::ManualClock clock;
    Stream stream;
};

/// What a refused call says: the service's name of the error, and its text.
template <class Result>
std::string refusal(const Result& result) {
    REQUIRE_FALSE(result.has_value());
    return std::string{to_string(result.error().code())} + ": " + result.error().message();
}

using Indexes = std::vector<std::uint32_t>;
using Texts = std::vector<std::string>;
