// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "weir/core/atomics.hpp"
#include "weir/throttle/bucket.hpp"
#include "weir/throttle/refill.hpp"

namespace weir::inline v0 {

/// A token bucket that counts what is taken from it.
///
/// Edges:
///   spend   take() or charge() -> take(), ask(), charge(): who sees a total sees the bucket's
///           word that it was decided on, or a later one.
///
/// Thread: any, on every function. Progress: lock-free.
template <class Atomics = StdAtomics>
class CountedBucket {
public:
    /// Units: as for `Bucket`.
    CountedBucket(std::uint64_t per_second, std::uint64_t capacity, int debt_bits = 31) noexcept
        : bucket_{per_second, capacity, debt_bits} {}

    [[nodiscard]] std::uint64_t per_second() const noexcept { return bucket_.per_second(); }
    [[nodiscard]] std::uint64_t capacity() const noexcept { return bucket_.capacity(); }

    /// Gives: what `take` would, and takes nothing.
    [[nodiscard]] Tick ask(Tick tick, std::uint64_t cost) noexcept {
        return bucket_.ask(tick, total_.load(std::memory_order_acquire), cost);  // spend: reader
    }

    /// Takes `cost` tokens or none.
    /// Gives: at_once if they are taken, else the first tick at which they could be, or never.
    [[nodiscard]] Tick take(Tick tick, std::uint64_t cost) noexcept {
        std::uint64_t total = total_.load(std::memory_order_acquire);  // spend: reader
        for (;;) {
            const Tick first = bucket_.ask(tick, total, cost);
            if (first != at_once || advance(total, cost)) {
                return first;
            }
        }
    }

    /// Takes `cost` tokens whether they are there or not; the debt ends at what the bucket counts.
    void charge(Tick tick, std::uint64_t cost) noexcept {
        std::uint64_t total = total_.load(std::memory_order_acquire);  // spend: reader
        for (;;) {
            const std::uint64_t room = bucket_.debt_max() - bucket_.debt(tick, total);
            if (advance(total, cost < room ? cost : room)) {
                return;
            }
        }
    }

    /// Gives: at_once if the bucket is full at `tick`, else the first tick at which it will be.
    [[nodiscard]] Tick full_at(Tick tick) noexcept {
        return bucket_.drained_at(tick, total_.load(std::memory_order_acquire));  // spend: reader
    }

    /// Gives back `cost` tokens that were taken and not used; a full bucket stays full.
    void give_back(std::uint64_t cost) noexcept {
        bucket_.give_back(
            [this] { return total_.load(std::memory_order_acquire); },  // spend: reader
            cost);
    }

private:
    bool advance(std::uint64_t& total, std::uint64_t cost) noexcept {
        return total_.compare_exchange_weak(total, total + cost,
                                            std::memory_order_acq_rel,   // spend: writer
                                            std::memory_order_acquire);  // spend: reader
    }

    Bucket<Atomics> bucket_;
    typename Atomics::template atomic<std::uint64_t> total_{0};
};

}  // namespace weir::inline v0
