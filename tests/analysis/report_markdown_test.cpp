// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_markdown.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/markup_check.hpp"
#include "analysis/sample_report.hpp"

using weir::markdown_text;

namespace {

bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("nothing in a text marks anything up") {
    CHECK(markdown_text("customer_id-1000") == "customer_id-1000");
    CHECK(markdown_text("a|b`c*d") == "a&#124;b&#96;c&#42;d");
    CHECK(markdown_text("_a_ a_b") == "&#95;a&#95; a_b");
    CHECK(markdown_text("<b>&") == "&lt;b&gt;&amp;");
    CHECK(markdown_text("[x](y)") == "&#91;x&#93;(y)");
    CHECK(markdown_text("a\nb") == "a b");
    CHECK(markdown_text("- a - b") == "&#45; a - b");
    CHECK(markdown_text("\\") == "&#92;");
}

TEST_CASE("no text links or calls anyone") {
    CHECK(markdown_text("@all") == "&#64;<!-- -->all");
    CHECK(markdown_text("org/repo#4") == "org/repo&#35;4");
    CHECK(markdown_text("http://x") == "http&#58;//x");
    CHECK(markdown_text("www.x") == "www&#46;x");
    CHECK(markdown_text("so: 1.5") == "so: 1.5");
}

TEST_CASE("a row for each key function, under a heading that says what was looked at") {
    const std::string text = weir::report_markdown(samples::several_functions_report());
    CHECK(
        text.starts_with("### Partition keys: 720,000 records, 16 shards, 60 s, 12,000 "
                         "records/s, 8.2 MiB/s, seed 42\n\n**Hot key.** One key brings"));
    CHECK(has(text,
              "\n| customer_id | 4.00 | 1.14–1.21 | 3 | 17.3 % | 19.0 % | &lt;1e-9 |  | Hot key "
              "|\n"));
    CHECK(has(text, "\n| customer_id&#35;4 | "));
    CHECK(has(text, " | 93.8 % | Even |\n"));
    CHECK(has(text, "\n```mermaid\nflowchart TD\n"));
    CHECK(has(text, "1. split shard 6 at 1382397115616"));
    CHECK(text.ends_with("\n</details>\n"));
}

TEST_CASE("tables keep their columns whatever the keys are") {
    for (const auto& [name, report] : samples::all_reports()) {
        INFO(name);
        const std::string text = weir::report_markdown(report);
        std::size_t columns = 0;
        bool even = true;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            const std::string_view line = std::string_view{text}.substr(at, end - at);
            if (line.starts_with('|')) {
                const std::size_t count = markup::count(line, "|");
                even = even && (columns == 0 || columns == count) && line.ends_with('|');
                columns = count;
            } else {
                columns = 0;
            }
            at = end + 1;
        }
        CHECK(even);
        CHECK(weir::is_utf8(text));
        CHECK(text.size() < 65'536);
        CHECK_FALSE(has(text, "<script"));
        CHECK(markup::count(text, "<details>") == markup::count(text, "</details>"));
    }
}

TEST_CASE("long tables say how much they leave out") {
    samples::Shape shape;
    shape.shards = 64;
    shape.keys = 3000;
    const std::string text = weir::report_markdown(samples::hot_key_report(shape));
    CHECK(has(text, "\nand 14 more shards, all with less\n"));
    CHECK(has(text, "\nand 20 more keys\n"));
}

TEST_CASE("in Markdown a report of nothing says so") {
    CHECK(weir::report_markdown(weir::KeyReport{}) ==
          "### Partition keys: 0 records, 1 shard, seed 0\n\nNo records.\n");
}
