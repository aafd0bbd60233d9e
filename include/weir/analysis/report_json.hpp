// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_json_writer.hpp"
#include "weir/analysis/report_metrics.hpp"

namespace weir::inline v0 {

namespace detail {

/// The most cells of a load map in JSON; stretches of time are put together until it has no more.
inline constexpr std::size_t json_map_cells_max = 131'072;

inline void put_spread(ReportJsonWriter& json, std::string_view name, const Spread& spread) {
    json.name(name);
    json.open_object();
    json.number("max_over_mean", spread.max_over_mean);
    json.number("coefficient_of_variation", spread.coefficient_of_variation);
    json.number("gini", spread.gini);
    json.number("chi_square", spread.chi_square);
    json.count("degrees_of_freedom", spread.degrees_of_freedom);
    json.number("p_value", spread.p_value);
    json.close_object();
}

inline void put_band(ReportJsonWriter& json, const ChanceBand::Band& band) {
    json.open_array();
    json.rounded(band.low);
    json.rounded(band.high);
    json.close_array();
}

inline void put_chance(ReportJsonWriter& json, const ChanceBand& chance) {
    json.name("chance");
    json.open_object();
    json.number("confidence", chance.confidence);
    json.count("rounds", chance.rounds);
    json.number("median_max_over_mean", chance.median_max_over_mean);
    json.name("max_over_mean");
    put_band(json, chance.max_over_mean);
    json.name("by_rank");
    json.open_array();
    for (const ChanceBand::Band& band : chance.by_rank) {
        put_band(json, band);
    }
    json.close_array();
    json.close_object();
}

inline void put_range(ReportJsonWriter& json, const HashKeyRange& range) {
    json.text("starting_hash_key", range.starting_hash_key.to_string());
    json.text("ending_hash_key", range.ending_hash_key.to_string());
}

inline void put_shards(ReportJsonWriter& json, const KeyReport& report, const KeySpread& spread) {
    json.name("shards");
    json.open_array();
    for (const ShardLoad& shard : spread.shards) {
        json.open_object();
        json.text("shard_id", shard.shard_id.to_string());
        put_range(json, shard.range);
        json.count("records", shard.records);
        json.count("bytes", shard.bytes);
        json.number("share", figures::ratio(shard.records, report.records));
        json.count("throttled_records", shard.throttled_records);
        json.count("throttled_bytes", shard.throttled_bytes);
        json.number("peak_share", shard.peak_share);
        json.number("top_key_share", shard.top_key_share);
        json.close_object();
    }
    json.close_array();
}

inline void put_keys(ReportJsonWriter& json, const KeyReport& report, const KeySpread& spread) {
    json.name("top_keys");
    json.open_array();
    for (const KeyLoad& key : spread.top_keys) {
        json.open_object();
        json.bytes("key", key.key);
        json.text("hash_key", key.hash_key.to_string());
        json.name("shard_id");
        if (const auto shard = shard_of(spread, key)) {
            json.text(shard->to_string());
        } else {
            json.null();
        }
        json.count("records", key.records);
        json.count("bytes", key.bytes);
        json.number("share", figures::ratio(key.records, report.records));
        json.number("bytes_share", figures::ratio(key.bytes, report.bytes));
        json.number("limit_share", key_limit_share(report, key));
        json.boolean("exact", key.exact());
        json.count("records_over", key.records_over);
        json.count("bytes_over", key.bytes_over);
        json.close_object();
    }
    json.close_array();
}

inline void put_throttle(ReportJsonWriter& json, const KeySpread& spread) {
    json.name("throttle");
    json.open_object();
    json.count("records", spread.throttle.throttled_records);
    json.count("bytes", spread.throttle.throttled_bytes);
    json.name("first");
    if (spread.throttle.first) {
        json.text(instant_text(*spread.throttle.first));
    } else {
        json.null();
    }
    json.count("shards", spread.throttle.shards_throttled);
    json.count("seconds", spread.throttle.seconds_throttled);
    json.close_object();
}

inline void put_step(ReportJsonWriter& json, const ReshardStep& step) {
    json.open_object();
    if (const auto* split = std::get_if<SplitStep>(&step)) {
        json.text("operation", "SplitShard");
        json.text("shard_to_split", split->shard.to_string());
        json.text("new_starting_hash_key", split->at.to_string());
    } else if (const auto* merge = std::get_if<MergeStep>(&step)) {
        json.text("operation", "MergeShards");
        json.text("shard_to_merge", merge->lower.to_string());
        json.text("adjacent_shard_to_merge", merge->upper.to_string());
    }
    json.close_object();
}

inline void put_advice(ReportJsonWriter& json, const ReshardAdvice& advice) {
    json.name("reshard");
    json.open_object();
    json.text("reason", advice.reason);
    json.number("max_over_mean_before", advice.max_over_mean_before);
    json.number("max_over_mean_after", advice.max_over_mean_after);
    json.name("steps");
    json.open_array();
    for (const ReshardStep& step : advice.steps) {
        put_step(json, step);
    }
    json.close_array();
    json.name("shards");
    json.open_array();
    for (const AdvisedShard& shard : advice.shards) {
        json.open_object();
        json.text("shard_id", shard.shard_id.to_string());
        put_range(json, shard.range);
        json.number("records", shard.records);
        json.number("bytes", shard.bytes);
        json.boolean("one_key", shard.one_key);
        json.close_object();
    }
    json.close_array();
    json.close_object();
}

inline void put_reads(ReportJsonWriter& json, const ReadLoad& reads) {
    json.name("reads");
    json.open_object();
    json.count("consumers", reads.consumers);
    json.number("shared_share", reads.shared_share);
    json.number("fan_out_share", reads.fan_out_share);
    json.count("most_shared", reads.most_shared);
    json.number("polling_interval_seconds",
                static_cast<double>(reads.polling_interval.count()) / 1e6);
    json.close_object();
}

inline void put_costs(ReportJsonWriter& json, const std::optional<KeyCosts>& costs) {
    json.name("costs_nanoseconds");
    if (!costs) {
        json.null();
        return;
    }
    json.open_object();
    json.number("key_function", costs->key_function);
    json.number("md5", costs->md5);
    json.number("md5_batch", costs->md5_batch);
    json.number("xxh3", costs->xxh3);
    json.number("route", costs->route);
    json.text("md5_path", costs->md5_path);
    json.close_object();
}

/// Only cells that hold something; the names of their members come once, before them.
inline void put_map(ReportJsonWriter& json, const LoadMap& map) {
    const std::size_t shards = std::max<std::size_t>(map.shards, 1);
    const std::size_t bins = std::max<std::size_t>(json_map_cells_max / shards, 1);
    const LoadMapView view = view_of(map, shards, bins);
    json.name("map");
    json.open_object();
    json.text("start", instant_text(map.start));
    json.number("bin_seconds", static_cast<double>(view.column.count()) / 1e6);
    json.count("shards", view.rows);
    json.count("bins", view.columns);
    json.name("columns");
    json.open_array();
    for (const auto name :
         {"shard", "bin", "records", "bytes", "throttled_records", "peak_share"}) {
        json.text(name);
    }
    json.close_array();
    json.name("cells");
    json.open_array();
    for (std::size_t at = 0; at < view.cells.size(); ++at) {
        const LoadMap::Cell& cell = view.cells[at];
        if (cell.records == 0) {
            continue;
        }
        json.open_array();
        json.count(at / view.columns);
        json.count(at % view.columns);
        json.count(cell.records);
        json.count(cell.bytes);
        json.count(cell.throttled_records);
        json.rounded(cell.peak_share);
        json.close_array();
    }
    json.close_array();
    json.close_object();
}

inline void put_metrics(ReportJsonWriter& json, const KeyReport& report, const KeySpread& spread) {
    for (const ReportMetric& metric : report_metrics) {
        const std::optional<double> value = metric.read(report, spread);
        json.name(metric.name);
        if (!value) {
            json.null();
        } else if (metric.name == "records" || metric.name == "bytes") {
            // Counts stay exact where a double would round them.
            json.count(metric.name == "records" ? report.records : report.bytes);
        } else {
            json.number(*value);
        }
    }
}

/// The members that each key function has, without the brackets.
inline void put_key_spread(ReportJsonWriter& json, const KeyReport& report,
                           const KeySpread& spread) {
    json.bytes("key_function", spread.name);
    json.text("verdict", to_string(spread.verdict));
    json.text("verdict_text", spread.verdict_text);
    json.name("advice");
    json.open_array();
    for (const std::string& advice : spread.advices) {
        json.text(advice);
    }
    json.close_array();
    put_metrics(json, report, spread);
    json.boolean("distinct_exact", spread.distinct_exact);
    json.number("distinct_error", spread.distinct_error);
    json.number("certain_share", spread.certain_share);
    put_spread(json, "by_records", spread.records);
    put_spread(json, "by_bytes", spread.bytes);
    if (spread.keys_exact) {
        put_spread(json, "by_keys", spread.keys);
    } else {
        json.name("by_keys");
        json.null();
    }
    put_chance(json, spread.chance);
    put_throttle(json, spread);
    json.name("order");
    json.open_object();
    json.count("pairs", spread.order.pairs);
    json.count("parted", spread.order.parted);
    json.close_object();
    json.number("target_share", spread.needed.target_share);
    put_reads(json, spread.reads);
    put_costs(json, spread.costs);
    put_advice(json, spread.advice);
    put_shards(json, report, spread);
    put_keys(json, report, spread);
    put_map(json, spread.map);
}

inline void put_input(ReportJsonWriter& json, const KeyReport& report) {
    json.bytes("input", report.input);
    json.count("lines", report.lines);
    json.count("aggregated_records", report.aggregated_records);
    json.text("start", instant_text(report.start));
    json.text("end", instant_text(report.end));
    json.number("seconds", report_seconds(report));
    json.text("arrivals", arrival_code(report.arrivals));
    json.number("records_per_second", report.records_per_second);
    json.number("bytes_per_second", bytes_per_second(report));
    json.count("seed", report.seed);
    json.name("limits");
    json.open_object();
    json.count("write_records_per_second", report.limits.write_records_per_second);
    json.count("write_bytes_per_second", report.limits.write_bytes_per_second);
    json.count("read_bytes_per_second", report.limits.read_bytes_per_second);
    json.count("read_calls_per_second", report.limits.read_calls_per_second);
    json.close_object();
    json.name("notes");
    json.open_array();
    for (const std::string& note : report.notes) {
        json.text(note);
    }
    json.close_array();
}

}  // namespace detail

/// The whole report as JSON.
///
/// The top level speaks of the first key function, the one in use; where there are several,
/// `key_functions` has the same members for each, the first included. Shares are from 0 to 1, or
/// above it where a limit is passed. A key that is no UTF-8 has U+FFFD in `key` for what is none
/// and its bytes in `key_base64`. What no number can answer is null.
[[nodiscard]] inline std::string report_json(const KeyReport& report) {
    ReportJsonWriter json{report.spreads.size() > 1 ? std::size_t{4} : std::size_t{2}};
    json.open_object();
    detail::put_input(json, report);
    detail::put_key_spread(json, report,
                           report.spreads.empty() ? KeySpread{} : report.spreads.front());
    if (report.spreads.size() > 1) {
        json.name("key_functions");
        json.open_array();
        for (const KeySpread& spread : report.spreads) {
            json.open_object();
            detail::put_key_spread(json, report, spread);
            json.close_object();
        }
        json.close_array();
    }
    json.close_object();
    return std::move(json).take();
}

}  // namespace weir::inline v0
