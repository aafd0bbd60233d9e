// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "allocation/failing.hpp"
#include "allocation/texts.hpp"
#include "weir/core/random.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

namespace weir_test {

/// What a world is made from; the same setup makes the same world.
struct Setup {
    std::uint64_t seed = 1;
    std::uint32_t shard_count = 1;
    unsigned steps = 30;
    weir::Duration resharding_time{0};
};

/// A stream with a past: records, closed shards, spent allowances, a clock that has moved.
template <class Storage>
class World {
public:
    using Stream = weir::Stream<Storage, weir::ManualClock>;

    explicit World(const Setup& setup)
        : stream{options_of(setup), clock, throttle(), storage_options()}, random_{setup.seed} {
        put(0);
        split(weir::ShardId{0});
        for (unsigned step = 0; step < setup.steps; ++step) {
            take_step();
        }
        look();
    }

    static weir::StreamOptions options_of(const Setup& setup) {
        weir::StreamOptions options;
        options.shard_count = setup.shard_count;
        options.resharding_time = setup.resharding_time;
        options.update_shard_count_limit = 1;  // so that one too many is counted shows
        return options;
    }
    static weir::ServiceThrottle throttle() {
        return weir::ServiceThrottle{{.write_records_per_second = 100, .write_burst_records = 100}};
    }
    /// Segments of two records, so that every other put needs one.
    static typename Storage::Options storage_options() {
        typename Storage::Options options{};
        if constexpr (std::is_same_v<typename Storage::Options, weir::RingOptions>) {
            options.first_segment_bytes = 256;
            options.segment_bytes = 1024;
            options.segment_records_max = 2;
        }
        return options;
    }

    /// Finds out which shards there are.
    void look() {
        const auto listed = stream.list_shards({.max_results = 1000}).value().shards;
        shards.clear();
        for (const bool is_open : {true, false}) {
            for (const weir::Shard& shard : listed) {
                const auto& ending = shard.sequence_number_range.ending_sequence_number;
                if (ending.has_value() != is_open) {
                    shards.push_back(shard);
                }
            }
            open_count = is_open ? shards.size() : open_count;
        }
    }
    [[nodiscard]] const weir::Shard& open(std::size_t which) const {
        return shards[which % open_count];
    }
    [[nodiscard]] const weir::Shard& closed() const { return shards[open_count]; }
    /// The open shard above another one, or nullptr.
    [[nodiscard]] const weir::Shard* above(const weir::Shard& lower) const {
        for (std::size_t at = 0; at < open_count; ++at) {
            if (lower.hash_key_range.adjoins(shards[at].hash_key_range)) {
                return &shards[at];
            }
        }
        return nullptr;
    }
    [[nodiscard]] static weir::HashKey middle_of(const weir::Shard& shard) {
        const auto& range = shard.hash_key_range;
        return range.starting_hash_key + ((range.ending_hash_key - range.starting_hash_key) >> 1) +
               weir::HashKey{1};
    }
    weir::ShardIterator place(
        weir::ShardId shard, weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon) {
        return stream.get_shard_iterator({.shard_id = shard, .shard_iterator_type = type}).value();
    }

    void put(std::uint64_t key) {
        const std::string name = "key " + std::to_string(key);
        static_cast<void>(stream.put_record({.data = "data", .partition_key = name}));
    }
    void split(weir::ShardId id) {
        look();
        for (const weir::Shard& shard : shards) {
            if (shard.shard_id == id) {
                static_cast<void>(stream.split_shard(
                    {.shard_to_split = id, .new_starting_hash_key = middle_of(shard)}));
            }
        }
    }

    /// All that can be seen of the stream. Looking changes it, and each time in the same way.
    std::string observe() {
        std::string seen = text_of(stream.describe_stream_summary());
        seen += text_of(stream.metrics());
        seen += std::to_string(stream.bytes_in_use()) + " bytes in use\n";
        look();
        seen += text_of(shards);
        seen += covers_all() ? "whole\n" : "the open shards do not cover every hash key once\n";
        for (const weir::Shard& shard : shards) {
            seen += read_all(shard.shard_id);
        }
        for (std::size_t at = 0; at < open_count; ++at) {
            for (const auto key : {shards[at].hash_key_range.starting_hash_key,
                                   shards[at].hash_key_range.ending_hash_key}) {
                seen += text_of(stream.put_record(
                            {.data = "o", .partition_key = "o", .explicit_hash_key = key})) +
                        "\n";
            }
        }
        return seen;
    }

    weir::ManualClock clock;
    Stream stream;
    std::vector<weir::Shard> shards;  // first the open ones
    std::size_t open_count = 0;
    // What operations prepare for themselves.
    std::optional<weir::ShardIterator> iterator;
    std::string text;

private:
    void take_step() {
        switch (random_.below(10)) {
            case 0:
                look();
                split(open(random_.next()).shard_id);
                break;
            case 1: {
                look();
                const weir::Shard& lower = open(random_.next());
                if (const weir::Shard* upper = above(lower)) {
                    static_cast<void>(
                        stream.merge_shards({.shard_to_merge = lower.shard_id,
                                             .adjacent_shard_to_merge = upper->shard_id}));
                }
                break;
            }
            case 2:
            case 3:
                clock.advance(weir::Duration{static_cast<std::int64_t>(random_.below(90'000'000))});
                break;
            default:
                put(random_.below(40));
        }
    }

    [[nodiscard]] bool covers_all() const {
        std::vector<weir::HashKeyRange> ranges;
        for (std::size_t at = 0; at < open_count; ++at) {
            ranges.push_back(shards[at].hash_key_range);
        }
        std::sort(ranges.begin(), ranges.end(), [](const auto& one, const auto& other) {
            return one.starting_hash_key < other.starting_hash_key;
        });
        bool covers = !ranges.empty() && ranges.front().starting_hash_key == weir::HashKey{} &&
                      ranges.back().ending_hash_key == weir::HashKey::max();
        for (std::size_t at = 1; covers && at < ranges.size(); ++at) {
            covers = ranges[at - 1].adjoins(ranges[at]);
        }
        return covers;
    }

    /// Reads a shard, at its end from the beginning again, until it refuses to be read.
    std::string read_all(weir::ShardId shard) {
        const weir::ShardIterator begin = place(shard);
        std::string seen;
        for (weir::ShardIterator at = begin;;) {
            const auto page = stream.get_records({.shard_iterator = at, .limit = 20});
            seen += text_of(page);
            if (!page) {
                return seen;
            }
            at = page->next_shard_iterator.value_or(begin);
        }
    }

    weir::Random random_;
};

}  // namespace weir_test
