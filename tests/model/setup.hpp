// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "model/choices.hpp"
#include "model/twins.hpp"

/// What a step of a run does.
enum class Operation : std::uint8_t {
    put_record,
    put_odd_record,
    put_records,
    put_odd_records,
    burst,
    place,
    odd_place,
    read_on,
    read_by_text,
    read_forged,
    read_shard,
    list_shards,
    list_oddly,
    list_next_page,
    describe,
    metrics,
    split,
    odd_split,
    merge,
    odd_merge,
    scale,
    retention,
    tick,
    wait_a_while,
    leap,
    step_back,
    ready,
    held,
};
inline constexpr std::size_t operation_count = 28;
inline constexpr std::array<std::string_view, operation_count> operation_names{
    "put_record", "put_odd_record", "put_records", "put_odd_records", "burst",
    "place",      "odd_place",      "read_on",     "read_by_text",    "read_forged",
    "read_shard", "list_shards",    "list_oddly",  "list_next_page",  "describe",
    "metrics",    "split",          "odd_split",   "merge",           "odd_merge",
    "scale",      "retention",      "tick",        "wait_a_while",    "leap",
    "step_back",  "ready",          "held"};
inline constexpr std::array<std::uint32_t, operation_count> usual_weights{60, 6,  15, 2, 6,     //
                                                                          20, 6,  60, 6, 2, 8,  //
                                                                          6,  2,  3,  2, 2,     //
                                                                          5,  1,  5,  1, 2, 2,  //
                                                                          60, 15, 2,  2,        //
                                                                          4,  2};

/// What a run is made of: drawn, so that unusual mixtures occur.
struct Setup {
    TwinOptions options;
    std::array<std::uint32_t, operation_count> weights{};
    std::size_t data_max = 40;  ///< of most records
    bool large_records = false;

    explicit Setup(std::uint64_t seed) {
        Choices choices{seed};
        draw(choices);
    }
    explicit Setup(Choices& choices) { draw(choices); }

private:
    void draw(Choices& random) {
        draw_stream(random);
        draw_throttle(random);
        draw_storage(random);
        options.model = options.stream;
        for (std::size_t at = 0; at < operation_count; ++at) {
            switch (random.below(8)) {
                case 0:
                    break;
                case 1:
                    weights[at] = usual_weights[at] * 8;
                    break;
                default:
                    weights[at] = usual_weights[at];
                    break;
            }
        }
        if (random.chance(0.7)) {
            weights[static_cast<std::size_t>(Operation::step_back)] = 0;
        }
        weights[static_cast<std::size_t>(Operation::put_record)] += 1;
        if (random.chance(0.01)) {
            // Records of many mebibytes, so that pages end at their bytes; they are slow, so rare.
            large_records = true;
            options.stream.max_record_size_in_kib = 10'240;
            options.model.max_record_size_in_kib = 10'240;
        }
    }
    void draw_stream(Choices& random) {
        weir::StreamOptions& stream = options.stream;
        stream.shard_count = static_cast<std::uint32_t>(random.between(1, 6));
        stream.retention_period = std::chrono::hours{random.chance(0.5) ? 24 : 30};
        stream.max_record_size_in_kib = random.chance(0.8) ? 1024 : 1100;
        if (random.chance(0.4)) {
            stream.resharding_time =
                weir::Duration{static_cast<std::int64_t>(random.between(1, 30'000'000))};
        }
        if (random.chance(0.2)) {
            stream.iterator_life =
                weir::Duration{static_cast<std::int64_t>(random.below(2'000'000))};
        }
        if (random.chance(0.3)) {
            stream.update_shard_count_limit = static_cast<std::uint32_t>(random.between(1, 3));
        }
        if (random.chance(0.3)) {
            stream.shard_limit = static_cast<std::uint32_t>(random.between(2, 8));
        }
        options.start = weir::Instant::from_micros(
            1'700'000'000'000'000 + static_cast<std::int64_t>(random.below(3'000'000)));
    }
    void draw_throttle(Choices& random) {
        weir::ServiceThrottleOptions& throttle = options.throttle;
        switch (random.below(4)) {
            case 0:
                break;  // the service's own
            case 1:     // tight
                throttle.write_records_per_second = random.between(1, 50);
                throttle.write_burst_records = random.between(1, 20);
                throttle.write_bytes_per_second = random.between(1, 2'000);
                throttle.write_burst_bytes = random.between(1, 2'000);
                throttle.read_calls_per_second = random.between(1, 10);
                throttle.read_burst_calls = random.between(1, 10);
                throttle.read_bytes_per_second = random.between(1, 5'000);
                throttle.read_burst_bytes = random.below(3'000);
                break;
            default:  // generous
                throttle.write_records_per_second = 1'000'000;
                throttle.write_burst_records = 1'000'000;
                throttle.write_bytes_per_second = std::uint64_t{1} << 36;
                throttle.write_burst_bytes = std::uint64_t{1} << 36;
                throttle.read_calls_per_second = 1'000'000;
                throttle.read_burst_calls = 1'000'000;
                throttle.read_bytes_per_second = std::uint64_t{1} << 36;
                throttle.read_burst_bytes = std::uint64_t{1} << 36;
                break;
        }
    }
    void draw_storage(Choices& random) {
        weir::RingOptions& storage = options.storage;
        storage.first_segment_bytes = std::uint32_t{256} << random.below(5);
        storage.segment_bytes = storage.first_segment_bytes << random.below(4);
        if (random.chance(0.7)) {
            storage.segment_records_max = static_cast<std::uint32_t>(random.between(1, 8));
        }
        if (random.chance(0.1)) {
            storage.memory_budget_bytes = random.between(2'000, 200'000);
        }
        switch (random.below(6)) {
            case 0:
                data_max = 0;
                break;
            case 1:
                data_max = 2'000;
                break;
            case 2:
                data_max = 60'000;
                break;
            default:
                break;
        }
    }
};
