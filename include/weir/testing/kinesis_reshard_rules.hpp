// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weir/testing/kinesis_subject.hpp"

namespace weir::inline v0 {

/// What SplitShard, MergeShards and UpdateShardCount promise.
template <kinesis_control_api Api>
class KinesisReshardRules {
public:
    using Subject = KinesisSubject<Api>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"split_makes_two",
                 "A split closes a shard and opens two that share its range, with the next "
                 "numbers.",
                 split_makes_two},
            Rule{"split_has_bounds",
                 "A split leaves two hash keys to the lower part, and two to the upper.",
                 split_has_bounds},
            Rule{"split_is_judged", "A split that cannot be is refused, and nothing changes.",
                 split_is_judged},
            Rule{"split_checks_in_order",
                 "The shard is looked at before the account's limit, and that before the key.",
                 split_checks_in_order},
            Rule{"merge_makes_one", "A merge closes two shards and opens one with both ranges.",
                 merge_makes_one},
            Rule{"merge_is_judged",
                 "A merge takes two open shards of which the first ends where the second begins.",
                 merge_is_judged},
            Rule{"scaling_makes_equal_shards",
                 "UpdateShardCount leaves so many shards of equal width, which cover all keys.",
                 scaling_makes_equal_shards},
            Rule{"scaling_has_bounds",
                 "UpdateShardCount goes from half to double, and not beyond the account's limit.",
                 scaling_has_bounds},
            Rule{"scaling_ten_times_a_day", "UpdateShardCount is done ten times in 24 hours.",
                 scaling_ten_times_a_day},
            Rule{"reshard_takes_its_time",
                 "Until a reshard is done the stream is UPDATING, and goes on with its old shards.",
                 reshard_takes_its_time},
            Rule{"one_reshard_at_a_time", "While a stream is UPDATING no other reshard is begun.",
                 one_reshard_at_a_time},
        };
    }

private:
    using Trial = KinesisTrial<Api>;
    using Notes = ConformanceNotes;
    using Indexes = std::vector<std::uint32_t>;

    /// Notes if the open shards do not share all hash keys.  Gives: how many there are.
    static std::size_t check_cover(const std::vector<Shard>& shards, Notes& notes) {
        HashKey next = 0;
        std::size_t count = 0;
        for (bool found = true; found;) {
            found = false;
            for (const Shard& shard : shards) {
                const bool open = !shard.sequence_number_range.ending_sequence_number.has_value();
                const HashKeyRange range = shard.hash_key_range;
                if (open && range.starting_hash_key == next && !found) {
                    found = true;
                    ++count;
                    if (range.ending_hash_key == HashKey::max()) {
                        return count;
                    }
                    next = range.ending_hash_key + 1;
                }
            }
        }
        notes.add("the open shards", "cover all hash keys", "none begins at " + next.to_string());
        return count;
    }
    /// Notes what is wrong with a closed shard and a child of it.
    static void check_child(const Shard& parent, const Shard& child, Notes& notes) {
        const auto end = parent.sequence_number_range.ending_sequence_number;
        if (!notes.holds("the parent is closed", end.has_value())) {
            return;
        }
        const SequenceNumber begin = child.sequence_number_range.starting_sequence_number;
        notes.holds("where a child's numbers begin", begin > *end, "above " + end->to_string(),
                    begin.to_string());
        notes.holds("the child is open",
                    !child.sequence_number_range.ending_sequence_number.has_value());
    }

    static void split_makes_two(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        static_cast<void>(trial.put_at(7, "before"));
        trial.split(0, Trial::half);
        const auto shards = trial.shards();
        if (!notes.same("shards", shards.size(), 3)) {
            return;
        }
        notes.same("their numbers", trial.indexes(), Indexes{0, 1, 2});
        notes.same("range of the first child", shards[1].hash_key_range,
                   HashKeyRange{0, Trial::half - 1});
        notes.same("range of the second", shards[2].hash_key_range,
                   HashKeyRange{Trial::half, Trial::top});
        for (const std::size_t child : {1U, 2U}) {
            notes.same("parent of a child", shards[child].parent_shard_id,
                       std::optional{ShardId{0}});
            notes.same("adjacent parent of a child", shards[child].adjacent_parent_shard_id,
                       std::optional<ShardId>{});
            check_child(shards[0], shards[child], notes);
        }
        notes.same("open shards", trial.summary().open_shard_count, 2);
        notes.same("shard of a key below", trial.put_at(Trial::half - 1, "a").shard_id.index, 1);
        notes.same("shard of a key above", trial.put_at(Trial::half, "b").shard_id.index, 2);
    }

    static SplitShardRequest split_of(const Argument<ShardId>& shard, const Argument<HashKey>& at) {
        return {.shard_to_split = shard, .new_starting_hash_key = at};
    }

    static void split_has_bounds(const Subject& subject, Notes& notes) {
        for (const HashKey at : {HashKey{2}, HashKey::max() - 1}) {
            Trial trial{subject, notes};
            notes.same("a split at " + at.to_string(),
                       Trial::said(trial.api().split_shard(split_of(ShardId{0}, at))), "success");
        }
        Trial trial{subject, notes, {.shard_count = 2}};
        for (const HashKey at :
             {HashKey{0}, HashKey{1}, Trial::half - 1, Trial::half, HashKey::max()}) {
            trial.refuses("a split of shard 0 at " + at.to_string(),
                          trial.api().split_shard(split_of(ShardId{0}, at)),
                          Errc::invalid_argument);
        }
    }

    static void split_is_judged(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const auto refuses = [&](std::string_view what, const SplitShardRequest& request,
                                 Errc code) {
            trial.refuses(what, trial.api().split_shard(request), code);
        };
        refuses("a split of no shard", split_of({}, Trial::half), Errc::validation);
        refuses("a split at no key", split_of(ShardId{0}, {}), Errc::validation);
        refuses("a split at a key of letters", split_of(ShardId{0}, "key"), Errc::validation);
        refuses("a split of a shard that is none", split_of("zero", Trial::half),
                Errc::resource_not_found);
        refuses("a split of a shard that is not there", split_of(ShardId{9}, Trial::half),
                Errc::resource_not_found);
        refuses("a split at 2^128", split_of(ShardId{0}, "340282366920938463463374607431768211456"),
                Errc::invalid_argument);
        notes.same("shards", trial.indexes(), Indexes{0});
        trial.split(0, Trial::half);
        refuses("a split of a closed shard", split_of(ShardId{0}, Trial::half),
                Errc::invalid_argument);
        notes.same("shards after one split", trial.indexes(), Indexes{0, 1, 2});
    }

    static void split_checks_in_order(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_limit = 1}};
        trial.refuses("no key, and a shard that is none",
                      trial.api().split_shard(split_of("zero", {})), Errc::validation);
        trial.refuses("a shard that is not there, and an account that is full",
                      trial.api().split_shard(split_of(ShardId{9}, Trial::half)),
                      Errc::resource_not_found);
        trial.refuses("an account that is full, and a key out of range",
                      trial.api().split_shard(split_of(ShardId{0}, HashKey{0})),
                      Errc::limit_exceeded);
    }

    static void merge_makes_one(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        const auto before = trial.shards();
        trial.merge(1, 2);
        const auto shards = trial.shards();
        if (!notes.same("shards before", before.size(), 3) ||
            !notes.same("shards", shards.size(), 4)) {
            return;
        }
        const Shard& child = shards[3];
        notes.same("number of the child", child.shard_id.index, 3);
        notes.same("its range", child.hash_key_range,
                   HashKeyRange{before[1].hash_key_range.starting_hash_key,
                                before[2].hash_key_range.ending_hash_key});
        notes.same("its parent", child.parent_shard_id, std::optional{ShardId{1}});
        notes.same("its adjacent parent", child.adjacent_parent_shard_id,
                   std::optional{ShardId{2}});
        check_child(shards[1], child, notes);
        check_child(shards[2], child, notes);
        notes.same("open shards", trial.summary().open_shard_count, 2);
        notes.same("shard of the last key", trial.put_at(Trial::top, "data").shard_id.index, 3);
    }

    static void merge_is_judged(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        const auto refuses = [&](std::string_view what, const Argument<ShardId>& one,
                                 const Argument<ShardId>& other, Errc code) {
            trial.refuses(
                what,
                trial.api().merge_shards({.shard_to_merge = one, .adjacent_shard_to_merge = other}),
                code);
        };
        refuses("a merge of one shard", ShardId{0}, {}, Errc::validation);
        refuses("a merge of none with one", {}, ShardId{0}, Errc::validation);
        refuses("a merge with a shard that is none", ShardId{0}, "one", Errc::resource_not_found);
        refuses("a merge with a shard that is not there", ShardId{0}, ShardId{9},
                Errc::resource_not_found);
        refuses("a merge of shards that are apart", ShardId{0}, ShardId{2}, Errc::invalid_argument);
        refuses("a merge in the wrong order", ShardId{1}, ShardId{0}, Errc::invalid_argument);
        refuses("a merge of a shard with itself", ShardId{1}, ShardId{1}, Errc::invalid_argument);
        notes.same("shards", trial.indexes(), Indexes{0, 1, 2});
        trial.merge(0, 1);
        refuses("a merge with a closed shard", ShardId{1}, ShardId{2}, Errc::invalid_argument);
        notes.same("shards after one merge", trial.indexes(), Indexes{0, 1, 2, 3});
    }

    static void scaling_makes_equal_shards(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        std::uint32_t current = 2;
        for (const std::uint32_t target : {4U, 3U, 5U, 5U, 3U}) {
            const auto result = trial.api().update_shard_count({.target_shard_count = target});
            if (!notes.same("update_shard_count", Trial::said(result), "success")) {
                return;
            }
            notes.same("shards that there were", result->current_shard_count, current);
            notes.same("shards that there will be", result->target_shard_count, target);
            const auto shards = trial.shards();
            notes.same("open shards", check_cover(shards, notes), target);
            const HashKey width = HashKey::max() / target;
            for (const Shard& shard : shards) {
                const HashKeyRange range = shard.hash_key_range;
                const HashKey own = range.ending_hash_key - range.starting_hash_key;
                if (!shard.sequence_number_range.ending_sequence_number) {
                    notes.holds("width of a shard", own <= width + 64 && width <= own + 64,
                                "about " + width.to_string(), own.to_string());
                }
            }
            current = target;
        }
    }

    static void scaling_has_bounds(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 5, .shard_limit = 9}};
        const auto refuses = [&](std::uint32_t target, Errc code) {
            trial.refuses("5 shards to " + std::to_string(target),
                          trial.api().update_shard_count({.target_shard_count = target}), code);
        };
        refuses(0, Errc::validation);
        refuses(2, Errc::limit_exceeded);
        refuses(11, Errc::limit_exceeded);
        refuses(10, Errc::limit_exceeded);  // of the account
        notes.same("open shards", trial.summary().open_shard_count, 5);
        const auto same = trial.api().update_shard_count({.target_shard_count = 5});
        notes.same("5 shards to 5", Trial::said(same), "success");
        notes.same("shards", trial.indexes().size(), 5);
    }

    static void scaling_ten_times_a_day(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        const auto update = [&](int time) {
            trial.advance(std::chrono::minutes{1});
            return trial.api().update_shard_count({.target_shard_count = time % 2 == 0 ? 3U : 2U});
        };
        for (int time = 0; time < 10; ++time) {
            notes.same("one of ten updates", Trial::said(update(time)), "success");
        }
        trial.refuses("the eleventh", update(10), Errc::limit_exceeded);
        trial.advance(std::chrono::hours{24});
        notes.same("the eleventh on the next day", Trial::said(update(10)), "success");
    }

    static void reshard_takes_its_time(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.resharding_time = std::chrono::seconds{30}}};
        const auto latest = trial.place(0, ShardIteratorType::latest);
        trial.split(0, Trial::half);
        for (int second = 0; second < 30; second += 10) {
            notes.same("status", trial.summary().stream_status, StreamStatus::updating);
            notes.same("shards", trial.indexes(), Indexes{0});
            notes.same("shard of a put", trial.put("meanwhile").shard_id.index, 0);
            trial.advance(std::chrono::seconds{10});
        }
        notes.same("records of the old shard", trial.read(latest).records.size(), 3);
        notes.same("status when it is done", trial.summary().stream_status, StreamStatus::active);
        notes.same("shards when it is done", trial.indexes(), Indexes{0, 1, 2});
        notes.same("open shards", trial.summary().open_shard_count, 2);
        notes.holds("shard of a put", trial.put("afterwards").shard_id.index != 0, "1 or 2", "0");
    }

    static void one_reshard_at_a_time(const Subject& subject, Notes& notes) {
        Trial trial{
            subject, notes, {.shard_count = 3, .resharding_time = std::chrono::seconds{30}}};
        trial.merge(0, 1);
        trial.advance(std::chrono::seconds{10});
        trial.refuses("a split meanwhile",
                      trial.api().split_shard(split_of(ShardId{2}, Trial::top - 9)),
                      Errc::resource_in_use);
        trial.refuses("a merge meanwhile",
                      trial.api().merge_shards(
                          {.shard_to_merge = ShardId{1}, .adjacent_shard_to_merge = ShardId{2}}),
                      Errc::resource_in_use);
        trial.refuses("an update meanwhile",
                      trial.api().update_shard_count({.target_shard_count = 4}),
                      Errc::resource_in_use);
        trial.advance(std::chrono::seconds{20});
        trial.split(2, Trial::top - 9);
        trial.advance(std::chrono::seconds{30});
        notes.same("shards in the end", trial.indexes(), Indexes{0, 1, 2, 3, 4, 5});
    }
};

}  // namespace weir::inline v0
