// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_metrics.hpp"

#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <set>
#include <string_view>

#include "analysis/sample_report.hpp"

TEST_CASE("names are unique, and found") {
    std::set<std::string_view> names;
    for (const weir::ReportMetric& metric : weir::report_metrics) {
        CHECK(names.insert(metric.name).second);
        CHECK(weir::find_report_metric(metric.name) == &metric);
    }
    CHECK(weir::find_report_metric("gini")->name == "gini");
    CHECK(weir::find_report_metric("Gini") == nullptr);
    CHECK(weir::find_report_metric("") == nullptr);
}

TEST_CASE("figures are those of the spread that is asked for") {
    const weir::KeyReport report = samples::several_functions_report();
    const auto figure = [&report](std::string_view name, std::size_t which) {
        return weir::find_report_metric(name)->read(report, report.spreads[which]);
    };
    CHECK(figure("max_over_mean", 0) == report.spreads[0].records.max_over_mean);
    CHECK(figure("max_over_mean", 2) == report.spreads[2].records.max_over_mean);
    CHECK(figure("order_lost", 1) == 0.27);
    CHECK(figure("throttled_share", 0) ==
          static_cast<double>(report.spreads[0].throttle.throttled_records) / 720'000);
    CHECK(figure("shard_count", 0) == 16);
    CHECK_FALSE(figure("shards_needed_uniform", 0).has_value());
    CHECK(figure("shards_needed_uniform", 1) == 32);
}

TEST_CASE("no figure is anything but a number") {
    for (const auto& [name, report] : samples::all_reports()) {
        for (const weir::KeySpread& spread : report.spreads) {
            for (const weir::ReportMetric& metric : weir::report_metrics) {
                INFO(name << " " << metric.name);
                CHECK(std::isfinite(metric.read(report, spread).value_or(0)));
            }
        }
    }
}
