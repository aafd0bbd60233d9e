// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "../events/terminal.hpp"
#include "weir/analysis/mermaid.hpp"
#include "weir/analysis/picture_hash_ranges.hpp"
#include "weir/analysis/picture_heat_map.hpp"
#include "weir/analysis/picture_lineage.hpp"
#include "weir/analysis/picture_loads.hpp"
#include "weir/analysis/picture_top_keys.hpp"
#include "weir/analysis/report_benchmark.hpp"
#include "weir/analysis/report_csv.hpp"
#include "weir/analysis/report_html.hpp"
#include "weir/analysis/report_json.hpp"
#include "weir/analysis/report_markdown.hpp"
#include "weir/analysis/report_terminal.hpp"

namespace keys {

enum class OutputFormat { terminal, markdown, json, csv, html, svg, mermaid, benchmark };

/// A picture by its name; which of them a report has depends on what was found.
struct NamedPicture {
    std::string_view name;
    std::string (*draw)(const weir::KeyReport&);
};

inline constexpr std::array pictures{
    NamedPicture{"heat_map",
                 [](const weir::KeyReport& report) {
                     return weir::picture_heat_map(report.spreads.front());
                 }},
    NamedPicture{"hash_ranges",
                 [](const weir::KeyReport& report) {
                     return weir::picture_hash_ranges(report, report.spreads.front());
                 }},
    NamedPicture{
        "loads",
        [](const weir::KeyReport& report) { return weir::picture_loads(report.spreads.front()); }},
    NamedPicture{"top_keys",
                 [](const weir::KeyReport& report) {
                     return weir::picture_top_keys(report, report.spreads.front());
                 }},
    NamedPicture{"comparison",
                 [](const weir::KeyReport& report) {
                     return report.spreads.size() < 2
                                ? std::string{}
                                : weir::picture_comparison(report, report.spreads[0],
                                                           report.spreads[1]);
                 }},
    NamedPicture{"lineage",
                 [](const weir::KeyReport& report) {
                     return weir::picture_lineage(report.spreads.front());
                 }},
};

/// Errors: std::runtime_error if the report has no such picture
inline std::string picture(const weir::KeyReport& report, std::string_view name) {
    for (const NamedPicture& one : pictures) {
        if (one.name == name) {
            std::string text = one.draw(report);
            if (!text.empty()) return text;
        }
    }
    throw std::runtime_error{fmt::format("there is nothing to draw in the picture {}", name)};
}

/// Looks as the terminal can, or plainly where there is none; nullptr is a file.
inline weir::ReportStyle report_style(events::ColorChoice choice, std::FILE* out) {
    const auto here = out == nullptr ? events::Surroundings{} : events::Surroundings::of(out);
    const events::Style style = events::Style::choose(choice, here);
    return {.colour = style.colour, .blocks = style.blocks, .width = style.width};
}

/// What of a report is wanted, and in which form.
struct Output {
    OutputFormat format = OutputFormat::terminal;
    weir::CsvTable table = weir::CsvTable::shards;
    std::string picture = "heat_map";
    events::ColorChoice color = events::ColorChoice::automatic;
};

/// Errors: std::runtime_error if it has no such picture
inline std::string text_of(const weir::KeyReport& report, const Output& output,
                           const weir::ReportStyle& style) {
    switch (output.format) {
        case OutputFormat::terminal:
            return weir::report_terminal(report, style);
        case OutputFormat::markdown:
            return weir::report_markdown(report);
        case OutputFormat::json:
            return weir::report_json(report);
        case OutputFormat::csv:
            return weir::report_csv(report, output.table);
        case OutputFormat::html:
            return weir::report_html(report);
        case OutputFormat::svg:
            return picture(report, output.picture);
        case OutputFormat::mermaid:
            return weir::to_mermaid(report.spreads.front().advice);
        case OutputFormat::benchmark:
            return weir::report_benchmark(report);
    }
    return {};
}

/// Writes a file, or nothing of it if that fails half way.
/// Errors: std::runtime_error with the reason
inline void write_file(const std::filesystem::path& path, std::string_view text) {
    const std::filesystem::path part = path.string() + ".part";
    std::ofstream file{part, std::ios::binary};
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(part, path, error);
    if (!file || error) {
        std::filesystem::remove(part, error);
        throw std::runtime_error{fmt::format("cannot write {}", path.string())};
    }
}

/// Writes every picture that the report has into a folder, which is made if there is none.
/// Errors: std::runtime_error with the reason
inline void write_pictures(const weir::KeyReport& report, const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (const NamedPicture& one : pictures) {
        if (const std::string text = one.draw(report); !text.empty()) {
            write_file(folder / fmt::format("{}.svg", one.name), text);
        }
    }
}

}  // namespace keys
