// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/text.hpp"

#include <string>

#include "../../examples/events/terminal.hpp"
#include "catch.hpp"

using events::ColorChoice;
using events::printable;
using events::Style;
using events::Surroundings;

TEST_CASE("numbers, sizes and spans read as people write them") {
    CHECK(events::grouped(0) == "0");
    CHECK(events::grouped(999) == "999");
    CHECK(events::grouped(1000) == "1,000");
    CHECK(events::grouped(1234567) == "1,234,567");
    CHECK(events::counted(1, "line", "lines") == "1 line");
    CHECK(events::counted(1200, "line", "lines") == "1,200 lines");
    CHECK(events::human_bytes(1023) == "1023 B");
    CHECK(events::human_bytes(1536) == "1.5 KiB");
    CHECK(events::human_bytes(5ULL << 40U) == "5.0 TiB");
    CHECK(events::human_span(std::chrono::seconds{3661}) == "01:01:01");
    CHECK(events::human_span(std::chrono::hours{49}) == "2 d 01:00:00");
    CHECK(events::short_span(weir::Duration{250}) == "250 us");
    CHECK(events::short_span(std::chrono::milliseconds{61}) == "61 ms");
    CHECK(events::short_span(std::chrono::milliseconds{12'400}) == "12.4 s");
    CHECK(events::short_span(std::chrono::hours{72}) == "3.0 d");
    CHECK(events::utc(weir::Instant::from_seconds(1'795'550'060)).date == "2026-11-24");
    CHECK(events::utc(weir::Instant::from_seconds(1'795'550'060)).clock == "19:54:20");
}

TEST_CASE("nothing from a log can steer the terminal") {
    CHECK(printable("plain", 20) == "plain");
    CHECK(printable("caf\xC3\xA9", 20) == "caf\xC3\xA9");
    CHECK(printable("a\x1b[2Jb", 20) == "a\\x1B[2Jb");
    CHECK(printable("a\r\n\t\x7F", 40) == "a\\x0D\\x0A\\x09\\x7F");
    CHECK(printable("\xC2\x9B"
                    "31m",
                    40) == "\\xC2\\x9B31m");
    CHECK(printable("caf\xE9", 20) == "caf\\xE9");
    CHECK(printable("\xE2\x82", 20) == "\\xE2\\x82");
    CHECK(printable("\xC0\xAF", 20) == "\\xC0\\xAF");
}

TEST_CASE("a long text ends in dots within its columns") {
    CHECK(printable("0123456789", 10) == "0123456789");
    CHECK(printable("01234567890", 10) == "0123456...");
    CHECK(printable("\x01\x01\x01\x01", 10) == "\\x01...");
    CHECK(events::padded("caf\xC3\xA9", 6) == "caf\xC3\xA9  ");
    CHECK(events::padded("longer", 3) == "longer");
}

TEST_CASE("a report has colours and blocks on a terminal only") {
    const Surroundings terminal{
        .terminal = true, .no_color = false, .utf8 = true, .dumb = false, .columns = 120};
    CHECK(Style::choose(ColorChoice::automatic, terminal).colour);
    CHECK(Style::choose(ColorChoice::automatic, terminal).blocks);
    CHECK(Style::choose(ColorChoice::automatic, terminal).width == 120);
    const Surroundings file{
        .terminal = false, .no_color = false, .utf8 = true, .dumb = false, .columns = 0};
    CHECK_FALSE(Style::choose(ColorChoice::automatic, file).colour);
    CHECK_FALSE(Style::choose(ColorChoice::automatic, file).blocks);
    CHECK(Style::choose(ColorChoice::automatic, file).width == 100);
    CHECK(Style::choose(ColorChoice::always, file).colour);
}

TEST_CASE("NO_COLOR and a dumb terminal are honoured, the command line goes first") {
    Surroundings terminal{
        .terminal = true, .no_color = true, .utf8 = true, .dumb = false, .columns = 80};
    CHECK_FALSE(Style::choose(ColorChoice::automatic, terminal).colour);
    CHECK(Style::choose(ColorChoice::automatic, terminal).blocks);
    CHECK(Style::choose(ColorChoice::always, terminal).colour);
    CHECK_FALSE(Style::choose(ColorChoice::never, terminal).colour);
    terminal.no_color = false;
    terminal.dumb = true;
    CHECK_FALSE(Style::choose(ColorChoice::automatic, terminal).colour);
    CHECK_FALSE(Style::choose(ColorChoice::automatic, terminal).blocks);
    terminal.dumb = false;
    terminal.utf8 = false;
    CHECK(Style::choose(ColorChoice::automatic, terminal).colour);
    CHECK_FALSE(Style::choose(ColorChoice::automatic, terminal).blocks);
}
