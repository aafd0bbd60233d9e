// SPDX-License-Identifier: Apache-2.0
// A stream takes records of 1 MiB of data, or of up to 10 MiB if it was made so. A record larger
// than a page can hold still comes, alone.
#include "scenario/scenario.hpp"

namespace {

weir::Result<weir::PutRecordResult> put(Scenario& scenario, const std::string& data) {
    return scenario.stream.put_record({.data = data, .partition_key = "key"});
}

}  // namespace

TEST_CASE("A mebibyte of data is the largest record by default") {
    Scenario scenario;
    CHECK(put(scenario, std::string(1'048'576, 'x')).has_value());
    CHECK(refusal(put(scenario, std::string(1'048'577, 'x'))) ==
          "ValidationException: 1 validation error detected: Value at 'data' failed to satisfy "
          "constraint: Member must have length less than or equal to 1048576.");
}

TEST_CASE("A stream can be made for records of ten mebibytes") {
    Scenario scenario{{.max_record_size_in_kib = 10'240}};
    const std::string data(10'485'760, 'x');
    CHECK(put(scenario, data).has_value());
    const auto page = scenario.read(scenario.place(0));
    REQUIRE(page.records.size() == 1);
    CHECK((*page.records.begin()).data().as_text() == data);
    CHECK(page.records.bytes() == 10'485'760 + 3);
    CHECK(refusal(put(scenario, data + "x")) ==
          "ValidationException: 1 validation error detected: Value "
          "'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'data' failed to satisfy "
          "constraint: Member must have length less than or equal to 10485760");
}

TEST_CASE("A shard of such a stream takes ten mebibytes at once and its usual rate from then on") {
    weir::ManualClock clock;
    Scenario::Stream stream{{.max_record_size_in_kib = 10'240}, clock};
    const std::string data(10'485'757, 'x');
    const weir::PutRecordRequest request{.data = data, .partition_key = "key"};
    REQUIRE(stream.put_record(request).has_value());
    const auto refused = stream.put_record(request);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().retry_after() == 10s);
    clock.advance(10s);
    CHECK(stream.put_record(request).has_value());
}

TEST_CASE("A page that begins with a record above its limit holds that record alone") {
    Scenario scenario{{.max_record_size_in_kib = 10'240}};
    REQUIRE(put(scenario, std::string(10'485'760, 'x')).has_value());
    REQUIRE(put(scenario, "small").has_value());
    const auto page = scenario.read(scenario.place(0));
    CHECK(page.records.size() == 1);
    CHECK(scenario.read_data(page.next_shard_iterator.value()) == Texts{"small"});
}

TEST_CASE("One record above the stream's size fails a whole batch") {
    Scenario scenario;
    const std::string large(1'048'577, 'x');
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = "small", .partition_key = "key", .explicit_hash_key = {}},
        {.data = large, .partition_key = "key", .explicit_hash_key = {}}};
    CHECK(refusal(scenario.stream.put_records(records)) ==
          "ValidationException: 1 validation error detected: Value at 'records.2.member.data' "
          "failed to satisfy constraint: Member must have length less than or equal to 1048576.");
    CHECK(scenario.read_data(scenario.place(0)).empty());
}

TEST_CASE("A batch has ten mebibytes at most, keys included") {
    Scenario scenario;
    const std::string mebibyte(1'048'573, 'x');
    std::vector<weir::PutRecordsRequestEntry> records(
        10, {.data = mebibyte, .partition_key = "key", .explicit_hash_key = {}});
    CHECK(scenario.stream.put_records(records).value().failed_record_count == 0);
    records.push_back({.data = "", .partition_key = "k", .explicit_hash_key = {}});
    CHECK(refusal(scenario.stream.put_records(records)) ==
          "InvalidArgumentException: Records size exceeds 10 MB limit");
}

TEST_CASE("Records without data are records") {
    Scenario scenario;
    scenario.put("key", "");
    const auto page = scenario.read(scenario.place(0));
    REQUIRE(page.records.size() == 1);
    CHECK((*page.records.begin()).data().empty());
}
