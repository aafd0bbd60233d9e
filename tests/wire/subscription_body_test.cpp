// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/subscription_body.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "wire/fake_service.hpp"
#include "wire/frames.hpp"
#include "wire/talk.hpp"

namespace {

using weir::Errc;
using weir::Instant;
using Step = FakeService::SubscriptionStep;

constexpr std::string_view json_header = "[:content-type=application/x-amz-json-1.1]";

constexpr std::string_view request =
    R"({"ConsumerARN":"arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1",)"
    R"("ShardId":"shardId-000000000000","StartingPosition":{"Type":"LATEST"}})";

/// How much later than the greeting the first event may come.
constexpr std::chrono::milliseconds greeting_lead{20};

/// Steps until there is nothing more by now. Gives: what the last step gave.
std::optional<Instant> step_all(weir::HttpBodySource& source, std::string& out, Instant now = {}) {
    std::optional<Instant> next = now;
    while (next && *next <= now + greeting_lead) {
        next = source.step(out);
    }
    return next;
}

Step event(std::vector<weir::RecordView> records = {}) {
    Step step;
    step.event.emplace();
    step.event->records = std::move(records);
    step.event->continuation_sequence_number = FakeService::number(7);
    step.event->millis_behind_latest = std::chrono::milliseconds{12};
    return step;
}

}  // namespace

TEST_CASE("A subscription that can't be made is refused as any request") {
    Talk talk;
    talk.service.refusal = weir::Error{Errc::resource_in_use, "taken"};
    const auto response = talk.ask("SubscribeToShard", request);
    CHECK(response.status == 400);
    CHECK(response.source == nullptr);
    CHECK(response.body == R"({"__type":"ResourceInUseException","message":"taken"})");
}

TEST_CASE("A subscription's body greets, brings its events, and says when to ask again") {
    Talk talk;
    talk.service.clock().time = Instant::from_seconds(1000);
    talk.service.steps.push_back(event({{"key",
                                         std::string_view{"foob"},
                                         3,
                                         Instant::from_millis(1'700'000'000'123),
                                         {1'700'000'000, 0}}}));
    talk.service.steps.push_back(event());
    auto response = talk.ask("SubscribeToShard", request);
    REQUIRE(response.source != nullptr);
    CHECK(response.status == 200);
    CHECK(field_of(response, "content-type") == "application/vnd.amazon.eventstream");
    std::string out;
    CHECK(step_all(*response.source, out, Instant::from_seconds(1000)) ==
          Instant::from_seconds(1005));
    const auto frames = decode_frames(out);
    REQUIRE(frames.size() == 3);
    CHECK(frames[0].headers ==
          "[:message-type=event][:event-type=initial-response]" + std::string{json_header});
    CHECK(frames[0].payload == "{}");
    CHECK(frames[1].headers ==
          "[:message-type=event][:event-type=SubscribeToShardEvent]" + std::string{json_header});
    const auto last = FakeService::number(7).to_string();
    CHECK(frames[1].payload ==
          "{\"Records\":[{\"SequenceNumber\":\"" +
              weir::SequenceNumber::make({1'700'000'000, 0, 3, 1'700'000'000}).to_string() +
              "\",\"ApproximateArrivalTimestamp\":1700000000.123,\"Data\":\"Zm9vYg==\","
              "\"PartitionKey\":\"key\"}],\"ContinuationSequenceNumber\":\"" +
              last + "\",\"MillisBehindLatest\":12}");
    CHECK(frames[2].payload == "{\"Records\":[],\"ContinuationSequenceNumber\":\"" + last +
                                   "\",\"MillisBehindLatest\":12}");
    out.clear();
    CHECK(response.source->step(out) == Instant::from_seconds(1005));
    CHECK(out.empty());
}

TEST_CASE("The last event of a closed shard names its children and no place to go on") {
    Talk talk;
    Step last;
    last.event.emplace();
    last.event->child_shards.push_back({.shard_id = {2}, .parent_shards = {{0}}});
    last.ended = true;
    talk.service.steps.push_back(std::move(last));
    auto response = talk.ask("SubscribeToShard", request);
    std::string out;
    CHECK_FALSE(step_all(*response.source, out));
    const auto frames = decode_frames(out);
    REQUIRE(frames.size() == 2);
    CHECK(frames[1].payload.starts_with(
        R"({"Records":[],"MillisBehindLatest":0,"ChildShards":[{"ShardId":"shardId-000000000002",)"
        R"("ParentShards":["shardId-000000000000"],"HashKeyRange":{"StartingHashKey":"0",)"));
}

TEST_CASE("An error ends a subscription with an exception in a frame") {
    Talk talk;
    const auto ending = [&talk](Errc code) {
        Step step;
        step.error = weir::Error{code, "gone"};
        talk.service.steps.clear();
        talk.service.steps.push_back(std::move(step));
        auto response = talk.ask("SubscribeToShard", request);
        std::string out;
        CHECK_FALSE(step_all(*response.source, out));
        const auto frames = decode_frames(out);
        REQUIRE(frames.size() == 2);
        CHECK(frames[1].payload == "{\"message\":\"gone\"}");
        return frames[1].headers;
    };
    CHECK(ending(Errc::resource_not_found) ==
          "[:message-type=exception][:exception-type=ResourceNotFoundException]" +
              std::string{json_header});
    CHECK(ending(Errc::memory_budget_exceeded) ==
          "[:message-type=exception][:exception-type=InternalFailureException]" +
              std::string{json_header});
}

TEST_CASE("Events go in CBOR to who asked in CBOR") {
    Talk talk;
    talk.service.steps.push_back(event());
    std::string body;
    weir::wire::CborWriter to{body};
    to.open_map();
    to.name("ConsumerARN");
    to.text("arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1");
    to.name("ShardId");
    to.text("0");
    to.name("StartingPosition");
    to.open_map();
    to.name("Type");
    to.text("LATEST");
    to.close_map();
    to.close_map();
    auto response = talk.ask("SubscribeToShard", body, cbor_type);
    REQUIRE(response.source != nullptr);
    std::string out;
    CHECK(step_all(*response.source, out));
    const auto frames = decode_frames(out);
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].payload == "\xbf\xff");
    CHECK(frames[1].headers.ends_with("[:content-type=application/x-amz-cbor-1.1]"));
    CHECK(frames[1].payload.starts_with("\xbf\x67Records\x9f\xff\x78\x1a"));
}

TEST_CASE("A step gives one frame, however much there is") {
    // Who sends each step's bytes by themselves thereby sends frames.
    Talk talk;
    for (int count = 0; count < 10; ++count) {
        talk.service.steps.push_back(event());
    }
    auto response = talk.ask("SubscribeToShard", request);
    std::string greeting;
    CHECK(response.source->step(greeting) == Instant{} + greeting_lead);
    CHECK(decode_frames(greeting).size() == 1);
    for (int count = 0; count < 10; ++count) {
        std::string out;
        CHECK(response.source->step(out) == Instant{});
        CHECK(decode_frames(out).size() == 1);
    }
    std::string out;
    CHECK(response.source->step(out) != Instant{});
    CHECK(out.empty());
}
