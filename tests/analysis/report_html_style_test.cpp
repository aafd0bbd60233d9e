// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_html_style.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

TEST_CASE("the page has the colours of its pictures and loads nothing") {
    const std::string css = weir::report_html_style();
    CHECK(css.find(weir::picture_style()) == 0);
    CHECK(css.find("@import") == css.npos);
    CHECK(css.find("url(") == css.npos);
    CHECK(css.find('<') == css.npos);
}

TEST_CASE("every bracket of the style sheet is closed, and every colour is known") {
    const std::string css = weir::report_html_style();
    int depth = 0;
    for (const char c : css) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        REQUIRE(depth >= 0);
    }
    CHECK(depth == 0);
    for (std::size_t at = css.find("var("); at != css.npos; at = css.find("var(", at + 1)) {
        const std::string name = css.substr(at + 4, css.find(')', at) - at - 4);
        INFO(name);
        CHECK(weir::picture_colours_light.find(name + ":") != std::string_view::npos);
    }
    for (const std::string_view part :
         {"@media print", "@media(max-width:640px)", "overflow-x:auto"}) {
        CHECK(css.find(part) != css.npos);
    }
}
