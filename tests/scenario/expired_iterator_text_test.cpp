// SPDX-License-Identifier: Apache-2.0
// The text of ExpiredIteratorException prints both times as Java prints dates, in UTC.
#include "scenario/scenario.hpp"

namespace {

std::string text_after(std::int64_t created, std::chrono::seconds age) {
    Scenario scenario;
    scenario.clock.set(weir::Instant::from_seconds(created));
    const auto place = scenario.place(0);
    scenario.clock.advance(age);
    const auto result = scenario.stream.get_records({.shard_iterator = place});
    return refusal(result);
}

}  // namespace

TEST_CASE("An expired iterator's error names when it was made and what time it is") {
    CHECK(text_after(1'700'000'000, 301s) ==
          "ExpiredIteratorException: Iterator expired. The iterator was created at time Tue Nov "
          "14 22:13:20 UTC 2023 while right now it is Tue Nov 14 22:18:21 UTC 2023 which is "
          "further in the future than the tolerated delay of 300000 milliseconds.");
}

TEST_CASE("The days of leap years are named right") {
    CHECK(text_after(1'709'251'199, 86'400s) ==
          "ExpiredIteratorException: Iterator expired. The iterator was created at time Thu Feb "
          "29 23:59:59 UTC 2024 while right now it is Fri Mar 01 23:59:59 UTC 2024 which is "
          "further in the future than the tolerated delay of 300000 milliseconds.");
    CHECK(text_after(4'107'542'399, 3'600s) ==
          "ExpiredIteratorException: Iterator expired. The iterator was created at time Sun Feb "
          "28 23:59:59 UTC 2100 while right now it is Mon Mar 01 00:59:59 UTC 2100 which is "
          "further in the future than the tolerated delay of 300000 milliseconds.");
}
