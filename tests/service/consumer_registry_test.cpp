// SPDX-License-Identifier: Apache-2.0
#include "weir/service/consumer_registry.hpp"

#include <string>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::ConsumerRegistry;
using weir::ConsumerStatus;
using weir::Instant;
using weir::RegisteredConsumer;
using weir::ShardId;
using weir::SubscriptionSlot;

namespace {

const Instant start = Instant::from_seconds(1'000);

RegisteredConsumer& add(ConsumerRegistry& registry, const std::string& name,
                        weir::Duration takes = 5s) {
    return registry.add(
        {.name = name, .arn = "arn:" + name, .created = start, .changing = {start, takes}});
}

}  // namespace

TEST_CASE("A consumer is CREATING, then ACTIVE, then DELETING, then gone") {
    ConsumerRegistry registry;
    RegisteredConsumer& one = add(registry, "one");
    registry.settle(start + 4s);
    CHECK(one.state == ConsumerStatus::creating);
    CHECK(registry.creating() == 1);
    registry.settle(start + 5s);
    CHECK(one.state == ConsumerStatus::active);
    CHECK(registry.creating() == 0);
    registry.remove(one, start + 10s, 5s);
    CHECK(one.state == ConsumerStatus::deleting);
    registry.settle(start + 14s);
    CHECK(registry.find("one") == &one);
    CHECK(registry.size() == 1);
    registry.settle(start + 15s);
    CHECK(registry.find("one") == nullptr);
    CHECK(registry.size() == 0);
}

TEST_CASE("A consumer whose deletion takes no time is gone at once") {
    ConsumerRegistry registry;
    registry.remove(add(registry, "one"), start, 0s);
    CHECK(registry.size() == 0);
}

TEST_CASE("A consumer that is removed twice goes when it would have gone") {
    ConsumerRegistry registry;
    RegisteredConsumer& one = add(registry, "one");
    registry.remove(one, start, 5s);
    registry.remove(one, start + 4s, 5s);
    registry.settle(start + 5s);
    CHECK(registry.size() == 0);
}

TEST_CASE("A consumer made at another time is another one") {
    ConsumerRegistry registry;
    add(registry, "one");
    CHECK(registry.find_arn("one", 1'000) != nullptr);
    CHECK(registry.find_arn("one", 1'001) == nullptr);
    CHECK(registry.find_arn("two", 1'000) == nullptr);
    CHECK(registry.find_arn("one", ~std::uint64_t{0}) == nullptr);
}

TEST_CASE("Consumers are kept by name") {
    ConsumerRegistry registry;
    add(registry, "b");
    add(registry, "a");
    std::string names;
    for (const auto& [name, one] : registry.all()) {
        names += name;
        CHECK(one.describe() == weir::Consumer{.consumer_name = name,
                                               .consumer_arn = "arn:" + name,
                                               .consumer_status = ConsumerStatus::creating,
                                               .consumer_creation_timestamp = start});
    }
    CHECK(names == "ab");
}

TEST_CASE("The latest subscription counts, until the consumer is gone") {
    ConsumerRegistry registry;
    RegisteredConsumer& one = add(registry, "one");
    SubscriptionSlot& slot = one.slot(ShardId{3});
    CHECK(&slot == &one.slot(ShardId{3}));
    CHECK(&slot != &one.slot(ShardId{4}));
    CHECK_FALSE(slot.last_begun().has_value());
    const auto first = slot.begin(start);
    CHECK(slot.end_of(first) == SubscriptionSlot::End::none);
    const auto second = slot.begin(start + 5s);
    CHECK(slot.last_begun() == start + 5s);
    CHECK(slot.end_of(first) == SubscriptionSlot::End::taken_over);
    CHECK(slot.end_of(second) == SubscriptionSlot::End::none);
    registry.close_all();
    CHECK(slot.end_of(first) == SubscriptionSlot::End::consumer_gone);
    CHECK(slot.end_of(second) == SubscriptionSlot::End::consumer_gone);
}

TEST_CASE("Who removes a consumer ends its subscriptions at once") {
    ConsumerRegistry registry;
    RegisteredConsumer& one = add(registry, "one");
    const auto slot = one.shared_slot(ShardId{0});
    const auto number = slot->begin(start);
    registry.remove(one, start, 1h);
    CHECK(slot->end_of(number) == SubscriptionSlot::End::consumer_gone);
}

TEST_CASE("What a subscription takes has to be paid for before it takes more") {
    SubscriptionSlot slot;
    CHECK(slot.paid_at(start) <= start);
    slot.charge(start, 1'048'576, 2'097'152);
    CHECK(slot.paid_at(start) == start + 500ms);
    slot.charge(start + 100ms, 1'048'576, 2'097'152);
    CHECK(slot.paid_at(start + 100ms) == start + 1s);
    slot.charge(start + 5s, 2'097'152, 2'097'152);
    CHECK(slot.paid_at(start + 5s) == start + 6s);
}

TEST_CASE("A clock that steps back makes no debt last longer than it did") {
    SubscriptionSlot slot;
    slot.charge(start, 1'048'576, 2'097'152);
    CHECK(slot.paid_at(start - 1h) == start - 1h + 500ms);
}

TEST_CASE("A consumer and shard have an allowance of calls of their own") {
    SubscriptionSlot slot;
    CHECK(slot.admit_call(start, 1));
    CHECK_FALSE(slot.admit_call(start + 999ms, 1));
    CHECK(slot.admit_call(start + 1s, 1));
}
