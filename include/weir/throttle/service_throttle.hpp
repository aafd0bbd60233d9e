// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/atomics.hpp"
#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/record.hpp"
#include "weir/throttle/bucket.hpp"
#include "weir/throttle/counted_bucket.hpp"
#include "weir/throttle/refill.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// The allowances of one shard; all but `read_burst_bytes` have to be above zero.
///
/// A burst is what can be used at once after a rest. Give `write_burst_bytes` the size of the
/// largest record that the stream takes.
struct ServiceThrottleOptions {
    std::uint64_t write_records_per_second = limits::write_records_per_second;
    std::uint64_t write_burst_records = limits::write_records_per_second;
    std::uint64_t write_bytes_per_second = limits::write_bytes_per_second;
    std::uint64_t write_burst_bytes = limits::record_bytes_default;
    std::uint64_t read_calls_per_second = limits::read_calls_per_second;
    std::uint64_t read_burst_calls = limits::read_calls_per_second;
    std::uint64_t read_bytes_per_second = limits::read_bytes_per_second;
    std::uint64_t read_burst_bytes = limits::read_bytes_per_second;
};

/// Throttles a shard as the service does, as far as that is known.
///
/// A write needs one token of one bucket and its size in tokens of another. A read needs a token
/// for the call, and its bytes are charged afterwards, when they are known. Reads that together
/// take more than is there overdraw the bucket of bytes; from then on the shard refuses until the
/// bucket is full again. So a page of 10 MiB costs 5 s and any overdraft at least a second. All
/// buckets refill on whole milliseconds, and `retry_after` is exact: the request is refused
/// until then and admitted at it, unless others come first.
///
/// Thread:   any, on every function.
/// Progress: lock-free. A write that is admitted in a millisecond in which the shard was asked
///           before costs two loads and changes nothing.
/// Source:   the allowances are documented; how bursts are treated is not.
template <class Atomics = StdAtomics>
class alignas(64) BasicServiceThrottle {
public:
    explicit BasicServiceThrottle(const ServiceThrottleOptions& options = {}) noexcept
        : write_records_{options.write_records_per_second, options.write_burst_records},
          write_bytes_{options.write_bytes_per_second, options.write_burst_bytes},
          read_calls_{options.read_calls_per_second, options.read_burst_calls},
          read_bytes_{options.read_bytes_per_second, options.read_burst_bytes, read_debt_bits} {
        WEIR_CHECK(options.write_burst_records > 0, "a shard that takes no record at once");
        WEIR_CHECK(options.write_burst_bytes > 0, "a shard that takes no byte at once");
        WEIR_CHECK(options.read_burst_calls > 0, "a shard that takes no read at once");
    }

    [[nodiscard]] ServiceThrottleOptions options() const noexcept {
        return {.write_records_per_second = write_records_.per_second(),
                .write_burst_records = write_records_.capacity(),
                .write_bytes_per_second = write_bytes_.per_second(),
                .write_burst_bytes = write_bytes_.capacity(),
                .read_calls_per_second = read_calls_.per_second(),
                .read_burst_calls = read_calls_.capacity(),
                .read_bytes_per_second = read_bytes_.per_second(),
                .read_burst_bytes = read_bytes_.capacity()};
    }
    [[nodiscard]] BasicServiceThrottle fresh() const noexcept {
        return BasicServiceThrottle{options()};
    }

    [[nodiscard]] Verdict admit_write(Instant now, WriteTotals so_far,
                                      std::uint64_t bytes) noexcept {
        const Tick tick = tick_of(now);
        if (write_records_.fits(tick, so_far.records, 1) &&
            write_bytes_.fits(tick, so_far.bytes, bytes)) {
            return {.admitted = true};
        }
        // Both are asked in any case: each question about a new tick has to open it.
        const Tick records_at = write_records_.ask(tick, so_far.records, 1);
        const Tick bytes_at = write_bytes_.ask(tick, so_far.bytes, bytes);
        return verdict_from(later(records_at, bytes_at), now);
    }

    /// True if records that together are `more` would be admitted one after the other, as far as
    /// can be told at a glance; if false, ask about each.
    [[nodiscard]] bool admits_all(Instant now, WriteTotals so_far, WriteTotals more) noexcept {
        const Tick tick = tick_of(now);
        return write_records_.fits(tick, so_far.records, more.records) &&
               write_bytes_.fits(tick, so_far.bytes, more.bytes);
    }

    [[nodiscard]] Verdict admit_read(Instant now) noexcept {
        const Tick tick = tick_of(now);
        const Tick bytes_at = paid_at(tick);
        const Tick call_at =
            bytes_at == at_once ? read_calls_.take(tick, 1) : read_calls_.ask(tick, 1);
        return verdict_from(later(bytes_at, call_at), now);
    }
    [[nodiscard]] Verdict ask_read(Instant now) noexcept {
        const Tick tick = tick_of(now);
        return verdict_from(later(paid_at(tick), read_calls_.ask(tick, 1)), now);
    }
    void charge_read(Instant now, std::uint64_t bytes) noexcept {
        const Tick tick = tick_of(now);
        read_bytes_.charge(tick, bytes);
        if (read_bytes_.ask(tick, 0) != at_once) {
            refuse_until(read_bytes_.full_at(tick));
        }
    }
    void give_back_read(Instant /*now*/) noexcept { read_calls_.give_back(1); }

private:
    /// Room for any number of pages that are read at the same time: 8 TiB.
    static constexpr int read_debt_bits = 43;

    [[nodiscard]] static constexpr Tick later(Tick a, Tick b) noexcept { return a < b ? b : a; }

    /// Gives: at_once if the bytes of earlier reads are no reason to refuse, else the first tick at
    ///        which they are none.
    [[nodiscard]] Tick paid_at(Tick tick) noexcept {
        // relaxed: a reader that misses it reads at the same time as who overdrew
        const Tick refused_until = refused_until_.load(std::memory_order_relaxed);
        return tick < refused_until ? refused_until : read_bytes_.ask(tick, 0);
    }
    void refuse_until(Tick tick) noexcept {
        // relaxed: a single value that only grows
        Tick until = refused_until_.load(std::memory_order_relaxed);
        while (until < tick && !refused_until_.compare_exchange_weak(
                                   until, tick,
                                   std::memory_order_relaxed,     // relaxed: as above
                                   std::memory_order_relaxed)) {  // relaxed: as above
        }
    }

    Bucket<Atomics> write_records_;
    Bucket<Atomics> write_bytes_;
    CountedBucket<Atomics> read_calls_;
    CountedBucket<Atomics> read_bytes_;
    typename Atomics::template atomic<Tick> refused_until_{0};
};

using ServiceThrottle = BasicServiceThrottle<>;

}  // namespace weir::inline v0
