// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_options.hpp"

#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::ServiceDurations;
using weir::ServiceLimits;

TEST_CASE("An account has the service's limits unless told otherwise") {
    const ServiceLimits limits;
    CHECK(limits.shards == 20'000);
    CHECK(limits.on_demand_streams == 50);
    CHECK(limits.creating_streams == 5);
    CHECK(limits.deleting_streams == 5);
    CHECK(limits.consumers == 20);
    CHECK(limits.consumers_with_advantage == 50);
    CHECK(limits.creating_consumers == 5);
    CHECK(limits.tags == 50);
    CHECK(limits.shard_count_updates_per_day == 10);
    CHECK(limits.mode_updates_per_day == 2);
    CHECK(limits.encryption_updates_per_day == 25);
    CHECK(limits.warm_throughput_mibps == 10'240);
    CHECK(limits.call_rates);
    CHECK(limits.subscription_bytes_per_second == 2'097'152);
    const weir::ServiceOptions options;
    CHECK(options.iterator_life == 300s);
    CHECK(options.subscription_life == 300s);
    CHECK(options.subscription_takeover_after == 5s);
}

TEST_CASE("Without limits no figure of an account is one") {
    const ServiceLimits limits = ServiceLimits::unlimited();
    CHECK_FALSE(limits.call_rates);
    for (const auto each :
         {limits.shards, limits.on_demand_streams, limits.creating_streams, limits.deleting_streams,
          limits.consumers, limits.consumers_with_advantage, limits.creating_consumers, limits.tags,
          limits.shard_count_updates_per_day, limits.mode_updates_per_day,
          limits.encryption_updates_per_day, limits.warm_throughput_mibps, limits.policy_bytes}) {
        CHECK(each == 0xffff'ffff);
    }
}

TEST_CASE("One length of time for everything is one for everything") {
    const auto each = [](const ServiceDurations& all) {
        return std::vector<weir::Duration>{all.create_stream,
                                           all.delete_stream,
                                           all.split_shard,
                                           all.merge_shards,
                                           all.update_shard_count,
                                           all.update_stream_mode,
                                           all.start_stream_encryption,
                                           all.stop_stream_encryption,
                                           all.update_stream_warm_throughput,
                                           all.register_stream_consumer,
                                           all.deregister_stream_consumer};
    };
    for (const auto one : each(ServiceDurations::all(7s))) {
        CHECK(one == 7s);
    }
    for (const auto one : each(ServiceDurations::instant())) {
        CHECK(one == 0s);
    }
    for (const auto one : each(ServiceDurations::aws_like())) {
        CHECK(one >= 5s);
    }
    CHECK(ServiceDurations::aws_like().create_stream == 35s);
    CHECK(ServiceDurations::aws_like().split_shard == 30s);
}
