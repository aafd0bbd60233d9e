// SPDX-License-Identifier: Apache-2.0
#include "weir/service/inputs.hpp"

#include <string>

#include "catch.hpp"
#include "weir/stream/opaque_text.hpp"

using weir::ShardIteratorArgument;

TEST_CASE("A read goes on from an iterator, or from a text, or from nowhere") {
    const ShardIteratorArgument nothing;
    CHECK_FALSE(nothing.has_value());
    CHECK_FALSE(nothing.is_text());
    const auto iterator = weir::ShardIteratorText::from_numbers(7, {1, 2, 3, 4});
    const ShardIteratorArgument given{iterator};
    CHECK(given.has_value());
    CHECK_FALSE(given.is_text());
    CHECK(given.iterator().stream_id() == 7);
    CHECK(given.iterator().sequence_index() == 3);
    const std::string text = "AAAA";
    const ShardIteratorArgument lent{text};
    CHECK(lent.has_value());
    CHECK(lent.is_text());
    CHECK(lent.text() == "AAAA");
    CHECK(lent.text().data() == text.data());
    CHECK(ShardIteratorArgument{""}.has_value());
}

TEST_CASE("Nothing of a request is there unless it was given") {
    const weir::CreateStreamInput create;
    CHECK_FALSE(create.stream_name.has_value());
    CHECK_FALSE(create.shard_count.has_value());
    CHECK_FALSE(create.stream_mode_details.has_value());
    const weir::GetShardIteratorInput get;
    CHECK_FALSE(get.shard_id.has_value());
    CHECK_FALSE(get.shard_iterator_type.has_value());
    CHECK_FALSE(weir::StartStreamEncryptionInput{}.encryption_type.has_value());
    CHECK(weir::PutRecordsInput{}.records.empty());
}
