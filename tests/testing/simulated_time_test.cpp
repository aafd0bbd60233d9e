// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/simulated_time.hpp"

#include <chrono>
#include <set>

#include "catch.hpp"

using weir::Duration;
using weir::detail::mixed;
using weir::detail::time_text;

TEST_CASE("a length of time is told for people") {
    CHECK(time_text(Duration{0}) == "00:00:00");
    CHECK(time_text(std::chrono::milliseconds{1'500}) == "00:00:01.500");
    CHECK(time_text(Duration{1}) == "00:00:00.000001");
    CHECK(time_text(std::chrono::hours{25} + std::chrono::minutes{61}) == "1d 02:01:00");
    CHECK(time_text(-Duration{2'000'000}) == "-00:00:02");
    CHECK(time_text(Duration::min()) == "-106751991d 04:00:54.775808");
    CHECK(time_text(Duration::max()) == "106751991d 04:00:54.775807");
}

TEST_CASE("mixing gives the same numbers on every machine, and others for other input") {
    CHECK(mixed(1) == 0xb456'bcfc'34c2'cb2c);
    CHECK(mixed(1, "a") != mixed(1, "b"));
    CHECK(mixed(1, "a") != mixed(2, "a"));
    std::set<std::uint64_t> seen;
    for (std::uint64_t value = 0; value < 10'000; ++value) {
        seen.insert(mixed(value));
    }
    CHECK(seen.size() == 10'000);
}
