// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_json_writer.hpp"
#include "weir/analysis/report_metrics.hpp"

namespace weir::inline v0 {

/// The figures of which less is better, for github-action-benchmark: its tool
/// `customSmallerIsBetter`, an entry for each figure of each key function.
/// Source: https://github.com/benchmark-action/github-action-benchmark, README.
[[nodiscard]] inline std::string report_benchmark(const KeyReport& report) {
    ReportJsonWriter json{1};
    json.open_array();
    for (std::size_t at = 0; at < report.spreads.size(); ++at) {
        const KeySpread& spread = report.spreads[at];
        // Entries are told apart by name, so a function without one is known by its place.
        const std::string name =
            spread.name.empty() ? "key function " + std::to_string(at + 1) : spread.name;
        for (const ReportMetric& metric : report_metrics) {
            const std::optional<double> value = metric.read(report, spread);
            if (!metric.gate || !value) {
                continue;
            }
            json.open_object();
            json.text("name", visible_key(name) + " / " + std::string{metric.name});
            json.text("unit", metric.unit.empty() ? "ratio" : metric.unit);
            json.number("value", *value);
            json.close_object();
        }
    }
    json.close_array();
    return std::move(json).take();
}

}  // namespace weir::inline v0
