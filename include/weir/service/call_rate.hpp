// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// So many calls in any second after a rest, then one whenever its share of a second has passed.
///
/// It keeps the instant at which the calls so far are paid for. A clock that steps back neither
/// admits more nor refuses for longer than a second.
///
/// Thread: one at a time.
class CallRate {
public:
    /// Gives: false, and counts nothing, if the call comes too soon.
    [[nodiscard]] bool admit(Instant now, std::uint32_t per_second) noexcept {
        const Duration second{1'000'000};
        const Duration share{1'000'000 / static_cast<std::int64_t>(per_second)};
        if (paid_ > now + second) {
            paid_ = now + second;
        }
        const Instant from = paid_ < now ? now : paid_;
        if (from + share > now + second) {
            return false;
        }
        paid_ = from + share;
        return true;
    }

private:
    Instant paid_ = Instant::min();
};

/// So many events in any stretch of time of some length, as the service counts them by the day.
///
/// Thread: one at a time.
class RollingCount {
public:
    /// How many there were in the last `length`. What lies ahead of a clock that stepped back
    /// counts as now.
    [[nodiscard]] std::size_t count(Instant now, Duration length) {
        for (Instant& time : times_) {
            time = now < time ? now : time;
        }
        std::erase_if(times_, [&](Instant time) { return now - time >= length; });
        return times_.size();
    }
    void make_room() { times_.reserve(times_.size() + 1); }
    void add(Instant now) { times_.push_back(now); }

private:
    std::vector<Instant> times_;
};

}  // namespace weir::inline v0
