// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/demo/format_choice.hpp"

#include <sstream>

#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using namespace std::string_literals;

namespace {

std::string guess(const std::string& text) {
    std::istringstream in{text};
    demo::LineReader lines{in};
    const auto format = demo::guess_format(lines.sample(50), std::nullopt);
    if (!format) return "none";
    if (const auto* table = dynamic_cast<const demo::Delimited*>(format.get())) {
        return "delimited by "s + table->delimiter();
    }
    return std::string{format->name()};
}

}  // namespace

TEST_CASE("the format is told from the first lines") {
    CHECK(guess(demo_test::content_of("dpkg.log")) == "dpkg");
    CHECK(guess(demo_test::content_of("access.log")) == "access");
    CHECK(guess(demo_test::content_of("events.jsonl")) == "jsonl");
    CHECK(guess(demo_test::content_of("orders.csv")) == "delimited by ,");
    CHECK(guess(demo_test::content_of("sensors.tsv")) == "delimited by \t");
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
    const auto choose = [&](demo::FormatName name, std::optional<char> delimiter) {
        return demo::choose_format(name, delimiter, std::nullopt, prose);
    };
    CHECK(choose(demo::FormatName::dpkg, {})->name() == "dpkg");
    CHECK(choose(demo::FormatName::access, {})->name() == "access");
    CHECK(choose(demo::FormatName::jsonl, {})->name() == "jsonl");
    CHECK(choose(demo::FormatName::delimited, {})->name() == "delimited");
    CHECK(choose(demo::FormatName::automatic, ';')->name() == "delimited");
    CHECK(choose(demo::FormatName::automatic, {}) == nullptr);
}

TEST_CASE("what is no text is named for what it is") {
    CHECK(demo::not_a_log("\x1F\x8B\x08\x00"s)->find("gzip") != std::string::npos);
    CHECK(demo::not_a_log("\x28\xB5\x2F\xFD"s)->find("zstd") != std::string::npos);
    CHECK(demo::not_a_log("\xFD"
                          "7zXZ\0"s)
              ->find("xz") != std::string::npos);
    CHECK(demo::not_a_log("\xFF\xFE"
                          "a\0"s)
              ->find("UTF-16") != std::string::npos);
    CHECK(demo::not_a_log("\x7F"
                          "ELF\2\1\1\0\0\0\0\0\0\0"s)
              ->find("binary") != std::string::npos);
    CHECK_FALSE(demo::not_a_log("a line with one \0 byte that should not be there\n"s));
    CHECK_FALSE(demo::not_a_log("caf\xC3\xA9 and caf\xE9\r\n"s));
    CHECK_FALSE(demo::not_a_log(""));
}
#else
TEST_CASE("the choice of a format needs nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
