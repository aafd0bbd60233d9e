// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_terminal.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/sample_report.hpp"

using weir::ReportStyle;

namespace {

std::string without_colours(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\x1b') {
            at = text.find('m', at);
            continue;
        }
        out += text[at];
    }
    return out;
}

std::size_t widest(const std::string& text) {
    std::size_t most = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        most = std::max(most, weir::display_columns(text.substr(at, end - at)));
        at = end + 1;
    }
    return most;
}

}  // namespace

TEST_CASE("the verdict comes first, then what it rests on, then what to do") {
    const std::string text = weir::report_terminal(samples::several_functions_report());
    CHECK(text.starts_with("Hot key  One key brings 18.2 % of the records"));
    std::size_t before = 0;
    for (const std::string_view part :
         {"orders.csv", "max over mean", "Shards by time", "Shards by load", "Hash keys",
          "Busiest keys", "  a  customer_id-1000 ", "Key functions", "uuid", "What to do",
          "  * Or buffer and", "Notes"}) {
        const std::size_t at = text.find(part, before);
        INFO(part);
        REQUIRE(at != text.npos);
        before = at;
    }
}

TEST_CASE("no report is wider than it may be") {
    for (const auto& [name, report] : samples::all_reports()) {
        for (const std::size_t width : {60U, 80U, 100U, 160U}) {
            ReportStyle style;
            style.width = width;
            style.blocks = width > 80;
            style.colour = width > 60;
            INFO(name << " " << width);
            CHECK(widest(without_colours(weir::report_terminal(report, style))) <= width);
        }
    }
}

TEST_CASE("no key steers the terminal") {
    const std::string text = weir::report_terminal(samples::hostile_report());
    CHECK(weir::is_utf8(text));
    for (const char c : text) {
        CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
    }
    CHECK(text.find('\x7f') == text.npos);
    CHECK(text.find("\xe2\x80\xae") == text.npos);
    ReportStyle style;
    style.colour = true;
    const std::string coloured = weir::report_terminal(samples::hostile_report(), style);
    CHECK(without_colours(coloured) == text);
}

TEST_CASE("a plain report is plain") {
    const std::string text = weir::report_terminal(samples::hot_key_report());
    for (const char c : text) {
        CHECK(static_cast<unsigned char>(c) < 0x7f);
    }
}

TEST_CASE("in the terminal a report of nothing says so") {
    weir::KeyReport report;
    report.notes = {"The file was empty."};
    CHECK(weir::report_terminal(report) == "No records.\n  * The file was empty.\n");
}
