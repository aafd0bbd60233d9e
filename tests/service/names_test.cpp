// SPDX-License-Identifier: Apache-2.0
#include "weir/service/names.hpp"

#include <regex>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/core/random.hpp"

namespace names = weir::names;
using names::parse_arn;

namespace {

const std::string stream_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";
const std::string consumer_arn = stream_arn + "/consumer/reader:1700000000";

}  // namespace

TEST_CASE("The ARN of a stream is taken apart") {
    const auto arn = parse_arn(stream_arn).value();
    CHECK(arn.region == "us-east-1");
    CHECK(arn.account == "123456789012");
    CHECK(arn.stream == "orders");
    CHECK(arn.consumer.empty());
    CHECK(parse_arn("arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a.b-c_D")->stream ==
          "a.b-c_D");
}

TEST_CASE("The ARN of a consumer tells when it was made") {
    const auto arn = parse_arn(consumer_arn).value();
    CHECK(arn.stream == "orders");
    CHECK(arn.consumer == "reader");
    CHECK(arn.consumer_created_seconds == 1'700'000'000);
}

TEST_CASE("What is no ARN of a stream or a consumer is not read as one") {
    for (const char* bad : {
             "",
             "orders",
             "arn:aws:kinesis:us-east-1:123456789012:stream",
             "arn:aws:kinesis:us-east-1:123456789012:stream/",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/b",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a b",
             "arn:aws:kinesis:us-east-1:12345678901:stream/a",
             "arn:aws:kinesis:us-east-1:12345678901x:stream/a",
             "arn:aws:sqs:us-east-1:123456789012:stream/a",
             "arn:gcp:kinesis:us-east-1:123456789012:stream/a",
             "urn:aws:kinesis:us-east-1:123456789012:stream/a",
             "arn:aws:kinesis:us-east-1:123456789012:table/a",
             "arn:aws:kinesis:us-east-1:123456789012:x:stream/a",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b:",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b:1x",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b:-1",
             "arn:aws:kinesis:us-east-1:123456789012:stream/a/consumer/b:99999999999999999999",
             "arn:aws:kinesis:us-east-1:123456789012:stream//consumer/b:1",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(parse_arn(bad).has_value());
    }
}

TEST_CASE("The id of a stream has twenty characters, a dash and three") {
    CHECK(names::matches_stream_id("abcdefghij0123456789-abc"));
    CHECK_FALSE(names::matches_stream_id("abcdefghij0123456789-abC"));
    CHECK_FALSE(names::matches_stream_id("abcdefghij0123456789_abc"));
    CHECK_FALSE(names::matches_stream_id("abcdefghij0123456789-ab"));
    CHECK_FALSE(names::matches_stream_id("abcdefghij0123456789-abcd"));
    CHECK_FALSE(names::matches_stream_id("abcdefghij-123456789-abc"));
}

TEST_CASE("The patterns are matched as a regular expression would") {
    // As the model has them, but that what is whole needs no anchor.
    const std::regex stream{R"(arn:aws.*:kinesis:.*:\d{12}:stream/\S+)"};
    const std::regex resource{R"(arn:aws.*:kinesis:.*:\d{12}:.*stream/\S+)"};
    const std::regex consumer{
        R"(arn:aws.*:kinesis:.*:\d{12}:.*stream/[a-zA-Z0-9_.-]+/consumer/[a-zA-Z0-9_.-]+:[0-9]+)"};
    const std::string_view parts[] = {"arn:aws",   ":kinesis:",  ":",  "123456789012",
                                      "stream/",   "/consumer/", "a",  "7",
                                      ":stream/b", " ",          "\n", ":123456789012:"};
    const std::string_view usual[] = {"arn:aws",      ":kinesis:", "r",          ":",
                                      "123456789012", ":",         "stream/",    "s",
                                      "/consumer/",   "c",         ":1700000000"};
    weir::Random random{20'261'130};
    int matched = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string text;
        for (const std::string_view part : usual) {
            // Now and then something is left out, or something else put in.
            if (!random.chance(0.03)) {
                text += part;
            }
            while (random.chance(0.12)) {
                text += parts[random.below(std::size(parts))];
            }
            if (random.chance(0.03)) {
                break;
            }
        }
        INFO(text);
        const bool is_stream = std::regex_match(text, stream);
        matched += is_stream ? 1 : 0;
        REQUIRE(names::matches_stream_arn(text) == is_stream);
        REQUIRE(names::matches_resource_arn(text) == std::regex_match(text, resource));
        REQUIRE(names::matches_consumer_arn(text) == std::regex_match(text, consumer));
        if (parse_arn(text) && text.find('\n') == std::string::npos) {
            REQUIRE(std::regex_match(text, resource));
        }
    }
    CHECK(matched > 1'000);
}
