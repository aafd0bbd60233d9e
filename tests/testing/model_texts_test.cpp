// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_texts.hpp"

#include <string>

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

const weir::ModelTexts texts{"stream", "123456789012", "eu-west-1"};

std::string expired_at(std::int64_t seconds) {
    const auto created = weir::Instant::from_seconds(seconds);
    const std::string text = texts.expired_iterator(created, created, 300s).message();
    const auto from = text.find("right now it is ") + 16;
    return text.substr(from, text.find(" which") - from);
}

}  // namespace

TEST_CASE("Texts name the stream and the account") {
    CHECK(texts.does_not_exist(weir::ShardId{3}).message() ==
          "Shard shardId-000000000003 in stream stream under account 123456789012 does not exist");
    CHECK(texts.could_not_find("x").message() ==
          "Could not find shard x in stream stream under account 123456789012.");
    CHECK(texts.not_active(weir::StreamStatus::updating).message() ==
          "Stream stream under account 123456789012 not ACTIVE, instead in state UPDATING");
}

TEST_CASE("Dates are printed as Java prints them") {
    CHECK(expired_at(0) == "Thu Jan 01 00:00:00 UTC 1970");
    CHECK(expired_at(1'421'889'722) == "Thu Jan 22 01:22:02 UTC 2015");
    CHECK(expired_at(951'782'399) == "Mon Feb 28 23:59:59 UTC 2000");
    CHECK(expired_at(951'782'400) == "Tue Feb 29 00:00:00 UTC 2000");
    CHECK(expired_at(4'107'542'400) == "Mon Mar 01 00:00:00 UTC 2100");
    CHECK(expired_at(1'735'689'599) == "Tue Dec 31 23:59:59 UTC 2024");
}

TEST_CASE("The life of an iterator is told in milliseconds") {
    const std::string text =
        texts.expired_iterator(weir::Instant{}, weir::Instant{}, 300s).message();
    CHECK(text.ends_with("than the tolerated delay of 300000 milliseconds."));
}
