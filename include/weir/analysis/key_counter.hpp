// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/analysis/hyper_log_log.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_table.hpp"
#include "weir/analysis/key_weight.hpp"
#include "weir/analysis/load_steps.hpp"
#include "weir/core/check.hpp"
#include "weir/core/key_column.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

struct KeyCounterOptions {
    /// All that counting takes.  Units: bytes, at least `KeyCounter::memory_bytes_min`
    std::size_t memory_bytes = std::size_t{32} << 20;
};

/// What is known of one key: its true records lie in [records - records_over, records], its true
/// bytes likewise.
struct KeyCount {
    std::string_view key = {};  ///< the first 1,024 bytes of it; empty if the key is not kept
    HashKey hash_key = {};
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t records_over = 0;
    std::uint64_t bytes_over = 0;
    bool kept = false;
};

/// Counts records and bytes by partition key: exactly while all keys fit the memory it was given,
/// and within bounds it can state beyond.
///
/// A key is its hash key, 128 bits of MD5. Two keys with one hash would be counted as one, which
/// is what every shard makes of them.
///
/// What a key is measured by is its load, `KeyWeight`: the seconds of a shard that its records
/// fill plus those that its bytes fill. When the memory is full, the lighter half of the keys is
/// dropped at once, and the greatest load among them becomes the floor. Whoever comes anew may be
/// one that was dropped, with as much as the floor; so the floor is what a new row's counts may
/// lack. Hence, for any input:
///
/// 1. The load of a key that is not kept is at most the floor: when it was dropped, its counts and
///    what they might lack were at most the floor, which never sinks.
/// 2. The floor is at most 2.07 times the load of all records over the number of keys that were
///    kept when fewest had to be dropped from. Call what a key's counts and lack exceed the floor
///    by its excess. A record adds its load to one excess. When the floor rises by d, each key of
///    the heavier half loses d of its excess or, as halves are told apart by steps of 1/32, at
///    least 32/33 d: all together 32/33 d n/2. No more can be lost than was added.
///
/// This is the Space-Saving sketch with eviction in batches, which is Misra-Gries with the lost
/// weights put back. A key that came before anything was dropped, and was kept since, has exact
/// counts; so have all kept ones after a second pass over the same input.
///
/// Time: a record in batches takes 6 ns where it is always the same key, 30 to 50 ns where most
/// keys have to be dropped again. Thread: one at a time. Source: A. Metwally and others, Efficient
/// computation of frequent and top-k elements in data streams (2005); D. Anderson and others, A
/// high-performance algorithm for identifying frequent items in data streams (2017).
class KeyCounter {
public:
    /// Room for so many keys of any length that dropping half of them makes room for the next.
    static constexpr std::size_t memory_bytes_min = std::size_t{96} << 10;

    explicit KeyCounter(KeyCounterOptions options = {})
        : table_{table_bytes(options.memory_bytes)} {}

    /// Counts a record of `bytes`, or `records` of them that have `bytes` together.
    void add(std::string_view key, HashKey hash, std::uint64_t bytes, std::uint64_t records = 1) {
        if (records > 0 || bytes > 0) {
            count_total(records, bytes);
            count_key(key, hash, key_bits(hash), records, bytes);
        }
    }

    /// Counts many records, each with its key, its hash and its bytes, sooner than one by one.
    void add(KeyColumn keys, std::span<const HashKey> hashes,
             std::span<const std::uint32_t> bytes) {
        add_all(keys, hashes, bytes);
    }
    void add(KeyColumn keys, std::span<const HashKey> hashes,
             std::span<const std::uint64_t> bytes) {
        add_all(keys, hashes, bytes);
    }

    /// Starts a second pass over the same input, which makes the counts of all kept keys exact.
    /// Until `end_recount` the figures are those of the second pass so far.
    void begin_recount() noexcept {
        WEIR_CHECK(!recounting_, "a second pass ends before another begins");
        for (std::size_t number = 0; number < table_.size(); ++number) {
            Row& row = table_.row(number);
            row.records = row.bytes = row.over = 0;
        }
        first_records_ = std::exchange(records_, 0);
        first_bytes_ = std::exchange(bytes_, 0);
        recounting_ = true;
    }

    /// Ends the second pass.
    /// Gives: false if it had not as many records and bytes as the first; the counts are its own
    bool end_recount() noexcept {
        WEIR_CHECK(recounting_, "a second pass begins before it ends");
        recounting_ = false;
        return records_ == first_records_ && bytes_ == first_bytes_;
    }

    /// True if every key that came is kept, with exact counts.
    [[nodiscard]] bool exact() const noexcept { return floor_ == 0; }

    /// How many different keys came; not exact once any was dropped.
    /// Time: O(size()) then
    [[nodiscard]] std::uint64_t distinct() const {
        if (exact()) {
            return table_.size();
        }
        // Each key is kept or was noted when it was dropped.
        HyperLogLog all = dropped_;
        for (std::size_t number = 0; number < table_.size(); ++number) {
            all.add(table_.row(number).hash);
        }
        const double estimate = std::min(all.estimate(), 0x1p63);
        return std::max(std::uint64_t{table_.size()}, static_cast<std::uint64_t>(estimate + 0.5));
    }

    /// The relative standard error of `distinct()`; 0 while it is exact.
    [[nodiscard]] double distinct_error() const noexcept {
        return exact() ? 0 : dropped_.standard_error();
    }

    /// Each key with a larger share of the load of all records is among those that are kept.
    [[nodiscard]] double certain_share() const noexcept {
        const std::uint64_t all = KeyWeight::of(records_, bytes_);
        return all == 0 ? 0 : std::min(1.0, static_cast<double>(floor_) / static_cast<double>(all));
    }
    /// Each key with more records than this is kept, however few bytes it has.
    [[nodiscard]] std::uint64_t certain_records() const noexcept {
        return floor_ / KeyWeight::record;
    }
    /// Each key with more bytes than this is kept, however few records it has.
    [[nodiscard]] std::uint64_t certain_bytes() const noexcept { return floor_ / KeyWeight::byte; }

    /// All records and bytes that came, whatever their keys; they stay at 2^64 - 1.
    [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// How many keys are kept.
    [[nodiscard]] std::size_t size() const noexcept { return table_.size(); }

    /// What is known of a key, be it kept or not.
    [[nodiscard]] KeyCount count(HashKey hash) const noexcept {
        const std::size_t number = table_.find(hash, key_bits(hash)).number;
        return number == KeyTable::none ? with_lack({.hash_key = hash}, floor_)
                                        : count_of(table_.row(number));
    }

    /// Calls `f` with the KeyCount of each key that is kept, in the order in which they came.
    template <std::invocable<const KeyCount&> Function>
    void for_each(Function f) const {
        for (std::size_t number = 0; number < table_.size(); ++number) {
            f(count_of(table_.row(number)));
        }
    }

    /// The `count` keys with the greatest load that is certain, the greatest first, then by key;
    /// their `shard` is for the caller to fill in. The list takes memory of its own.
    /// Time: O(n) in the keys that are kept
    [[nodiscard]] std::vector<KeyLoad> top(std::size_t count) const {
        std::vector<std::size_t> heap;  // the least of the greatest on top
        const auto before = [this](std::size_t a, std::size_t b) { return is_before(a, b); };
        for (std::size_t number = 0; number < table_.size() && count > 0; ++number) {
            if (heap.size() == count) {
                if (!before(number, heap.front())) {
                    continue;
                }
                std::pop_heap(heap.begin(), heap.end(), before);
                heap.pop_back();
            }
            heap.push_back(number);
            std::push_heap(heap.begin(), heap.end(), before);
        }
        std::sort_heap(heap.begin(), heap.end(), before);
        std::vector<KeyLoad> loads;
        loads.reserve(heap.size());
        for (const std::size_t number : heap) {
            const KeyCount known = count_of(table_.row(number));
            loads.push_back({.key = std::string{known.key},
                             .hash_key = known.hash_key,
                             .shard = 0,
                             .records = known.records,
                             .bytes = known.bytes,
                             .records_over = known.records_over,
                             .bytes_over = known.bytes_over});
        }
        return loads;
    }

    /// What was taken, never more than the options allow.
    /// Units: bytes
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sizeof(*this) - sizeof(dropped_) + table_.memory_bytes() + dropped_.memory_bytes();
    }

private:
    using Row = KeyTable::Row;
    static constexpr std::size_t group = 16;

    [[nodiscard]] static std::size_t table_bytes(std::size_t memory_bytes) noexcept {
        WEIR_CHECK(memory_bytes >= memory_bytes_min, "counting keys takes 96 KiB at least");
        // Twice the registers: `distinct` works on a copy.
        const std::size_t registers = std::size_t{1} << HyperLogLog::precision_default;
        return memory_bytes - 2 * registers - sizeof(KeyCounter) - sizeof(LoadSteps);
    }

    void count_total(std::uint64_t records, std::uint64_t bytes) noexcept {
        records_ = capped_sum(records_, records);
        bytes_ = capped_sum(bytes_, bytes);
    }
    static void count_row(Row& row, std::uint64_t records, std::uint64_t bytes) noexcept {
        row.records = capped_sum(row.records, records);
        row.bytes = capped_sum(row.bytes, bytes);
    }

    void count_key(std::string_view key, HashKey hash, std::uint64_t bits, std::uint64_t records,
                   std::uint64_t bytes) {
        const KeyTable::Place place = table_.find(hash, bits);
        if (place.number != KeyTable::none) {
            count_row(table_.row(place.number), records, bytes);
        } else if (!recounting_) {
            std::size_t number = table_.add(hash, bits, key, place);
            while (number == KeyTable::none) {
                drop_lighter_half();
                number = table_.add(hash, bits, key, table_.find(hash, bits));
            }
            table_.row(number).over = floor_;
            count_row(table_.row(number), records, bytes);
        }
    }

    template <std::unsigned_integral Size>
    void add_all(KeyColumn keys, std::span<const HashKey> hashes, std::span<const Size> bytes) {
        WEIR_CHECK(keys.size() == hashes.size() && keys.size() == bytes.size(),
                   "each key has its hash and its bytes");
        // Memory is asked for well before it is needed: cells two groups ahead, rows one.
        std::array<std::uint64_t, 4 * group> bits;
        std::array<std::size_t, 4 * group> guesses;
        for (std::size_t first = 0; first < hashes.size() + 2 * group; first += group) {
            for (std::size_t at = first; at < std::min(first + group, hashes.size()); ++at) {
                bits[at % bits.size()] = key_bits(hashes[at]);
                table_.prefetch(bits[at % bits.size()]);
            }
            for (std::size_t at = first - group; at < std::min(first, hashes.size()); ++at) {
                guesses[at % bits.size()] = table_.guess(bits[at % bits.size()]);
            }
            for (std::size_t at = first - 2 * group; at < std::min(first - group, hashes.size());
                 ++at) {
                const std::size_t number = guesses[at % bits.size()];
                // Rows may have moved meanwhile, so the guess is proved by the hash.
                if (number < table_.size() && table_.row(number).hash == hashes[at]) {
                    count_row(table_.row(number), 1, bytes[at]);
                } else {
                    count_key(keys[at], hashes[at], bits[at % bits.size()], 1, bytes[at]);
                }
                bytes_ = capped_sum(bytes_, bytes[at]);
            }
        }
        records_ = capped_sum(records_, hashes.size());
    }

    [[nodiscard]] static std::uint64_t load_of(const Row& row) noexcept {
        return KeyWeight::of(row.records, row.bytes);
    }
    [[nodiscard]] std::uint64_t excess_of(const Row& row) const noexcept {
        // After a second pass a row may turn out to have less than the floor.
        const std::uint64_t load = capped_sum(load_of(row), row.over);
        return load > floor_ ? load - floor_ : 0;
    }

    [[gnu::noinline]] void drop_lighter_half() noexcept {
        LoadSteps steps;
        for (std::size_t number = 0; number < table_.size(); ++number) {
            steps.add(excess_of(table_.row(number)));
        }
        const std::size_t last = steps.up_to((table_.size() + 1) / 2);
        std::uint64_t most = 0;
        table_.retain([this, last, &most](const Row& row) {
            const std::uint64_t excess = excess_of(row);
            if (LoadSteps::of(excess) > last) {
                return true;
            }
            most = std::max(most, excess);
            dropped_.add(row.hash);
            return false;
        });
        floor_ += most;
    }

    /// Adds to what was counted what may be lacking.
    [[nodiscard]] static KeyCount with_lack(KeyCount known, std::uint64_t load) noexcept {
        const std::uint64_t records = capped_sum(known.records, load / KeyWeight::record);
        const std::uint64_t bytes = capped_sum(known.bytes, load / KeyWeight::byte);
        known.records_over = records - known.records;
        known.bytes_over = bytes - known.bytes;
        known.records = records;
        known.bytes = bytes;
        return known;
    }
    [[nodiscard]] KeyCount count_of(const Row& row) const noexcept {
        return with_lack({.key = table_.text(row),
                          .hash_key = row.hash,
                          .records = row.records,
                          .bytes = row.bytes,
                          .records_over = 0,
                          .bytes_over = 0,
                          .kept = true},
                         row.over);
    }
    [[nodiscard]] bool is_before(std::size_t a, std::size_t b) const noexcept {
        const Row& one = table_.row(a);
        const Row& other = table_.row(b);
        const std::uint64_t load = load_of(one);
        const std::uint64_t other_load = load_of(other);
        if (load != other_load) {
            return load > other_load;
        }
        const int order = table_.text(one).compare(table_.text(other));
        return order != 0 ? order < 0 : one.hash < other.hash;
    }

    KeyTable table_;
    HyperLogLog dropped_;  ///< has seen each key that was dropped
    std::uint64_t floor_ = 0;
    std::uint64_t records_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t first_records_ = 0;
    std::uint64_t first_bytes_ = 0;
    bool recounting_ = false;
};

}  // namespace weir::inline v0
