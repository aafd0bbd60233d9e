// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service.hpp"

#include <optional>
#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::ShardIteratorType;
using Strings = std::vector<std::string>;

TEST_CASE("An account in a few lines") {
    weir::ManualClock clock;
    weir::ServiceOptions options;
    options.durations = weir::ServiceDurations::aws_like();
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{options, clock};
    REQUIRE(service.create_stream({.stream_name = "orders", .shard_count = 2}));
    clock.advance(std::chrono::seconds{35});  // CREATING until then

    const auto put = service.put_record(
        {.stream_name = "orders", .data = "three apples", .partition_key = "ann"});
    const auto iterator = service.get_shard_iterator({.stream_name = "orders",
                                                      .shard_id = put->shard_id,
                                                      .shard_iterator_type = "TRIM_HORIZON"});
    const auto page = service.get_records({.shard_iterator = iterator->shard_iterator});
    for (const auto record : page->records) {
        CHECK(record.data().as_text() == "three apples");
    }
    CHECK(page->records.size() == 1);
}

TEST_CASE("A stream can be held, and used after it was deleted") {
    Account test;
    CHECK(test.service.stream("stream") == nullptr);
    test.create();
    const auto stream = test.service.stream("stream");
    REQUIRE(stream != nullptr);
    CHECK(stream->stream_name() == "stream");
    REQUIRE(test.remove());
    CHECK(test.service.stream("stream") == nullptr);
    CHECK(stream->describe_stream_summary().open_shard_count == 1);
}

TEST_CASE("Two accounts have nothing in common") {
    Account one;
    auto options = Account::unlimited();
    options.account_id = "111111111111";
    options.region = "eu-west-1";
    options.seed = 7;
    Account other{options};
    one.create();
    CHECK(other.service.list_streams()->stream_names.empty());
    other.create();
    CHECK(other.describe().stream_arn == "arn:aws:kinesis:eu-west-1:111111111111:stream/stream");
    CHECK(error_of(other.read(one.iterator())) ==
          "InvalidArgumentException: Invalid ShardIterator.");
    const auto text = one.service.to_text(one.iterator());
    CHECK(error_of(other.service.get_records({.shard_iterator = text})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
    CHECK(other.service.describe_stream({.stream_name = "nobody"}).error().message() ==
          "Stream nobody under account 111111111111 not found.");
}
