// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "key_table.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"

namespace demo {

/// What the proof came to.
struct Verdict {
    std::uint64_t keys = 0;
    std::uint64_t put = 0;
    std::uint64_t read = 0;
    std::uint64_t lost = 0;        ///< put, and never read
    std::uint64_t doubled = 0;     ///< read again, or read and never put
    std::uint64_t altered = 0;     ///< read with another key or other bytes
    std::uint64_t misordered = 0;  ///< read after a later record of its key

    [[nodiscard]] bool proven() const noexcept {
        return put == read && lost == 0 && doubled == 0 && altered == 0 && misordered == 0;
    }
};

/// Holds what the stream acknowledged against what the stream gives back.
///
/// A put is written down with the shard and number on its receipt and with its place in the log.
/// A record read must be the next that its shard owes. Numbers that were passed over are lost, a
/// number that is not owed is doubled, and the places of a key's records must rise in the order
/// in which they are read, through all splits and merges.
class Ledger {
public:
    void put(weir::ShardId shard, weir::SequenceNumber number, KeyId key, std::uint64_t ordinal,
             std::string_view data) {
        owed_[shard.index].push_back({number, ordinal, std::hash<std::string_view>{}(data), key});
        ++verdict_.put;
        ++unread_;
    }

    void read(weir::ShardId shard, weir::SequenceNumber number, std::string_view key,
              std::string_view data, KeyTable& keys) {
        ++verdict_.read;
        std::deque<Owed>& owed = owed_[shard.index];
        while (!owed.empty() && owed.front().number < number) {
            ++verdict_.lost;
            --unread_;
            owed.pop_front();
        }
        if (owed.empty() || number < owed.front().number) {
            ++verdict_.doubled;
            return;
        }
        const Owed mine = owed.front();
        owed.pop_front();
        --unread_;
        KeyEntry& entry = keys[mine.key];
        if (entry.text != key || mine.data_hash != std::hash<std::string_view>{}(data)) {
            ++verdict_.altered;
        }
        if (entry.last_read == 0) ++verdict_.keys;
        if (mine.ordinal <= entry.last_read) ++verdict_.misordered;
        if (mine.ordinal > entry.last_read) entry.last_read = mine.ordinal;
    }

    /// Records that were put and not read so far.
    [[nodiscard]] std::uint64_t unread() const noexcept { return unread_; }

    /// The verdict if nothing more is read: what is still owed is lost.
    [[nodiscard]] Verdict verdict() const noexcept {
        Verdict all = verdict_;
        all.lost += unread_;
        return all;
    }

private:
    struct Owed {
        weir::SequenceNumber number;
        std::uint64_t ordinal = 0;
        std::size_t data_hash = 0;
        KeyId key = 0;
    };

    std::unordered_map<std::uint32_t, std::deque<Owed>> owed_;
    Verdict verdict_;
    std::uint64_t unread_ = 0;
};

}  // namespace demo
