// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "weir/testing/throttle_subject.hpp"
#include "weir/throttle/service_throttle.hpp"

namespace weir_test {

/// A throttle that is right, or wrong in the one way that `planted` names: that of a rule.
class PlantedThrottle {
public:
    static inline std::string_view planted;
    static constexpr weir::ServiceThrottleOptions options{.write_records_per_second = 10,
                                                          .write_burst_records = 10,
                                                          .write_bytes_per_second = 1'000,
                                                          .write_burst_bytes = 1'000,
                                                          .read_calls_per_second = 5,
                                                          .read_burst_calls = 5,
                                                          .read_bytes_per_second = 1'000,
                                                          .read_burst_bytes = 1'000};

    explicit PlantedThrottle(std::uint64_t used = 0) noexcept : used_{used} {}
    [[nodiscard]] PlantedThrottle fresh() const noexcept {
        return PlantedThrottle{is("fresh_is_unused") ? most_.records : 0};
    }

    [[nodiscard]] weir::Verdict admit_write(weir::Instant now, weir::WriteTotals so_far,
                                            std::uint64_t bytes) noexcept {
        const weir::WriteTotals asked = so_far;
        const bool again = asked == last_ && last_admitted_;
        asked_again_ += again && is("asking_costs_nothing") ? 1U : 0U;
        most_.records = std::max(most_.records, asked.records);
        if (is("asking_ahead_costs_nothing")) {
            so_far.records = most_.records;
        }
        so_far.records += (asked.records > 0 ? used_ : 0) + asked_again_;
        so_far.bytes += spent_;
        weir::Verdict verdict = judge(now, so_far, bytes);
        refused_in_a_row_ = verdict.admitted ? 0 : refused_in_a_row_ + 1;
        spent_ = is("refusal_costs_nothing") && refused_in_a_row_ > 900 ? 250 : 0;
        last_ = asked;
        last_admitted_ = verdict.admitted;
        return verdict;
    }
    [[nodiscard]] bool admits_all(weir::Instant now, weir::WriteTotals so_far,
                                  weir::WriteTotals more) noexcept {
        return is("bulk_means_each") || base_.admits_all(now, so_far, more);
    }

    [[nodiscard]] weir::Verdict admit_read(weir::Instant now) noexcept {
        const bool back = now < newest_read_;
        newest_read_ = std::max(newest_read_, now);
        if (is("clock_back_admits_no_read") && back) {
            return {.admitted = true};
        }
        if (is("gives_the_reads") && is_dead(now)) {
            return until(alive, now);
        }
        if (is("keeps_to_the_reads")) {
            const weir::Verdict paid = base_.ask_read(now);
            return paid.admitted
                       ? read_windows_.judge(now, reads_in_windows_, 1, 5, reads_in_windows_)
                       : paid;
        }
        if (refused_reads_ > 900 && is("refused_reads_cost_nothing")) {
            refused_reads_ = 0;
            static_cast<void>(base_.admit_read(now + std::chrono::seconds{1}));
        }
        weir::Verdict verdict = base_.admit_read(now);
        refused_reads_ = verdict.admitted ? 0 : refused_reads_ + 1;
        return told(verdict);
    }
    [[nodiscard]] weir::Verdict ask_read(weir::Instant now) noexcept {
        return is("asked_reads_cost_nothing") ? admit_read(now) : answer(now);
    }
    void charge_read(weir::Instant now, std::uint64_t bytes) noexcept {
        charged_ = true;
        base_.charge_read(now, is("keeps_to_the_read_bytes") ? bytes / 2 : bytes);
    }
    void give_back_read(weir::Instant now) noexcept {
        if (!is("read_comes_back")) {
            --reads_in_windows_;
            base_.give_back_read(now);
        }
    }

private:
    [[nodiscard]] static bool is(std::string_view plant) noexcept { return planted == plant; }

    /// Lets through so many in each whole second, and so twice as many around its border.
    struct Windows {
        std::int64_t second = 0;
        std::uint64_t before = 0;

        weir::Verdict judge(weir::Instant now, std::uint64_t so_far, std::uint64_t cost,
                            std::uint64_t most, std::uint64_t& taken) noexcept {
            if (now.seconds() > second) {
                second = now.seconds();
                before = so_far;
            }
            if (so_far + cost - before <= most) {
                taken += cost;
                return {.admitted = true};
            }
            return until(weir::Instant::from_seconds(second + 1), now);
        }
    };

    static constexpr weir::Instant alive = weir::Instant::from_seconds(1'700'000'009);
    /// Two seconds in which a throttle that is wrong admits nothing.
    [[nodiscard]] static bool is_dead(weir::Instant now) noexcept {
        return now.seconds() == 1'700'000'007 || now.seconds() == 1'700'000'008;
    }
    [[nodiscard]] static weir::Verdict until(weir::Instant then, weir::Instant now) noexcept {
        return {false, then - now};
    }

    [[nodiscard]] weir::Verdict told(weir::Verdict verdict) const noexcept {
        const bool early = charged_ ? is("charged_reads_wait_exactly") : is("reads_wait_exactly");
        if (early && verdict.retry_after > weir::Duration{1}) {
            verdict.retry_after -= weir::Duration{1};
        }
        return verdict;
    }
    [[nodiscard]] weir::Verdict answer(weir::Instant now) noexcept {
        if (is("gives_the_reads") && is_dead(now)) {
            return until(alive, now);
        }
        if (is("keeps_to_the_reads")) {
            std::uint64_t not_taken = 0;
            return read_windows_.judge(now, reads_in_windows_, 1, 5, not_taken);
        }
        return told(base_.ask_read(now));
    }
    [[nodiscard]] weir::Verdict judge(weir::Instant now, weir::WriteTotals so_far,
                                      std::uint64_t bytes) noexcept {
        const bool back = now < newest_write_;
        newest_write_ = std::max(newest_write_, now);
        std::uint64_t nothing = 0;
        if (is("clock_back_admits_nothing") && back) {
            return {.admitted = true};
        }
        if (is_dead(now) && ((is("gives_the_records") && bytes == 1) ||
                             (is("gives_the_bytes") && (bytes == 248 || bytes == 249)))) {
            return until(alive, now);
        }
        if (is("keeps_to_the_records") && bytes == 1) {
            return windows_.judge(now, so_far.records, 1, 10, nothing);
        }
        if (is("keeps_to_the_bytes") && bytes > 1) {
            return windows_.judge(now, so_far.bytes, bytes, 1'000, nothing);
        }
        weir::Verdict verdict = base_.admit_write(now, so_far, bytes);
        const bool enormous = bytes >= std::uint64_t{1} << 50;
        const bool much_later =
            now - weir::ThrottleTrial<weir::ServiceThrottle>::start() >= std::chrono::minutes{30};
        if (is("no_wait_is_for_ever") && enormous && much_later) {
            return {.admitted = true};
        }
        if (is("rest_fills_to_the_burst") && much_later && !enormous && !verdict.admitted &&
            extra_++ == 0) {
            return {.admitted = true};
        }
        if (is("waits_exactly") && verdict.retry_after > weir::Duration{1}) {
            verdict.retry_after -= weir::Duration{1};
        }
        if (is("admission_has_no_wait") && verdict.admitted && so_far.records == 2) {
            verdict.retry_after = weir::Duration{1};
        }
        return verdict;
    }

    weir::ServiceThrottle base_{options};
    std::uint64_t used_ = 0;
    std::uint64_t asked_again_ = 0;
    std::uint64_t spent_ = 0;
    std::uint64_t refused_in_a_row_ = 0;
    weir::WriteTotals last_{};
    weir::WriteTotals most_{};
    bool last_admitted_ = false;
    weir::Instant newest_write_{weir::Instant::min()};
    weir::Instant newest_read_{weir::Instant::min()};
    Windows windows_{};
    Windows read_windows_{};
    std::uint64_t reads_in_windows_ = 0;
    std::uint64_t refused_reads_ = 0;
    std::uint64_t extra_ = 0;
    bool charged_ = false;
};

/// A planted throttle, and what is promised of it in figures.
[[nodiscard]] inline weir::ThrottleSubject<PlantedThrottle> subject_of(
    const PlantedThrottle& limits) {
    return {.limits = limits,
            .write_records = {10, 10},
            .write_bytes = {1'000, 1'000},
            .read_calls = {5, 5},
            .read_bytes = {1'000, 1'000},
            .large_record = 250};
}

}  // namespace weir_test
