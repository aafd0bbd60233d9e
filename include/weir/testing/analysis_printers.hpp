// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "weir/analysis/chance_band.hpp"
#include "weir/analysis/fail_if.hpp"
#include "weir/analysis/key_comparison.hpp"
#include "weir/analysis/mermaid.hpp"
#include "weir/analysis/report_csv.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_style.hpp"
#include "weir/testing/printers.hpp"

/// As printers.hpp, also for what an analysis of partition keys takes and gives.
namespace weir::inline v0 {

[[nodiscard]] constexpr std::string_view to_string(ArrivalModel model) noexcept {
    return arrival_code(model);
}
[[nodiscard]] constexpr std::string_view to_string(Comparison comparison) noexcept {
    return comparison_text(comparison);
}
[[nodiscard]] constexpr std::string_view to_string(Salt salt) noexcept {
    constexpr std::string_view names[] = {"chance", "round_robin"};
    return names[static_cast<std::size_t>(salt)];
}
[[nodiscard]] constexpr std::string_view to_string(CsvTable table) noexcept {
    constexpr std::string_view names[] = {"shards", "top_keys", "load_map"};
    return names[static_cast<std::size_t>(table)];
}

template <>
inline constexpr std::size_t enumerators<KeyVerdict> = 8;
template <>
inline constexpr std::size_t enumerators<ArrivalModel> = 4;
template <>
inline constexpr std::size_t enumerators<Comparison> = 6;
template <>
inline constexpr std::size_t enumerators<Salt> = 2;
template <>
inline constexpr std::size_t enumerators<CsvTable> = 3;

template <>
inline constexpr bool detail::is_shown_class<KeyFunction> = true;
template <>
inline constexpr bool detail::is_shown_class<FailIf> = true;
template <>
inline constexpr bool detail::is_shown_class<FailIfTerm> = true;
template <>
inline constexpr bool detail::is_shown_class<ReshardStep> = true;
template <>
inline constexpr bool detail::is_shown_class<Lineage> = true;
template <>
inline constexpr bool detail::is_vector<std::span<const ShardNode>> = true;

template <>
inline constexpr std::string_view member_list<SplitStep> = "shard at";
template <>
inline constexpr std::string_view member_list<MergeStep> = "lower upper";
template <>
inline constexpr std::string_view member_list<ShardNode> = "range parent adjacent_parent open";

inline void append_value(std::string& out, const KeyFunction& function) {
    out += function.name();
}
inline void append_value(std::string& out, const FailIfTerm& term) {
    out += term.text;
}
inline void append_value(std::string& out, const FailIf& condition) {
    detail::append_text(out, condition.any_of());
}
inline void append_value(std::string& out, const ReshardStep& step) {
    out += std::holds_alternative<SplitStep>(step) ? "split " : "merge ";
    std::visit([&out](const auto& either) { detail::append_text(out, either); }, step);
}
inline void append_value(std::string& out, const Lineage& lineage) {
    detail::append_text(out, lineage.nodes());
}

template <>
inline constexpr std::string_view member_list<KeySource> = "key data ordinal";
template <>
inline constexpr std::string_view member_list<SourceRecord> =
    "key data data_bytes at explicit_hash_key";
template <>
inline constexpr std::string_view member_list<KeyedRecord> = "key bytes at explicit_hash_key";

template <>
inline constexpr std::string_view member_list<ShardLimits> =
    "write_records_per_second write_bytes_per_second read_bytes_per_second read_calls_per_second";
template <>
inline constexpr std::string_view member_list<KeyAnalysisOptions> =
    "lineage limits top_keys hot_ratio target_share consumers seed memory_bytes";
template <>
inline constexpr std::string_view member_list<KeyCounterOptions> = "memory_bytes";
template <>
inline constexpr std::string_view member_list<LoadGridOptions> = "limits memory_bytes";
template <>
inline constexpr std::string_view member_list<ChanceOptions> = "confidence rounds seed";
template <>
inline constexpr std::string_view member_list<VerdictOptions> = "limits hot_ratio target_share";
template <>
inline constexpr std::string_view member_list<ReshardOptions> =
    "limits shards hot_ratio even_within least_gain";
template <>
inline constexpr std::string_view member_list<ShardsNeededOptions> =
    "limits target_share shards_max";
template <>
inline constexpr std::string_view member_list<KeyCostOptions> = "rounds round";
template <>
inline constexpr std::string_view member_list<MermaidOptions> = "shards_max hot_ratio";
template <>
inline constexpr std::string_view member_list<ReportStyle> = "colour blocks width";

template <>
inline constexpr std::string_view member_list<KeyCount> =
    "key hash_key records bytes records_over bytes_over kept";
template <>
inline constexpr std::string_view member_list<KeyLoad> =
    "key hash_key shard records bytes records_over bytes_over";
template <>
inline constexpr std::string_view member_list<KeyWeights> =
    "heavy other_keys other_weight other_squares";
template <>
inline constexpr std::string_view member_list<KeyAnalysis::Load> =
    "records bytes square_bytes refused";
template <>
inline constexpr std::string_view member_list<HashLoad::Slice> = "records bytes";
template <>
inline constexpr std::string_view member_list<RangeLoad> = "records bytes";
template <>
inline constexpr std::string_view member_list<ShardTotals> =
    "records bytes throttled_records throttled_bytes peak_bytes peak_share";
template <>
inline constexpr std::string_view member_list<BusiestSecond> = "second records bytes share";
template <>
inline constexpr std::string_view member_list<WhatIf> = "shards fullest_share throttles";

template <>
inline constexpr std::string_view member_list<ShardLoad> =
    "shard_id range records bytes throttled_records throttled_bytes peak_share top_key_share";
template <>
inline constexpr std::string_view member_list<Spread> =
    "max_over_mean coefficient_of_variation gini chi_square degrees_of_freedom p_value";
template <>
inline constexpr std::string_view member_list<ChanceBand::Band> = "low high";
template <>
inline constexpr std::string_view member_list<ChanceBand> =
    "confidence rounds max_over_mean median_max_over_mean by_rank";
template <>
inline constexpr std::string_view member_list<LoadMap::Cell> =
    "records bytes throttled_records peak_share";
template <>
inline constexpr std::string_view member_list<LoadMap> = "start bin shards bins cells";
template <>
inline constexpr std::string_view member_list<Moments> = "max_over_mean expected";
template <>
inline constexpr std::string_view member_list<ThrottleOutcome> =
    "throttled_records throttled_bytes first shards_throttled seconds_throttled";
template <>
inline constexpr std::string_view member_list<AdvisedShard> =
    "shard_id range records bytes one_key";
template <>
inline constexpr std::string_view member_list<ReshardAdvice> =
    "steps lineage loads shards max_over_mean_before max_over_mean_after reason";
template <>
inline constexpr std::string_view member_list<ShardsNeeded> =
    "target_share by_total uniform balanced busiest_key_share";
template <>
inline constexpr std::string_view member_list<ReadLoad> =
    "consumers shared_share fan_out_share most_shared polling_interval";
template <>
inline constexpr std::string_view member_list<OrderLoss> = "pairs parted";
template <>
inline constexpr std::string_view member_list<KeyCosts> =
    "key_function md5 md5_batch xxh3 route md5_path";
template <>
inline constexpr std::string_view member_list<KeySpread> =
    "name distinct_keys distinct_exact distinct_error records bytes keys keys_exact chance shards "
    "top_keys certain_share map moments throttle order needed advice reads costs verdict "
    "verdict_text "
    "advices";
template <>
inline constexpr std::string_view member_list<KeyReport> =
    "input records bytes lines lines_skipped aggregated_records start end arrivals "
    "records_per_second seed shard_count limits notes spreads";
template <>
inline constexpr std::string_view member_list<KeyJudgement> = "verdict text advices";

template <>
inline constexpr std::string_view member_list<FailIfMistake> = "position message";
template <>
inline constexpr std::string_view member_list<FailIfOutcome> = "holds reasons";
template <>
inline constexpr std::string_view member_list<FailIfParse> = "condition mistake";

}  // namespace weir::inline v0
