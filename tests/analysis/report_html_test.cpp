// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_html.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/markup_check.hpp"
#include "analysis/sample_report.hpp"

TEST_CASE("every report is a sound page without scripts or anything from elsewhere") {
    for (const auto& [name, report] : samples::all_reports()) {
        INFO(name);
        const std::string page = weir::report_html(report);
        CHECK(markup::fault(page) == "");
        CHECK(markup::danger(page) == "");
        CHECK(page.size() < 1'000'000);
        CHECK(page.find("content=\"default-src 'none'; style-src 'unsafe-inline'\"") != page.npos);
        CHECK(markup::count(page, "<style>") == 1);
        CHECK(markup::count(page, "<h1>") == 1);
    }
}

TEST_CASE("the verdict comes first, with a sign that needs no colour") {
    const std::string page = weir::report_html(samples::several_functions_report());
    std::size_t before = 0;
    for (const std::string_view part :
         {"<header class=\"verdict bad\">", "✕ </span>Hot key</h1>", "One key brings 18.2 %",
          "<ul class=\"advice\">", "<dl class=\"cards\">", "<dd>4.00×</dd>",
          "Key functions compared", "Before and after", "Shards by time", "Shards by load",
          "Hash keys", "Busiest keys", "Advised resharding", "<ol class=\"steps\">", "<h2>Shards",
          "<h2>Keys", "To write and to read this", "The other key functions", "<h2>Notes"}) {
        INFO(part);
        const std::size_t at = page.find(part, before);
        REQUIRE(at != page.npos);
        before = at;
    }
    CHECK(markup::count(page, "<details>") == 2);
}

TEST_CASE("keys from outside stand by themselves, whichever way they are read") {
    const std::string page = weir::report_html(samples::hostile_report());
    CHECK(page.find("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>") != page.npos);
    CHECK(page.find("<bdi>\\u{202e}cba\\u{202c} right to left</bdi>") != page.npos);
    CHECK(page.find("\xe2\x80\xae") == page.npos);
}

TEST_CASE("a report of nothing is a page that says so") {
    const std::string page = weir::report_html(weir::KeyReport{});
    CHECK(page.find("No records</h1>") != page.npos);
    CHECK(page.find("<svg") == page.npos);
}
