// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "weir/testing/conformance.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// What a throttle lets through: at once after a rest, and each second in the long run.
struct ThrottleAllowance {
    std::uint64_t per_second = 0;  ///< 0: the throttle promises nothing
    std::uint64_t burst = 0;
};

/// A throttle that is held to the rules of its concept, by policies that it makes with `fresh`.
template <throttle_policy Policy>
struct ThrottleSubject {
    const Policy& limits;
    ThrottleAllowance write_records{};
    ThrottleAllowance write_bytes{};
    ThrottleAllowance read_calls{};
    ThrottleAllowance read_bytes{};
    /// Of a record that takes more of `write_bytes` than of `write_records`, and is no more than a
    /// burst.  Units: bytes.
    std::uint64_t large_record = 1'000;
};

/// Something that a throttle let through.
struct Admission {
    Instant at;
    std::uint64_t amount = 0;
};

namespace detail {

/// Notes if in some stretch of time more was let through than a burst and what comes back in it.
///
/// What comes back may come on whole milliseconds, and in whole pieces.
/// `slack`: what may come on top.
inline void check_windows(const std::vector<Admission>& admissions, ThrottleAllowance allowance,
                          std::uint64_t slack, ConformanceNotes& notes) {
    const std::uint64_t most = allowance.burst + slack + allowance.per_second / 1'000 + 2;
    // A stretch that begins with admission i is worst if the surplus before i is least.
    const auto back = [&](Instant at) {
        const auto micros = static_cast<std::uint64_t>((at - admissions.front().at).count());
        return static_cast<std::int64_t>(allowance.per_second * micros / 1'000'000);
    };
    std::int64_t taken = 0;
    std::int64_t least = 0;
    Instant since;
    for (const Admission& admission : admissions) {
        const std::int64_t before = taken - back(admission.at);
        if (&admission == &admissions.front() || before < least) {
            least = before;
            since = admission.at;
        }
        taken += static_cast<std::int64_t>(admission.amount);
        const std::int64_t more = taken - back(admission.at) - least;
        if (more > static_cast<std::int64_t>(most)) {
            const auto micros = (admission.at - since).count();
            notes.add("let through in " + std::to_string(micros) + " us",
                      "at most " + std::to_string(most) + " and what comes back in that time",
                      std::to_string(more) + " and that");
        }
    }
}

}  // namespace detail

/// A throttle without a past, and who asks it.
template <throttle_policy Policy>
struct ThrottleTrial {
    /// The most that a trial asks for; a throttle that takes as much is as good as none.
    static constexpr std::uint64_t asks_max = 50'000;

    /// In the middle of a second.
    [[nodiscard]] static constexpr Instant start() noexcept {
        return Instant::from_micros(1'700'000'000'700'300);
    }

    explicit ThrottleTrial(const Policy& limits) : policy{limits.fresh()} {}

    [[nodiscard]] Verdict ask(std::uint64_t bytes) noexcept {
        return policy.admit_write(now, so_far, bytes);
    }
    /// One record, which counts if it is admitted.
    Verdict put(std::uint64_t bytes) noexcept {
        const Verdict verdict = ask(bytes);
        if (verdict.admitted) {
            count(bytes);
        }
        return verdict;
    }
    void count(std::uint64_t bytes) noexcept {
        ++so_far.records;
        so_far.bytes += bytes;
    }
    /// Puts until one is refused.  Gives: that refusal, or an admission if there is none.
    Verdict use_up(std::uint64_t bytes) noexcept {
        Verdict last{.admitted = true};
        for (std::uint64_t asks = 0; asks < asks_max && last.admitted; ++asks) {
            last = put(bytes);
        }
        return last;
    }
    /// Reads until one is refused.
    Verdict use_up_reads() noexcept {
        Verdict last{.admitted = true};
        for (std::uint64_t asks = 0; asks < asks_max && last.admitted; ++asks) {
            last = policy.admit_read(now);
        }
        return last;
    }
    /// Asks as often as it is told to for a length of time, and puts all that is admitted.
    template <class Ask>
    std::vector<Admission> all_within(Duration length, Ask&& take) {
        std::vector<Admission> admissions;
        const Instant end = now + length;
        for (std::uint64_t asks = 0; asks < asks_max && now <= end; ++asks) {
            std::uint64_t amount = 0;
            const Verdict verdict = take(amount);
            if (verdict.admitted) {
                admissions.push_back({now, amount});
            } else if (verdict.retry_after <= Duration{0}) {
                break;
            } else {
                now += verdict.retry_after;
            }
        }
        return admissions;
    }

    Policy policy;
    Instant now = start();
    WriteTotals so_far{};
};

}  // namespace weir::inline v0
