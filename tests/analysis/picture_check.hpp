// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catch.hpp"

#include <cstddef>
#include <string>

#include "analysis/markup_check.hpp"
#include "analysis/sample_report.hpp"
#include "weir/analysis/picture_frame.hpp"

/// Draws every sample, as a file and for a page, and looks whether it is sound and of bounded size;
/// of nothing there has to be no picture. `draw` takes a report, a spread of it and the use.
template <class Draw>
void check_pictures(std::size_t bytes_max, Draw draw) {
    for (const auto& [name, report] : samples::all_reports()) {
        for (const weir::KeySpread& spread : report.spreads) {
            for (const auto use : {weir::PictureUse::file, weir::PictureUse::page}) {
                INFO(name << " " << spread.name);
                const std::string picture = draw(report, spread, use);
                CHECK(markup::fault(picture) == "");
                CHECK(markup::danger(picture) == "");
                CHECK(picture.size() < bytes_max);
            }
        }
    }
    CHECK(draw(weir::KeyReport{}, weir::KeySpread{}, weir::PictureUse::file).empty());
}
