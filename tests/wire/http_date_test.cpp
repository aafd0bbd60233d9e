// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/http_date.hpp"

#include "catch.hpp"

TEST_CASE("A date is written as HTTP has it") {
    using weir::Instant;
    using weir::wire::http_date;
    CHECK(http_date(Instant{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http_date(Instant::from_seconds(784'111'777)) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(Instant::from_millis(1'709'251'199'999)) == "Thu, 29 Feb 2024 23:59:59 GMT");
}
