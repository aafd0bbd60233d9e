// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "catch.hpp"
#include "weir/service/metric_store.hpp"

using weir::Instant;
using weir::Metric;
using weir::MetricStore;
using weir::StatisticSet;

TEST_CASE("A statistic set keeps count, sum and extremes of what it is given") {
    StatisticSet set;
    CHECK(set.average() == 0);
    for (const double value : {3.0, -1.0, 4.0}) {
        set.add(value);
    }
    CHECK(set == StatisticSet{.sample_count = 3, .sum = 6, .minimum = -1, .maximum = 4});
    CHECK(set.average() == 2);
}

TEST_CASE("A store keeps the newest points of each metric, and none for an idle minute") {
    MetricStore store{2};
    StatisticSet one;
    one.add(1);
    for (int minute = 0; minute < 3; ++minute) {
        store.add({.metric = Metric::incoming_bytes}, Instant::from_seconds(60 * minute), one);
    }
    store.add({.metric = Metric::incoming_records}, Instant::from_seconds(0), {});
    const auto all = store.all();
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].points.size() == 2);
    CHECK(all[0].points[0].timestamp == Instant::from_seconds(60));
    CHECK(all[0].points[1].timestamp == Instant::from_seconds(120));
}

TEST_CASE("A store of nothing keeps nothing") {
    MetricStore store{0};
    StatisticSet one;
    one.add(1);
    store.add({.metric = Metric::incoming_bytes}, Instant::from_seconds(0), one);
    CHECK(store.all().empty());
}

TEST_CASE("Metrics of shards and consumers are series of their own, in order") {
    MetricStore store{5};
    StatisticSet one;
    one.add(1);
    const auto at = Instant::from_seconds(0);
    store.add({.metric = Metric::shard_incoming_bytes, .shard_id = weir::ShardId{1}}, at, one);
    store.add({.metric = Metric::shard_incoming_bytes, .shard_id = weir::ShardId{0}}, at, one);
    store.add({.metric = Metric::subscribe_to_shard_success, .consumer_name = "b"}, at, one);
    store.add({.metric = Metric::subscribe_to_shard_success, .consumer_name = "a"}, at, one);
    const auto all = store.all();
    REQUIRE(all.size() == 4);
    CHECK(all[0].key.consumer_name == "a");
    CHECK(all[1].key.consumer_name == "b");
    CHECK(all[2].key.shard_id == weir::ShardId{0});
    CHECK(all[3].key.shard_id == weir::ShardId{1});
}

TEST_CASE("Every metric has a name and a unit; only a shard's may share a stream's name") {
    std::set<std::string> names;
    std::size_t of_shards = 0;
    for (std::size_t at = 0; at < weir::metrics_known; ++at) {
        const auto metric = static_cast<Metric>(at);
        CHECK_FALSE(to_string(metric).empty());
        CHECK_FALSE(to_string(unit_of(metric)).empty());
        of_shards += is_of_shard(metric) ? 1U : 0U;
        if (!is_of_shard(metric)) {
            CHECK(names.insert(std::string{to_string(metric)}).second);
        }
    }
    CHECK(of_shards == 7);
    CHECK(to_string(Metric::get_records_iterator_age_milliseconds) ==
          "GetRecords.IteratorAgeMilliseconds");
    CHECK(unit_of(Metric::get_records_iterator_age_milliseconds) == weir::MetricUnit::milliseconds);
    CHECK(to_string(Metric::shard_iterator_age_milliseconds) == "IteratorAgeMilliseconds");
}
