// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/event_source.hpp"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "../../examples/events/delimited.hpp"
#include "catch.hpp"

namespace {

struct Seen {
    std::vector<std::int64_t> millis;
    std::vector<std::uint64_t> ordinals;
    demo::InputTally tally;
};

Seen all_of(const std::string& text, double speed) {
    std::istringstream in{text};
    demo::LineReader lines{in};
    demo::EventParser parser{std::make_unique<demo::Delimited>(','), {}};
    Seen seen;
    demo::EventSource source{lines, parser, speed, seen.tally};
    while (const auto event = source.next()) {
        seen.millis.push_back(event->due.millis());
        seen.ordinals.push_back(event->ordinal);
    }
    return seen;
}

}  // namespace

TEST_CASE("events keep their recorded times, and a speed divides the distance from the first") {
    const std::string text = "1700000000,a\n1700000010,a\n1700000030,a\n";
    CHECK(all_of(text, 1).millis ==
          std::vector<std::int64_t>{1'700'000'000'000, 1'700'000'010'000, 1'700'000'030'000});
    CHECK(all_of(text, 10).millis ==
          std::vector<std::int64_t>{1'700'000'000'000, 1'700'000'001'000, 1'700'000'003'000});
    CHECK(all_of(text, 0.5).millis.back() == 1'700'000'060'000);
}

TEST_CASE("a time that goes back is put at the latest time so far, and counted") {
    const Seen seen =
        all_of("1700000000,a\n1700000010,a\n1700000005,a\n1699999999,a\n1700000011,a\n", 1);
    CHECK(seen.millis == std::vector<std::int64_t>{1'700'000'000'000, 1'700'000'010'000,
                                                   1'700'000'010'000, 1'700'000'010'000,
                                                   1'700'000'011'000});
    CHECK(seen.tally.backwards == 2);
}

TEST_CASE("lines that are no events are counted, and the first of them kept") {
    std::string text = "1700000000,a\n\nbad\n";
    for (int i = 0; i < 20; ++i)
        text += "worse\n";
    const Seen seen = all_of(text + "1700000001,b", 1);
    CHECK(seen.ordinals == std::vector<std::uint64_t>{1, 24});
    CHECK(seen.tally.lines == 24);
    CHECK(seen.tally.events == 2);
    CHECK(seen.tally.blank == 1);
    CHECK(seen.tally.bad == 21);
    REQUIRE(seen.tally.first_bad.size() == demo::InputTally::shown_max);
    CHECK(seen.tally.first_bad[0].number == 3);
    CHECK(seen.tally.first_bad[0].start == "bad");
    CHECK(seen.tally.bytes == text.size() + 12);
}

TEST_CASE("a log of thousands of years, replayed slowly, ends at the last time there is") {
    const Seen seen = all_of("0000000000,a\n99999999999,a\n99999999999,b\n", 0.001);
    REQUIRE(seen.millis.size() == 3);
    CHECK(seen.millis[1] == 9'000'000'000'000'000);
    CHECK(seen.millis[2] == seen.millis[1]);
}
