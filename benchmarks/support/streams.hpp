// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/time/system_clock.hpp"

namespace bench {

using Stream = weir::Stream<weir::RingStorage<>, weir::SystemClock, weir::ServiceThrottle>;

/// A throttle that counts everything and refuses nothing.
[[nodiscard]] inline weir::ServiceThrottle generous_throttle() {
    constexpr std::uint64_t records = std::uint64_t{1} << 30;
    constexpr std::uint64_t bytes = std::uint64_t{1} << 38;
    return weir::ServiceThrottle{{.write_records_per_second = records,
                                  .write_burst_records = records,
                                  .write_bytes_per_second = bytes,
                                  .write_burst_bytes = bytes,
                                  .read_calls_per_second = records,
                                  .read_burst_calls = records,
                                  .read_bytes_per_second = bytes,
                                  .read_burst_bytes = bytes}};
}

/// What a stream holds, however many shards share it: two large segments for each of four.
inline constexpr std::uint64_t memory_of_stream = std::uint64_t{8} << 20;

/// Memory of a stream that is written for ever: it is used again and again, two segments a shard.
[[nodiscard]] inline weir::RingOptions recycled_memory(std::uint32_t shards,
                                                       std::uint64_t bytes = memory_of_stream) {
    return {.segment_bytes = static_cast<std::uint32_t>(bytes / shards / 2),
            .memory_budget_bytes = bytes,
            .when_budget_is_spent = weir::BudgetPolicy::trim_oldest};
}

template <class>
struct PartsOf;
template <class Storage, class Clock, class Throttle>
struct PartsOf<weir::Stream<Storage, Clock, Throttle>> {
    using ClockType = Clock;
    using ThrottleType = Throttle;
};

template <class AnyStream = Stream>
[[nodiscard]] std::unique_ptr<AnyStream> make_stream(std::uint32_t shards,
                                                     const weir::RingOptions& memory) {
    using Throttle = typename PartsOf<AnyStream>::ThrottleType;
    weir::StreamOptions options;
    options.shard_count = shards;
    options.iterator_life = std::chrono::hours{24};
    Throttle throttle = [] {
        if constexpr (std::is_same_v<Throttle, weir::ServiceThrottle>) {
            return generous_throttle();
        } else {
            return Throttle{};
        }
    }();
    return std::make_unique<AnyStream>(
        options, weir::default_clock<typename PartsOf<AnyStream>::ClockType>(), throttle, memory);
}

}  // namespace bench
