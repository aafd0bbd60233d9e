// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "weir/analysis/capped.hpp"
#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// All that one shard got, and its fullest second.
struct ShardTotals {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t throttled_records = 0;  ///< of `records`
    std::uint64_t throttled_bytes = 0;
    std::uint64_t peak_bytes = 0;  ///< in the second with most of them
    double peak_share = 0;         ///< of its write limits
};

/// The second in which all shards together got most, measured by what one shard takes.
struct BusiestSecond {
    Instant second;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    double share = 0;  ///< of the write limits of one shard, by all: so many full shards
};

struct LoadGridOptions {
    ShardLimits limits;
    /// What the grid may take; the map that it makes is no larger again.  Units: bytes, of which
    /// no more than 1 GiB is used.
    std::uint64_t memory_bytes = std::uint64_t{8} << 20;
};

/// Collects what each shard gets over time, in memory that does not grow with the time.
///
/// Time is cut into bins, at first of a second. When there is no room for one more, neighbours are
/// joined, and from then on a bin is twice as long. A shard's running second is summed apart, so
/// that the peak of a bin is that of a whole second, however long the bin is.
///
/// Units:  a shard takes 88 bytes and 32 for each bin; there is room for four bins in any case.
/// Time:   a record earlier than one before counts as if it had come at the time of that.
/// Thread: one at a time.
class LoadGrid {
public:
    explicit LoadGrid(std::size_t shards, const LoadGridOptions& options = {})
        : limits_{figures::without_zeros(options.limits)},
          shards_{shards},
          bins_max_{bins_for(shards, options.memory_bytes)},
          running_(shards),
          totals_(shards) {}

    /// Counts a record of so many bytes of key and data.
    void add(std::size_t shard, Instant at, std::uint64_t bytes, bool throttled = false) {
        WEIR_CHECK(shard < shards_, "a record goes to a shard that there is");
        if (at.micros() >= second_end_) [[unlikely]] {
            enter(at);
        }
        Running& running = running_[shard];
        if (running.second != second_) [[unlikely]] {
            settle(shard);
            running = Running{.second = second_};
        }
        running.count(bytes, throttled);
        whole_.count(bytes, throttled);
    }

    [[nodiscard]] std::size_t shards() const noexcept { return shards_; }
    [[nodiscard]] const ShardLimits& limits() const noexcept { return limits_; }
    /// The most stretches of time that the map can have.
    [[nodiscard]] std::size_t bins_max() const noexcept { return bins_max_; }

    [[nodiscard]] ShardTotals shard(std::size_t shard) const noexcept {
        WEIR_CHECK(shard < shards_, "this shard was never there");
        ShardTotals totals = totals_[shard];
        add_second(totals, running_[shard], share_of(running_[shard]));
        return totals;
    }
    /// The busiest second of the whole input; of several the first.
    [[nodiscard]] BusiestSecond busiest() const noexcept {
        BusiestSecond busiest = busiest_;
        consider(busiest);
        return busiest;
    }
    /// In how many seconds any record was throttled.
    [[nodiscard]] std::uint64_t seconds_throttled() const noexcept {
        return seconds_throttled_ + (whole_.throttled_records > 0 ? 1 : 0);
    }

    /// All that was counted, up to now.
    [[nodiscard]] LoadMap map() const {
        LoadMap map;
        map.shards = shards_;
        if (!started()) {
            return map;
        }
        map.start = Instant::from_seconds(first_second_);
        map.bin = Duration{std::int64_t{1'000'000} << doublings_};
        map.bins = bin_of(second_) + 1;
        map.cells.resize(shards_ * map.bins);
        for (std::size_t shard = 0; shard < shards_; ++shard) {
            LoadMap::Cell* const row = map.cells.data() + shard * map.bins;
            for (std::size_t bin = 0; bin < map.bins; ++bin) {
                row[bin] = cells_[bin * shards_ + shard];
            }
            if (const Running& running = running_[shard]; running.records > 0) {
                add_second(row[bin_of(running.second)], running, share_of(running));
            }
        }
        return map;
    }

private:
    static constexpr std::int64_t no_second = std::numeric_limits<std::int64_t>::min();
    /// With four bins, the length of one that covers all time is still a Duration.
    static constexpr std::size_t bins_min = 4;

    /// The sums of a second that may not have ended.
    struct Running {
        std::int64_t second = no_second;
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::uint64_t throttled_records = 0;
        std::uint64_t throttled_bytes = 0;

        void count(std::uint64_t more, bool throttled) noexcept {
            ++records;
            bytes = capped_sum(bytes, more);
            throttled_records += throttled ? 1 : 0;
            throttled_bytes = capped_sum(throttled_bytes, throttled ? more : 0);
        }
    };

    [[nodiscard]] static std::size_t bins_for(std::size_t shards, std::uint64_t memory_bytes) {
        constexpr std::size_t fixed = sizeof(Running) + sizeof(ShardTotals);
        constexpr std::uint64_t most = std::uint64_t{1} << 30;
        const std::uint64_t each = std::min(memory_bytes, most) / std::max<std::size_t>(shards, 1);
        const std::uint64_t bins = each < fixed ? 0 : (each - fixed) / sizeof(LoadMap::Cell);
        return static_cast<std::size_t>(std::max<std::uint64_t>(bins, bins_min));
    }

    [[nodiscard]] bool started() const noexcept { return second_ != no_second; }
    [[nodiscard]] std::size_t bin_of(std::int64_t second) const noexcept {
        return static_cast<std::size_t>(second - first_second_) >> doublings_;
    }
    [[nodiscard]] double share_of(const Running& second) const noexcept {
        return limits_.write_share(static_cast<double>(second.records),
                                   static_cast<double>(second.bytes));
    }

    /// Begins a new second, the first of all or a later one.
    void enter(Instant at) {
        const std::int64_t second = at.seconds();
        if (second == second_) {
            return;  // the last second of all time does not end
        }
        if (!started()) {
            first_second_ = second;
            cells_.reserve(shards_ * bins_max_);
        }
        consider(busiest_);
        seconds_throttled_ += whole_.throttled_records > 0 ? 1 : 0;
        whole_ = Running{.second = second};
        second_ = second;
        second_end_ = Instant::from_seconds(second + 1).micros();
        make_room();
        cells_.resize(shards_ * (bin_of(second) + 1));
    }

    /// Joins as many bins as it takes for the running second to be in one of them.
    void make_room() {
        const int before = doublings_;
        while (bin_of(second_) >= bins_max_) {
            ++doublings_;
        }
        if (doublings_ == before) {
            return;
        }
        const std::size_t bins = shards_ == 0 ? 0 : cells_.size() / shards_;
        const int joined = doublings_ - before;
        for (std::size_t bin = 1; bin < bins; ++bin) {
            const std::size_t to = bin >> joined;
            for (std::size_t shard = 0; shard < shards_; ++shard) {
                move_to(cells_[to * shards_ + shard], cells_[bin * shards_ + shard]);
            }
        }
        cells_.resize(bins == 0 ? 0 : shards_ * (((bins - 1) >> joined) + 1));
    }
    static void move_to(LoadMap::Cell& cell, LoadMap::Cell& from) noexcept {
        cell.records = capped_sum(cell.records, from.records);
        cell.bytes = capped_sum(cell.bytes, from.bytes);
        cell.throttled_records = capped_sum(cell.throttled_records, from.throttled_records);
        cell.peak_share = std::max(cell.peak_share, from.peak_share);
        from = LoadMap::Cell{};
    }

    /// Enters a shard's running second where it belongs.
    void settle(std::size_t shard) noexcept {
        const Running& running = running_[shard];
        if (running.records > 0) {
            const double share = share_of(running);
            add_second(totals_[shard], running, share);
            add_second(cells_[bin_of(running.second) * shards_ + shard], running, share);
        }
    }
    template <class Sums>
    static void add_second(Sums& sums, const Running& second, double share) noexcept {
        sums.records = capped_sum(sums.records, second.records);
        sums.bytes = capped_sum(sums.bytes, second.bytes);
        sums.throttled_records = capped_sum(sums.throttled_records, second.throttled_records);
        if constexpr (requires { sums.throttled_bytes; }) {
            sums.throttled_bytes = capped_sum(sums.throttled_bytes, second.throttled_bytes);
            sums.peak_bytes = std::max(sums.peak_bytes, second.bytes);
        }
        sums.peak_share = std::max(sums.peak_share, share);
    }
    /// Replaces the busiest second by the running one if that is busier.
    void consider(BusiestSecond& busiest) const noexcept {
        const double share = share_of(whole_);
        if (share > busiest.share) {
            busiest = {Instant::from_seconds(whole_.second), whole_.records, whole_.bytes, share};
        }
    }

    ShardLimits limits_;
    std::size_t shards_;
    std::size_t bins_max_;
    std::int64_t first_second_ = no_second;
    std::int64_t second_ = no_second;      ///< the running one
    std::int64_t second_end_ = no_second;  ///< in microseconds
    int doublings_ = 0;                    ///< of the length of a bin
    std::uint64_t seconds_throttled_ = 0;
    BusiestSecond busiest_;
    Running whole_;  ///< of all shards
    std::vector<Running> running_;
    std::vector<ShardTotals> totals_;
    std::vector<LoadMap::Cell> cells_;  ///< of all shards in the first bin, and so on
};

}  // namespace weir::inline v0
