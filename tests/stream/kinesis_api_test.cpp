// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/kinesis_api.hpp"

#include <set>
#include <string>

#include "catch.hpp"
#include "weir/stream/stream.hpp"

TEST_CASE("a stream is what client libraries ask for") {
    STATIC_REQUIRE(weir::kinesis_api<weir::Stream<>>);
    STATIC_REQUIRE(weir::kinesis_control_api<weir::Stream<>>);
    STATIC_REQUIRE_FALSE(weir::kinesis_api<weir::RingStorage<>>);
    STATIC_REQUIRE_FALSE(weir::get_records_page<std::string>);
}

TEST_CASE("every operation has the service's name") {
    std::set<std::string> names;
    for (std::size_t at = 0; at < weir::kinesis_operations; ++at) {
        names.emplace(to_string(static_cast<weir::KinesisOperation>(at)));
    }
    CHECK(names == std::set<std::string>{"PutRecord", "PutRecords", "GetShardIterator",
                                         "GetRecords", "ListShards", "DescribeStreamSummary",
                                         "SplitShard", "MergeShards", "UpdateShardCount"});
}
