// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_style.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>

using weir::ReportStyle;

TEST_CASE("a plain style has neither colours nor anything but ASCII") {
    const ReportStyle style;
    CHECK(style.paint(35, "a") == "a");
    CHECK(style.bold("a") == "a");
    std::string all{style.bar()};
    all += style.band();
    all += style.bar_in_band();
    all += style.rule();
    all += style.point();
    for (std::size_t level = 0; level < weir::heat_levels + 2; ++level) {
        all += style.heat(level, false);
    }
    all += style.heat(3, true);
    for (const char c : all) {
        CHECK((c > 0x20 && c < 0x7f));
    }
}

TEST_CASE("colours end where they began") {
    ReportStyle style;
    style.colour = true;
    CHECK(style.paint(35, "a") == "\x1b[38;5;35ma\x1b[0m");
    CHECK(style.bold("a") == "\x1b[1ma\x1b[0m");
    CHECK(style.by_tone(weir::VerdictTone::bad, "a") == style.alarm("a"));
    CHECK(style.by_tone(weir::VerdictTone::none, "a") == "a");
    CHECK(style.by_tone(weir::VerdictTone::good, "a") !=
          style.by_tone(weir::VerdictTone::bad, "a"));
}

TEST_CASE("what is throttled is told without colours") {
    for (const bool blocks : {false, true}) {
        ReportStyle style;
        style.blocks = blocks;
        for (std::size_t level = 0; level < weir::heat_levels; ++level) {
            CHECK(style.heat(level, true) != style.heat(level, false));
        }
    }
}

TEST_CASE("the width is one that the figures fit into") {
    ReportStyle style;
    style.width = 0;
    CHECK(style.columns() == 60);
    style.width = 100'000;
    CHECK(style.columns() == 160);
    style.width = 90;
    CHECK(style.columns() == 90);
    CHECK(weir::repeated_text("ab", 3) == "ababab");
}
