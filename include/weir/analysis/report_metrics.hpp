// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "weir/analysis/report_facts.hpp"

namespace weir::inline v0 {

/// A figure of a report under the name that it has in JSON and in conditions.
struct ReportMetric {
    using Read = std::optional<double> (*)(const KeyReport&, const KeySpread&);
    std::string_view name;
    std::string_view unit;  ///< empty: none; `share`: 1 is all of it
    Read read = nullptr;    ///< nothing: there is no such number, however large
    bool gate = false;      ///< smaller is better, so that it can guard against change
};

namespace detail {

using MetricValue = std::optional<double>;

template <class T>
[[nodiscard]] MetricValue metric_value(const T& value) noexcept {
    return finite(static_cast<double>(value));
}
[[nodiscard]] inline MetricValue metric_value(const std::optional<std::uint32_t>& value) noexcept {
    return value ? MetricValue{*value} : std::nullopt;
}

#define WEIR_REPORT_METRIC(name, unit, value, gate)                                 \
    ReportMetric {                                                                  \
        name, unit,                                                                 \
            []([[maybe_unused]] const KeyReport& report,                            \
               [[maybe_unused]] const KeySpread& spread) -> std::optional<double> { \
                return detail::metric_value(value);                                 \
            },                                                                      \
            gate                                                                    \
    }

}  // namespace detail

/// Every figure that a condition can name and that JSON has.
inline constexpr std::array report_metrics{
    WEIR_REPORT_METRIC("records", "records", report.records, false),
    WEIR_REPORT_METRIC("bytes", "bytes", report.bytes, false),
    WEIR_REPORT_METRIC("distinct_keys", "keys", spread.distinct_keys, false),
    WEIR_REPORT_METRIC("max_over_mean", "", spread.records.max_over_mean, true),
    WEIR_REPORT_METRIC("coefficient_of_variation", "", spread.records.coefficient_of_variation,
                       true),
    WEIR_REPORT_METRIC("gini", "", spread.records.gini, true),
    WEIR_REPORT_METRIC("chi_square", "", spread.records.chi_square, false),
    WEIR_REPORT_METRIC("degrees_of_freedom", "", spread.records.degrees_of_freedom, false),
    WEIR_REPORT_METRIC("p_value", "", spread.records.p_value, false),
    WEIR_REPORT_METRIC("momentary_max_over_mean", "", spread.moments.max_over_mean, true),
    WEIR_REPORT_METRIC("bytes_max_over_mean", "", spread.bytes.max_over_mean, true),
    WEIR_REPORT_METRIC("bytes_gini", "", spread.bytes.gini, false),
    WEIR_REPORT_METRIC("chance_low", "", spread.chance.max_over_mean.low, false),
    WEIR_REPORT_METRIC("chance_median", "", spread.chance.median_max_over_mean, false),
    WEIR_REPORT_METRIC("chance_high", "", spread.chance.max_over_mean.high, false),
    WEIR_REPORT_METRIC("shard_count", "shards", spread.shards.size(), false),
    WEIR_REPORT_METRIC("shards_idle", "shards", idle_shards(spread), false),
    WEIR_REPORT_METRIC("shards_over_limit", "shards", shards_over_limit(spread), true),
    WEIR_REPORT_METRIC("peak_share", "share", peak_share(spread), true),
    WEIR_REPORT_METRIC("throttled_records", "records", spread.throttle.throttled_records, false),
    WEIR_REPORT_METRIC("throttled_bytes", "bytes", spread.throttle.throttled_bytes, false),
    WEIR_REPORT_METRIC("throttled_share", "share", throttled_share(report, spread), true),
    WEIR_REPORT_METRIC("shards_throttled", "shards", spread.throttle.shards_throttled, false),
    WEIR_REPORT_METRIC("seconds_throttled", "seconds", spread.throttle.seconds_throttled, true),
    WEIR_REPORT_METRIC("top_key_share", "share", top_key_share(report, spread), true),
    WEIR_REPORT_METRIC("busiest_key_share", "share", spread.needed.busiest_key_share, true),
    WEIR_REPORT_METRIC("order_lost", "share", spread.order.share(), true),
    WEIR_REPORT_METRIC("shards_needed_by_total", "shards", spread.needed.by_total, false),
    WEIR_REPORT_METRIC("shards_needed_uniform", "shards", spread.needed.uniform, true),
    WEIR_REPORT_METRIC("shards_needed_balanced", "shards", spread.needed.balanced, false),
    WEIR_REPORT_METRIC("advised_steps", "steps", spread.advice.steps.size(), false),
    WEIR_REPORT_METRIC("max_over_mean_after", "", spread.advice.max_over_mean_after, false),
    WEIR_REPORT_METRIC("shared_read_share", "share", spread.reads.shared_share, true),
    WEIR_REPORT_METRIC("fan_out_read_share", "share", spread.reads.fan_out_share, false),
    WEIR_REPORT_METRIC("lines_skipped", "lines", report.lines_skipped, false),
};

#undef WEIR_REPORT_METRIC

/// The figure of a name.
[[nodiscard]] inline const ReportMetric* find_report_metric(std::string_view name) noexcept {
    const auto at =
        std::find_if(report_metrics.begin(), report_metrics.end(),
                     [name](const ReportMetric& metric) { return metric.name == name; });
    return at == report_metrics.end() ? nullptr : &*at;
}

}  // namespace weir::inline v0
