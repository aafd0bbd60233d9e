// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/simulated_time.hpp"

namespace weir::inline v0 {

/// What a consumer has to keep to.
enum class ConsumerRule : std::uint8_t {
    delivered,           ///< every record that was acknowledged comes, unless it expired first
    in_order,            ///< the records of a key come first in the order of their numbers
    parents_first,       ///< nothing of a shard before its parents were read to their ends
    with_a_lease,        ///< no reader goes on with a shard that another one, or nobody, holds
    checkpoint_forward,  ///< a shard's checkpoint never moves back
    checkpoint_behind,   ///< nothing is checkpointed that was not processed
    no_shard_forgotten,  ///< every shard is read, whatever is split and merged
    makes_progress,      ///< nothing lies there unread for too long
    nothing_invented,    ///< nothing is processed that was not put
};

[[nodiscard]] constexpr std::string_view to_string(ConsumerRule rule) noexcept {
    constexpr std::string_view names[] = {"every record is delivered",
                                          "a key's records come in order",
                                          "parents come before children",
                                          "only who holds the lease goes on",
                                          "a checkpoint never moves back",
                                          "only what was processed is checkpointed",
                                          "no shard is forgotten",
                                          "what is there is read in time",
                                          "nothing is invented"};
    return names[static_cast<std::size_t>(rule)];
}

/// A rule that was broken, and how.
struct ConsumerViolation {
    ConsumerRule rule = ConsumerRule::delivered;
    std::string text{};
};

/// How a consumer is judged.
struct ConsumerCheckerOptions {
    Instant since{};  ///< times in verdicts are counted from here
    /// How long a record may lie unread, where that is limited.
    std::optional<Duration> read_within{};
};

/// Says of any consumer whether it is right.
///
/// It is told what was put, which shards there are, and what the readers do; each call names the
/// time. Records that come again are no fault: delivery is at least once. Rules of leases and
/// checkpoints hold for consumers who tell of them.
///
/// Thread: one.
class ConsumerChecker {
public:
    explicit ConsumerChecker(ConsumerCheckerOptions options = {}) noexcept : options_{options} {}

    /// A put was acknowledged.
    void acknowledged(Instant at, ShardId shard, SequenceNumber number, std::string_view key) {
        ShardState& state = shards_[shard.index];
        Record& record = state.records[number];
        record.key = key;
        record.since = at;
        if (!record.processed) {
            state.missing.insert(number);
        }
    }
    /// What a put's journal entry tells: records that were acknowledged, or stored all the same.
    void see(const JournalEntry& entry) {
        for (const JournalRecord& record : entry.records) {
            if (!is_put(entry.operation) || !record.sequence_number || !record.shard_id) {
                continue;
            }
            if (entry.ok()) {
                acknowledged(entry.at, *record.shard_id, *record.sequence_number,
                             record.partition_key);
            } else {
                may_be_there(*record.shard_id, *record.sequence_number, record.partition_key);
            }
        }
    }
    /// A record that may be in the stream although no put of it was acknowledged.
    void may_be_there(ShardId shard, SequenceNumber number, std::string_view key) {
        Record& record = shards_[shard.index].records[number];
        record.key = key;
    }
    /// A shard exists.
    void knows(const weir::Shard& shard) {
        shards_are_told_ = true;
        ShardState& state = shards_[shard.shard_id.index];
        state.listed = true;
        state.parents.clear();
        for (const auto& parent : {shard.parent_shard_id, shard.adjacent_parent_shard_id}) {
            if (parent) {
                state.parents.push_back(*parent);
            }
        }
        state.closed = shard.sequence_number_range.ending_sequence_number.has_value();
    }
    /// Records that arrived before are gone: nobody has to deliver them, nor their shards.
    void expired_before(Instant horizon) {
        for (auto& [index, shard] : shards_) {
            while (!shard.missing.empty() &&
                   // Of those of the same second it is not known.
                   static_cast<std::int64_t>(shard.missing.begin()->seconds()) <=
                       horizon.seconds()) {
                shard.missing.erase(shard.missing.begin());
            }
        }
    }
    /// Nobody has to read this shard: it expired, or the consumer began behind it.
    void needs_not_read(ShardId shard) { shards_[shard.index].excused = true; }

    /// A reader holds a shard from now on.
    void took_lease(Instant, std::string_view reader, ShardId shard) {
        leases_are_told_ = true;
        shards_[shard.index].holder = reader;
    }
    /// A reader holds a shard no more, by its own will or not.
    void lost_lease(Instant, std::string_view reader, ShardId shard) {
        leases_are_told_ = true;
        ShardState& state = shards_[shard.index];
        if (state.holder == reader) {
            state.holder.reset();
        }
    }

    /// A reader reads a shard, found something there or not.
    void reads(ShardId shard) { shards_[shard.index].visited = true; }

    /// A reader processed a record.
    void processed(Instant at, std::string_view reader, ShardId shard, SequenceNumber number,
                   std::string_view key) {
        ShardState& state = shards_[shard.index];
        state.visited = true;
        need_lease(at, reader, shard, "processed " + number.to_string());
        for (const ShardId parent : state.parents) {
            const ShardState& older = shards_[parent.index];
            if (!older.ended && !older.excused) {
                broken(ConsumerRule::parents_first, at,
                       std::string{reader} + " processed a record of " + shard.to_string() +
                           " before its parent " + parent.to_string() + " was read to its end");
            }
        }
        const auto found = state.records.find(number);
        if (found == state.records.end() || found->second.key != key) {
            broken(ConsumerRule::nothing_invented, at,
                   std::string{reader} + " processed " + number.to_string() + " of key " +
                       std::string{key} + " in " + shard.to_string() + ", which nobody put");
            return;
        }
        Record& record = found->second;
        if (record.processed) {
            return;
        }
        record.processed = true;
        state.missing.erase(number);
        SequenceNumber& last = last_of_key_[std::string{key}];
        if (number < last) {
            broken(ConsumerRule::in_order, at,
                   std::string{reader} + " processed " + number.to_string() + " of key " +
                       std::string{key} + " in " + shard.to_string() + " after " +
                       last.to_string());
        } else {
            last = number;
        }
    }
    /// A reader has read a shard to its end, and processed all of it.
    void ended(Instant at, std::string_view reader, ShardId shard) {
        need_lease(at, reader, shard, "reached the end");
        ShardState& state = shards_[shard.index];
        state.visited = true;
        state.ended = true;
    }
    /// A reader's checkpoint was accepted: everything up to a number is done.
    void checkpointed(Instant at, std::string_view reader, ShardId shard, SequenceNumber number) {
        checkpoints_are_told_ = true;
        need_lease(at, reader, shard, "checkpointed " + number.to_string());
        ShardState& state = shards_[shard.index];
        if (state.checkpoint && number < *state.checkpoint) {
            broken(ConsumerRule::checkpoint_forward, at,
                   std::string{reader} + " moved the checkpoint of " + shard.to_string() +
                       " back from " + state.checkpoint->to_string() + " to " + number.to_string());
        }
        if (!state.missing.empty() && *state.missing.begin() <= number) {
            const SequenceNumber missing = *state.missing.begin();
            broken(ConsumerRule::checkpoint_behind, at,
                   std::string{reader} + " checkpointed " + number.to_string() + " of " +
                       shard.to_string() + ", but nobody processed " + missing.to_string() +
                       " of key " + state.records[missing].key);
        }
        state.checkpoint = number;
    }

    /// Looks for records that lie there unread for too long. Each is told of once.
    void look(Instant now) {
        was_looked_ = true;
        if (!options_.read_within) {
            return;
        }
        for (auto& [index, shard] : shards_) {
            for (const SequenceNumber number : shard.missing) {
                Record& record = shard.records[number];
                if (now - record.since <= *options_.read_within) {
                    break;  // those behind it came later
                }
                if (!record.late) {
                    record.late = true;
                    broken(ConsumerRule::makes_progress, now,
                           "data available in " + ShardId{index}.to_string() + ", not read for " +
                               detail::time_text(now - record.since) + ": " + number.to_string() +
                               " of key " + record.key);
                }
            }
        }
    }
    /// The test is over and everything has had time to drain: what is missing now is lost.
    void finish(Instant now) {
        for (const auto& [index, shard] : shards_) {
            if (!shard.missing.empty()) {
                const SequenceNumber first = *shard.missing.begin();
                broken(ConsumerRule::delivered, now,
                       std::to_string(shard.missing.size()) + " records of " +
                           ShardId{index}.to_string() + " were never processed, the first " +
                           first.to_string() + " of key " + shard.records.at(first).key);
            }
            if (is_forgotten(shard)) {
                broken(ConsumerRule::no_shard_forgotten, now,
                       ShardId{index}.to_string() +
                           (shard.visited ? " was never read to its end" : " was never read"));
            }
        }
    }

    /// True if nothing is missing: `finish` would find every record delivered, every shard read.
    [[nodiscard]] bool all_done() const noexcept {
        for (const auto& [index, shard] : shards_) {
            if (!shard.missing.empty() || is_forgotten(shard)) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] bool ok() const noexcept { return violations_.empty(); }
    [[nodiscard]] const std::vector<ConsumerViolation>& violations() const noexcept {
        return violations_;
    }
    /// True if a rule was broken.
    [[nodiscard]] bool broke(ConsumerRule rule) const noexcept {
        for (const ConsumerViolation& violation : violations_) {
            if (violation.rule == rule) {
                return true;
            }
        }
        return false;
    }
    /// Rules of which nothing can be said, as nobody told of shards, of leases or of checkpoints,
    /// or let the checker look at the time.
    [[nodiscard]] std::vector<ConsumerRule> not_looked_at() const {
        std::vector<ConsumerRule> rules;
        const auto add_unless = [&rules](bool told, std::initializer_list<ConsumerRule> some) {
            if (!told) {
                rules.insert(rules.end(), some);
            }
        };
        add_unless(shards_are_told_,
                   {ConsumerRule::parents_first, ConsumerRule::no_shard_forgotten});
        add_unless(leases_are_told_, {ConsumerRule::with_a_lease});
        add_unless(checkpoints_are_told_,
                   {ConsumerRule::checkpoint_forward, ConsumerRule::checkpoint_behind});
        add_unless(was_looked_ && options_.read_within, {ConsumerRule::makes_progress});
        return rules;
    }
    /// Records that were acknowledged and not processed yet, nor expired.
    [[nodiscard]] std::size_t missing() const noexcept {
        std::size_t count = 0;
        for (const auto& [index, shard] : shards_) {
            count += shard.missing.size();
        }
        return count;
    }
    /// What was broken, a line each.
    [[nodiscard]] std::string explain() const {
        std::string text;
        for (const ConsumerViolation& violation : violations_) {
            text += to_string(violation.rule);
            text += ": " + violation.text + '\n';
        }
        return text;
    }

private:
    struct Record {
        std::string key{};
        Instant since{};
        bool processed = false;
        bool late = false;
    };
    struct ShardState {
        std::map<SequenceNumber, Record> records{};
        std::set<SequenceNumber> missing{};  // acknowledged, neither processed nor expired yet
        std::vector<ShardId> parents{};
        std::optional<std::string> holder{};
        std::optional<SequenceNumber> checkpoint{};
        bool listed = false;
        bool closed = false;
        bool visited = false;
        bool ended = false;
        bool excused = false;
    };

    [[nodiscard]] static bool is_forgotten(const ShardState& shard) noexcept {
        return shard.listed && !shard.excused && !(shard.closed ? shard.ended : shard.visited);
    }
    void need_lease(Instant at, std::string_view reader, ShardId shard, const std::string& what) {
        const std::optional<std::string>& holder = shards_[shard.index].holder;
        if (leases_are_told_ && holder != reader) {
            broken(ConsumerRule::with_a_lease, at,
                   std::string{reader} + " " + what + " in " + shard.to_string() +
                       ", whose lease " + (holder ? *holder + " holds" : "nobody holds"));
        }
    }
    void broken(ConsumerRule rule, Instant at, const std::string& text) {
        violations_.push_back({rule, "at " + detail::time_text(at - options_.since) + ", " + text});
    }

    ConsumerCheckerOptions options_;
    std::map<std::uint32_t, ShardState> shards_;
    std::map<std::string, SequenceNumber> last_of_key_;
    std::vector<ConsumerViolation> violations_;
    bool shards_are_told_ = false;
    bool leases_are_told_ = false;
    bool checkpoints_are_told_ = false;
    bool was_looked_ = false;
};

}  // namespace weir::inline v0
