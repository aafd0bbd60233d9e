// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/svg.hpp"

#include "catch.hpp"

#include <limits>
#include <string>
#include <string_view>

#include "analysis/sample_report.hpp"

using weir::markup_text;
using weir::svg_number;

TEST_CASE("no text opens a tag or ends an attribute") {
    CHECK(markup_text("<a href='b'>\"&\"</a>") ==
          "&lt;a href=&#39;b&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
    for (const std::string& key : samples::hostile_keys()) {
        INFO(key);
        const std::string text = markup_text(key);
        CHECK(text.find_first_of("<>\"'") == text.npos);
    }
}

TEST_CASE("characters that XML does not have are replaced") {
    CHECK(markup_text(std::string_view{"a\0\x1b\x7f", 4}) ==
          "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(markup_text("\xef\xbf\xbe\xff") == "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(markup_text("a\tb\n") == "a\tb\n");
}

TEST_CASE("lengths have few digits and are numbers") {
    CHECK(svg_number(12.3456) == "12.35");
    CHECK(svg_number(10) == "10");
    CHECK(svg_number(0.5) == "0.5");
    CHECK(svg_number(-0.001) == "0");
    CHECK(svg_number(std::numeric_limits<double>::quiet_NaN()) == "0");
    CHECK(svg_number(std::numeric_limits<double>::infinity()) == "1000000");
    CHECK(svg_number(-1e300) == "-1000000");
}

TEST_CASE("shapes are written as they are asked for") {
    weir::Svg svg;
    svg.rect({1, 2.5, 3, -4}, "bar", 2);
    svg.line(0, 1, 2, 3, "rule");
    svg.path("M0 0h1", "run h1", "stroke-width=\"2\"");
    svg.path("", "bar");
    svg.text(1, 2, "a<b", "soft");
    svg.key(1, 2, "abcdefgh\n", 6, "key");
    CHECK(svg.body() ==
          "<rect class=\"bar\" x=\"1\" y=\"2.5\" width=\"3\" height=\"0\" rx=\"2\"/>\n"
          "<line class=\"rule\" x1=\"0\" y1=\"1\" x2=\"2\" y2=\"3\"/>\n"
          "<path class=\"run h1\" stroke-width=\"2\" d=\"M0 0h1\"/>\n"
          "<text class=\"soft\" x=\"1\" y=\"2\">a&lt;b</text>\n"
          "<text class=\"key\" x=\"1\" y=\"2\">abc...</text>\n");
}
