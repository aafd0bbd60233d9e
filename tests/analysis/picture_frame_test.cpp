// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_frame.hpp"

#include "catch.hpp"

#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "analysis/markup_check.hpp"

using weir::Picture;
using weir::PictureUse;

TEST_CASE("a file has its heading, its background and its style, a page has them already") {
    Picture file{PictureUse::file, "A <title>", "What \x1b it shows"};
    file.svg.rect({0, 0, 1, 1}, "bar");
    const std::string alone = file.finish(100);
    CHECK(markup::fault(alone).empty());
    CHECK(markup::danger(alone).empty());
    CHECK(
        alone.starts_with("<svg class=\"weir\" xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" "
                          "height=\"116\" viewBox=\"0 0 900 116\" role=\"img\">\n"
                          "<title>A &lt;title&gt;</title>\n<desc>What \\x1b it shows</desc>\n"));
    CHECK(markup::count(alone, "<style>") == 1);
    Picture page{PictureUse::page, "A", "B"};
    const std::string within = page.finish(100);
    CHECK(markup::fault(within).empty());
    CHECK(within.find("<style>") == within.npos);
    CHECK(within.find("<text") == within.npos);
    CHECK(page.top() < file.top());
}

TEST_CASE("there are colours for light and for dark, the same ones") {
    const auto names = [](std::string_view colours) {
        std::set<std::string> found;
        for (std::size_t at = colours.find("--"); at != colours.npos;
             at = colours.find("--", at + 2)) {
            found.emplace(colours.substr(at, colours.find(':', at) - at));
        }
        return found;
    };
    CHECK(names(weir::picture_colours_light) == names(weir::picture_colours_dark));
    const std::string css = weir::picture_style();
    CHECK(css.find("prefers-color-scheme:dark") != css.npos);
    std::set<std::string> used;
    for (std::size_t at = css.find("var("); at != css.npos; at = css.find("var(", at + 1)) {
        used.insert(css.substr(at + 4, css.find(')', at) - at - 4));
    }
    for (const std::string& name : used) {
        INFO(name);
        CHECK(names(weir::picture_colours_light).count(name) == 1);
    }
}

TEST_CASE("an axis ends at a round number at or above what it has to show") {
    for (const double value : {0.01, 0.9, 1.2, 3.99, 4.0, 13.0, 184.0, 1e9}) {
        const weir::AxisScale scale = weir::axis_scale(value, 5);
        INFO(value);
        CHECK(scale.most >= value);
        CHECK(scale.most <= value + scale.step);
        CHECK(scale.most / scale.step < 5.5);
    }
    CHECK(weir::axis_scale(4, 5).step == 1);
    CHECK(weir::axis_scale(std::numeric_limits<double>::infinity(), 5).step > 0);
    CHECK(weir::axis_scale(0, 5).most > 0);
}

TEST_CASE("the legend has each level, and what is throttled only where something is") {
    weir::Svg with;
    weir::Svg without;
    CHECK(weir::draw_heat_legend(with, 0, 0, true) > weir::draw_heat_legend(without, 0, 0, false));
    CHECK(markup::count(without.body(), "<rect") == 9);
    CHECK(with.body().find(">throttled<") != std::string::npos);
    CHECK(without.body().find(">throttled<") == std::string::npos);
}
