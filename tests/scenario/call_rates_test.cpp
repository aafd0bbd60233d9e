// SPDX-License-Identifier: Apache-2.0
// Each operation is answered so many times a second, for the account, a stream or a shard; one
// that is asked more often is refused until its share of a second has passed.
#include "scenario/account.hpp"

#include <functional>
#include <map>

namespace {

using weir::CallScope;
using weir::EncryptionType;
using weir::MetricsName;
using weir::ServiceOperation;

/// An account that counts calls, with two streams to tell their rates apart.
struct Counted : Account {
    Counted() : Account{weir::ServiceOptions{}} {
        create("stream", 2);
        create("other", 2);
        clock.advance(10s);
    }
};

/// The code of a refusal, or nothing.
template <class Answer>
std::string code_of(const Answer& answer) {
    return answer ? "" : std::string{to_string(answer.error().code())};
}

using Call = std::function<std::string(Account::Service&, std::string_view stream)>;

/// One call of each operation whose calls are counted; most are refused for other reasons, which
/// does not make them cheaper.
std::map<std::string_view, Call> calls_of_streams() {
    std::map<std::string_view, Call> calls;
    const auto add = [&](std::string_view name, Call call) { calls.emplace(name, call); };
    add("DecreaseStreamRetentionPeriod", [](auto& service, auto stream) {
        return code_of(service.decrease_stream_retention_period(
            {.stream_name = stream, .retention_period_hours = 24}));
    });
    add("IncreaseStreamRetentionPeriod", [](auto& service, auto stream) {
        return code_of(service.increase_stream_retention_period(
            {.stream_name = stream, .retention_period_hours = 24}));
    });
    add("DisableEnhancedMonitoring", [](auto& service, auto stream) {
        return code_of(service.disable_enhanced_monitoring(
            {.stream_name = stream, .shard_level_metrics = {{MetricsName::all}}}));
    });
    add("EnableEnhancedMonitoring", [](auto& service, auto stream) {
        return code_of(service.enable_enhanced_monitoring(
            {.stream_name = stream, .shard_level_metrics = {{MetricsName::all}}}));
    });
    add("ListShards", [](auto& service, auto stream) {
        return code_of(service.list_shards({.stream_name = stream}));
    });
    add("ListStreamConsumers", [](auto& service, auto stream) {
        return code_of(service.list_stream_consumers({.stream_arn = Account::arn(stream)}));
    });
    add("DescribeStreamConsumer", [](auto& service, auto stream) {
        return code_of(service.describe_stream_consumer(
            {.stream_arn = Account::arn(stream), .consumer_name = "none"}));
    });
    add("RegisterStreamConsumer", [](auto& service, auto stream) {
        return code_of(service.register_stream_consumer(
            {.stream_arn = Account::arn(stream), .consumer_name = "one"}));
    });
    add("DeregisterStreamConsumer", [](auto& service, auto stream) {
        return code_of(service.deregister_stream_consumer(
            {.stream_arn = Account::arn(stream), .consumer_name = "none"}));
    });
    add("ListTagsForStream", [](auto& service, auto stream) {
        return code_of(service.list_tags_for_stream({.stream_name = stream}));
    });
    add("RemoveTagsFromStream", [](auto& service, auto stream) {
        return code_of(
            service.remove_tags_from_stream({.stream_name = stream, .tag_keys = {{"a"}}}));
    });
    add("MergeShards", [](auto& service, auto stream) {
        return code_of(service.merge_shards(
            {.stream_name = stream, .shard_to_merge = "9", .adjacent_shard_to_merge = "8"}));
    });
    add("SplitShard", [](auto& service, auto stream) {
        return code_of(service.split_shard(
            {.stream_name = stream, .shard_to_split = "9", .new_starting_hash_key = "1000"}));
    });
    return calls;
}

std::map<std::string_view, Call> calls_of_account() {
    std::map<std::string_view, Call> calls;
    const auto add = [&](std::string_view name, Call call) { calls.emplace(name, call); };
    add("AddTagsToStream", [](auto& service, auto stream) {
        return code_of(service.add_tags_to_stream({.stream_name = stream, .tags = {{{"a", "b"}}}}));
    });
    add("CreateStream", [](auto& service, auto stream) {
        return code_of(service.create_stream({.stream_name = stream, .shard_count = 1}));
    });
    add("DeleteStream", [](auto& service, auto) {
        return code_of(service.delete_stream({.stream_name = "none"}));
    });
    add("DescribeStream", [](auto& service, auto stream) {
        return code_of(service.describe_stream({.stream_name = stream}));
    });
    add("DescribeStreamSummary", [](auto& service, auto stream) {
        return code_of(service.describe_stream_summary({.stream_name = stream}));
    });
    add("DescribeLimits", [](auto& service, auto) { return code_of(service.describe_limits()); });
    add("ListStreams", [](auto& service, auto) { return code_of(service.list_streams()); });
    add("PutResourcePolicy", [](auto& service, auto stream) {
        return code_of(
            service.put_resource_policy({.resource_arn = Account::arn(stream), .policy = "{}"}));
    });
    add("GetResourcePolicy", [](auto& service, auto stream) {
        return code_of(service.get_resource_policy({.resource_arn = Account::arn(stream)}));
    });
    add("DeleteResourcePolicy", [](auto& service, auto stream) {
        return code_of(service.delete_resource_policy({.resource_arn = Account::arn(stream)}));
    });
    add("DescribeAccountSettings",
        [](auto& service, auto) { return code_of(service.describe_account_settings()); });
    add("UpdateAccountSettings", [](auto& service, auto) {
        return code_of(service.update_account_settings({{{"DISABLED"}}}));
    });
    add("UpdateStreamWarmThroughput", [](auto& service, auto stream) {
        return code_of(service.update_stream_warm_throughput(
            {.stream_name = stream, .warm_throughput_mibps = 0}));
    });
    add("UpdateShardCount", [](auto& service, auto stream) {
        return code_of(
            service.update_shard_count({.stream_name = stream,
                                        .target_shard_count = 2,
                                        .scaling_type = weir::ScalingType::uniform_scaling}));
    });
    return calls;
}

/// Calls until it is refused for its rate.  Gives: how often it was answered.
std::uint32_t answered(const Call& call, Account& account, std::string_view stream) {
    std::uint32_t count = 0;
    while (count < 2000 && call(account.service, stream) != "LimitExceededException") {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("Every operation on a stream has its rate, and each stream its own") {
    for (const auto& [name, call] : calls_of_streams()) {
        CAPTURE(name);
        const auto facts = weir::facts_of(*weir::operation_named(name));
        CHECK(facts.scope == CallScope::stream);
        Counted account;
        CHECK(answered(call, account, "stream") == facts.calls_per_second);
        CHECK(answered(call, account, "other") == facts.calls_per_second);
        account.clock.advance(weir::Duration{1'000'000 / facts.calls_per_second});
        CHECK(answered(call, account, "stream") == 1);
        account.clock.advance(1s);
        CHECK(answered(call, account, "stream") == facts.calls_per_second);
    }
}

TEST_CASE("Every operation of an account has its rate, whatever stream it is about") {
    for (const auto& [name, call] : calls_of_account()) {
        CAPTURE(name);
        const auto facts = weir::facts_of(*weir::operation_named(name));
        CHECK(facts.scope == CallScope::account);
        Counted account;
        CHECK(answered(call, account, "stream") == facts.calls_per_second);
        CHECK(answered(call, account, "other") == 0);
        account.clock.advance(1s);
        CHECK(answered(call, account, "other") == facts.calls_per_second);
    }
}

TEST_CASE("No operation with a rate is left out here") {
    for (std::size_t at = 0; at < weir::service_operations; ++at) {
        const auto& facts = weir::facts_of(static_cast<ServiceOperation>(at));
        CAPTURE(facts.name);
        if (facts.calls_per_second > 0 && !facts.data_plane) {
            CHECK(calls_of_streams().contains(facts.name) !=
                  calls_of_account().contains(facts.name));
        }
    }
}

TEST_CASE("Places in a shard are given five times a second, shard by shard") {
    Counted account;
    const auto ask = [&](std::string_view stream, std::string_view shard) {
        return account.service.get_shard_iterator(
            {.stream_name = stream,
             .shard_id = shard,
             .shard_iterator_type = weir::ShardIteratorType::latest});
    };
    for (int call = 0; call < 5; ++call) {
        CHECK(ask("stream", "0").has_value());
    }
    CHECK(refusal(ask("stream", "0"))
              .starts_with("ProvisionedThroughputExceededException: Rate exceeded for shard "
                           "shardId-000000000000 in stream stream under account 000000000000."));
    CHECK(ask("stream", "1").has_value());
    CHECK(ask("other", "0").has_value());
    account.clock.advance(200ms);
    CHECK(ask("stream", "0").has_value());
    CHECK_FALSE(ask("stream", "0").has_value());
}

TEST_CASE("The text of a refusal names the stream, or the account") {
    Counted account;
    const auto split = [&] {
        return account.service.split_shard(
            {.stream_name = "stream", .shard_to_split = "9", .new_starting_hash_key = "1000"});
    };
    for (int call = 0; call < 5; ++call) {
        static_cast<void>(split());
    }
    CHECK(refusal(split()) ==
          "LimitExceededException: Rate exceeded for stream stream under account 000000000000.");
    static_cast<void>(account.service.describe_limits());
    CHECK(refusal(account.service.describe_limits()).starts_with("LimitExceededException: "));
}

TEST_CASE("A request that breaks its constraints is not counted") {
    Counted account;
    for (int call = 0; call < 20; ++call) {
        CHECK(code_of(account.service.list_streams({.limit = 0})) == "ValidationException");
    }
    CHECK(account.service.list_streams().has_value());
}

TEST_CASE("An account can do without the rates") {
    Account account;
    account.create();
    for (int call = 0; call < 100; ++call) {
        CHECK(account.service.describe_limits().has_value());
    }
}
