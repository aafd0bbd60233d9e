// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/timestamps.hpp"

#include "catch.hpp"

namespace {

std::int64_t micros(std::optional<weir::Instant> at) {
    return at ? at->micros() : -1;
}

constexpr std::int64_t second = 1'000'000;

}  // namespace

TEST_CASE("an ISO 8601 time is read with and without fraction, blank and offset") {
    const std::int64_t expected = 1'795'550'060 * second;
    CHECK(micros(events::parse_iso8601("2026-11-24T20:34:20Z")) == 1'795'552'460 * second);
    CHECK(micros(events::parse_iso8601("2026-11-24 19:54:20")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24T19:54:20z")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24T20:54:20+01:00")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24T20:54:20+0100")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24T17:24:20-0230")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24T20:54:20 +01")) == expected);
    CHECK(micros(events::parse_iso8601("2026-11-24 19:54:20,125")) == expected + 125'000);
    CHECK(micros(events::parse_iso8601("2026-11-24T19:54:20.123456789Z")) == expected + 123'456);
    CHECK(micros(events::parse_iso8601("2026-11-24T19:54Z")) == expected - 20 * second);
    CHECK(micros(events::parse_iso8601("1970-01-02")) == 86400 * second);
}

TEST_CASE("a day or a time of day that does not exist is no time") {
    CHECK(micros(events::parse_iso8601("2026-02-28T00:00:00Z")) > 0);
    for (const char* text :
         {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
          "2026-11-24T24:00:00Z", "2026-11-24T10:60:00Z", "2026-11-24T10:00:61Z",
          "2026-11-24T10:00:00.Z", "2026-11-24T", "2026-11-24T10", "2026-11-24T10:00:00Zulu",
          "2026-11-24X10:00:00", "2026-11-24T10:00:00+1", "24.11.2026", "", "x"}) {
        INFO(text);
        CHECK_FALSE(events::parse_iso8601(text));
    }
}

TEST_CASE("the leap second is the next minute") {
    CHECK(events::parse_iso8601("2016-12-31T23:59:60Z") ==
          events::parse_iso8601("2017-01-01T00:00:00Z"));
}

TEST_CASE("an access log's time is read with its offset") {
    CHECK(micros(events::parse_access_time("24/Nov/2026:20:54:20 +0100")) ==
          1'795'550'060 * second);
    CHECK(micros(events::parse_access_time("24/Nov/2026:19:54:20")) == 1'795'550'060 * second);
    CHECK_FALSE(events::parse_access_time("24/Nov/2026"));
    CHECK_FALSE(events::parse_access_time("24/Foo/2026:20:54:20 +0100"));
    CHECK_FALSE(events::parse_access_time("31/Nov/2026:20:54:20 +0100"));
    CHECK_FALSE(events::parse_access_time("24/Nov/2026:20:54:20 CET"));
    CHECK_FALSE(events::parse_access_time("24/No"));
}

TEST_CASE("a number since 1970 tells its unit by its size") {
    const std::int64_t expected = 1'795'550'060 * second;
    CHECK(micros(events::parse_epoch("1795550060")) == expected);
    CHECK(micros(events::parse_epoch("1795550060.5")) == expected + 500'000);
    CHECK(micros(events::parse_epoch("1795550060125")) == expected + 125'000);
    CHECK(micros(events::parse_epoch("1795550060125001")) == expected + 125'001);
    CHECK(micros(events::parse_epoch("1795550060125001999")) == expected + 125'001);
    CHECK(micros(events::parse_epoch("0")) == 0);
    for (const char* text : {"", "-1", "1e9", "12.", ".5", "1 ", "99999999999999999999", "0x10"}) {
        INFO(text);
        CHECK_FALSE(events::parse_epoch(text));
    }
}
