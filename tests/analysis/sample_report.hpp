// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "weir/analysis/key_report.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/uniform_ranges.hpp"

/// Reports for the tests of what is made of reports. The figures go together, but how they are
/// found is other headers' business: what is hard to compute is put in by rough formulas.
namespace samples {

struct Shape {
    std::uint32_t shards = 16;
    std::uint32_t keys = 2000;
    std::uint32_t seconds = 60;
    double records_per_second = 12'000;
    double hot_share = 0;  ///< of the records, by the first key
    double skew = 0;       ///< the load of key number n goes with n to the power of -skew
    std::uint64_t seed = 42;
};

/// The keys that no output may stumble over.
inline std::vector<std::string> hostile_keys() {
    return {"<script>alert(1)</script>",
            "\"/><img src=x onerror=alert(1)>",
            "\xe2\x80\xae"
            "cba\xe2\x80\xac right to left",
            "\xf0\x9f\x98\x80\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac emoji",
            std::string(256, 'W'),
            std::string{"nul\0bell\a\x1b[31mred\x1b[0m\x7f", 22},
            "\xff\xfe not \xc3\x28 UTF-8",
            "| a ` b * c _ d\n# e\r\n\t f",
            "=HYPERLINK(\"http://example.invalid\",\"x\")",
            "@everyone www.example.invalid http://example.invalid",
            "',\"\\",
            "",
            "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
            "z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87",
            "]]> <!-- --> </style></svg></title> &amp; %s {}"};
}

namespace inner {

inline weir::Spread spread_of(const std::vector<double>& loads) {
    weir::Spread spread;
    const auto count = static_cast<double>(loads.size());
    double total = 0;
    for (const double load : loads) {
        total += load;
    }
    if (loads.empty() || total <= 0) {
        return spread;
    }
    const double mean = total / count;
    std::vector<double> sorted = loads;
    std::sort(sorted.begin(), sorted.end());
    double squares = 0;
    double weighted = 0;
    for (std::size_t at = 0; at < sorted.size(); ++at) {
        squares += (sorted[at] - mean) * (sorted[at] - mean);
        weighted += (2.0 * static_cast<double>(at + 1) - count - 1) * sorted[at];
    }
    spread.max_over_mean = sorted.back() / mean;
    spread.coefficient_of_variation = std::sqrt(squares / count) / mean;
    spread.gini = weighted / (count * total);
    spread.chi_square = squares / mean;
    spread.degrees_of_freedom = static_cast<std::uint32_t>(loads.size() - 1);
    const double freedom = std::max(count - 1, 1.0);
    spread.p_value = std::exp(-std::max(spread.chi_square - freedom, 0.0) / (2 * freedom));
    return spread;
}

/// What evenly loaded keys would give, by the normal law.
inline weir::ChanceBand chance_of(std::size_t shards, double keys) {
    weir::ChanceBand chance;
    chance.rounds = 200;
    const double deviation = std::sqrt(static_cast<double>(shards) / std::max(keys, 1.0));
    for (std::size_t rank = 0; rank < shards; ++rank) {
        const double place =
            (static_cast<double>(rank) + 0.6) / (static_cast<double>(shards) + 0.2);
        const double middle = 1 + deviation * 0.6 * std::log((1 - place) / place);
        const double width = deviation * 0.35;
        chance.by_rank.push_back({std::max(middle - width, 0.0), std::max(middle + width, 0.0)});
    }
    chance.max_over_mean = chance.by_rank.front();
    chance.median_max_over_mean = (chance.max_over_mean.low + chance.max_over_mean.high) / 2;
    return chance;
}

inline void fill_shard(const weir::KeyReport& report, weir::KeySpread& spread, std::size_t place,
                       const Shape& shape, weir::Random& random) {
    weir::ShardLoad& shard = spread.shards[place];
    const double mean = static_cast<double>(shard.records) / shape.seconds;
    const double size = static_cast<double>(report.bytes) / static_cast<double>(report.records);
    bool throttled = false;
    for (std::size_t bin = 0; bin < spread.map.bins; ++bin) {
        weir::LoadMap::Cell& cell = spread.map.cells[place * spread.map.bins + bin];
        const double phase = static_cast<double>(bin) / static_cast<double>(spread.map.bins);
        const double rate = mean * (0.9 + 0.35 * std::sin(phase * 6) + 0.2 * random.fraction());
        cell.records = static_cast<std::uint64_t>(std::max(rate, 0.0));
        cell.bytes = static_cast<std::uint64_t>(rate * size);
        cell.peak_share = report.limits.write_share(rate, rate * size);
        if (cell.peak_share > 1) {
            cell.throttled_records = static_cast<std::uint64_t>(rate * (1 - 1 / cell.peak_share));
            const double share = rate * (1 - 1 / cell.peak_share) * size;
            shard.throttled_bytes += static_cast<std::uint64_t>(share);
            throttled = true;
            const auto at = report.start + std::chrono::seconds{bin};
            spread.throttle.first =
                spread.throttle.first ? std::min(*spread.throttle.first, at) : at;
        }
        shard.throttled_records += cell.throttled_records;
        shard.peak_share = std::max(shard.peak_share, cell.peak_share);
    }
    spread.throttle.throttled_records += shard.throttled_records;
    spread.throttle.throttled_bytes += shard.throttled_bytes;
    spread.throttle.shards_throttled += throttled ? 1 : 0;
    spread.throttle.seconds_throttled += throttled ? spread.map.bins / 3 : 0;
}

/// Splits the fullest shards and merges the two emptiest neighbours.
inline weir::ReshardAdvice advice_of(const weir::KeySpread& spread, std::size_t splits) {
    weir::ReshardAdvice advice;
    weir::Lineage lineage{static_cast<std::uint32_t>(spread.shards.size())};
    std::vector<std::size_t> order(spread.shards.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
        order[at] = at;
    }
    std::sort(order.begin(), order.end(), [&spread](std::size_t a, std::size_t b) {
        return std::pair{spread.shards[b].records, a} < std::pair{spread.shards[a].records, b};
    });
    const auto take = [&](const weir::ReshardStep& step) {
        if (weir::take_step(lineage, step)) {
            advice.steps.push_back(step);
        }
    };
    for (std::size_t at = 0; at < std::min(splits, order.size()); ++at) {
        const weir::ShardLoad& shard = spread.shards[order[at]];
        take(weir::SplitStep{shard.shard_id, shard.range.middle()});
        const auto child = static_cast<std::uint32_t>(lineage.size() - 1);
        take(weir::SplitStep{weir::ShardId{child}, lineage.node({child}).range.middle()});
    }
    if (order.size() > 3) {
        const std::size_t low = std::min(order.back(), order.size() - 2);
        take(weir::MergeStep{spread.shards[low].shard_id, spread.shards[low + 1].shard_id});
    }
    advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    const auto total = static_cast<double>(spread.throttle.throttled_records + 1'000'000);
    for (std::size_t at = 0; at < advice.lineage.size(); ++at) {
        if (advice.lineage[at].open) {
            advice.shards.push_back(
                {weir::ShardId{static_cast<std::uint32_t>(at)}, advice.lineage[at].range,
                 total / static_cast<double>(lineage.open_count()),
                 total * 100 / static_cast<double>(lineage.open_count()), at % 7 == 3});
        }
    }
    advice.max_over_mean_before = spread.records.max_over_mean;
    advice.max_over_mean_after = 1 + (spread.records.max_over_mean - 1) * 0.6;
    advice.reason = "Splitting the fullest shards where their load is halved evens them out.";
    return advice;
}

}  // namespace inner

/// A report without any key function, to which `add_spread` adds.
inline weir::KeyReport empty_frame(const Shape& shape) {
    weir::KeyReport report;
    report.input = "orders.csv";
    report.records = static_cast<std::uint64_t>(shape.records_per_second * shape.seconds);
    report.bytes = report.records * 720;
    report.lines = report.records + 3;
    report.lines_skipped = 3;
    report.start = weir::Instant::from_seconds(1'764'504'000);
    report.end = report.start + std::chrono::seconds{shape.seconds};
    report.arrivals = weir::ArrivalModel::recorded;
    report.records_per_second = shape.records_per_second;
    report.seed = shape.seed;
    report.shard_count = shape.shards;
    report.notes = {"3 lines had no key and were left out.",
                    "Times are those of the records; the input spans a minute only."};
    return report;
}

/// How the records of a shape spread by keys `name-0`, `name-1` and so on.
inline weir::KeySpread sample_spread(const weir::KeyReport& report, const Shape& shape,
                                     const std::string& name) {
    weir::KeySpread spread;
    spread.name = name;
    weir::Random random{shape.seed};
    const auto ranges = weir::uniform_ranges(shape.shards);
    spread.shards.resize(shape.shards);
    for (std::uint32_t at = 0; at < shape.shards; ++at) {
        spread.shards[at].shard_id = weir::ShardId{at};
        spread.shards[at].range = ranges[at];
    }
    std::vector<double> weights(shape.keys);
    double sum = 0;
    for (std::uint32_t at = 0; at < shape.keys; ++at) {
        weights[at] = std::pow(at + 1.0, -shape.skew) * (0.8 + 0.4 * random.fraction());
        sum += weights[at];
    }
    std::vector<double> best(shape.shards);
    for (std::uint32_t at = 0; at < shape.keys; ++at) {
        double share = weights[at] / sum * (1 - shape.hot_share);
        share += at == 0 ? shape.hot_share : 0;
        weir::KeyLoad key;
        key.key = name + "-" + std::to_string(at * 7919 + 1000);
        key.hash_key = weir::md5_hash_key(key.key);
        const auto place =
            std::upper_bound(ranges.begin(), ranges.end(), key.hash_key,
                             [](weir::HashKey hash, const weir::HashKeyRange& range) {
                                 return hash < range.starting_hash_key;
                             });
        key.shard = static_cast<std::size_t>(place - ranges.begin()) - 1;
        key.records = static_cast<std::uint64_t>(share * static_cast<double>(report.records));
        key.bytes = key.records * (600 + at % 5 * 60);
        key.records_over = at >= 12 ? 5 : 0;
        spread.shards[key.shard].records += key.records;
        spread.shards[key.shard].bytes += key.bytes;
        best[key.shard] = std::max(best[key.shard], static_cast<double>(key.records));
        spread.top_keys.push_back(std::move(key));
    }
    std::sort(spread.top_keys.begin(), spread.top_keys.end(),
              [](const weir::KeyLoad& a, const weir::KeyLoad& b) {
                  return a.records != b.records ? a.records > b.records : a.key < b.key;
              });
    spread.top_keys.resize(std::min<std::size_t>(spread.top_keys.size(), 40));
    spread.distinct_keys = shape.keys;
    spread.distinct_exact = shape.keys < 100'000;
    spread.distinct_error = 0.008;
    std::vector<double> records;
    std::vector<double> bytes;
    for (std::size_t at = 0; at < spread.shards.size(); ++at) {
        records.push_back(static_cast<double>(spread.shards[at].records));
        bytes.push_back(static_cast<double>(spread.shards[at].bytes));
        spread.shards[at].top_key_share = records[at] > 0 ? best[at] / records[at] : 0;
    }
    spread.records = inner::spread_of(records);
    spread.bytes = inner::spread_of(bytes);
    spread.keys = spread.records;
    spread.chance = inner::chance_of(shape.shards, shape.keys);
    spread.certain_share = 0.001;
    spread.map.start = report.start;
    spread.map.shards = shape.shards;
    spread.map.bins = shape.seconds;
    spread.map.cells.resize(std::size_t{shape.shards} * shape.seconds);
    for (std::size_t at = 0; at < spread.shards.size(); ++at) {
        inner::fill_shard(report, spread, at, shape, random);
    }
    spread.needed.by_total = shape.shards;
    spread.needed.uniform = shape.shards * 2;
    spread.needed.balanced = shape.shards + 2;
    spread.needed.busiest_key_share = 0.4;
    spread.reads = {3, 1.2, 0.4, 2, std::chrono::milliseconds{600}};
    spread.verdict = weir::KeyVerdict::chance;
    spread.verdict_text = "The shards differ no more than chance has it with so many keys.";
    spread.advices = {"Leave the key as it is."};
    return spread;
}

/// Whatever its keys are, the load is even.
inline weir::KeyReport even_report(const Shape& shape = {}) {
    weir::KeyReport report = empty_frame(shape);
    report.spreads.push_back(sample_spread(report, shape, "order_id"));
    return report;
}

/// One key brings more than a shard takes.
inline weir::KeyReport hot_key_report(Shape shape = {}) {
    shape.hot_share = 0.182;
    shape.skew = 0.5;
    weir::KeyReport report = empty_frame(shape);
    weir::KeySpread spread = sample_spread(report, shape, "customer_id");
    spread.verdict = weir::KeyVerdict::hot_key;
    spread.verdict_text =
        "One key brings 18.2 % of the records, 2.2 times what a shard takes; no split can help, "
        "as a key is always in one shard.";
    spread.advices = {
        "Spread the key customer_id-1000 over 4 suffixes, such as customer_id-1000#2, "
        "and bring them together in the consumer.",
        "Or buffer and aggregate its records before they are put."};
    spread.needed.uniform.reset();
    spread.needed.balanced.reset();
    spread.needed.busiest_key_share = 2.6;
    spread.advice = inner::advice_of(spread, std::min<std::size_t>(shape.shards, 3));
    spread.costs = weir::KeyCosts{41.5, 96.2, 14.8, 4.1, 3.3, "avx2"};
    report.spreads.push_back(std::move(spread));
    return report;
}

/// The hot key, and two other ways to make keys.
inline weir::KeyReport several_functions_report(const Shape& shape = {}) {
    weir::KeyReport report = hot_key_report(shape);
    Shape salted = shape;
    salted.skew = 0.3;
    weir::KeySpread better = sample_spread(report, salted, "customer_id#4");
    better.order = {700'000, 189'000};
    report.spreads.push_back(std::move(better));
    Shape random = shape;
    random.keys = 20'000;
    weir::KeySpread best = sample_spread(report, random, "uuid");
    best.order = {700'000, 656'250};
    best.verdict = weir::KeyVerdict::even;
    report.spreads.push_back(std::move(best));
    return report;
}

/// Every text that comes from outside is one that was made to break something.
inline weir::KeyReport hostile_report() {
    weir::KeyReport report = several_functions_report();
    const std::vector<std::string> keys = hostile_keys();
    for (weir::KeySpread& spread : report.spreads) {
        for (std::size_t at = 0; at < std::min(keys.size(), spread.top_keys.size()); ++at) {
            spread.top_keys[at].key = keys[at];
        }
        spread.name += keys[0] + keys[7];
        spread.verdict_text += " " + keys[0] + keys[2] + keys[6];
        spread.advices.push_back(keys[14] + keys[1]);
        spread.advice.reason += keys[0];
    }
    report.input = keys[5] + keys[0];
    report.notes.push_back(keys[9] + keys[4]);
    return report;
}

/// Every number that is none, or too large, and places that point nowhere.
inline weir::KeyReport broken_numbers_report() {
    weir::KeyReport report = several_functions_report();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    report.records_per_second = inf;
    report.end = weir::Instant::max();
    report.start = weir::Instant::min();
    report.bytes = std::numeric_limits<std::uint64_t>::max();
    for (weir::KeySpread& spread : report.spreads) {
        spread.records = {inf, nan, -inf, nan, 0, nan};
        spread.bytes = {nan, nan, nan, nan, 0, nan};
        spread.chance.max_over_mean = {nan, inf};
        spread.chance.confidence = nan;
        spread.chance.by_rank.assign(5, {nan, inf});
        spread.distinct_exact = false;
        spread.distinct_error = inf;
        spread.needed.busiest_key_share = nan;
        spread.needed.target_share = nan;
        spread.reads.shared_share = inf;
        spread.costs = weir::KeyCosts{nan, inf, -inf, 0, nan, ""};
        spread.advice.max_over_mean_after = nan;
        for (weir::ShardLoad& shard : spread.shards) {
            shard.peak_share = nan;
            shard.top_key_share = inf;
        }
        spread.shards.front().records = std::numeric_limits<std::uint64_t>::max();
        spread.shards.back().peak_share = inf;
        for (weir::AdvisedShard& shard : spread.advice.shards) {
            shard.records = nan;
            shard.bytes = inf;
        }
        for (weir::LoadMap::Cell& cell : spread.map.cells) {
            cell.peak_share = cell.records % 2 == 0 ? nan : inf;
            cell.records = std::numeric_limits<std::uint64_t>::max();
        }
        spread.map.bin = weir::Duration::max();
        spread.map.start = weir::Instant::max();
        spread.top_keys.front().shard = 1'000'000;
        spread.top_keys.front().bytes = std::numeric_limits<std::uint64_t>::max();
    }
    return report;
}

/// Reports of every kind, each with a name.
inline std::vector<std::pair<std::string, weir::KeyReport>> all_reports() {
    std::vector<std::pair<std::string, weir::KeyReport>> reports;
    const auto shaped = [](std::uint32_t shards, std::uint32_t seconds) {
        Shape shape;
        shape.shards = shards;
        shape.seconds = seconds;
        shape.keys = shards * 50;
        shape.records_per_second = 700.0 * shards;
        return shape;
    };
    reports.emplace_back("none", weir::KeyReport{});
    weir::KeyReport bare;
    bare.spreads.resize(2);
    reports.emplace_back("bare", std::move(bare));
    reports.emplace_back("one_shard", hot_key_report(shaped(1, 60)));
    reports.emplace_back("one_second", hot_key_report(shaped(4, 1)));
    reports.emplace_back("even", even_report());
    reports.emplace_back("hot_key", hot_key_report());
    reports.emplace_back("several", several_functions_report());
    reports.emplace_back("64_shards", hot_key_report(shaped(64, 300)));
    reports.emplace_back("1000_shards", hot_key_report(shaped(1000, 120)));
    reports.emplace_back("10000_shards", hot_key_report(shaped(10'000, 60)));
    reports.emplace_back("hostile", hostile_report());
    reports.emplace_back("broken_numbers", broken_numbers_report());
    return reports;
}

}  // namespace samples
