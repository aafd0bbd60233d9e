// SPDX-License-Identifier: Apache-2.0
#include "weir/core/limits.hpp"

#include <chrono>

#include "catch.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"

namespace limits = weir::limits;
using namespace std::chrono_literals;

TEST_CASE("the limits are those that the service documents") {
    CHECK(limits::partition_key_utf16_units_max == 256);
    CHECK(limits::record_bytes_default == 1u << 20);
    CHECK(limits::record_bytes_max == 10u << 20);
    CHECK(limits::put_records_entries_max == 500);
    CHECK(limits::put_records_bytes_max == 10u << 20);
    CHECK(limits::get_records_records_max == 10'000);
    CHECK(limits::get_records_bytes_max == 10u << 20);
    CHECK(limits::iterator_life == 5min);
    CHECK(limits::next_token_life == 300'000ms);
    CHECK(limits::retention_hours_max == 365 * 24);
    CHECK(limits::write_bytes_per_second == 1u << 20);
    CHECK(limits::write_records_per_second == 1'000);
    CHECK(limits::read_bytes_per_second == 2u << 20);
    CHECK(limits::read_calls_per_second == 5);
}

TEST_CASE("limits that speak of one thing in two units agree") {
    CHECK(limits::record_bytes_default == limits::max_record_size_in_kib_default * 1'024);
    CHECK(limits::record_bytes_max == limits::max_record_size_in_kib_max * 1'024);
    CHECK(limits::hash_key_digits_max == weir::HashKey::text_size_max);
    CHECK(limits::sequence_number_digits_max > weir::SequenceNumber::text_size_max);
    CHECK(weir::ShardId{limits::shard_index_max}.to_string() == "shardId-002147483647");
}

TEST_CASE("a default lies within its limits") {
    CHECK(limits::retention_hours_default >= limits::retention_hours_min);
    CHECK(limits::retention_hours_default <= limits::retention_hours_max);
    CHECK(limits::record_bytes_default <= limits::record_bytes_max);
    CHECK(limits::list_shards_default <= limits::list_shards_max);
    CHECK(limits::describe_stream_shards_default <= limits::describe_stream_shards_max);
}
