// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_text.hpp"

#include "catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>

using weir::Duration;
using weir::Instant;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("what is no number becomes one") {
    CHECK(weir::finite(not_a_number) == 0);
    CHECK(weir::finite(endless) == std::numeric_limits<double>::max());
    CHECK(weir::finite(-endless) == -std::numeric_limits<double>::max());
    CHECK(weir::finite(-1.5) == -1.5);
    CHECK(weir::figures::ratio(1.0, 0.0) == 0);
    CHECK(weir::figures::ratio(std::uint64_t{1}, std::uint64_t{4}) == 0.25);
    CHECK(weir::figures::ratio(not_a_number, 1) == 0);
}

TEST_CASE("counts are grouped by thousands") {
    CHECK(weir::grouped_text(0) == "0");
    CHECK(weir::grouped_text(999) == "999");
    CHECK(weir::grouped_text(1'000) == "1,000");
    CHECK(weir::grouped_text(18'446'744'073'709'551'615U) == "18,446,744,073,709,551,615");
    CHECK(weir::counted_text(1, "shard", "shards") == "1 shard");
    CHECK(weir::counted_text(0, "shard", "shards") == "0 shards");
}

TEST_CASE("numbers have the digits that help") {
    CHECK(weir::number_text(3.4149) == "3.41");
    CHECK(weir::number_text(13.04) == "13.0");
    CHECK(weir::number_text(421.4) == "421");
    CHECK(weir::number_text(12'846.6) == "12,847");
    CHECK(weir::number_text(-1'234) == "-1,234");
    CHECK(weir::number_text(not_a_number) == "0.00");
    CHECK(weir::number_text(endless) == "1.80e+308");
}

TEST_CASE("a share that is nearly nothing or all does not read as that") {
    CHECK(weir::percent_text(0) == "0.0 %");
    CHECK(weir::percent_text(0.1234) == "12.3 %");
    CHECK(weir::percent_text(0.0001) == "0.010 %");
    CHECK(weir::percent_text(1e-9) == "<0.001 %");
    CHECK(weir::percent_text(0.9999) == "99.990 %");
    CHECK(weir::percent_text(0.9999999) == ">99.999 %");
    CHECK(weir::percent_text(1) == "100 %");
    CHECK(weir::percent_text(4.21) == "421 %");
    CHECK(weir::percent_text(183.96) == "18,396 %");
    CHECK(weir::percent_text(not_a_number) == "0.0 %");
}

TEST_CASE("a small probability is a bound") {
    CHECK(weir::probability_text(0) == "<1e-9");
    CHECK(weir::probability_text(0.44) == "0.440");
    CHECK(weir::probability_text(0.00003) == "3e-05");
}

TEST_CASE("bytes and spans come in the unit that reads best") {
    CHECK(weir::bytes_text(512) == "512 B");
    CHECK(weir::bytes_text(1536) == "1.5 KiB");
    CHECK(weir::bytes_text(1.8446744073709552e19) == "16.0 EiB");
    CHECK(weir::bytes_text(-1) == "0 B");
    CHECK(weir::bytes_text(endless) == "1.6e+290 EiB");
    CHECK(weir::span_text(Duration{0}) == "0 s");
    CHECK(weir::span_text(Duration{250}) == "250 us");
    CHECK(weir::span_text(Duration{61'000}) == "61 ms");
    CHECK(weir::span_text(Duration{12'400'000}) == "12.4 s");
    CHECK(weir::span_text(Duration{300'000'000}) == "5 min");
    CHECK(weir::span_text(std::chrono::hours{24}) == "24 h");
    CHECK(weir::span_text(std::chrono::hours{72}) == "3 d");
}

TEST_CASE("an instant is a date, or seconds where no calendar has a year for it") {
    CHECK(weir::instant_text(Instant::from_seconds(1'764'504'000)) == "2025-11-30T12:00:00Z");
    CHECK(weir::instant_text(Instant::from_millis(250)) == "1970-01-01T00:00:00.250Z");
    CHECK(weir::instant_text(Instant::from_millis(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(weir::instant_text(Instant::from_seconds(951'782'400)) == "2000-02-29T00:00:00Z");
    CHECK(weir::instant_text(Instant::max()) == "9223372036854 s");
    CHECK(weir::instant_text(Instant::min()) == "-9223372036855 s");
}
