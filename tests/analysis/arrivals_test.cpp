// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/arrivals.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "weir/analysis/chi_square.hpp"

using namespace weir;

namespace {

const Instant midnight = Instant::from_seconds(19'700 * std::int64_t{86'400});

std::vector<Instant> take(Arrivals arrivals, std::size_t count) {
    std::vector<Instant> times;
    for (std::size_t at = 0; at < count; ++at) {
        times.push_back(arrivals.next());
    }
    return times;
}

double seconds_between(Instant from, Instant to) {
    return static_cast<double>((to - from).count()) / 1e6;
}

/// The p value of counts that should be as `expected` says.
double p_of(const std::vector<double>& counts, const std::vector<double>& expected) {
    double statistic = 0;
    for (std::size_t at = 0; at < counts.size(); ++at) {
        statistic += (counts[at] - expected[at]) * (counts[at] - expected[at]) / expected[at];
    }
    return chi_square_p_value(statistic, static_cast<std::uint32_t>(counts.size() - 1));
}

/// How much of a day's records come before an hour of it.
double part_before(double hour, double swing) {
    constexpr double pi = 3.14159265358979323846;
    return hour / 24 - swing / (2 * pi) * std::sin(2 * pi * hour / 24);
}

}  // namespace

TEST_CASE("even arrivals are where the exact quotient has them, to the nearest microsecond") {
    for (const std::uint64_t rate :
         {1U, 3U, 7U, 1'000U, 999'983U, 1'000'000U, 3'000'000U, 1'000'000'000U}) {
        CAPTURE(rate);
        Arrivals arrivals = Arrivals::even(midnight, static_cast<double>(rate));
        CHECK(arrivals.model() == ArrivalModel::even);
        bool same = true;
        for (std::uint64_t record = 0; record < 1'000'000; ++record) {
            const std::uint64_t micros = (2 * record * 1'000'000 + rate) / (2 * rate);
            same =
                same && (arrivals.next() - midnight).count() == static_cast<std::int64_t>(micros);
        }
        CHECK(same);
    }
}

TEST_CASE("even arrivals of rates below one a second, and of no round number, do not drift") {
    Arrivals slow = Arrivals::even(midnight, 1e-3);
    for (std::int64_t record = 0; record < 100'000; ++record) {
        REQUIRE(slow.next() == midnight + std::chrono::seconds{1'000 * record});
    }
    constexpr double rate = 123'456.789;
    const auto times = take(Arrivals::even(midnight, rate), 2'000'000);
    for (std::size_t at = 0; at < times.size(); at += 9'999) {
        const double wanted = static_cast<double>(at) / rate * 1e6;
        REQUIRE(std::abs(static_cast<double>((times[at] - midnight).count()) - wanted) < 0.51);
    }
}

TEST_CASE("a number of records in a stretch of time are even to its end") {
    for (const std::uint64_t records : {1U, 2U, 3U, 10U, 7'777U, 100'000U}) {
        CAPTURE(records);
        const Duration within = std::chrono::seconds{61};
        const auto times = take(Arrivals::even(midnight, records, within), records + 1);
        CHECK(times.front() == midnight);
        CHECK(times.back() == midnight + within);
        const auto gap = within.count() / static_cast<std::int64_t>(records);
        for (std::size_t at = 1; at < times.size(); ++at) {
            const auto since_last = (times[at] - times[at - 1]).count();
            REQUIRE(since_last >= gap);
            REQUIRE(since_last <= gap + 1);
        }
    }
    CHECK(take(Arrivals::even(midnight, 0, Duration{5}), 2).back() == midnight + Duration{5});
    CHECK(take(Arrivals::even(midnight, 9, Duration{-5}), 9).back() == midnight);
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    CHECK(take(Arrivals::even(midnight, most, Duration::max()), 101).back() ==
          midnight + Duration{50});
}

TEST_CASE("gaps of poisson arrivals are spread as an exponential function is, at every rate") {
    for (const double rate : {1e-3, 0.2, 1.0, 50.0, 1'000.0}) {
        CAPTURE(rate);
        constexpr std::size_t records = 20'000;
        const auto times = take(Arrivals::poisson(midnight, rate, 17), records);
        std::vector<double> tenths(10, 0.0);
        Instant last = midnight;
        for (const Instant at : times) {
            const double before = 1 - std::exp(-seconds_between(last, at) * rate);
            tenths[std::min<std::size_t>(9, static_cast<std::size_t>(before * 10))] += 1;
            last = at;
        }
        CHECK(p_of(tenths, std::vector<double>(10, records / 10.0)) > 1e-3);
    }
}

TEST_CASE("poisson arrivals keep their rate, also where many come in a microsecond") {
    for (const double rate : {1e-3, 7.0, 1e6, 3e7, 1e9}) {
        CAPTURE(rate);
        constexpr std::size_t records = 1'000'000;
        const auto times = take(Arrivals::poisson(midnight, rate, 5), records);
        CHECK(std::is_sorted(times.begin(), times.end()));
        const double took = seconds_between(midnight, times.back()) * rate;
        CHECK(std::abs(took - records) < 4 * std::sqrt(records) + rate / 1e6);
    }
}

TEST_CASE("records in a second are poisson: their variance is their mean") {
    const auto times = take(Arrivals::poisson(midnight, 20, 23), 200'000);
    std::vector<double> counts(10'000, 0.0);
    for (const Instant at : times) {
        const auto second = static_cast<std::size_t>(seconds_between(midnight, at));
        if (second < counts.size()) {
            counts[second] += 1;
        }
    }
    double squares = 0;
    for (std::size_t second = 0; second < 9'900; ++second) {
        squares += (counts[second] - 20) * (counts[second] - 20);
    }
    CHECK(squares / 9'900 == Approx(20).epsilon(0.05));
}

TEST_CASE("the same seed gives the same arrivals, and another one others") {
    for (const bool daily : {false, true}) {
        const auto from = [&](std::uint64_t seed) {
            return take(daily ? Arrivals::daily(midnight, 5, 1.7, seed)
                              : Arrivals::poisson(midnight, 5, seed),
                        100);
        };
        CHECK(from(1) == from(1));
        CHECK(from(1) != from(2));
    }
}

TEST_CASE("daily arrivals follow the hours of the day") {
    for (const double peak : {1.0, 1.3, 1.9, 2.0}) {
        CAPTURE(peak);
        constexpr double rate = 1.5;
        constexpr double days = 2;
        // It begins in the morning of one day.
        const Instant start = midnight + std::chrono::hours{7};
        Arrivals arrivals = Arrivals::daily(start, rate, peak, 99);
        CHECK(arrivals.model() == ArrivalModel::daily);
        std::vector<double> hours(24, 0.0);
        double records = 0;
        for (Instant at = arrivals.next(); at < start + std::chrono::hours{48};
             at = arrivals.next()) {
            const double hour = seconds_between(midnight, at) / 3'600;
            hours[static_cast<std::size_t>(hour) % 24] += 1;
            ++records;
        }
        constexpr double mean = days * 86'400 * rate;
        CHECK(std::abs(records - mean) < 4 * std::sqrt(mean));
        std::vector<double> expected;
        for (int hour = 0; hour < 24; ++hour) {
            expected.push_back(records *
                               (part_before(hour + 1, peak - 1) - part_before(hour, peak - 1)));
        }
        CHECK(p_of(hours, expected) > 1e-3);
    }
}

TEST_CASE("daily arrivals keep their rate over weeks, and where a record is rare") {
    for (const double rate : {1e-5, 1e-3, 0.3}) {
        CAPTURE(rate);
        const std::size_t records = rate < 1e-4 ? 5'000 : 200'000;
        const auto times = take(Arrivals::daily(midnight, rate, 2, 4), records);
        CHECK(std::is_sorted(times.begin(), times.end()));
        const double days = seconds_between(midnight, times.back()) / 86'400;
        const double part = (days - std::floor(days)) * 24;
        const double came = (std::floor(days) + part_before(part, 1)) * 86'400 * rate;
        CHECK(std::abs(came - static_cast<double>(records)) <
              4 * std::sqrt(static_cast<double>(records)));
    }
}

TEST_CASE("a billion records a second start at midnight without a search of seconds") {
    const auto times = take(Arrivals::daily(midnight, 1e9, 2, 8), 200'000);
    CHECK(std::is_sorted(times.begin(), times.end()));
    const double hours = seconds_between(midnight, times.back()) / 3'600;
    CHECK(part_before(hours, 1) * 86'400e9 == Approx(200'000).epsilon(0.02));
    const Instant noon = midnight + std::chrono::hours{12};
    const auto at_noon = take(Arrivals::daily(noon, 1e9, 2, 8), 1'000'000);
    CHECK(seconds_between(noon, at_noon.back()) == Approx(1e6 / 2e9).epsilon(0.01));
}

TEST_CASE("a daily record comes when as much of the rate has come as for a poisson one") {
    for (const double rate : {3e-6, 2e-5, 1e-4, 1e-3, 0.5, 100.0}) {
        for (const double swing : {0.25, 0.9, 1.0}) {
            CAPTURE(rate, swing);
            const auto daily = take(Arrivals::daily(midnight, rate, 1 + swing, 71), 3'000);
            const auto poisson = take(Arrivals::poisson(midnight, rate, 71), 3'000);
            double worst = 0;
            for (std::size_t at = 0; at < daily.size(); ++at) {
                const auto since = (daily[at] - midnight).count();
                constexpr std::int64_t day = 86'400'000'000;
                const double hour = static_cast<double>(since % day) / 3.6e9;
                const double came =
                    (static_cast<double>(since / day) + part_before(hour, swing)) * 86'400;
                worst = std::max(worst, std::abs(came - seconds_between(midnight, poisson[at])));
            }
            CHECK(worst < 5e-6);
        }
    }
}

TEST_CASE("a day without a swing is as any other poisson arrivals") {
    const auto daily = take(Arrivals::daily(midnight, 3, 1, 31), 50'000);
    const auto poisson = take(Arrivals::poisson(midnight, 3, 31), 50'000);
    for (std::size_t at = 0; at < daily.size(); ++at) {
        REQUIRE(std::abs((daily[at] - poisson[at]).count()) <= 1);
    }
}

TEST_CASE("rates that are none, swings that are none and the ends of time are no trouble") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double rate : {nan, 0.0, -1.0, -infinity, infinity, 1e300, 5e-324, 1.0}) {
        for (const double peak : {nan, 0.0, -5.0, infinity, 1.5, 2.0}) {
            for (const Instant start : {Instant::min(), midnight, Instant::max()}) {
                for (Arrivals arrivals :
                     {Arrivals::even(start, rate), Arrivals::poisson(start, rate, 1),
                      Arrivals::daily(start, rate, peak, 1),
                      Arrivals::even(start, 2, Duration::max())}) {
                    const auto times = take(arrivals, 300);
                    REQUIRE(std::is_sorted(times.begin(), times.end()));
                    REQUIRE(times.front() >= start);
                }
            }
        }
    }
    CHECK(take(Arrivals::even(midnight, nan), 2).back() ==
          midnight + std::chrono::seconds{1'000'000});
    CHECK(take(Arrivals::even(midnight, infinity), 1'000'001).back() == midnight + Duration{1});
}
