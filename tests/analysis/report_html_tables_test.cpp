// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_html_tables.hpp"

#include "catch.hpp"

#include <string>
#include <utility>

#include "analysis/markup_check.hpp"
#include "analysis/sample_report.hpp"

TEST_CASE("a table has its cells in order, texts made safe") {
    weir::HtmlTable table{"<name", "count"};
    table.open_row();
    table.key("<b>\n");
    table.number("1", true);
    table.close_row();
    table.open_row();
    table.text("a & b");
    table.number("2");
    table.close_row();
    CHECK(
        std::move(table).take() ==
        "<div class=\"scroll\"><table>\n<thead><tr><th class=\"t\">name</th><th>count</th></tr>"
        "</thead>\n<tbody>\n<tr><td class=\"key\"><bdi>&lt;b&gt;\\n</bdi></td><td class=\"hot\">1"
        "</td></tr>\n<tr><td class=\"t\">a &amp; b</td><td>2</td></tr>\n</tbody></table></div>\n");
}

TEST_CASE("every table of every report is sound, and long ones say what they leave out") {
    for (const auto& [name, report] : samples::all_reports()) {
        INFO(name);
        CHECK(markup::fault(weir::detail::html_functions(report)) == "");
        for (const weir::KeySpread& spread : report.spreads) {
            for (const std::string& table : {weir::detail::html_shards(report, spread),
                                             weir::detail::html_keys(report, spread),
                                             weir::detail::html_facts(report, spread)}) {
                CHECK(markup::fault(table) == "");
                CHECK(markup::danger(table) == "");
                CHECK(table.size() < 60'000);
            }
            if (spread.shards.size() == 1000) {
                CHECK(weir::detail::html_shards(report, spread).find("and 900 more shards") !=
                      std::string::npos);
            }
        }
    }
}

TEST_CASE("what no number can answer is said in words") {
    const weir::KeyReport report = samples::hot_key_report();
    const std::string facts = weir::detail::html_facts(report, report.spreads[0]);
    CHECK(facts.find("no number of them is enough") != facts.npos);
    CHECK(facts.find("one key is too much for a shard") != facts.npos);
    CHECK(facts.find("14.8 ns among many (avx2)") != facts.npos);
    CHECK(facts.find("<td>Consumers</td><td>3</td>") != facts.npos);
}
