// SPDX-License-Identifier: Apache-2.0
// A subscription to a closed shard ends with an event that names the children and no place to go
// on at, after all records.
#include "scenario/account.hpp"

namespace {

using Step = Account::Service::SubscriptionStep;

struct Ended : Account {
    Ended() {
        create("stream", 2);
        reader = consumer("reader");
    }
    /// All that a subscription gives by now.
    std::vector<Step> all(Account::Service::Subscription& subscription) {
        std::vector<Step> steps;
        static_cast<void>(
            subscription.push(clock.now(), [&](Step&& step) { steps.push_back(std::move(step)); }));
        return steps;
    }

    std::string reader;
};

}  // namespace

TEST_CASE("The last event of a split shard names its children and no place to go on at") {
    Ended account;
    account.put_at(0, "last");
    auto subscription = account.subscribe(account.reader);
    CHECK(account.all(subscription).size() == 1);
    account.split(0, 1000);
    account.clock.advance(1ms);
    const auto steps = account.all(subscription);
    REQUIRE(steps.size() == 2);
    REQUIRE(steps[0].event.has_value());
    CHECK_FALSE(steps[0].event->continuation_sequence_number.has_value());
    CHECK(steps[0].event->millis_behind_latest == 0ms);
    const auto& children = steps[0].event->child_shards;
    REQUIRE(children.size() == 2);
    CHECK(children[0].shard_id == weir::ShardId{2});
    CHECK(children[0].parent_shards == std::vector<weir::ShardId>{{0}});
    CHECK(children[1].shard_id == weir::ShardId{3});
    CHECK(children[1].hash_key_range.starting_hash_key == weir::HashKey{1000});
    CHECK(steps[1].ended);
    CHECK(subscription.is_over());
}

TEST_CASE("Children are named only once all records have been given") {
    Ended account;
    for (int at = 0; at < 5; ++at) {
        account.put_at(0, std::string(1'000'000, 'x'));
    }
    account.split(0, 1000);
    auto subscription = account.subscribe(account.reader);
    std::size_t records = 0;
    std::size_t endings = 0;
    for (int tenth = 0; tenth < 100 && !subscription.is_over(); ++tenth) {
        for (const Step& step : account.all(subscription)) {
            if (step.event) {
                records += Account::data_of(step.event->records).size();
                endings += step.event->child_shards.empty() ? 0U : 1U;
                CHECK(step.event->child_shards.empty() ==
                      step.event->continuation_sequence_number.has_value());
                CHECK((endings == 0 || records == 5));
            }
        }
        account.clock.advance(100ms);
    }
    CHECK(records == 5);
    CHECK(endings == 1);
    CHECK(subscription.is_over());
}

TEST_CASE("Both parents of a merge end with the one child, which has both as parents") {
    Ended account;
    auto lower = account.subscribe(account.reader, 0);
    auto upper = account.subscribe(account.reader, 1);
    account.merge(0, 1);
    for (auto* subscription : {&lower, &upper}) {
        const auto steps = account.all(*subscription);
        REQUIRE(steps.size() == 2);
        REQUIRE(steps[0].event->child_shards.size() == 1);
        CHECK(steps[0].event->child_shards[0].shard_id == weir::ShardId{2});
        CHECK(steps[0].event->child_shards[0].parent_shards ==
              std::vector<weir::ShardId>{{0}, {1}});
    }
}

TEST_CASE("A subscription to one shard goes on while another one is split") {
    Ended account;
    auto subscription = account.subscribe(account.reader, 1);
    account.split(0, 1000);
    account.put_at(Scenario::top(), "data");
    const auto steps = account.all(subscription);
    REQUIRE(steps.size() == 1);
    CHECK(Account::data_of(steps[0].event->records) == Texts{"data"});
}

TEST_CASE("A subscription to a shard that was closed before gives its end at once") {
    Ended account;
    account.put_at(0, "data");
    account.split(0, 1000);
    auto subscription =
        account.subscribe(account.reader, 0, {.type = weir::ShardIteratorType::latest});
    const auto steps = account.all(subscription);
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].event->child_shards.size() == 2);
    CHECK(Account::data_of(steps[0].event->records).empty());
}
