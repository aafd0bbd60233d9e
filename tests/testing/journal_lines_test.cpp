// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/journal_lines.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/faulty_api.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using weir::Journal;
using weir::JournalEntry;
using weir::KinesisOperation;
using weir::read_lines;
using weir::SequenceNumber;
using weir::ShardId;
using weir::to_json;
using weir::write_lines;

const std::string header =
    R"({"format":"weir journal","version":1,"made":9,)"
    R"("options":{"entries_max":1048576,"keeps_data":true,"keeps_details":true}})"
    "\n";

bool same(const Journal& a, const Journal& b) {
    return a.entries() == b.entries() && a.made() == b.made() &&
           a.options().entries_max == b.options().entries_max &&
           a.options().keeps_data == b.options().keeps_data &&
           a.options().keeps_details == b.options().keeps_details;
}

/// The journal that its lines give.
Journal there_and_back(const Journal& journal) {
    const auto read = read_lines(write_lines(journal));
    INFO((read ? std::string{} : read.error().to_string()));
    REQUIRE(read.has_value());
    return *read;
}

std::string error_of(std::string_view lines) {
    const auto read = read_lines(lines);
    return read ? "none" : read.error().to_string();
}

/// An entry that has a value in every member.
JournalEntry full() {
    const SequenceNumber number = SequenceNumber::starting(1'700'000'000, 3);
    weir::JournalRecord record;
    record.partition_key = "user-7";
    record.data = std::string{"\0\xff\"\n", 4};
    record.shard_id = ShardId{3};
    record.sequence_number = number;
    record.error = weir::Errc::provisioned_throughput_exceeded;
    record.retry_after = 250ms;
    record.explicit_hash_key = "007";
    record.approximate_arrival_timestamp = Instant::from_micros(-1);
    weir::JournalIterator place;
    place.shard_id = ShardId{3};
    place.sequence_index = std::numeric_limits<std::uint64_t>::max();
    place.not_before_seconds = 17;
    place.created = Instant::max();
    place.text = "AAAA";
    weir::JournalRequest request;
    request.records = 2;
    request.sequence_number_for_ordering = "1";
    request.shard_id = "shardId-3-x";
    request.shard_iterator_type = weir::ShardIteratorType::at_timestamp;
    request.starting_sequence_number = "2";
    request.timestamp = Instant::min();
    request.shard_iterator = place;
    request.limit = 10'000;
    request.next_token = "";
    request.exclusive_start_shard_id = "\xff";
    request.max_results = 5;
    request.shard_filter = weir::JournalShardFilter{weir::ShardFilterType::from_timestamp, "x",
                                                    Instant::from_seconds(2)};
    request.stream_creation_timestamp = Instant::from_seconds(1);
    request.new_starting_hash_key = "5";
    request.adjacent_shard_to_merge = "6";
    request.target_shard_count = 7;
    weir::JournalResult result;
    result.shard_iterator = place;
    result.child_shards = {{ShardId{4}, {ShardId{3}, ShardId{2}}, weir::HashKeyRange::whole()}};
    result.shards = {{.shard_id = ShardId{4},
                      .hash_key_range = {1, weir::HashKey::max()},
                      .sequence_number_range = {number, SequenceNumber::ending(5, 4, 9)},
                      .parent_shard_id = ShardId{3},
                      .adjacent_parent_shard_id = ShardId{2}}};
    result.next_token = "more";
    result.description =
        weir::StreamDescriptionSummary{.stream_name = "orders",
                                       .stream_arn = "arn",
                                       .stream_status = weir::StreamStatus::updating,
                                       .retention_period = 48h,
                                       .stream_creation_timestamp = Instant{1s},
                                       .open_shard_count = 3,
                                       .max_record_size_in_kib = 1024};
    result.shard_count = weir::UpdateShardCountResult{3, 6};
    result.retry_after = -1us;
    JournalEntry entry;
    entry.at = Instant::from_micros(1'700'000'000'000'001);
    entry.caller = "worker \"1\"";
    entry.operation = KinesisOperation::update_shard_count;
    entry.shard_id = ShardId{std::numeric_limits<std::uint32_t>::max()};
    entry.asked = "all";
    entry.records = {record, {}};
    entry.given = "everything";
    entry.error = weir::Errc::internal_failure;
    entry.message = "\xed\xa0\x80 is half of a pair";
    entry.millis_behind_latest = std::chrono::milliseconds::max();
    entry.child_shards = {ShardId{4}};
    entry.faults = {"lose reply", ""};
    entry.request = request;
    entry.result = result;
    return entry;
}

}  // namespace

TEST_CASE("an entry is one line whose members have a fixed order, and what is empty is left out") {
    JournalEntry entry;
    entry.number = 12;
    entry.at = Instant::from_seconds(90);
    entry.caller = "producer";
    entry.shard_id = ShardId{3};
    entry.records.resize(1);
    entry.records[0].partition_key = "user-7";
    entry.records[0].data = "hello";
    entry.records[0].sequence_number = SequenceNumber::starting(1, 3);
    entry.request.made().records = 1;
    CHECK(to_json(entry) ==
          R"({"number":12,"at":90000000,"caller":"producer","operation":"PutRecord",)"
          R"("shard_id":"shardId-000000000003","records":[{"partition_key":"user-7",)"
          R"("data":"aGVsbG8=","sequence_number":")" +
              SequenceNumber::starting(1, 3).to_string() +
              R"("}],"millis_behind_latest":0,"request":{"records":1}})");
    Journal journal;
    CHECK(write_lines(journal) ==
          R"({"format":"weir journal","version":1,"made":0,"options":{"entries_max":1048576,)"
          R"("keeps_data":true,"keeps_details":true}})"
          "\n");
    journal.add(entry);
    CHECK(same(there_and_back(journal), journal));
}

TEST_CASE("every member of an entry comes back as it was, also bytes that are no text") {
    Journal journal{{.entries_max = 2, .keeps_data = false, .keeps_details = false}};
    journal.add({});
    journal.add(full());
    journal.add({});
    CHECK(journal.entries().front().number == 2);
    const Journal read = there_and_back(journal);
    CHECK(same(read, journal));
    CHECK(read.entries().front() == journal.entries().front());
    CHECK(write_lines(read) == write_lines(journal));
    // A number that is beyond the service's limits, as an absurd clock may make one.
    JournalEntry absurd;
    absurd.records.resize(1);
    absurd.records[0].sequence_number = SequenceNumber::make({1, 2, 3, 4, 5});
    absurd.records.resize(2);
    absurd.records[1].sequence_number =
        SequenceNumber::make({weir::limits::shard_create_seconds_end, 2, ~std::uint64_t{0}, 4, 5});
    journal.add(absurd);
    CHECK(same(there_and_back(journal), journal));
}

TEST_CASE("every name, and every sequence of bytes that may be UTF-8, comes back") {
    Journal journal;
    for (std::size_t at = 0; at < weir::error_codes; ++at) {
        JournalEntry entry;
        entry.error = static_cast<weir::Errc>(at);
        entry.operation = static_cast<KinesisOperation>(at % weir::kinesis_operations);
        journal.add(std::move(entry));
    }
    const std::vector<unsigned> edges{0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                      0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
                                      0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    JournalEntry texts;
    for (const unsigned a : edges) {
        for (const unsigned b : edges) {
            for (const unsigned c : edges) {
                for (const unsigned d : {0x41U, 0x80U, 0xbfU, 0xc2U}) {
                    texts.faults.push_back({static_cast<char>(a), static_cast<char>(b),
                                            static_cast<char>(c), static_cast<char>(d)});
                }
            }
        }
    }
    journal.add(std::move(texts));
    CHECK(same(there_and_back(journal), journal));
}

TEST_CASE("what a test with faults captured comes back, and says the same") {
    weir::Simulation simulation{7};
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{.shard_count = 2},
                                                                simulation.clock()};
    weir::FaultPlan plan{7};
    Journal journal;
    weir::FaultyApi api{simulation, stream, plan, journal, "caller"};
    for (std::size_t at = 0; at < weir::fault_families; ++at) {
        plan.draw(static_cast<weir::FaultFamily>(at), 0.1);
    }
    weir::Random random{7};
    simulation.add("caller", [&](Instant now) {
        const std::string key = std::to_string(random.below(9));
        static_cast<void>(api.put_record({.data = "d", .partition_key = key}));
        const std::vector<weir::PutRecordsRequestEntry> batch(3,
                                                              {.data = "e", .partition_key = key});
        static_cast<void>(api.put_records(batch));
        const auto listed = api.list_shards({.max_results = 1});
        const ShardId shard = listed ? listed->shards.back().shard_id : ShardId{9};
        if (const auto place = api.get_shard_iterator({.shard_id = shard})) {
            static_cast<void>(api.get_records({.shard_iterator = *place, .limit = 5}));
        }
        static_cast<void>(api.describe_stream_summary());
        static_cast<void>(api.update_shard_count({.target_shard_count = 3}));
        return std::optional{now + 100ms};
    });
    CHECK(simulation.run_for(20min) == weir::SimulationEnd::time_up);
    REQUIRE(journal.size() > 2'000);
    const Journal read = there_and_back(journal);
    CHECK(same(read, journal));
    CHECK(read.to_string(read.size()) == journal.to_string(journal.size()));
}

TEST_CASE("lines that are no journal are refused with the line and what is wrong there") {
    CHECK(error_of("") == "line 1: is not JSON");
    CHECK(error_of("\xff\xfe") == "line 1: is not JSON");
    CHECK(error_of("[]") == "line 1: is not the header of a weir journal");
    CHECK(error_of("{}") == "line 1: is not the header of a weir journal");
    CHECK(error_of(R"({"format":7})") == "line 1: is not the header of a weir journal");
    CHECK(error_of(R"({"format":"weir journal"})") ==
          "line 1: is of a version that can't be read here");
    CHECK(error_of(R"({"format":"weir journal","version":2,"new":1})") ==
          "line 1: is of a version that can't be read here");
    CHECK(error_of(R"({"format":"weir journal","version":1,"new":1})") ==
          "line 1: new: is not known here");
    CHECK(error_of(R"({"format":"weir journal","version":1,"options":{"keeps_data":1}})") ==
          "line 1: options.keeps_data: is neither true nor false");
    CHECK(error_of(header) == "none");

    const auto second = [](std::string_view line) { return error_of(header + std::string{line}); };
    CHECK(second("\n") == "line 2: is not JSON");
    CHECK(second("{\"number\":1") == "line 2: is not JSON");
    CHECK(second("{\"number\":1e999}") == "line 2: is not JSON");
    CHECK(second("7") == "line 2: is not an object");
    CHECK(second("{}") == "line 2: number: does not rise");
    CHECK(second("{\"number\":1}\n{\"number\":1}") == "line 3: number: does not rise");
    CHECK(second("{\"number\":10}") ==
          "line 2: number: more entries than the header says were made");
    CHECK(second("{\"number\":1}\n\n") == "line 3: is not JSON");
    const auto member = [&](std::string_view text) {
        return second("{\"number\":1," + std::string{text} + "}");
    };
    CHECK(member(R"("number":-1)") == "line 2: number: is not a whole number that fits");
    CHECK(member(R"("number":1.5)") == "line 2: number: is not a whole number that fits");
    CHECK(member(R"("number":"1")") == "line 2: number: is not a whole number that fits");
    CHECK(member(R"("at":9223372036854775808)") == "line 2: at: is not a whole number that fits");
    CHECK(member(R"("at":9223372036854775807)") == "none");
    CHECK(member(R"("at":-9223372036854775808)") == "none");
    CHECK(member(R"("wat":0)") == "line 2: wat: is not known here");
    CHECK(member(R"("caller":null)") == "line 2: caller: is not a text");
    CHECK(member(R"("caller":{"base64":"/w=="})") == "none");
    CHECK(member(R"("caller":{"base64":"/w"})") == "line 2: caller: is not base64");
    CHECK(member(R"("caller":{"base64":"/w==","x":1})") == "line 2: caller: is not a text");
    CHECK(member(R"("operation":"putRecord")") == "line 2: operation: is not one of its names");
    CHECK(member(R"("operation":0)") == "line 2: operation: is not one of its names");
    CHECK(member(R"("shard_id":"shardId-3")") == "line 2: shard_id: is not a shard id");
    CHECK(member(R"("shard_id":"shardId-004294967296")") == "line 2: shard_id: is not a shard id");
    CHECK(member(R"("shard_id":"shardId-00000000000x")") == "line 2: shard_id: is not a shard id");
    CHECK(member(R"("shard_id":"shardId-004294967295")") == "none");
    CHECK(member(R"("faults":{})") == "line 2: faults: is not an array");
    CHECK(member(R"("records":[{},{"data":"x"}])") == "line 2: records[1].data: is not base64");
    CHECK(member(R"("records":[{"sequence_number":"01"}])") ==
          "line 2: records[0].sequence_number: is not a sequence number");
    CHECK(member(R"("records":[{"sequence_number":[1,2,3,4,256]}])") ==
          "line 2: records[0].sequence_number: is not a whole number that fits");
    CHECK(member(R"("result":{"shards":[{"hash_key_range":{"starting_hash_key":"-1"}}]})") ==
          "line 2: result.shards[0].hash_key_range.starting_hash_key: does not read as what it "
          "should be");
    CHECK(second(std::string(1'000'000, '[')) == "line 2: is not JSON");
    CHECK(second(std::string(100'000, '[') + std::string(100'000, ']')) ==
          "line 2: is not an object");
}

TEST_CASE("whatever becomes of its bytes, a journal is read or refused, and never in part") {
    Journal journal;
    journal.add(full());
    journal.add({});
    const std::string lines = write_lines(journal);
    weir::Random random{3};
    std::size_t read_well = 0;
    for (int run = 0; run < 3'000; ++run) {
        std::string changed = lines;
        for (auto changes = random.below(3) + 1; changes > 0; --changes) {
            const std::size_t at = random.below(changed.size());
            const auto size = static_cast<std::size_t>(random.below(9));
            switch (random.below(4)) {
                case 0:
                    changed[at] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    changed.erase(at, size);
                    break;
                case 2:
                    changed.insert(at, changed, random.below(changed.size()), size);
                    break;
                default:
                    changed.resize(at + 1);
            }
        }
        if (const auto read = read_lines(changed)) {
            ++read_well;
            CHECK(same(there_and_back(*read), *read));
        } else {
            CHECK(read.error().line >= 1);
            CHECK_FALSE(read.error().what.empty());
        }
    }
    CHECK(read_well > 10);
}
