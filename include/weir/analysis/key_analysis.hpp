// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/hash_load.hpp"
#include "weir/analysis/key_counter.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_grid.hpp"
#include "weir/analysis/throttle_forecast.hpp"
#include "weir/core/check.hpp"
#include "weir/core/key_column.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/route_table.hpp"
#include "weir/throttle/service_throttle.hpp"

namespace weir::inline v0 {

/// A record on its way to a shard.
struct KeyedRecord {
    std::string_view key;
    std::uint64_t bytes = 0;  ///< of key and data, as the limits count them
    Instant at;               ///< no earlier than the one before
    std::optional<HashKey> explicit_hash_key{};
};

struct KeyAnalysisOptions {
    Lineage lineage{1};  ///< of the shards; the open ones own every hash key
    ShardLimits limits{};
    std::size_t top_keys = 20;
    double hot_ratio = 1.5;     ///< a shard with so many times its share is hot
    double target_share = 0.8;  ///< of a shard's limits, in the busiest second
    std::uint32_t consumers = 1;
    std::uint64_t seed = 1;
    /// All that it takes, whatever comes, for up to 10,000 shards.  Units: bytes, 16 MiB at least
    std::size_t memory_bytes = std::size_t{64} << 20;
};

/// Takes the records of a stream, one after another, and finds out how their keys load its shards.
///
/// Nothing of a record is kept but its key, and that only while there is room. Each record is
/// hashed and routed as the stream does it and offered to a throttle of the stream's own kind.
///
/// Time:   60 to 100 ns a record in batches; see docs/performance.md.
/// Thread: one at a time.
class KeyAnalysis {
public:
    static constexpr std::size_t batch = 512;
    static constexpr std::size_t memory_bytes_min = std::size_t{16} << 20;

    explicit KeyAnalysis(KeyAnalysisOptions options)
        : options_{checked(std::move(options))},
          shards_{options_.lineage.open_shards()},
          table_{routes()},
          counter_{{.memory_bytes = counter_bytes()}},
          grid_{shard_count(),
                {.limits = options_.limits, .memory_bytes = options_.memory_bytes / 8}},
          forecast_{shard_count(), ServiceThrottle{throttle_options(options_.limits)}},
          by_hash_{static_cast<std::uint32_t>(shard_count())},
          loads_(shard_count()) {}

    /// The allowances of a shard with these limits: a second's worth at once.
    [[nodiscard]] static ServiceThrottleOptions throttle_options(
        const ShardLimits& limits) noexcept {
        return {.write_records_per_second = limits.write_records_per_second,
                .write_burst_records = limits.write_records_per_second,
                .write_bytes_per_second = limits.write_bytes_per_second,
                .write_burst_bytes = limits.write_bytes_per_second};
    }

    /// Takes records that are put one by one.
    /// Gives: the place of each one's shard; good until the next call
    std::span<const std::uint32_t> add(std::span<const KeyedRecord> records) {
        places_.clear();
        for (std::size_t first = 0; first < records.size(); first += batch) {
            const auto part = records.subspan(first, std::min(batch, records.size() - first));
            take_keys(part);
            const std::uint32_t* place = places_.data() + first;
            for (const KeyedRecord& record : part) {
                offer(*place++, record.at, record.bytes, {.records = 1, .bytes = record.bytes});
            }
        }
        return places_;
    }

    /// Takes records that travel together in one, as a producer aggregates them: those of one shard
    /// are one record to its limits. `overhead` are the bytes that the wrapping takes.
    /// Gives: the place of each one's shard; good until the next call
    std::span<const std::uint32_t> add_aggregate(std::span<const KeyedRecord> inside, Instant at,
                                                 std::uint64_t overhead) {
        places_.clear();
        together_.clear();
        for (std::size_t first = 0; first < inside.size(); first += batch) {
            take_keys(inside.subspan(first, std::min(batch, inside.size() - first)));
        }
        for (std::size_t n = 0; n < inside.size(); ++n) {
            together_.emplace_back(places_[n], inside[n].bytes);
        }
        std::sort(together_.begin(), together_.end());
        for (std::size_t n = 0; n < together_.size();) {
            const std::uint32_t place = together_[n].first;
            WriteTotals inner;
            for (; n < together_.size() && together_[n].first == place; ++n) {
                ++inner.records;
                inner.bytes += together_[n].second;
            }
            offer(place, at, inner.bytes + overhead, inner);
        }
        return places_;
    }

    /// Starts a second pass over the same records, given to `count_again`, which makes the counts
    /// of the busiest keys exact where memory was too small for all keys.
    void begin_recount() noexcept { counter_.begin_recount(); }
    void count_again(std::span<const KeyedRecord> records) {
        for (std::size_t first = 0; first < records.size(); first += batch) {
            const auto part = records.subspan(first, std::min(batch, records.size() - first));
            Batch hashed;
            hash(part, hashed);
            count(part, hashed);
        }
    }
    /// Gives: false if the records were not the same; the counts are then those of the second pass
    bool end_recount() noexcept { return counter_.end_recount(); }

    [[nodiscard]] const KeyAnalysisOptions& options() const noexcept { return options_; }
    /// The open shards in the order of their ranges; a place is an index into them.
    [[nodiscard]] std::span<const ShardId> shards() const noexcept { return shards_; }
    [[nodiscard]] std::size_t shard_count() const noexcept { return shards_.size(); }
    [[nodiscard]] const HashKeyRange& range(std::size_t place) const noexcept {
        return options_.lineage.node(shards_[place]).range;
    }
    [[nodiscard]] const RouteTable<std::uint32_t>& table() const noexcept { return table_; }
    [[nodiscard]] std::size_t place_of(HashKey key) const noexcept { return table_.route(key); }

    [[nodiscard]] const KeyCounter& counter() const noexcept { return counter_; }
    [[nodiscard]] const LoadGrid& grid() const noexcept { return grid_; }
    [[nodiscard]] const ThrottleForecast<>& forecast() const noexcept { return forecast_; }
    [[nodiscard]] const HashLoad& by_hash() const noexcept { return by_hash_; }

    /// Records and bytes of a shard; records that travelled together are counted one by one.
    struct Load {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        double square_bytes = 0;  ///< the sum of their squares
        WriteTotals refused;      ///< what of `records` and `bytes` the throttle refused
    };
    [[nodiscard]] std::span<const Load> loads() const noexcept { return loads_; }

private:
    static KeyAnalysisOptions checked(KeyAnalysisOptions options) {
        WEIR_CHECK(owns_all(options.lineage), "open shards own every hash key once");
        WEIR_CHECK(options.memory_bytes >= memory_bytes_min, "an analysis takes 16 MiB");
        options.limits = figures::without_zeros(options.limits);
        return options;
    }
    /// What the grid and all that there is for each shard leave for keys.
    [[nodiscard]] std::size_t counter_bytes() const noexcept {
        constexpr std::size_t shard_bytes = 1024;
        constexpr std::size_t shards_most = limits::shards_per_stream_max;
        const std::size_t shards = std::min(shard_count(), shards_most) * shard_bytes;
        const std::size_t eighth = options_.memory_bytes / 8;
        return std::min(5 * eighth, 7 * eighth - shards);
    }
    [[nodiscard]] static bool owns_all(const Lineage& lineage) {
        const auto open = lineage.open_shards();
        HashKey next{};
        for (const ShardId id : open) {
            const HashKeyRange& range = lineage.node(id).range;
            if (range.starting_hash_key != next || range.ending_hash_key < next) {
                return false;
            }
            next = range.ending_hash_key + 1;
        }
        return !open.empty() && next == HashKey{};
    }
    [[nodiscard]] std::vector<Route<std::uint32_t>> routes() const {
        std::vector<Route<std::uint32_t>> all;
        for (const ShardId id : shards_) {
            all.push_back({options_.lineage.node(id).range.starting_hash_key,
                           static_cast<std::uint32_t>(all.size())});
        }
        return all;
    }

    /// The hash keys of up to `batch` records, and their bytes in a row.
    struct Batch {
        std::array<HashKey, batch> hashes;
        std::array<std::uint64_t, batch> bytes;
    };
    static void hash(std::span<const KeyedRecord> records, Batch& hashed) noexcept {
        md5_hash_keys({records, &KeyedRecord::key}, hashed.hashes.data());
        for (std::size_t n = 0; n < records.size(); ++n) {
            if (records[n].explicit_hash_key) {
                hashed.hashes[n] = *records[n].explicit_hash_key;
            }
            hashed.bytes[n] = records[n].bytes;
        }
    }
    void count(std::span<const KeyedRecord> records, const Batch& hashed) {
        const std::span<const std::uint64_t> bytes{hashed.bytes.data(), records.size()};
        counter_.add({records, &KeyedRecord::key}, {hashed.hashes.data(), records.size()}, bytes);
    }
    /// Hashes, routes and counts up to `batch` records.
    void take_keys(std::span<const KeyedRecord> records) {
        Batch hashed;
        hash(records, hashed);
        for (std::size_t n = 0; n < records.size(); ++n) {
            const std::uint64_t bytes = hashed.bytes[n];
            by_hash_.add(hashed.hashes[n], bytes);
            const std::uint32_t place = table_.route(hashed.hashes[n]);
            places_.push_back(place);
            Load& load = loads_[place];
            ++load.records;
            load.bytes += bytes;
            const auto size = static_cast<double>(bytes);
            load.square_bytes += size * size;
        }
        count(records, hashed);
    }
    /// Puts one record of so many bytes; `inner` is what it brings, as many as it holds.
    void offer(std::uint32_t place, Instant at, std::uint64_t bytes, WriteTotals inner) {
        const Verdict verdict = forecast_.offer(place, at, bytes);
        if (!verdict.admitted) [[unlikely]] {
            loads_[place].refused.records += inner.records;
            loads_[place].refused.bytes += inner.bytes;
        }
        grid_.add(place, at, bytes, !verdict.admitted);
    }

    KeyAnalysisOptions options_;
    std::vector<ShardId> shards_;
    RouteTable<std::uint32_t> table_;
    KeyCounter counter_;
    LoadGrid grid_;
    ThrottleForecast<> forecast_;
    HashLoad by_hash_;
    std::vector<Load> loads_;
    std::vector<std::uint32_t> places_;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> together_;
};

}  // namespace weir::inline v0
