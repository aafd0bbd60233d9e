// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/events/format_choice.hpp"

#include <sstream>

#include "../../examples/events/line_reader.hpp"
#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using namespace std::string_literals;

namespace {

std::string guess(const std::string& text) {
    std::istringstream in{text};
    events::LineReader lines{in};
    const auto format = events::guess_format(lines.sample(50), std::nullopt);
    if (!format) return "none";
    if (const auto* table = dynamic_cast<const events::Delimited*>(format.get())) {
        return "delimited by "s + table->delimiter();
    }
    return std::string{format->name()};
}

std::optional<std::string> why_not(std::string_view head) {
    return events::not_a_log(head, "weir-keys");
}

}  // namespace

TEST_CASE("the format is told from the first lines") {
    CHECK(guess(events_test::content_of("dpkg.log")) == "dpkg");
    CHECK(guess(events_test::content_of("access.log")) == "access");
    CHECK(guess(events_test::content_of("events.jsonl")) == "jsonl");
    CHECK(guess(events_test::content_of("orders.csv")) == "delimited by ,");
    CHECK(guess(events_test::content_of("sensors.tsv")) == "delimited by \t");
    CHECK(guess("2026-11-24T00:00:00Z|a|b\n2026-11-24T00:00:01Z|a|b\n") == "delimited by |");
}

TEST_CASE("prose is of no format, and nothing is either") {
    CHECK(guess("It was a dark and stormy night;\nthe rain fell in torrents, except\nat times.") ==
          "none");
    CHECK(guess("") == "none");
    CHECK(guess("\n\n\n") == "none");
}

TEST_CASE("a format that was asked for is taken whatever the lines say") {
    const std::vector<std::string_view> prose{"no log at all"};
    const auto choose = [&](events::FormatName name, std::optional<char> delimiter) {
        return events::choose_format(name, delimiter, std::nullopt, prose);
    };
    CHECK(choose(events::FormatName::dpkg, {})->name() == "dpkg");
    CHECK(choose(events::FormatName::access, {})->name() == "access");
    CHECK(choose(events::FormatName::jsonl, {})->name() == "jsonl");
    CHECK(choose(events::FormatName::delimited, {})->name() == "delimited");
    CHECK(choose(events::FormatName::automatic, ';')->name() == "delimited");
    CHECK(choose(events::FormatName::automatic, {}) == nullptr);
}

TEST_CASE("what is no text is named for what it is") {
    CHECK(why_not("\x1F\x8B\x08\x00"s) == "is compressed with gzip; try: zcat FILE | weir-keys -");
    CHECK(why_not("\x28\xB5\x2F\xFD"s)->find("zstd") != std::string::npos);
    CHECK(why_not("\xFD"
                  "7zXZ\0"s)
              ->find("xz") != std::string::npos);
    CHECK(why_not("\xFF\xFE"
                  "a\0"s)
              ->find("UTF-16") != std::string::npos);
    CHECK(why_not("\x7F"
                  "ELF\2\1\1\0\0\0\0\0\0\0"s)
              ->find("binary") != std::string::npos);
    CHECK_FALSE(why_not("a line with one \0 byte that should not be there\n"s));
    CHECK_FALSE(why_not("caf\xC3\xA9 and caf\xE9\r\n"s));
    CHECK_FALSE(why_not(""));
}
#else
TEST_CASE("the choice of a format needs nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
