// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/shard_node.hpp"
#include "weir/routing/uniform_scaling.hpp"

namespace weir::inline v0 {

/// What a shard takes and gives in a second; a share of 1 is all of it.
struct ShardLimits {
    std::uint64_t write_records_per_second = limits::write_records_per_second;
    std::uint64_t write_bytes_per_second = limits::write_bytes_per_second;
    std::uint64_t read_bytes_per_second = limits::read_bytes_per_second;
    std::uint64_t read_calls_per_second = limits::read_calls_per_second;

    /// The share of a second's allowance that records and bytes take: the worse of the two. A limit
    /// of 0 counts as 1, and what is no positive number takes nothing.
    [[nodiscard]] constexpr double write_share(double records, double bytes) const noexcept {
        const double by_records = share_of(write_records_per_second, records);
        const double by_bytes = share_of(write_bytes_per_second, bytes);
        return by_records < by_bytes ? by_bytes : by_records;
    }

private:
    [[nodiscard]] static constexpr double share_of(std::uint64_t limit, double taken) noexcept {
        return taken > 0 ? taken / static_cast<double>(limit == 0 ? 1 : limit) : 0;
    }
};

/// One partition key and what it brought. Where the memory for counting was spent the counts may
/// be too high by what `records_over` and `bytes_over` say, never too low.
struct KeyLoad {
    std::string key;
    HashKey hash_key;
    std::size_t shard = 0;  ///< a place in KeySpread::shards
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t records_over = 0;
    std::uint64_t bytes_over = 0;

    [[nodiscard]] bool exact() const noexcept { return records_over == 0 && bytes_over == 0; }
};

/// What one shard got.
struct ShardLoad {
    ShardId shard_id;
    HashKeyRange range;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t throttled_records = 0;  ///< of `records`: those that the shard would refuse
    std::uint64_t throttled_bytes = 0;
    double peak_share = 0;     ///< of its write limits, in its busiest second
    double top_key_share = 0;  ///< of the shard's records, by its busiest key
};

/// How unevenly something is spread over shards.
struct Spread {
    double max_over_mean = 0;
    double coefficient_of_variation = 0;
    double gini = 0;  ///< 0: all the same; towards 1: all in one
    double chi_square = 0;
    std::uint32_t degrees_of_freedom = 0;
    double p_value = 1;  ///< how often chance alone, record by record, is at least as uneven
};

/// How uneven the shards would be if each key had been thrown at them by chance: what no partition
/// key of so many values can do better than, nor should do worse.
struct ChanceBand {
    struct Band {
        double low = 0;
        double high = 0;
    };
    double confidence = 0.95;
    std::uint32_t rounds = 0;
    Band max_over_mean;
    double median_max_over_mean = 1;
    std::vector<Band> by_rank;  ///< load over mean of the fullest shard, the second, and so on
};

/// What the shards got over time. A cell is a shard in a stretch of time of `bin`; the stretches
/// are a second long, or where there were too many of them as many seconds as were needed.
struct LoadMap {
    struct Cell {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::uint64_t throttled_records = 0;
        double peak_share = 0;  ///< of the write limits, in the busiest second of it
    };
    Instant start;
    Duration bin = std::chrono::seconds{1};
    std::size_t shards = 0;
    std::size_t bins = 0;
    std::vector<Cell> cells;  ///< all of the first shard, then all of the second, and so on

    [[nodiscard]] const Cell& at(std::size_t shard, std::size_t bin_index) const noexcept {
        return cells[shard * bins + bin_index];
    }
};

/// How uneven the shards are at a moment, rather than in sum; see `moments_of`.
struct Moments {
    double max_over_mean = 0;
    double expected = 0;
};

/// What the throttle would refuse if each record is put once, at its time.
struct ThrottleOutcome {
    std::uint64_t throttled_records = 0;
    std::uint64_t throttled_bytes = 0;
    std::optional<Instant> first;         ///< when a record was first refused
    std::size_t shards_throttled = 0;     ///< how many shards refused any
    std::uint64_t seconds_throttled = 0;  ///< in how many seconds any shard did
};

/// A shard after the advised resharding, with what it would have got of the same input.
struct AdvisedShard {
    ShardId shard_id;
    HashKeyRange range;
    double records = 0;
    double bytes = 0;
    bool one_key = false;  ///< it is as narrow as it is because of one key
};

/// Splits and merges that even out the observed load.
struct ReshardAdvice {
    std::vector<ReshardStep> steps;    ///< in order; none: leave the shards as they are
    std::vector<ShardNode> lineage;    ///< of all shards there were then, by index
    std::vector<double> loads;         ///< of each of these, of all load; may be missing
    std::vector<AdvisedShard> shards;  ///< that are open then, in the order of their ranges
    double max_over_mean_before = 1;
    double max_over_mean_after = 1;
    std::string reason;  ///< in a sentence
};

/// How many shards it takes so that no shard is fuller than wanted in the busiest second.
struct ShardsNeeded {
    double target_share = 0.8;
    std::uint32_t by_total = 1;  ///< if everything were even: what no layout can do without
    std::optional<std::uint32_t> uniform;   ///< of equal ranges; none: no number of them is enough
    std::optional<std::uint32_t> balanced;  ///< of ranges cut by load; none: one key is too much
    double busiest_key_share = 0;  ///< of one shard's limit, by one key in the busiest second
};

/// What consumers meet who read everything as it comes.
struct ReadLoad {
    std::uint32_t consumers = 1;
    double shared_share = 0;        ///< of the fullest shard's read limit, by all with GetRecords
    double fan_out_share = 0;       ///< of the same, by each with enhanced fan-out
    std::uint32_t most_shared = 0;  ///< consumers that GetRecords serves without falling behind
    Duration polling_interval{};    ///< that the call limit leaves each of them
};

/// What a change of the key costs in order: a record and the next one of the same original key
/// are a pair; if they go to different shards nobody can tell which was first.
struct OrderLoss {
    std::uint64_t pairs = 0;
    std::uint64_t parted = 0;
    [[nodiscard]] double share() const noexcept {
        return pairs == 0 ? 0 : static_cast<double>(parted) / static_cast<double>(pairs);
    }
};

/// What it costs to get from a record to its shard.  Units: nanoseconds a key
struct KeyCosts {
    double key_function = 0;
    double md5 = 0;        ///< one key at a time
    double md5_batch = 0;  ///< many keys side by side
    double xxh3 = 0;       ///< for comparison: the service has no choice but MD5
    double route = 0;
    std::string md5_path;  ///< by which instructions the batch was hashed
};

enum class KeyVerdict {
    no_records,
    even,             ///< as even as it can be
    chance,           ///< uneven, but as chance has it with so few keys
    few_keys,         ///< so few keys that shards stay idle or fill up by accident
    hot_key,          ///< one key is too much for a shard; no split can help
    hot_shard,        ///< many keys, or big ones, meet in one shard; a split helps
    moving_hot_spot,  ///< one shard after another is hot: the keys follow the time
    too_few_shards    ///< evenly spread, but more than the shards take
};

/// A verdict in one word, for machines.
[[nodiscard]] constexpr std::string_view to_string(KeyVerdict verdict) noexcept {
    switch (verdict) {
        case KeyVerdict::no_records:
            return "no_records";
        case KeyVerdict::even:
            return "even";
        case KeyVerdict::chance:
            return "chance";
        case KeyVerdict::few_keys:
            return "few_keys";
        case KeyVerdict::hot_key:
            return "hot_key";
        case KeyVerdict::hot_shard:
            return "hot_shard";
        case KeyVerdict::moving_hot_spot:
            return "moving_hot_spot";
        case KeyVerdict::too_few_shards:
            return "too_few_shards";
    }
    return "unknown";
}

/// What one way to make partition keys does to the shards.
struct KeySpread {
    std::string name;  ///< of the key function
    std::uint64_t distinct_keys = 0;
    bool distinct_exact = true;
    double distinct_error = 0;  ///< the relative standard error where it is not
    Spread records;
    Spread bytes;
    Spread keys;  ///< of distinct keys over shards; meaningless where keys_exact is false
    bool keys_exact = true;
    ChanceBand chance;
    std::vector<ShardLoad> shards;  ///< in the order of their ranges
    std::vector<KeyLoad> top_keys;  ///< the busiest first
    double certain_share = 0;  ///< each key with a larger share of the load is among those counted
    LoadMap map;
    Moments moments;
    ThrottleOutcome throttle;
    OrderLoss order;
    ShardsNeeded needed;
    ReshardAdvice advice;
    ReadLoad reads;
    std::optional<KeyCosts> costs;
    KeyVerdict verdict = KeyVerdict::no_records;
    std::string verdict_text;          ///< a sentence that says why
    std::vector<std::string> advices;  ///< what to do, a sentence each
};

/// Where the times of the records come from.
enum class ArrivalModel { recorded, even, poisson, daily };

/// What was looked at, and how it spreads for each key function; the first is the one in use.
struct KeyReport {
    std::string input;  ///< its name
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  ///< keys and data, as the service counts them
    std::uint64_t lines = 0;
    std::uint64_t lines_skipped = 0;
    std::uint64_t aggregated_records = 0;  ///< that were opened; `records` counts what was in them
    Instant start;
    Instant end;
    ArrivalModel arrivals = ArrivalModel::even;
    double records_per_second = 0;  ///< on average
    std::uint64_t seed = 0;
    std::uint32_t shard_count = 1;
    ShardLimits limits;
    std::vector<std::string> notes;  ///< what a reader has to know of the input, a sentence each
    std::vector<KeySpread> spreads;
};

}  // namespace weir::inline v0
