// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_shards.hpp"

#include <set>
#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::StreamMode;
using weir::StreamStatus;

namespace {

constexpr const char* on_demand =
    "ValidationException: Request is invalid. Stream stream under account 000000000000 is in "
    "On-Demand mode.";

weir::Result<weir::UpdateShardCountOutput> scale(Account& test, std::int32_t target) {
    return test.service.update_shard_count(
        {.stream_name = "stream", .target_shard_count = target, .scaling_type = "UNIFORM_SCALING"});
}
weir::Result<void> merge(Account& test, std::string_view lower, std::string_view upper) {
    return test.service.merge_shards(
        {.stream_name = "stream", .shard_to_merge = lower, .adjacent_shard_to_merge = upper});
}
weir::Result<void> set_mode(Account& test, const char* mode,
                            std::optional<std::int32_t> warm = {}) {
    const std::string arn = Account::arn();
    return test.service.update_stream_mode(
        {.stream_arn = arn,
         .stream_mode_details = weir::StreamModeDetailsInput{mode},
         .warm_throughput_mibps = warm});
}
weir::Result<void> increase(Account& test, std::int32_t hours) {
    return test.service.increase_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = hours});
}
weir::Result<void> decrease(Account& test, std::int32_t hours) {
    return test.service.decrease_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = hours});
}

}  // namespace

TEST_CASE("A split takes its time, then the parent is closed and the children are there") {
    Account test{{.limits = weir::ServiceLimits::unlimited(),
                  .durations = weir::ServiceDurations::aws_like()}};
    test.create();
    test.clock.advance(35s);
    test.put("before");
    REQUIRE(test.split("shardId-000000000000"));
    CHECK(test.status() == StreamStatus::updating);
    CHECK(test.describe().shards.size() == 1);
    test.clock.advance(29'999ms);
    CHECK(test.put("during").shard_id == weir::ShardId{0});
    CHECK(test.describe().shards.size() == 1);
    test.clock.advance(1ms);
    CHECK(test.put("after").shard_id != weir::ShardId{0});
    CHECK(test.status() == StreamStatus::active);
    const auto shards = test.describe().shards;
    REQUIRE(shards.size() == 3);
    CHECK(shards[0].sequence_number_range.ending_sequence_number.has_value());
    CHECK(shards[1].parent_shard_id == weir::ShardId{0});
    CHECK(shards[2].parent_shard_id == weir::ShardId{0});
    CHECK(test.read_all() == std::vector<std::string>{"before", "during"});
    CHECK(test.summary().open_shard_count == 2);
}

TEST_CASE("A split is refused for the reasons of the service, in its order") {
    Account test;
    test.create();
    CHECK(error_of(test.split("9")) ==
          "ResourceNotFoundException: Could not find shard shardId-000000000009 in stream stream "
          "under account 000000000000.");
    CHECK(error_of(test.split("0", "stream", weir::HashKey{1})) ==
          "InvalidArgumentException: NewStartingHashKey 1 used in SplitShard() on shard "
          "shardId-000000000000 in stream stream under account 000000000000 is not both greater "
          "than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey "
          "340282366920938463463374607431768211455.");
    CHECK(test.split("0", "stream", weir::HashKey{2}));
    CHECK(error_of(test.split("0")) ==
          "InvalidArgumentException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 has already been merged or split, and thus is not eligible for merging or "
          "splitting.");
    CHECK(test.service.split_shard({.stream_name = "stream", .shard_to_split = "0"})
              .error()
              .message() ==
          "1 validation error detected: Value null at 'newStartingHashKey' failed to satisfy "
          "constraint: Member must not be null");
}

TEST_CASE("A merge takes the lower shard first") {
    Account test;
    test.create("stream", 2);
    CHECK(error_of(merge(test, "1", "0")) ==
          "InvalidArgumentException: Shards shardId-000000000001 and shardId-000000000000 in "
          "stream stream under account 000000000000 are not an adjacent pair of shards eligible "
          "for merging");
    CHECK(error_of(merge(test, "0", "5")) ==
          "ResourceNotFoundException: Could not find shard shardId-000000000005 in stream stream "
          "under account 000000000000.");
    REQUIRE(merge(test, "0", "1"));
    const auto child = test.describe().shards.back();
    CHECK(child.parent_shard_id == weir::ShardId{0});
    CHECK(child.adjacent_parent_shard_id == weir::ShardId{1});
    CHECK(child.hash_key_range == weir::HashKeyRange::whole());
}

TEST_CASE("A shard count is doubled or halved at most, ten times a day") {
    Account test{Account::limited()};
    test.create("stream", 4);
    CHECK(error_of(scale(test, 9)) ==
          "LimitExceededException: UpdateShardCount cannot scale up over double your current open "
          "shard count. Current open shard count: 4, Target shard count: 9");
    CHECK(error_of(scale(test, 1)) ==
          "LimitExceededException: UpdateShardCount cannot scale down below half your current "
          "open shard count. Current open shard count: 4, Target shard count: 1");
    const auto up = scale(test, 8).value();
    CHECK(up.stream_name == "stream");
    CHECK(up.stream_arn == Account::arn());
    CHECK(up.current_shard_count == 4);
    CHECK(up.target_shard_count == 8);
    CHECK(test.summary().open_shard_count == 8);
    for (int call = 1; call < 10; ++call) {
        REQUIRE(scale(test, call % 2 == 1 ? 4 : 8));
    }
    CHECK(error_of(scale(test, 6)) ==
          "LimitExceededException: UpdateShardCount cannot be called more than 10 times in 24 "
          "hours for stream stream under account 000000000000.");
    test.clock.advance(24h);
    CHECK(scale(test, 6));
    CHECK(test.service.update_shard_count({.stream_name = "stream", .target_shard_count = 6})
              .error()
              .code() == Errc::validation);
    CHECK(test.service
              .update_shard_count({.stream_name = "stream",
                                   .target_shard_count = 6,
                                   .scaling_type = "RANDOM_SCALING"})
              .error()
              .message()
              .ends_with("Member must satisfy enum value set: [UNIFORM_SCALING]"));
}

TEST_CASE("A change of the shard count takes its time") {
    Account test{Account::slow(10s)};
    test.create("stream", 2);
    test.clock.advance(10s);
    REQUIRE(scale(test, 4));
    CHECK(test.status() == StreamStatus::updating);
    CHECK(test.summary().open_shard_count == 2);
    test.clock.advance(10s);
    CHECK(test.status() == StreamStatus::active);
    CHECK(test.summary().open_shard_count == 4);
}

TEST_CASE("Shards of an on-demand stream are nobody's business") {
    Account test;
    REQUIRE(test.create_on_demand());
    CHECK(error_of(test.split("0")) == on_demand);
    CHECK(error_of(merge(test, "0", "1")) == on_demand);
    CHECK(error_of(scale(test, 5)) == on_demand);
}

TEST_CASE("Retention goes from a day to a year, up and down by calls of their own") {
    Account test;
    test.create();
    CHECK(error_of(increase(test, 23)) ==
          "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested "
          "retention period (23 hours) is too short.");
    CHECK(error_of(increase(test, 8'761)) ==
          "InvalidArgumentException: Maximum allowed retention period is 8760 hours. Requested "
          "retention period (8761 hours) is too long.");
    CHECK(increase(test, 24));
    CHECK(increase(test, 8'760));
    CHECK(test.describe().retention_period == 8'760h);
    CHECK(error_of(increase(test, 48)) ==
          "InvalidArgumentException: Requested retention period (48 hours) for stream stream can "
          "not be shorter than existing retention period (8760 hours). Use "
          "DecreaseRetentionPeriod API.");
    CHECK(decrease(test, 48));
    CHECK(error_of(decrease(test, 49)) ==
          "InvalidArgumentException: Requested retention period (49 hours) for stream stream can "
          "not be longer than existing retention period (48 hours). Use IncreaseRetentionPeriod "
          "API.");
    CHECK(decrease(test, -5).error().message() ==
          "Minimum allowed retention period is 24 hours. Requested retention period (-5 hours) is "
          "too short.");
    test.put("old");
    test.clock.advance(30h);
    CHECK(test.read_all().size() == 1);
    CHECK(decrease(test, 24));
    CHECK(test.read_all().empty());
    CHECK(increase(test, 48));
    CHECK(test.read_all().empty());
}

TEST_CASE("Shards are listed page by page, and by filter") {
    Account test;
    test.create("stream", 5);
    REQUIRE(merge(test, "0", "1"));
    std::vector<std::uint32_t> seen;
    std::optional<std::string> token;
    int pages = 0;
    do {
        weir::ListShardsInput input;
        if (token) {
            input.next_token = *token;
        } else {
            input.stream_name = "stream";
            input.max_results = 2;
        }
        const auto page = test.service.list_shards(input).value();
        for (const auto& shard : page.shards) {
            seen.push_back(shard.shard_id.index);
        }
        token = page.next_token;
        ++pages;
    } while (token);
    CHECK(seen == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
    CHECK(pages == 3);
    const auto count = [&](const weir::ShardFilterInput& filter) {
        return test.service.list_shards({.stream_name = "stream", .shard_filter = filter})
            .value()
            .shards.size();
    };
    CHECK(count({.type = "AT_LATEST"}) == 4);
    CHECK(count({.type = "FROM_TRIM_HORIZON"}) == 6);
    CHECK(count({.type = "AFTER_SHARD_ID", .shard_id = "3"}) == 2);
    CHECK(test.service
              .list_shards({.stream_name = "stream", .shard_filter = weir::ShardFilterInput{}})
              .error()
              .message() ==
          "1 validation error detected: Value null at 'shardFilter.type' failed to satisfy "
          "constraint: Member must not be null");
}

TEST_CASE("A token of ListShards stands alone, and lives five minutes") {
    Account test;
    test.create("stream", 5);
    const auto token =
        *test.service.list_shards({.stream_name = "stream", .max_results = 2})->next_token;
    const auto error = [&](weir::ListShardsInput input) {
        return error_of(test.service.list_shards(input));
    };
    CHECK(error({}) ==
          "InvalidArgumentException: Either NextToken or StreamName should be provided.");
    CHECK(error({.stream_name = "stream", .next_token = token}) ==
          "InvalidArgumentException: NextToken and StreamName cannot be provided together.");
    CHECK(error({.next_token = token, .exclusive_start_shard_id = "1"}) ==
          "InvalidArgumentException: NextToken and ExclusiveStartShardId cannot be provided "
          "together.");
    CHECK(
        error({.next_token = token, .shard_filter = weir::ShardFilterInput{.type = "AT_LATEST"}}) ==
        "InvalidArgumentException: NextToken and ShardFilter cannot be provided together.");
    CHECK(error({.next_token = token, .stream_creation_timestamp = test.clock.now()}) ==
          "InvalidArgumentException: NextToken and StreamCreationTimestamp cannot be provided "
          "together.");
    const std::string invalid = "InvalidArgumentException: Invalid NextToken.";
    const std::string begin = token.substr(0, 16);
    const std::string zeros = "0000000000000000" + token.substr(16);
    const std::string letters = "xxxxxxxxxxxxxxxx" + token.substr(16);
    const std::string more = token + "A";
    CHECK(error({.next_token = begin}) == invalid);
    CHECK(error({.next_token = zeros}) == invalid);
    CHECK(error({.next_token = letters}) == invalid);
    CHECK(error({.next_token = more}) == invalid);
    CHECK(error({.next_token = "x"}) == invalid);
    CHECK(test.service.list_shards({.next_token = token, .max_results = 1})->shards.size() == 1);
    test.clock.advance(300s);
    CHECK(test.service.list_shards({.next_token = token})->shards.size() == 2);
    test.clock.advance(1us);
    CHECK(test.service.list_shards({.next_token = token}).error().code() ==
          Errc::expired_next_token);
}

TEST_CASE("Streams of one name are told apart by when they were made") {
    Account test;
    test.create();
    const auto created = test.clock.now();
    CHECK(
        test.service.list_shards({.stream_name = "stream", .stream_creation_timestamp = created}));
    CHECK(error_of(test.service.list_shards(
              {.stream_name = "stream", .stream_creation_timestamp = created + 1s})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
}

TEST_CASE("A stream changes its mode twice a day and keeps its shards") {
    Account test{Account::limited()};
    test.create("stream", 3);
    REQUIRE(set_mode(test, "ON_DEMAND"));
    CHECK(test.describe().stream_mode_details.stream_mode == StreamMode::on_demand);
    CHECK(test.summary().open_shard_count == 3);
    // The same again is no change.
    for (int call = 0; call < 5; ++call) {
        CHECK(set_mode(test, "ON_DEMAND"));
    }
    REQUIRE(set_mode(test, "PROVISIONED"));
    CHECK(test.split("0", "stream", weir::HashKey{2}));
    CHECK(error_of(set_mode(test, "ON_DEMAND")) ==
          "LimitExceededException: Rate exceeded for stream stream under account 000000000000.");
    test.clock.advance(24h);
    CHECK(set_mode(test, "ON_DEMAND"));
    CHECK(test.summary().open_shard_count == 4);
}

TEST_CASE("A change of mode takes its time") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10s);
    REQUIRE(set_mode(test, "ON_DEMAND"));
    CHECK(test.status() == StreamStatus::updating);
    CHECK(test.describe().stream_mode_details.stream_mode == StreamMode::provisioned);
    CHECK(test.service.describe_limits()->on_demand_stream_count == 1);
    test.clock.advance(10s);
    CHECK(test.status() == StreamStatus::active);
    CHECK(test.describe().stream_mode_details.stream_mode == StreamMode::on_demand);
    CHECK(error_of(test.split("0")) == on_demand);
}

TEST_CASE("A stream comes back to provisioned only if the account has room for its shards") {
    auto options = Account::limited();
    options.limits.shards = 6;
    Account test{options};
    REQUIRE(test.create_on_demand());
    test.create("other", 3);
    CHECK(set_mode(test, "PROVISIONED")
              .error()
              .message()
              .starts_with("This request would exceed the shard limit for the account 000000000000 "
                           "in us-east-1. "
                           "Current shard count for the account: 3. Limit: 6. Number of additional "
                           "shards that would "
                           "have resulted from this request: 4."));
    REQUIRE(test.remove("other"));
    CHECK(set_mode(test, "PROVISIONED"));
}

TEST_CASE("A switch to on-demand can bring warm throughput, one away from it takes it") {
    Account test;
    test.create();
    CHECK(set_mode(test, "ON_DEMAND", 8).error().code() == Errc::validation);
    REQUIRE(test.service.update_account_settings(
        {.minimum_throughput_billing_commitment =
             weir::MinimumThroughputBillingCommitmentInput{"ENABLED"}}));
    CHECK(set_mode(test, "PROVISIONED", 8).error().message() ==
          "WarmThroughputMiBps is only supported for StreamMode=ON_DEMAND");
    REQUIRE(set_mode(test, "ON_DEMAND", 8));
    CHECK(test.summary().warm_throughput == weir::WarmThroughputObject{8, 1});
    REQUIRE(set_mode(test, "PROVISIONED"));
    CHECK_FALSE(test.summary().warm_throughput.has_value());
}

TEST_CASE("What a stream took in before it was on-demand does not make it grow") {
    Account test;
    test.create("stream", 4);
    const std::string data(1'000'000, 'x');
    for (int record = 0; record < 120; ++record) {
        test.put(data);
    }
    test.clock.advance(24h);
    REQUIRE(set_mode(test, "ON_DEMAND"));
    for (int minute = 0; minute < 60; ++minute) {
        test.clock.advance(1min);
        CHECK(test.summary().open_shard_count == 4);
    }
}

TEST_CASE("A change of warm throughput does not count old records as new ones") {
    Account test;
    REQUIRE(test.create_on_demand());
    REQUIRE(test.service.update_account_settings(
        {.minimum_throughput_billing_commitment =
             weir::MinimumThroughputBillingCommitmentInput{"ENABLED"}}));
    const std::string data(1'000'000, 'x');
    for (int minute = 0; minute < 60; ++minute) {
        test.put(data);
        test.put(data);
        test.clock.advance(1min);
    }
    CHECK(test.summary().open_shard_count == 4);
    REQUIRE(test.service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 4}));
    for (int minute = 0; minute < 60; ++minute) {
        test.clock.advance(1min);
        CHECK(test.summary().open_shard_count == 4);
    }
}

TEST_CASE("An on-demand stream splits the shard that takes too much, and no record is lost") {
    Account test;
    REQUIRE(test.create_on_demand());
    const std::string data(1'000'000, 'x');
    std::size_t put = 0;
    for (int second = 0; second < 61; ++second) {
        test.put(data);
        ++put;
        test.clock.advance(1s);
    }
    CHECK(test.summary().open_shard_count == 5);
    const auto shards = test.describe().shards;
    REQUIRE(shards.size() == 6);
    CHECK(shards[4].hash_key_range.adjoins(shards[5].hash_key_range));
    CHECK(shards[4].parent_shard_id == shards[5].parent_shard_id);
    // A second generation has to wait for its quarter of an hour.
    for (int second = 0; second < 14 * 60; ++second) {
        test.put(data);
        ++put;
        test.clock.advance(1s);
    }
    CHECK(test.summary().open_shard_count == 5);
    for (int second = 0; second < 120; ++second) {
        test.put(data);
        ++put;
        test.clock.advance(1s);
    }
    CHECK(test.summary().open_shard_count > 5);
    std::size_t read = 0;
    for (const auto& shard : test.describe().shards) {
        const std::string id = shard.shard_id.to_string();
        auto next = std::optional{test.iterator(id)};
        while (next) {
            auto page = test.read(*next).value();
            read += page.records.size();
            next = page.records.empty() ? std::nullopt : page.next_shard_iterator;
        }
    }
    CHECK(read == put);
}

TEST_CASE("The size of records is limited anew, and larger ones that are there stay") {
    Account test;
    test.create();
    const std::string arn = Account::arn();
    const auto limit = [&](std::int32_t kib) {
        return test.service.update_max_record_size(
            {.stream_arn = arn, .max_record_size_in_kib = kib});
    };
    const std::string large(2'000'000, 'x');
    CHECK(error_of(test.try_put(large)) ==
          "ValidationException: 1 validation error detected: Value at 'data' failed to satisfy "
          "constraint: Member must have length less than or equal to 1048576.");
    REQUIRE(limit(2048));
    CHECK(test.summary().max_record_size_in_kib == 2048);
    CHECK(test.try_put(large));
    REQUIRE(limit(1024));
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = "small", .partition_key = "key"}, {.data = large, .partition_key = "key"}};
    CHECK(error_of(test.service.put_records({.records = records, .stream_name = "stream"})) ==
          "ValidationException: 1 validation error detected: Value at 'records.2.member.data' "
          "failed to satisfy constraint: Member must have length less than or equal to 1048576.");
    CHECK(test.read_all().size() == 1);
    CHECK(limit(1023).error().code() == Errc::validation);
    CHECK(limit(10'241).error().code() == Errc::validation);
    CHECK(error_of(test.service.update_max_record_size({.max_record_size_in_kib = 1024})) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
}
