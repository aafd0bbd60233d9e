// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "weir/testing/kinesis_subject.hpp"

namespace weir::inline v0 {

/// What reading and listing promise of shards that were closed, and of their children.
template <kinesis_control_api Api>
class KinesisLineageRules {
public:
    using Subject = KinesisSubject<Api>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"closed_shard_is_read_to_its_end",
                 "A closed shard gives all its records, then no place to go on.",
                 closed_shard_is_read_to_its_end},
            Rule{"end_names_the_children",
                 "The page that ends a shard names its children, their parents and ranges.",
                 end_names_the_children},
            Rule{"both_parents_name_one_child", "Both parents of a merge name the same child.",
                 both_parents_name_one_child},
            Rule{"latest_of_a_closed_shard_ends",
                 "LATEST of a closed shard comes to its end with the first page.",
                 latest_of_a_closed_shard_ends},
            Rule{"places_outlive_a_reshard",
                 "A place from before a reshard reads on to the end of its shard.",
                 places_outlive_a_reshard},
            Rule{"keys_stay_in_order",
                 "The numbers of a key rise from parent to child, and each is within its shard's.",
                 keys_stay_in_order},
            Rule{"filters_tell_past_from_present",
                 "A filter by time finds the shards that were open then, or were not closed yet.",
                 filters_tell_past_from_present},
            Rule{"closed_shards_expire",
                 "A closed shard is there for as long as the retention, and its children keep "
                 "its name.",
                 closed_shards_expire},
        };
    }

private:
    using Trial = KinesisTrial<Api>;
    using Notes = ConformanceNotes;
    using Texts = typename Trial::Texts;
    using Indexes = std::vector<std::uint32_t>;
    using Type = ShardIteratorType;

    static void closed_shard_is_read_to_its_end(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        for (const char* data : {"1", "2", "3"}) {
            static_cast<void>(trial.put_at(0, data));
        }
        trial.split(0, Trial::half);
        static_cast<void>(trial.put_at(0, "of a child"));
        for (const std::uint32_t limit : {1U, 2U, 10U}) {
            Texts all;
            std::optional<typename Trial::Place> place = trial.place(0);
            int pages = 0;
            for (; pages < 9 && place; ++pages) {
                const auto page = trial.read(place, limit);
                const Texts data = page.data();
                all.insert(all.end(), data.begin(), data.end());
                place = page.next;
            }
            notes.same("records of the closed shard", all, Texts{"1", "2", "3"});
            notes.holds("it comes to its end", pages < 9);
        }
    }

    static void check_end(const typename Trial::Page& end, const std::vector<ChildShard>& children,
                          Notes& notes) {
        if (!notes.same("children at the end", end.children.size(), children.size())) {
            return;
        }
        for (std::size_t at = 0; at < children.size(); ++at) {
            notes.same("a child", end.children[at].shard_id, children[at].shard_id);
            notes.same("its parents", end.children[at].parent_shards, children[at].parent_shards);
            notes.same("its range", end.children[at].hash_key_range, children[at].hash_key_range);
        }
    }

    static void end_names_the_children(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        static_cast<void>(trial.put("1"));
        const auto open = trial.read(trial.place(0));
        notes.same("children of an open shard", open.children.size(), 0);
        trial.split(0, Trial::half);
        check_end(trial.read_shard(0),
                  {{ShardId{1}, {ShardId{0}}, {0, Trial::half - 1}},
                   {ShardId{2}, {ShardId{0}}, {Trial::half, Trial::top}}},
                  notes);
    }

    static void both_parents_name_one_child(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        static_cast<void>(trial.put_at(0, "1"));
        trial.merge(0, 1);
        const std::vector<ChildShard> child{
            {ShardId{2}, {ShardId{0}, ShardId{1}}, HashKeyRange::whole()}};
        check_end(trial.read_shard(0), child, notes);
        check_end(trial.read_shard(1), child, notes);
    }

    static void latest_of_a_closed_shard_ends(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        static_cast<void>(trial.put("1"));
        trial.split(0, Trial::half);
        const auto page = trial.read(trial.place(0, Type::latest));
        notes.same("records", page.records.size(), 0);
        notes.holds("there is no next place", !page.next.has_value());
        notes.same("children", page.children.size(), 2);
    }

    static void places_outlive_a_reshard(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const auto latest = trial.place(0, Type::latest);
        static_cast<void>(trial.put_at(0, "1"));
        const auto tip = trial.read(trial.place(0)).next;
        static_cast<void>(trial.put_at(0, "2"));
        trial.split(0, Trial::half);
        static_cast<void>(trial.put_at(0, "3"));
        notes.same("records since LATEST", trial.read(latest).data(), Texts{"1", "2"});
        const auto end = trial.read(tip);
        notes.same("records since a page", end.data(), Texts{"2"});
        const auto last = end.next ? trial.read(end.next) : end;
        notes.holds("the shard ends there", !last.next.has_value());
    }

    static void keys_stay_in_order(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        std::vector<PutRecordResult> puts;
        const auto put = [&] {
            puts.push_back(trial.put_at(7, "data"));
            trial.advance(std::chrono::milliseconds{300});
        };
        put();
        trial.merge(0, 1);
        put();
        put();
        trial.split(2, Trial::half);
        put();
        trial.split(3, Trial::half / 2);
        put();
        const auto shards = trial.shards();
        for (std::size_t at = 0; at < puts.size(); ++at) {
            const SequenceNumber number = puts[at].sequence_number;
            notes.holds("the next number of the key",
                        at == 0 || number > puts[at - 1].sequence_number,
                        "above " + puts[at == 0 ? 0 : at - 1].sequence_number.to_string(),
                        number.to_string());
            const auto range = Trial::find(shards, puts[at].shard_id.index).sequence_number_range;
            const bool within =
                number > range.starting_sequence_number &&
                (!range.ending_sequence_number || number < *range.ending_sequence_number);
            notes.holds("a number within its shard's", within,
                        "above " + range.starting_sequence_number.to_string() + " and below " +
                            conformance_text::of(range.ending_sequence_number),
                        number.to_string());
        }
        notes.same("shards of the key, in the end", puts.back().shard_id.index, 5);
    }

    static Indexes filtered(Trial& trial, ShardFilterType type, std::optional<Instant> time = {}) {
        ListShardsRequest request;
        request.shard_filter = ShardFilter{.type = type, .shard_id = {}, .timestamp = time};
        return trial.indexes(request);
    }

    static void filters_tell_past_from_present(const Subject& subject, Notes& notes) {
        using enum ShardFilterType;
        Trial trial{subject, notes, {.shard_count = 2}};
        const Instant begun = trial.now();
        trial.advance(std::chrono::hours{1});
        trial.split(0, 1'000);  // 0 to 2 and 3, at one hour
        trial.advance(std::chrono::hours{1});
        trial.merge(3, 1);  // 3 and 1 to 4, at two hours
        trial.advance(std::chrono::hours{1});
        const auto at = [&](int minutes) { return begun + std::chrono::minutes{minutes}; };
        notes.same("open now", filtered(trial, at_latest), Indexes{2, 4});
        notes.same("open at the horizon", filtered(trial, at_trim_horizon), Indexes{0, 1});
        notes.same("since the horizon", filtered(trial, from_trim_horizon), Indexes{0, 1, 2, 3, 4});
        notes.same("open after 30 min", filtered(trial, at_timestamp, at(30)), Indexes{0, 1});
        notes.same("open after 90 min", filtered(trial, at_timestamp, at(90)), Indexes{1, 2, 3});
        notes.same("open after 150 min", filtered(trial, at_timestamp, at(150)), Indexes{2, 4});
        notes.same("not closed after 30 min", filtered(trial, from_timestamp, at(30)),
                   Indexes{0, 1, 2, 3, 4});
        notes.same("not closed after 90 min", filtered(trial, from_timestamp, at(90)),
                   Indexes{1, 2, 3, 4});
        notes.same("not closed after 150 min", filtered(trial, from_timestamp, at(150)),
                   Indexes{2, 4});
    }

    static void closed_shards_expire(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        static_cast<void>(trial.put("1"));
        trial.split(0, Trial::half);
        trial.advance(std::chrono::hours{23});
        notes.same("shards after 23 hours", trial.indexes(), Indexes{0, 1, 2});
        notes.same("records after 23 hours", trial.read_shard(0).data(), Texts{"1"});
        trial.advance(std::chrono::hours{1} + std::chrono::seconds{10});
        const auto shards = trial.shards();
        notes.same("shards after 24 hours", trial.indexes(), Indexes{1, 2});
        for (const Shard& shard : shards) {
            notes.same("parent of a child", shard.parent_shard_id, std::optional{ShardId{0}});
        }
        trial.refuses("a place in the shard that expired",
                      trial.api().get_shard_iterator({.shard_id = ShardId{0}}),
                      Errc::resource_not_found);
        trial.refuses("a split of it",
                      trial.api().split_shard(
                          {.shard_to_split = ShardId{0}, .new_starting_hash_key = Trial::half}),
                      Errc::resource_not_found);
    }
};

}  // namespace weir::inline v0
