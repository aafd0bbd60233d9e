// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

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

/// Memory of a stream that is written for ever: two large segments a shard, used again and again.
[[nodiscard]] inline weir::RingOptions recycled_memory(std::uint32_t shards) {
    return {.memory_budget_bytes = std::uint64_t{shards} * 2 << 20,
            .when_budget_is_spent = weir::BudgetPolicy::trim_oldest};
}

[[nodiscard]] inline std::unique_ptr<Stream> make_stream(std::uint32_t shards,
                                                         const weir::RingOptions& memory) {
    weir::StreamOptions options;
    options.shard_count = shards;
    options.iterator_life = std::chrono::hours{24};
    return std::make_unique<Stream>(options, weir::default_clock<weir::SystemClock>(),
                                    generous_throttle(), memory);
}

}  // namespace bench
