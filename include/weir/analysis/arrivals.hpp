// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "weir/analysis/key_report.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/random.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// When records arrive of which nobody knows it: one after the other, by a model.
///
/// No rounding adds up: each time is as near as whole microseconds allow to the one that is meant,
/// also after billions of records. The same seed gives the same times again. Times stop at the end
/// of all time.
///
/// Units:  a rate is in records per second; what is not from 1e-6 to 1e12 is taken as the nearer.
/// Thread: one at a time.
class Arrivals {
public:
    static constexpr double per_second_min = 1e-6;
    static constexpr double per_second_max = 1e12;

    /// One record at `start`, and then one after the other in equal gaps.
    [[nodiscard]] static Arrivals even(Instant start, double per_second) noexcept {
        // A rate is a whole number of 53 bits over a power of two; so is the gap, upside down.
        int exponent = 0;
        const double mantissa = std::frexp(rate_of(per_second), &exponent);
        const auto divisor = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
        const int shift = 53 - exponent;  // from 13 to 72
        const words::Quotient gap =
            shift < 64 ? words::divide(second >> (64 - shift), second << shift, divisor)
                       : words::divide(second << (shift - 64), 0, divisor);
        return Arrivals{start, gap, divisor};
    }
    /// `records` in equal gaps, the first at `start`, the one after the last at the end of
    /// `within`.
    [[nodiscard]] static Arrivals even(Instant start, std::uint64_t records,
                                       Duration within) noexcept {
        const std::uint64_t divisor = std::max<std::uint64_t>(records, 1);
        const auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(within.count(), 0));
        return Arrivals{start, {micros / divisor, micros % divisor}, divisor};
    }
    /// Records that know nothing of each other: some close together, some far apart.
    [[nodiscard]] static Arrivals poisson(Instant start, double per_second,
                                          std::uint64_t seed) noexcept {
        return Arrivals{ArrivalModel::poisson, start, per_second, 0, seed};
    }
    /// The same, with a rate that follows the time of day: least at midnight UTC, most at noon,
    /// and a sine curve between them.
    /// Units: `peak_to_mean` from 1, the same all day, to 2, which is nothing at midnight.
    [[nodiscard]] static Arrivals daily(Instant start, double mean_per_second, double peak_to_mean,
                                        std::uint64_t seed) noexcept {
        const double swing = peak_to_mean > 1 ? std::min(peak_to_mean, 2.0) - 1 : 0;
        return Arrivals{ArrivalModel::daily, start, mean_per_second, swing, seed};
    }

    [[nodiscard]] ArrivalModel model() const noexcept { return model_; }

    /// The time of the next record: never before that of the last.
    [[nodiscard]] Instant next() noexcept {
        if (model_ == ArrivalModel::even) {
            return next_even();
        }
        const double waits = -std::log1p(-random_.fraction()) / per_second_;
        advance(model_ == ArrivalModel::daily ? wait_by_day(waits)
                                              : waits * static_cast<double>(second));
        return at_;
    }

private:
    static constexpr std::uint64_t second = 1'000'000;
    static constexpr double pi = 3.14159265358979323846;
    static constexpr std::int64_t day = 86'400 * std::int64_t{second};

    Arrivals(Instant start, words::Quotient gap, std::uint64_t divisor) noexcept
        : at_{start}, gap_{gap}, divisor_{divisor}, rest_{divisor / 2} {}  // to the nearest one
    Arrivals(ArrivalModel model, Instant start, double per_second, double swing,
             std::uint64_t seed) noexcept
        : model_{model},
          at_{start},
          per_second_{rate_of(per_second)},
          swing_{swing},
          random_{seed} {}

    [[nodiscard]] static double rate_of(double per_second) noexcept {
        return per_second > per_second_min ? std::min(per_second, per_second_max) : per_second_min;
    }

    [[nodiscard]] Instant next_even() noexcept {
        const Instant now = at_;
        at_ += Duration{static_cast<std::int64_t>(gap_.quotient)};
        if (rest_ >= divisor_ - gap_.remainder) {
            rest_ -= divisor_ - gap_.remainder;
            at_ += Duration{1};
        } else {
            rest_ += gap_.remainder;
        }
        return now;
    }

    /// Goes on by so many microseconds and keeps the fraction that is left.
    void advance(double micros) noexcept {
        fraction_ += micros;
        const double whole = std::floor(fraction_);
        fraction_ -= whole;
        at_ += Duration{static_cast<std::int64_t>(whole)};
    }

    /// How long it takes, from the time of day it is, until as much of the rate has come as comes
    /// at its mean in `seconds`.  Gives: microseconds.
    [[nodiscard]] double wait_by_day(double seconds) const noexcept {
        const double days = seconds * static_cast<double>(second) / static_cast<double>(day);
        const double whole = std::floor(days);  // a day brings the same whenever it begins
        return (whole + day_part(days - whole)) * static_cast<double>(day);
    }
    /// The part of a day after which `wanted` of a day's records have come.
    [[nodiscard]] double day_part(double wanted) const noexcept {
        if (!(wanted > 0)) {
            return 0;
        }
        const double since = static_cast<double>(at_.micros() % day) + fraction_;
        const double angle = 2 * pi * since / static_cast<double>(day);
        double low = 0;
        double high = 1;
        double part = step_to(wanted, angle);
        for (int step = 0; step < 100; ++step) {
            if (!(part > low && part < high)) {
                part = low + (high - low) / 2;  // Newton's step has led astray
            }
            const double came = records_in(angle, part);
            (came < wanted ? low : high) = part;
            const double next = part + step_to(wanted - came, angle + 2 * pi * part);
            if (std::abs(next - part) <= part * 1e-12) {
                return std::clamp(next, 0.0, 1.0);
            }
            part = next;
        }
        return std::clamp(part, low, high);
    }
    /// The part of a day in which so much comes if the rate stays as it is; too far if it is none.
    [[nodiscard]] double step_to(double wanted, double angle) const noexcept {
        const double rate = rate_at(angle);
        return rate > 0 ? wanted / rate : 2;
    }
    /// The rate over its mean, at a time of day; at midnight too without a difference of two
    /// numbers that are nearly the same.
    [[nodiscard]] double rate_at(double angle) const noexcept {
        const double half = std::sin(angle / 2);
        return 1 - swing_ + 2 * swing_ * half * half;
    }
    /// How much of a day's records come in a part of the day: the integral of that.
    [[nodiscard]] double records_in(double angle, double part) const noexcept {
        const double way = pi * part;
        const double half = std::sin(angle / 2 + way / 2);
        const double cubic = less_its_sine(way) / pi;
        return (1 - swing_) * part + swing_ * (cubic + 2 * half * half * std::sin(way) / pi);
    }
    /// x - sin(x)
    [[nodiscard]] static double less_its_sine(double x) noexcept {
        if (x > 0.5) {
            return x - std::sin(x);
        }
        const double square = x * x;
        const double rest = 1 - square / 42 * (1 - square / 72 * (1 - square / 110));
        return x * square / 6 * (1 - square / 20 * rest);
    }

    ArrivalModel model_ = ArrivalModel::even;
    Instant at_;
    words::Quotient gap_{};  ///< of even arrivals: microseconds, and a rest over `divisor_`
    std::uint64_t divisor_ = 1;
    std::uint64_t rest_ = 0;
    double per_second_ = 1;
    double swing_ = 0;     ///< by how much of its mean the rate goes up and down
    double fraction_ = 0;  ///< of a microsecond, that the time is after `at_`
    Random random_{0};
};

}  // namespace weir::inline v0
