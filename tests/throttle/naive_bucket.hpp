// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weir_test {

__extension__ typedef __int128 Wide;

/// The token bucket as one would tell it: a level that rises by whole tokens at whole milliseconds,
/// up to the capacity, and that a request lowers. Slow, wide, and without a trick.
class NaiveBucket {
public:
    NaiveBucket(std::uint64_t per_second, std::uint64_t capacity)
        : per_second_{per_second}, capacity_{capacity}, level_{static_cast<Wide>(capacity)} {}

    void reach(std::int64_t millis) {
        if (!used_ || millis > last_) {
            level_ = used_ ? least(capacity(), level_ + come(millis) - come(last_)) : capacity();
            last_ = millis;
            used_ = true;
        }
    }
    [[nodiscard]] bool admits(std::uint64_t cost) const {
        const Wide wanted = static_cast<Wide>(cost);
        return level_ >= least(wanted, capacity());
    }
    void take(std::uint64_t cost) { level_ -= static_cast<Wide>(cost); }

    /// The first millisecond at which `admits(cost)` will hold, found by looking for it.
    [[nodiscard]] std::int64_t first_admitting(std::uint64_t cost) const {
        const Wide missing = least(static_cast<Wide>(cost), capacity()) - level_;
        std::int64_t below = last_;
        std::int64_t step = 1;
        while (come(below + step) - come(last_) < missing) {
            step *= 2;
        }
        std::int64_t above = below + step;
        while (above - below > 1) {
            const std::int64_t middle = below + (above - below) / 2;
            (come(middle) - come(last_) < missing ? below : above) = middle;
        }
        return above;
    }
    [[nodiscard]] std::int64_t last() const { return last_; }

private:
    static Wide least(Wide a, Wide b) { return a < b ? a : b; }
    [[nodiscard]] Wide capacity() const { return static_cast<Wide>(capacity_); }
    [[nodiscard]] Wide come(std::int64_t millis) const {
        const Wide product = static_cast<Wide>(per_second_) * millis;
        return product / 1000 - (product % 1000 < 0 ? 1 : 0);
    }

    std::uint64_t per_second_;
    std::uint64_t capacity_;
    Wide level_;
    std::int64_t last_ = 0;
    bool used_ = false;
};

/// The same in exact fractions of a token: thousandths, since time comes in milliseconds.
class FractionalBucket {
public:
    FractionalBucket(std::uint64_t per_second, std::uint64_t capacity)
        : per_second_{static_cast<Wide>(per_second)},
          capacity_{static_cast<Wide>(capacity) * 1000},
          level_{capacity_} {}

    void reach(std::int64_t millis) {
        if (used_ && millis <= last_) {
            return;
        }
        const Wide passed = used_ ? static_cast<Wide>(millis) - last_ : 0;
        level_ = level_ + passed * per_second_;
        level_ = level_ < capacity_ ? level_ : capacity_;
        last_ = millis;
        used_ = true;
    }
    void take(std::uint64_t cost) { level_ -= static_cast<Wide>(cost) * 1000; }

    /// True if the level is short of `cost` by a whole token or more.
    [[nodiscard]] bool clearly_refuses(std::uint64_t cost) const {
        return level_ <= least(cost) - 1000;
    }
    /// True if a whole token or more would be left.
    [[nodiscard]] bool clearly_admits(std::uint64_t cost) const {
        return level_ >= least(cost) + 1000;
    }

private:
    [[nodiscard]] Wide least(std::uint64_t cost) const {
        const Wide wanted = static_cast<Wide>(cost) * 1000;
        return wanted < capacity_ ? wanted : capacity_;
    }

    Wide per_second_;
    Wide capacity_;
    Wide level_;
    std::int64_t last_ = 0;
    bool used_ = false;
};

}  // namespace weir_test
