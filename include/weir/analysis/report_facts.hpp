// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/report_text.hpp"

namespace weir::inline v0 {

/// Every verdict, in the order of their declaration.
inline constexpr std::array<KeyVerdict, 8> all_verdicts{
    KeyVerdict::no_records,      KeyVerdict::even,          KeyVerdict::chance,
    KeyVerdict::few_keys,        KeyVerdict::hot_key,       KeyVerdict::hot_shard,
    KeyVerdict::moving_hot_spot, KeyVerdict::too_few_shards};

/// The verdict as people read it.
[[nodiscard]] constexpr std::string_view verdict_title(KeyVerdict verdict) noexcept {
    switch (verdict) {
        case KeyVerdict::no_records:
            return "No records";
        case KeyVerdict::even:
            return "Even";
        case KeyVerdict::chance:
            return "Uneven by chance alone";
        case KeyVerdict::few_keys:
            return "Too few keys";
        case KeyVerdict::hot_key:
            return "Hot key";
        case KeyVerdict::hot_shard:
            return "Hot shard";
        case KeyVerdict::moving_hot_spot:
            return "Moving hot spot";
        case KeyVerdict::too_few_shards:
            return "Too few shards";
    }
    return "No records";
}

/// How a verdict is taken: nothing to say, nothing to do, something to watch, something to mend.
enum class VerdictTone { none, good, watch, bad };

[[nodiscard]] constexpr VerdictTone verdict_tone(KeyVerdict verdict) noexcept {
    switch (verdict) {
        case KeyVerdict::no_records:
            return VerdictTone::none;
        case KeyVerdict::even:
        case KeyVerdict::chance:
            return VerdictTone::good;
        case KeyVerdict::few_keys:
            return VerdictTone::watch;
        case KeyVerdict::hot_key:
        case KeyVerdict::hot_shard:
        case KeyVerdict::moving_hot_spot:
        case KeyVerdict::too_few_shards:
            return VerdictTone::bad;
    }
    return VerdictTone::none;
}

[[nodiscard]] constexpr std::string_view arrival_code(ArrivalModel model) noexcept {
    switch (model) {
        case ArrivalModel::recorded:
            return "recorded";
        case ArrivalModel::even:
            return "even";
        case ArrivalModel::poisson:
            return "poisson";
        case ArrivalModel::daily:
            return "daily";
    }
    return "even";
}

/// The length of what was looked at.  Units: seconds; 0 where it is not known
[[nodiscard]] inline double report_seconds(const KeyReport& report) noexcept {
    const double span = static_cast<double>((report.end - report.start).count()) / 1e6;
    return span > 0 ? span : 0;
}

[[nodiscard]] inline double bytes_per_second(const KeyReport& report) noexcept {
    const double average =
        figures::ratio(static_cast<double>(report.bytes), static_cast<double>(report.records));
    return finite(finite(report.records_per_second) * average);
}

/// The share of the records that the throttle would refuse.
[[nodiscard]] inline double throttled_share(const KeyReport& report,
                                            const KeySpread& spread) noexcept {
    return figures::ratio(spread.throttle.throttled_records, report.records);
}

/// The share of one shard's write limits that a key takes on average.
[[nodiscard]] inline double key_limit_share(const KeyReport& report, const KeyLoad& key) noexcept {
    if (report.limits.write_records_per_second == 0 || report.limits.write_bytes_per_second == 0) {
        return 0;
    }
    const double rate = finite(report.records_per_second);
    const double records = figures::ratio(key.records, report.records) * rate;
    const double bytes = figures::ratio(key.bytes, report.bytes) * bytes_per_second(report);
    return finite(report.limits.write_share(records, bytes));
}

[[nodiscard]] inline double top_key_share(const KeyReport& report,
                                          const KeySpread& spread) noexcept {
    double most = 0;
    for (const KeyLoad& key : spread.top_keys) {
        most = std::max(most, figures::ratio(key.records, report.records));
    }
    return most;
}

/// The busiest second of the busiest shard, as a share of its write limits.
[[nodiscard]] inline double peak_share(const KeySpread& spread) noexcept {
    double most = 0;
    for (const ShardLoad& shard : spread.shards) {
        most = std::max(most, finite(shard.peak_share));
    }
    return most;
}

[[nodiscard]] inline std::size_t shards_over_limit(const KeySpread& spread) noexcept {
    return static_cast<std::size_t>(
        std::count_if(spread.shards.begin(), spread.shards.end(),
                      [](const ShardLoad& shard) { return finite(shard.peak_share) > 1; }));
}

[[nodiscard]] inline std::size_t idle_shards(const KeySpread& spread) noexcept {
    return static_cast<std::size_t>(
        std::count_if(spread.shards.begin(), spread.shards.end(),
                      [](const ShardLoad& shard) { return shard.records == 0; }));
}

/// Where the shards stand when the fullest comes first: places in `spread.shards`.
[[nodiscard]] inline std::vector<std::size_t> shards_by_load(const KeySpread& spread) {
    std::vector<std::size_t> order(spread.shards.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&spread](std::size_t a, std::size_t b) {
        const std::uint64_t one = spread.shards[a].records;
        const std::uint64_t other = spread.shards[b].records;
        return one != other ? one > other : a < b;
    });
    return order;
}

/// Records of each shard over the mean, the fullest first.
[[nodiscard]] inline std::vector<double> loads_over_mean(const KeySpread& spread) {
    double total = 0;
    for (const ShardLoad& shard : spread.shards) {
        total += static_cast<double>(shard.records);
    }
    const double mean = figures::ratio(total, static_cast<double>(spread.shards.size()));
    std::vector<double> loads;
    loads.reserve(spread.shards.size());
    for (const ShardLoad& shard : spread.shards) {
        loads.push_back(figures::ratio(static_cast<double>(shard.records), mean));
    }
    std::sort(loads.begin(), loads.end(), [](double a, double b) { return a > b; });
    return loads;
}

/// Whether a shard is fuller than chance makes even the fullest one.
[[nodiscard]] inline bool beyond_chance(const KeySpread& spread, double load_over_mean) noexcept {
    const double high = finite(spread.chance.max_over_mean.high);
    return high > 0 && finite(load_over_mean) > high;
}

/// How far up a diagram of loads over the mean reaches: to the fullest shard, unless that would
/// flatten all others; then its bar is cut.
[[nodiscard]] inline double load_diagram_top(const KeySpread& spread,
                                             const std::vector<double>& loads) noexcept {
    const double high = finite(spread.chance.max_over_mean.high);
    const double most = std::max({loads.empty() ? 1 : loads.front(), high, 1.2});
    return most > 8 ? std::max(5.0, std::min(high, most)) : most;
}

/// The shard that a key is in, as far as the report says.
[[nodiscard]] inline std::optional<ShardId> shard_of(const KeySpread& spread,
                                                     const KeyLoad& key) noexcept {
    if (key.shard >= spread.shards.size()) {
        return std::nullopt;
    }
    return spread.shards[key.shard].shard_id;
}

/// The letter by which a picture names a busy key; none after the twenty-sixth.
[[nodiscard]] constexpr char key_letter(std::size_t rank) noexcept {
    return rank < 26 ? static_cast<char>('a' + rank) : ' ';
}

/// Where a hash key lies among all of them, 0 to 1.
[[nodiscard]] constexpr double hash_position(HashKey key) noexcept {
    constexpr double two_to_64 = 18446744073709551616.0;
    return (static_cast<double>(key.hi()) + static_cast<double>(key.lo()) / two_to_64) / two_to_64;
}

/// The last of so many equal places in a line that a range reaches into. Its last key may round to
/// where the next range begins, so it is not asked which place that key itself is in.
[[nodiscard]] inline std::size_t last_place(HashKey ending_hash_key, std::size_t places) noexcept {
    const double end = std::ceil(hash_position(ending_hash_key) * static_cast<double>(places));
    return end < 1 ? 0 : std::min(static_cast<std::size_t>(end), places) - 1;
}

/// A range as per cent of all hash keys: `12.5-18.8 %`.
[[nodiscard]] inline std::string range_text(const HashKeyRange& range) {
    return fmt::format("{:.1f}-{:.1f} %", 100 * hash_position(range.starting_hash_key),
                       100 * hash_position(range.ending_hash_key));
}

/// A step of resharding, in words.
[[nodiscard]] inline std::string short_step_text(const ReshardStep& step) {
    if (const auto* split = std::get_if<SplitStep>(&step)) {
        return fmt::format("split shard {} at {} ({:.1f} %)", split->shard.index,
                           split->at.to_string(), 100 * hash_position(split->at));
    }
    const auto* merge = std::get_if<MergeStep>(&step);
    return merge == nullptr
               ? ""
               : fmt::format("merge shards {} and {}", merge->lower.index, merge->upper.index);
}

/// What was looked at, in a line: `1,000,000 records, 16 shards, 60 s, 12.0 MiB/s, seed 42`.
[[nodiscard]] inline std::string report_line(const KeyReport& report) {
    std::string line = counted_text(report.records, "record", "records") + ", " +
                       counted_text(report.shard_count, "shard", "shards");
    if (report_seconds(report) > 0) {
        line += fmt::format(", {}, {} records/s, {}/s", span_text(report.end - report.start),
                            number_text(report.records_per_second),
                            bytes_text(bytes_per_second(report)));
    }
    return line + fmt::format(", seed {}", report.seed);
}

}  // namespace weir::inline v0
