// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/replay_api.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/journal_lines.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Errc;
using weir::Instant;
using weir::Journal;
using weir::KinesisOperation;
using weir::PutRecordsRequestEntry;
using weir::ReplayApi;
using weir::ReplayMode;
using weir::ShardId;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;

/// A stream whose calls are recorded.
struct Recorded {
    weir::Simulation simulation{1};
    Stream stream{{.shard_count = 2}, simulation.clock()};
    weir::FaultPlan plan{1};
    Journal journal;
    weir::FaultyApi<Stream> api{simulation, stream, plan, journal, "worker"};
};

/// What a replay reports, instead of on the standard error output.
struct Reports {
    weir::ReplayOptions options(ReplayMode mode = ReplayMode::strict) {
        return {.mode = mode, .report = [this](std::string_view text) { said += text; }};
    }
    std::string said{};
};

/// A worker that follows a stream and says what came of each of its calls. The same one records and
/// replays.
template <class Api>
struct Worker {
    void say(const std::string& text) { story += text + '\n'; }
    template <class T>
    void say(const char* what, const weir::Result<T>& result) {
        say(std::string{what} + ' ' + weir::to_text(result));
    }

    void step(int round) {
        const std::string key = std::to_string(round % 5);
        say("put", api.put_record({.data = "one\xff", .partition_key = key}));
        const std::array<PutRecordsRequestEntry, 3> batch{
            PutRecordsRequestEntry{.data = "two", .partition_key = key},
            PutRecordsRequestEntry{
                .data = "", .partition_key = "b", .explicit_hash_key = weir::HashKey{7}},
            PutRecordsRequestEntry{.data = "four", .partition_key = "c"}};
        say("puts", api.put_records(batch));
        say("describe",
            weir::Result<weir::StreamDescriptionSummary>{api.describe_stream_summary()});
        const auto listed = api.list_shards({.next_token = token, .max_results = limit_of(token)});
        say("list", listed);
        token = listed ? listed->next_token : std::nullopt;
        if (round == 3) {
            say("split", api.split_shard({.shard_to_split = ShardId{0},
                                          .new_starting_hash_key = weir::HashKey{9'999}}));
            say("merge", api.merge_shards({.shard_to_merge = ShardId{0},
                                           .adjacent_shard_to_merge = ShardId{1}}));
            say("scale", api.update_shard_count({.target_shard_count = 3}));
        }
        for (std::uint32_t shard = 0; shard < 3; ++shard) {
            read(ShardId{shard}, round);
        }
    }
    static std::optional<std::uint32_t> limit_of(const std::optional<std::string>& token) {
        return token ? std::nullopt : std::optional<std::uint32_t>{1};
    }
    void read(ShardId shard, int round) {
        auto& place = places[shard.index];
        if (!place) {
            const auto found = api.get_shard_iterator(
                {.shard_id = shard,
                 .shard_iterator_type = round % 2 == 0 ? weir::ShardIteratorType::trim_horizon
                                                       : weir::ShardIteratorType::latest});
            say("place", found);
            if (!found) {
                return;
            }
            place = *found;
        }
        const auto page = api.get_records({.shard_iterator = *place, .limit = 4});
        if (!page) {
            say("no page " + weir::to_text(page.error()));
            place.reset();
            return;
        }
        std::string text = "page";
        for (const weir::RecordView record : page->records) {
            text += ' ' + weir::to_text(record);
        }
        for (const weir::ChildShard& child : page->child_shards) {
            text += ' ' + weir::to_text(child);
        }
        say(text + ' ' + weir::to_text(page->millis_behind_latest) + ' ' +
            weir::to_text(page->next_shard_iterator));
        place = page->next_shard_iterator;
    }

    Api& api;
    std::string story{};
    std::optional<std::string> token{};
    std::array<std::optional<weir::ShardIterator>, 3> places{};
};

}  // namespace

static_assert(weir::kinesis_control_api<ReplayApi>);
static_assert(weir::kinesis_control_api<weir::FaultyApi<ReplayApi>>);

TEST_CASE("the same calls get the same answers, faults and all, also from lines") {
    Recorded recorded;
    for (std::size_t at = 0; at < weir::fault_families; ++at) {
        recorded.plan.draw(static_cast<weir::FaultFamily>(at), 0.08);
    }
    recorded.plan.draw(weir::FaultFamily::clock_jump, 0);
    recorded.plan.reshard_by([](weir::Random&) {});
    Worker worker{.api = recorded.api};
    for (int round = 0; round < 60; ++round) {
        worker.step(round);
        CHECK(recorded.simulation.run_for(100ms) == weir::SimulationEnd::time_up);
    }
    REQUIRE(recorded.journal.size() > 300);
    for (const auto family : {weir::FaultFamily::repeat, weir::FaultFamily::throttle,
                              weir::FaultFamily::expire_iterator, weir::FaultFamily::lose_reply}) {
        REQUIRE(recorded.plan.happened(family) > 0);
    }

    const auto journal = weir::read_lines(weir::write_lines(recorded.journal));
    REQUIRE(journal.has_value());
    Reports reports;
    ReplayApi replay{*journal, "worker", reports.options()};
    CHECK(replay.left() == journal->size());
    CHECK(replay.next_at() == journal->entries().front().at);
    Worker again{.api = replay};
    for (int round = 0; round < 60; ++round) {
        again.step(round);
    }
    CHECK(again.story == worker.story);
    CHECK(reports.said.empty());
    CHECK(replay.differences().empty());
    CHECK(replay.left() == 0);
    CHECK_FALSE(replay.next_at().has_value());
}

TEST_CASE("a call that is not the recorded one is told, and ends a strict replay") {
    Recorded recorded;
    const auto place = recorded.api.get_shard_iterator({.shard_id = ShardId{1}});
    static_cast<void>(recorded.api.get_records({.shard_iterator = *place, .limit = 10}));
    Reports reports;
    ReplayApi replay{recorded.journal, "worker", reports.options()};
    const auto replayed = replay.get_shard_iterator({.shard_id = ShardId{1}});
    REQUIRE(replayed.has_value());
    CHECK(replayed->sequence_index() == place->sequence_index());
    const auto page = replay.get_records({.shard_iterator = *replayed, .limit = 20});
    REQUIRE_FALSE(page.has_value());
    CHECK(page.error().code() == Errc::recording_differs);
    const std::string told =
        "call 2 of the recording, by worker at 2023-11-14T22:13:20Z, differs\n"
        "  expected  GetRecords shardId-000000000001 limit 10\n"
        "  got       GetRecords shardId-000000000001 limit 20\n"
        "  limit: expected 10, got 20\n";
    CHECK(page.error().message() == told);
    CHECK(reports.said == told);
    REQUIRE(replay.differences().size() == 1);
    CHECK(replay.differences()[0] == weir::ReplayDifference{2, told});
    // What would have been right comes too late.
    const auto late = replay.get_records({.shard_iterator = *replayed, .limit = 10});
    CHECK(late.error().code() == Errc::recording_differs);
    CHECK(late.error().message() == told);
    CHECK(replay.differences().size() == 1);
    CHECK(replay.left() == 1);
}

TEST_CASE("each thing in which a call can differ is told by its name") {
    Recorded recorded;
    static_cast<void>(recorded.api.put_record(
        {.data = "d", .partition_key = "k", .explicit_hash_key = weir::HashKey{5}}));
    const std::array<PutRecordsRequestEntry, 2> batch{
        PutRecordsRequestEntry{.data = "d", .partition_key = "k"},
        PutRecordsRequestEntry{.data = "e", .partition_key = "l"}};
    static_cast<void>(recorded.api.put_records(batch));
    static_cast<void>(recorded.api.list_shards({.max_results = 5}));
    Reports reports;
    ReplayApi replay{recorded.journal, "worker", reports.options(ReplayMode::lenient)};
    const auto told = [&](auto&& call) {
        reports.said.clear();
        call();
        return reports.said.substr(reports.said.find("  got"));
    };
    CHECK(told([&] { CHECK(replay.put_record({.data = "x", .partition_key = "y"})); }) ==
          "  got       PutRecord of key y\n"
          "  records[0].partition_key: expected \"k\", got \"y\"\n"
          "  records[0].explicit_hash_key: expected \"5\", got nothing\n"
          "  records[0].data: expected \"d\", got \"x\"\n");
    CHECK(told([&] {
              const std::vector<PutRecordsRequestEntry> more(
                  3, PutRecordsRequestEntry{.data = "d", .partition_key = "k"});
              const auto put = replay.put_records(more);
              REQUIRE(put->records.size() == 3);
              CHECK(put->records[1].ok());
              CHECK(put->records[2].error_code == Errc::recording_differs);
              CHECK(put->failed_record_count == 1);
          }) ==
          "  got       PutRecords of 3 records\n"
          "  records: expected 2, got 3\n"
          "  records[1].partition_key: expected \"l\", got \"k\"\n"
          "  records[1].data: expected \"e\", got \"d\"\n");
    CHECK(told([&] { CHECK(replay.list_shards({.max_results = 6})->shards.size() == 2); }) ==
          "  got       ListShards\n  max_results: expected 5, got 6\n");
    CHECK(replay.differences().size() == 3);
    CHECK(replay.left() == 0);

    ReplayApi strict{recorded.journal, "worker", reports.options()};
    CHECK(told([&] { CHECK_FALSE(strict.list_shards().has_value()); }) ==
          "  got       ListShards\n  operation: expected PutRecord, got ListShards\n");
}

TEST_CASE("lenient mode finds calls of each operation and shard in their order") {
    Recorded recorded;
    const auto zero = recorded.api.get_shard_iterator({.shard_id = ShardId{0}});
    const auto one = recorded.api.get_shard_iterator({.shard_id = ShardId{1}});
    static_cast<void>(recorded.api.list_shards());
    static_cast<void>(recorded.api.get_records({.shard_iterator = *zero}));
    static_cast<void>(recorded.api.get_records({.shard_iterator = *one}));
    Reports reports;
    ReplayApi replay{recorded.journal, "worker", reports.options(ReplayMode::lenient)};
    const auto later = replay.get_shard_iterator({.shard_id = ShardId{1}});
    CHECK(later->shard_id() == ShardId{1});
    CHECK(replay.get_records({.shard_iterator = *later}));
    const auto earlier = replay.get_shard_iterator({.shard_id = ShardId{0}});
    CHECK(replay.get_records({.shard_iterator = *earlier}));
    CHECK(replay.differences().empty());
    CHECK(replay.left() == 1);
    const auto again = replay.get_records({.shard_iterator = *earlier});
    CHECK(again.error().code() == Errc::recording_ended);
    CHECK(replay.list_shards());
    CHECK(replay.left() == 0);
}

TEST_CASE("the end of a recording is an error of its own") {
    Recorded recorded;
    static_cast<void>(recorded.api.describe_stream_summary());
    Reports reports;
    ReplayApi replay{recorded.journal, "worker", reports.options()};
    CHECK(replay.describe_stream_summary()->open_shard_count == 2);
    const auto after = replay.list_shards();
    CHECK(after.error().code() == Errc::recording_ended);
    CHECK(after.error().message() ==
          "the recording holds no further call of worker for this one: ListShards");
    CHECK(replay.list_shards().error().code() == Errc::recording_ended);
    CHECK(reports.said.empty());

    ReplayApi nobody{recorded.journal, "nobody"};
    CHECK(nobody.put_record({.data = "d", .partition_key = "k"}).error().code() ==
          Errc::recording_ended);
    CHECK(nobody.caller() == "nobody");
}

TEST_CASE("each caller has its own recording, and a place is the same whenever it was given") {
    Recorded recorded;
    weir::FaultyApi<Stream> other{recorded.simulation, recorded.stream, recorded.plan,
                                  recorded.journal, "other"};
    const auto place = recorded.api.get_shard_iterator({.shard_id = ShardId{0}});
    static_cast<void>(other.list_shards());
    CHECK(recorded.simulation.run_for(1s) == weir::SimulationEnd::time_up);
    static_cast<void>(recorded.api.get_shard_iterator({.shard_id = ShardId{0}}));
    static_cast<void>(recorded.api.get_records({.shard_iterator = *place}));
    Reports reports;
    ReplayApi replay{recorded.journal, "worker", reports.options()};
    ReplayApi of_other{recorded.journal, "other", reports.options()};
    CHECK(replay.get_shard_iterator({.shard_id = "shardId-0"}));
    const auto later = replay.get_shard_iterator({.shard_id = ShardId{0}});
    CHECK(replay.get_records({.shard_iterator = *later}));
    CHECK(of_other.list_shards()->shards.size() == 2);
    CHECK(reports.said.empty());
}

TEST_CASE("a recording that does not keep enough says so") {
    Recorded recorded;
    Journal brief{{.keeps_details = false}};
    weir::FaultyApi<Stream> api{recorded.simulation, recorded.stream, recorded.plan, brief, "w"};
    static_cast<void>(api.list_shards());
    Reports reports;
    ReplayApi replay{brief, "w", reports.options()};
    CHECK(replay.list_shards().error().message() ==
          "call 1 of the recording, by w at 2023-11-14T22:13:20Z, differs\n"
          "  expected  ListShards\n  got       ListShards\n"
          "  the recording does not keep what was asked\n");

    // Of a journal without data, keys are compared, and records come back empty.
    Journal keys{{.keeps_data = false}};
    weir::FaultyApi<Stream> puts{recorded.simulation, recorded.stream, recorded.plan, keys, "w"};
    static_cast<void>(puts.put_record({.data = "d", .partition_key = "k"}));
    ReplayApi without{keys, "w", reports.options()};
    CHECK(without.put_record({.data = "other", .partition_key = "k"}));

    // An entry that was made up.
    Journal made_up;
    weir::JournalEntry entry;
    entry.caller = "w";
    entry.operation = KinesisOperation::describe_stream_summary;
    entry.request = weir::JournalRequest{};
    made_up.add(entry);
    ReplayApi of_nothing{made_up, "w", reports.options()};
    const auto description = of_nothing.describe_stream_summary();
    CHECK(description.error().code() == Errc::recording_differs);
    CHECK(description.error().message() ==
          "call 1 of the recording, by w at 1970-01-01T00:00:00Z, can't be replayed: the recording "
          "does not keep all that it gave\n");
}
