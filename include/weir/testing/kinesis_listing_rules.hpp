// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/testing/kinesis_subject.hpp"

namespace weir::inline v0 {

/// What ListShards and DescribeStreamSummary promise of shards that are open.
template <kinesis_api Api>
class KinesisListingRules {
public:
    using Subject = KinesisSubject<Api>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"describes_the_stream", "The summary says what the stream was made with.",
                 describes_the_stream},
            Rule{"begins_with_equal_shards",
                 "The first shards share all hash keys in equal parts, and have no parents.",
                 begins_with_equal_shards},
            Rule{"lists_by_pages", "Page by page every shard is listed once, by its number.",
                 lists_by_pages},
            Rule{"tokens_stand_alone",
                 "A token says all, comes from this stream, and nothing comes with it.",
                 tokens_stand_alone},
            Rule{"tokens_expire", "A page token is good for 300 seconds.", tokens_expire},
            Rule{"lists_after_a_shard",
                 "ExclusiveStartShardId leaves out shards up to it, be it there or not.",
                 lists_after_a_shard},
            Rule{"listing_is_validated", "A listing that is not well formed is refused.",
                 listing_is_validated},
            Rule{"filters_need_their_members",
                 "A filter brings the shard or time that its type needs, and no other.",
                 filters_need_their_members},
            Rule{"filters_find_open_shards",
                 "Every filter but AFTER_SHARD_ID finds all shards of a stream that never changed.",
                 filters_find_open_shards},
        };
    }

private:
    using Trial = KinesisTrial<Api>;
    using Notes = ConformanceNotes;
    using Indexes = std::vector<std::uint32_t>;
    using Filter = ShardFilterType;

    static ListShardsRequest filtered(const ShardFilter& filter) {
        ListShardsRequest request;
        request.shard_filter = filter;
        return request;
    }
    static ListShardsRequest with_token(const std::optional<std::string>& token) {
        ListShardsRequest request;
        request.next_token = token;
        return request;
    }
    static ListShardsRequest with_most(std::uint32_t results) {
        ListShardsRequest request;
        request.max_results = results;
        return request;
    }
    static ListShardsRequest after(const Argument<ShardId>& shard) {
        ListShardsRequest request;
        request.exclusive_start_shard_id = shard;
        return request;
    }

    static void describes_the_stream(const Subject& subject, Notes& notes) {
        Trial trial{subject,
                    notes,
                    {.stream_name = "conformance",
                     .shard_count = 3,
                     .retention_period = std::chrono::hours{48}}};
        const std::int64_t created = trial.now().seconds();
        trial.advance(std::chrono::hours{1});
        const StreamDescriptionSummary summary = trial.summary();
        notes.same("name", summary.stream_name, "conformance");
        notes.same("status", summary.stream_status, StreamStatus::active);
        notes.same("open shards", summary.open_shard_count, 3);
        notes.same("retention", summary.retention_period, std::chrono::hours{48});
        notes.same("second of creation", summary.stream_creation_timestamp.seconds(), created);
        notes.same("largest record in KiB", summary.max_record_size_in_kib, 1'024);
    }

    static void begins_with_equal_shards(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        const auto shards = trial.shards();
        if (!notes.same("shards", shards.size(), 3)) {
            return;
        }
        HashKey next = 0;
        const HashKey width = shards[0].hash_key_range.ending_hash_key;
        for (std::uint32_t index = 0; index < 3; ++index) {
            const Shard& shard = shards[index];
            const HashKeyRange range = shard.hash_key_range;
            notes.same("its number", shard.shard_id.index, index);
            notes.same("where it begins", range.starting_hash_key, next);
            const HashKey own = range.ending_hash_key - range.starting_hash_key;
            notes.holds("its width", own <= width + 3 && width <= own + 3, width.to_string(),
                        own.to_string());
            notes.holds("it is open",
                        !shard.sequence_number_range.ending_sequence_number.has_value());
            notes.holds("it has no parents", !shard.parent_shard_id.has_value() &&
                                                 !shard.adjacent_parent_shard_id.has_value());
            next = range.ending_hash_key + 1;
        }
        notes.same("where the last one ends", shards[2].hash_key_range.ending_hash_key,
                   HashKey::max());
    }

    static void lists_by_pages(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 5}};
        for (const std::uint32_t most : {1U, 2U, 5U, 9U}) {
            Indexes all;
            ListShardsRequest request = with_most(most);
            for (int pages = 0; pages < 6; ++pages) {
                const auto page = trial.api().list_shards(request);
                if (!notes.same("list_shards", Trial::said(page), "success")) {
                    return;
                }
                notes.holds("shards of a page", page->shards.size() <= most,
                            "at most " + std::to_string(most), std::to_string(page->shards.size()));
                for (const Shard& shard : page->shards) {
                    all.push_back(shard.shard_id.index);
                }
                if (!page->next_token) {
                    break;
                }
                request = with_token(page->next_token);
            }
            notes.same("shards by " + std::to_string(most), all, Indexes{0, 1, 2, 3, 4});
        }
    }

    /// The token after the first shard.
    static std::optional<std::string> token_of(Trial& trial) {
        const auto page = trial.api().list_shards(with_most(1));
        trial.notes().same("a first page", Trial::said(page), "success");
        if (!page || !page->next_token) {
            trial.notes().add("token of a page that is not the last", "a text", "nothing");
            return std::nullopt;
        }
        return page->next_token;
    }

    static void tokens_stand_alone(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        const auto refuses = [&](std::string_view what, const ListShardsRequest& request) {
            trial.refuses(what, trial.api().list_shards(request), Errc::invalid_argument);
        };
        const auto token = token_of(trial);
        ListShardsRequest request = with_token(token);
        request.exclusive_start_shard_id = ShardId{0};
        refuses("a token and a shard to start after", request);
        request = with_token(token);
        request.shard_filter = ShardFilter{.type = Filter::at_latest};
        refuses("a token and a filter", request);
        request = with_token(token);
        request.stream_creation_timestamp = trial.summary().stream_creation_timestamp;
        refuses("a token and a time of creation", request);
        refuses("a token that is none", with_token("token"));
    }

    static void tokens_expire(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        const auto token = token_of(trial);
        trial.advance(std::chrono::seconds{300});
        notes.same("shards after 300 s", trial.indexes(with_token(token)), Indexes{1});
        trial.advance(std::chrono::seconds{1});
        trial.refuses("a listing after more", trial.api().list_shards(with_token(token)),
                      Errc::expired_next_token);
    }

    static void lists_after_a_shard(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 4}};
        notes.same("shards after 0", trial.indexes(after(ShardId{0})), Indexes{1, 2, 3});
        notes.same("shards after \"x-2\"", trial.indexes(after("x-2")), Indexes{3});
        notes.same("shards after the last", trial.indexes(after(ShardId{3})), Indexes{});
        notes.same("shards after one that is not there", trial.indexes(after(ShardId{99})),
                   Indexes{});
        trial.refuses("shards after one that is none", trial.api().list_shards(after("zero")),
                      Errc::resource_not_found);
    }

    static void listing_is_validated(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const auto refuses = [&](std::string_view what, const ListShardsRequest& request,
                                 Errc code = Errc::validation) {
            trial.refuses(what, trial.api().list_shards(request), code);
        };
        refuses("a page of no shard", with_most(0));
        refuses("a page of 10,001 shards", with_most(10'001));
        notes.same("shards of a page of 10,000", trial.indexes(with_most(10'000)), Indexes{0});
        refuses("an empty token", with_token(""));
        refuses("a shard id with a blank", after("shard 0"));
        refuses("a filter with a blank",
                filtered({.type = Filter::after_shard_id, .shard_id = "shard 0"}));
        ListShardsRequest request;
        const Instant created = trial.summary().stream_creation_timestamp;
        request.stream_creation_timestamp = created;
        notes.same("shards of a stream made then", trial.indexes(request), Indexes{0});
        request.stream_creation_timestamp = created + std::chrono::hours{1};
        refuses("a stream made at another time", request, Errc::resource_not_found);
    }

    static void filters_need_their_members(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const Instant now = trial.now();
        const auto refuses = [&](std::string_view what, const ShardFilter& filter) {
            trial.refuses(what, trial.api().list_shards(filtered(filter)), Errc::invalid_argument);
        };
        refuses("AFTER_SHARD_ID without a shard", {.type = Filter::after_shard_id});
        refuses("AT_TIMESTAMP without a time", {.type = Filter::at_timestamp});
        refuses("FROM_TIMESTAMP without a time", {.type = Filter::from_timestamp});
        for (const Filter type :
             {Filter::at_latest, Filter::at_trim_horizon, Filter::from_trim_horizon}) {
            refuses("a type that needs no shard, with one", {.type = type, .shard_id = ShardId{0}});
            refuses("a type that needs no time, with one",
                    {.type = type, .shard_id = {}, .timestamp = now});
        }
    }

    static void filters_find_open_shards(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        const Indexes all{0, 1, 2};
        trial.advance(std::chrono::hours{1});
        for (const Filter type :
             {Filter::at_latest, Filter::at_trim_horizon, Filter::from_trim_horizon}) {
            notes.same("shards by a type without a time", trial.indexes(filtered({.type = type})),
                       all);
        }
        for (const Filter type : {Filter::at_timestamp, Filter::from_timestamp}) {
            for (const Duration ago : {Duration{0}, Duration{std::chrono::minutes{59}},
                                       Duration{std::chrono::hours{9}}}) {
                notes.same("shards by a time",
                           trial.indexes(filtered(
                               {.type = type, .shard_id = {}, .timestamp = trial.now() - ago})),
                           all);
            }
        }
        notes.same(
            "shards after 1",
            trial.indexes(filtered({.type = Filter::after_shard_id, .shard_id = ShardId{1}})),
            Indexes{2});
    }
};

}  // namespace weir::inline v0
