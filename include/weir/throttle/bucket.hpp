// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>

#include "weir/core/atomics.hpp"
#include "weir/core/check.hpp"
#include "weir/throttle/refill.hpp"

namespace weir::inline v0 {

/// A token bucket that does not count: it is told how much has been taken in all, and knows how
/// much of that has drained away. What is left of the difference is the debt; a request fits if
/// the debt and its cost together are within the capacity.
///
/// So a request changes nothing here. Only a newer tick does: the drained total then moves on by
/// what has come back, but never past what was taken, for a bucket does not get fuller than full.
/// Tick and drained total share one word and change by one compare-exchange. They are kept
/// modulo powers of two: that of the total bounds the debt, and a word that is nearer than half
/// the other one's period knows its tick. `era_` counts those half periods, so that even a clock
/// that jumps by centuries is understood; see docs/throttle.md for why no race admits too much.
///
/// A request that costs more than the capacity fits when there is no debt, and leaves a debt that
/// takes as long to come back as if it had been several. One above `debt_max()` never fits.
///
/// Edges:
///   open   open() or give_back() -> open(): who sees a word sees an era at least as late.
///
/// Thread: any, on every function. Progress: lock-free; wait-free unless the tick is a new one.
template <class Atomics = StdAtomics>
class Bucket {
public:
    static constexpr std::uint64_t capacity_max = std::uint64_t{1} << 40;

    /// Units: per_second 1 to RefillRate::per_second_max, capacity 0 to capacity_max, debt_bits
    ///        (the debt is less than 2^debt_bits) up to 43; all are the caller's to check.
    Bucket(std::uint64_t per_second, std::uint64_t capacity, int debt_bits = 31) noexcept
        : capacity_{capacity},
          tick_bits_{63 - larger(debt_bits, static_cast<int>(std::bit_width(capacity)))},
          rate_{per_second} {
        WEIR_CHECK(per_second > 0, "a throttle with a rate of nothing would never admit again");
        WEIR_CHECK(per_second <= RefillRate::per_second_max, "a throttle's rate is too high");
        WEIR_CHECK(capacity <= capacity_max, "a throttle's capacity is too high");
    }
    Bucket(const Bucket&) = delete;
    Bucket& operator=(const Bucket&) = delete;

    [[nodiscard]] std::uint64_t per_second() const noexcept { return rate_.per_second(); }
    [[nodiscard]] std::uint64_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::uint64_t debt_max() const noexcept {
        return (std::uint64_t{1} << (63 - tick_bits_)) - 1;
    }

    /// True if the request fits and the tick is not new; otherwise `ask` knows.
    [[nodiscard]] bool fits(Tick tick, std::uint64_t so_far, std::uint64_t cost) noexcept {
        // relaxed: who has seen `so_far` sees every word that those saw who brought it there
        const std::uint64_t word = word_.load(std::memory_order_relaxed);
        // The word's tick makes the debt smaller by less than one, so it may stay in there.
        const auto debt = static_cast<std::int64_t>((so_far << tick_bits_) - word);
        const auto room = static_cast<std::int64_t>((capacity_ - cost) << tick_bits_);
        return ((word ^ tick) & tick_mask()) == 0 && cost <= capacity_ && debt <= room;
    }

    /// Gives: at_once if the request fits at `tick`, else the first tick at which it will if the
    ///        total stays as it is, or never.
    [[nodiscard]] Tick ask(Tick tick, std::uint64_t so_far, std::uint64_t cost) noexcept {
        const Opened opened = open(tick, so_far);
        if (cost > debt_max()) {
            return never;
        }
        const std::uint64_t room = cost <= capacity_ ? capacity_ - cost : 0;
        const std::uint64_t debt = debt_in(opened.word, so_far);
        return debt <= room ? at_once : rate_.when(opened.tick, debt - room);
    }

    /// How much of the total has not drained at `tick`.
    [[nodiscard]] std::uint64_t debt(Tick tick, std::uint64_t so_far) noexcept {
        return debt_in(open(tick, so_far).word, so_far);
    }

    /// Gives: at_once if nothing of the total is left at `tick`, else the first tick at which
    ///        that is so if the total stays as it is.
    [[nodiscard]] Tick drained_at(Tick tick, std::uint64_t so_far) noexcept {
        const Opened opened = open(tick, so_far);
        const std::uint64_t debt = debt_in(opened.word, so_far);
        return debt == 0 ? at_once : rate_.when(opened.tick, debt);
    }

    /// Lets `amount` of the total drain out of turn, for it was counted but not used.
    ///
    /// `total()` is asked again whenever others have changed the bucket: one that is out of date
    /// would make the bucket look full, and lose what is given back.
    template <class Total>
    void give_back(Total total, std::uint64_t amount) noexcept {
        std::uint64_t word = word_.load(std::memory_order_acquire);  // open: reader
        std::uint64_t drained = 0;
        do {
            const std::uint64_t debt = debt_in(word, total());
            drained = word + ((debt < amount ? debt : amount) << tick_bits_);
        } while (!word_.compare_exchange_weak(word, drained,
                                              std::memory_order_acq_rel,    // open: writer
                                              std::memory_order_acquire));  // open: reader
    }

private:
    struct Opened {
        std::uint64_t word;
        Tick tick;
    };

    [[nodiscard]] static constexpr int larger(int a, int b) noexcept { return a < b ? b : a; }

    [[nodiscard]] std::uint64_t tick_mask() const noexcept {
        return (std::uint64_t{1} << tick_bits_) - 1;
    }

    /// Zero also if the word is ahead of `so_far`: then that has moved, and the caller will notice.
    [[nodiscard]] std::uint64_t debt_in(std::uint64_t word, std::uint64_t so_far) const noexcept {
        const std::uint64_t drained = word & ~tick_mask();
        const auto debt = static_cast<std::int64_t>((so_far << tick_bits_) - drained);
        return debt <= 0 ? 0 : static_cast<std::uint64_t>(debt >> tick_bits_);
    }

    /// The whole tick of a word, or a later one while another thread is about to replace it.
    [[nodiscard]] Tick tick_in(std::uint64_t word) noexcept {
        // relaxed: the word carries the edge
        const std::uint64_t era = era_.load(std::memory_order_relaxed);
        const Tick latest = ((era + 1) << (tick_bits_ - 1)) - 1;
        return latest - ((latest - word) & tick_mask());
    }

    /// Moves the word on to `tick` unless it is there or later.
    Opened open(Tick tick, std::uint64_t so_far) noexcept {
        std::uint64_t word = word_.load(std::memory_order_acquire);  // open: reader
        for (;;) {
            const Tick last = tick_in(word);
            if (tick <= last) {
                return {word, last};
            }
            reach_era(tick);
            const std::uint64_t debt = debt_in(word, so_far);
            const std::uint64_t refill = rate_.between(last, tick);
            const std::uint64_t drained =
                (word & ~tick_mask()) + ((debt < refill ? debt : refill) << tick_bits_);
            const std::uint64_t next = drained | (tick & tick_mask());
            if (word_.compare_exchange_weak(word, next,
                                            std::memory_order_acq_rel,     // open: writer
                                            std::memory_order_acquire)) {  // open: reader
                return {next, tick};
            }
        }
    }

    void reach_era(Tick tick) noexcept {
        const std::uint64_t wanted = tick >> (tick_bits_ - 1);
        // relaxed: the word that follows carries the edge
        std::uint64_t era = era_.load(std::memory_order_relaxed);
        while (era < wanted &&
               !era_.compare_exchange_weak(era, wanted,
                                           std::memory_order_relaxed,     // relaxed: as above
                                           std::memory_order_relaxed)) {  // relaxed: as above
        }
    }

    using Word = typename Atomics::template atomic<std::uint64_t>;

    // What every question reads comes first: two buckets in a row have it in one cache line.
    Word word_{0};  ///< drained total above, tick below
    std::uint64_t capacity_;
    int tick_bits_;
    RefillRate rate_;
    Word era_{0};
};

}  // namespace weir::inline v0
