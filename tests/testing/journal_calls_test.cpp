// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/journal_calls.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using weir::JournalCalls;
using weir::JournalEntry;
using weir::ShardId;

/// An iterator of an API that gives texts.
struct TextPage {
    std::vector<weir::RecordView> records{};
    std::optional<std::string> next_shard_iterator{};
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<weir::ChildShard> child_shards{};
};
struct TextRead {
    std::string shard_iterator{};
    std::uint32_t limit = 5;
};

}  // namespace

TEST_CASE("what is asked is kept, in one form for each value") {
    const JournalCalls calls{{}};
    JournalEntry entry;
    calls.asks(entry, weir::GetShardIteratorRequest{
                          .shard_id = "x-3",
                          .shard_iterator_type = weir::ShardIteratorType::at_sequence_number,
                          .starting_sequence_number = "no number",
                          .timestamp = Instant::from_seconds(1)});
    CHECK(entry.asked == "AT_SEQUENCE_NUMBER no number");
    CHECK(entry.request->shard_id == ShardId{3}.to_string());
    CHECK(entry.request->starting_sequence_number == "no number");
    CHECK(entry.request->timestamp == Instant::from_seconds(1));

    entry = {};
    calls.asks(entry, weir::ListShardsRequest{.max_results = 7,
                                              .shard_filter = weir::ShardFilter{
                                                  .type = weir::ShardFilterType::after_shard_id,
                                                  .shard_id = ShardId{1}}});
    CHECK(entry.asked.empty());
    CHECK(entry.request->max_results == 7U);
    CHECK(entry.request->shard_filter->shard_id == ShardId{1}.to_string());

    entry = {};
    calls.asks(entry, weir::MergeShardsRequest{.shard_to_merge = "a",
                                               .adjacent_shard_to_merge = ShardId{2}});
    CHECK(entry.asked == "with shardId-000000000002");
    CHECK(entry.request->shard_id == "a");
    entry = {};
    calls.asks(entry, weir::SplitShardRequest{.shard_to_split = ShardId{2},
                                              .new_starting_hash_key = "07"});
    CHECK(entry.asked == "at 07");
    CHECK(entry.request->new_starting_hash_key == "07");
    entry = {};
    calls.asks(entry, weir::UpdateShardCountRequest{.target_shard_count = 4});
    CHECK(entry.request->target_shard_count == 4U);
    entry = {};
    calls.asks(entry, weir::PutRecordRequest{.sequence_number_for_ordering = "5"});
    CHECK(entry.request->records == 1U);
    CHECK(entry.request->sequence_number_for_ordering == "5");
    CHECK(calls.sent(weir::PutRecordRequest{.explicit_hash_key = weir::HashKey{5}})
              .explicit_hash_key == "5");
}

TEST_CASE("an iterator is kept as its place, or as its text") {
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{.shard_count = 2}, clock};
    const auto place = stream.get_shard_iterator({.shard_id = ShardId{1}});
    const auto kept = weir::journal_iterator(*place);
    CHECK(kept.shard_id == ShardId{1});
    CHECK(kept.sequence_index == place->sequence_index());
    CHECK(kept.created == place->created());
    CHECK(weir::journal_iterator(std::string{"AAAA"}).text == "AAAA");
    CHECK(weir::journal_iterator(5) == weir::JournalIterator{});
}

TEST_CASE("a page is kept with all that it tells") {
    const JournalCalls calls{{}};
    JournalEntry entry;
    entry.shard_id = ShardId{4};
    calls.asks_for_records(entry, TextRead{.shard_iterator = "here"});
    CHECK(entry.asked == "limit 5");
    CHECK(entry.request->shard_iterator->text == "here");
    TextPage page;
    page.records.emplace_back("key", "data", 7, Instant::from_millis(1'500),
                              weir::ShardStamp{.create_seconds = 1, .shard_index = 4});
    page.next_shard_iterator = "there";
    page.millis_behind_latest = 3ms;
    page.child_shards = {{ShardId{5}, {ShardId{4}}, weir::HashKeyRange::whole()}};
    calls.gives_records(entry, page);
    REQUIRE(entry.records.size() == 1);
    CHECK(entry.records[0].partition_key == "key");
    CHECK(entry.records[0].data == "data");
    CHECK(entry.records[0].shard_id == ShardId{4});
    CHECK(entry.records[0].sequence_number == (*page.records.begin()).sequence_number());
    CHECK(entry.records[0].approximate_arrival_timestamp == Instant::from_millis(1'500));
    CHECK(entry.result->shard_iterator->text == "there");
    CHECK(entry.result->child_shards == page.child_shards);
    CHECK(entry.child_shards == std::vector{ShardId{5}});
    CHECK(entry.millis_behind_latest == 3ms);
}

TEST_CASE("other results are kept, and errors with the time to wait") {
    const JournalCalls calls{{}};
    JournalEntry entry;
    calls.gives(entry, weir::ListShardsResult{.shards = {{}, {}}, .next_token = "more"});
    CHECK(entry.given == "2 shards");
    CHECK(entry.result->shards.size() == 2);
    CHECK(entry.result->next_token == "more");
    calls.gives(entry, weir::StreamDescriptionSummary{.open_shard_count = 3});
    CHECK(entry.given == "ACTIVE, 3 open shards");
    CHECK(entry.result->description->open_shard_count == 3);
    calls.gives(entry, weir::UpdateShardCountResult{1, 2});
    CHECK(entry.result->shard_count->target_shard_count == 2);
    weir::JournalRecord record;
    calls.gives(record, weir::PutRecordsResultEntry{.shard_id = ShardId{1},
                                                    .error_code = weir::Errc::limit_exceeded,
                                                    .retry_after = 5s});
    CHECK(record.error == weir::Errc::limit_exceeded);
    CHECK(record.retry_after == 5s);
    CHECK_FALSE(record.sequence_number.has_value());
    calls.fails(entry, weir::Error{weir::Errc::limit_exceeded, "no more", 2s});
    CHECK(entry.given.empty());
    CHECK(entry.error == weir::Errc::limit_exceeded);
    CHECK(entry.message == "no more");
    CHECK(entry.result->retry_after == 2s);
}

TEST_CASE("without details and data a call is kept as it is told, and nothing else") {
    const JournalCalls calls{{.keeps_data = false, .keeps_details = false}};
    JournalEntry entry;
    calls.asks(entry, weir::PutRecordRequest{});
    calls.asks(entry, std::span<const weir::PutRecordsRequestEntry>{});
    calls.asks(entry, weir::GetShardIteratorRequest{});
    calls.asks(entry, weir::ListShardsRequest{});
    calls.asks(entry, weir::SplitShardRequest{});
    calls.asks(entry, weir::MergeShardsRequest{});
    calls.asks(entry, weir::UpdateShardCountRequest{});
    calls.asks_for_description(entry);
    calls.asks_for_records(entry, TextRead{});
    CHECK(entry.asked == "limit 5");
    calls.gives_iterator(entry, std::string{"AAAA"});
    calls.gives_records(entry, TextPage{});
    calls.gives(entry, weir::ListShardsResult{});
    calls.gives(entry, weir::StreamDescriptionSummary{});
    calls.gives(entry, weir::UpdateShardCountResult{});
    calls.fails(entry, weir::Error{weir::Errc::limit_exceeded, "no more", 2s});
    CHECK_FALSE(entry.request);
    CHECK_FALSE(entry.result);
    CHECK(calls.sent(weir::PutRecordRequest{.data = "d", .explicit_hash_key = weir::HashKey{5}}) ==
          weir::JournalRecord{});
}
