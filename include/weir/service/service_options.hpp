// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"

namespace weir::inline v0 {

/// How an on-demand stream grows.  Source: developer guide, on-demand mode; what it leaves open is
/// chosen here, see docs/differences.md.
struct OnDemandOptions {
    std::uint32_t shards_at_start = limits::on_demand_shards_at_start;
    /// A shard that takes in more than this in a window is split.  Units: bytes a second.
    std::uint64_t split_above_bytes_per_second = 500'000;
    /// What a shard is good for, by which the stream's capacity is counted.  Units: bytes a second.
    std::uint64_t bytes_per_second_of_shard = limits::write_bytes_per_second;
    /// How long load is looked at, and how soon one generation of splits follows another: the
    /// stream at most doubles in that time.
    Duration window = std::chrono::minutes{15};
    /// The capacity keeps up with so many times the peak of `peak_memory`.
    std::uint32_t times_peak = 2;
    Duration peak_memory = std::chrono::hours{24 * 30};
    /// The most that one stream grows to.  Units: bytes a second.
    std::uint64_t bytes_per_second_max = 10ULL * 1024 * 1024 * 1024;
};

/// What an account may do; each limit of the service with its default.
struct ServiceLimits {
    std::uint32_t shards = limits::account_shards_default;
    std::uint32_t on_demand_streams = limits::account_on_demand_streams_default;
    std::uint32_t creating_streams = limits::account_creating_streams_max;
    std::uint32_t deleting_streams = limits::account_deleting_streams_max;
    std::uint32_t consumers = limits::consumers_max;
    std::uint32_t consumers_with_advantage = limits::consumers_max_on_demand_advantage;
    std::uint32_t creating_consumers = limits::consumers_creating_max;
    std::uint32_t tags = limits::tags_max;
    std::uint32_t shard_count_updates_per_day = limits::update_shard_count_per_day;
    std::uint32_t mode_updates_per_day = limits::stream_mode_updates_per_day;
    std::uint32_t encryption_updates_per_day = limits::encryption_updates_per_day;
    /// Of all streams of the account together.  Units: MiB a second.
    std::uint32_t warm_throughput_mibps = 10 * 1024;
    /// The service does not say how long a resource policy may be.  Units: bytes.
    std::uint32_t policy_bytes = 20 * 1024;
    /// Whether calls are counted against the rates of the operations.
    bool call_rates = true;
    /// What each consumer may take of each shard.  Units: bytes a second.
    std::uint64_t subscription_bytes_per_second = limits::read_bytes_per_second;

    /// Nothing is limited but what the model's shapes say.
    [[nodiscard]] static ServiceLimits unlimited() noexcept {
        constexpr auto any = std::numeric_limits<std::uint32_t>::max();
        return {.shards = any,
                .on_demand_streams = any,
                .creating_streams = any,
                .deleting_streams = any,
                .consumers = any,
                .consumers_with_advantage = any,
                .creating_consumers = any,
                .tags = any,
                .shard_count_updates_per_day = any,
                .mode_updates_per_day = any,
                .encryption_updates_per_day = any,
                .warm_throughput_mibps = any,
                .policy_bytes = any,
                .call_rates = false,
                .subscription_bytes_per_second = std::uint64_t{1} << 40};
    }
};

/// How long things stay in a state that passes by itself.
struct ServiceDurations {
    Duration create_stream{0};
    Duration delete_stream{0};
    Duration split_shard{0};
    Duration merge_shards{0};
    Duration update_shard_count{0};
    Duration update_stream_mode{0};
    Duration start_stream_encryption{0};
    Duration stop_stream_encryption{0};
    Duration update_stream_warm_throughput{0};
    Duration register_stream_consumer{0};
    Duration deregister_stream_consumer{0};

    /// Everything takes effect at once.
    [[nodiscard]] static ServiceDurations instant() noexcept { return {}; }
    /// The same time for everything.
    [[nodiscard]] static ServiceDurations all(Duration each) noexcept {
        return {each, each, each, each, each, each, each, each, each, each, each};
    }
    /// About as long as the service was seen to take.  Source: kinesalite's tests, live service;
    /// those that nobody has written down are guessed.
    [[nodiscard]] static ServiceDurations aws_like() noexcept {
        using std::chrono::seconds;
        return {.create_stream = seconds{35},
                .delete_stream = seconds{30},
                .split_shard = seconds{30},
                .merge_shards = seconds{30},
                .update_shard_count = seconds{60},
                .update_stream_mode = seconds{30},
                .start_stream_encryption = seconds{5},
                .stop_stream_encryption = seconds{5},
                .update_stream_warm_throughput = seconds{30},
                .register_stream_consumer = seconds{5},
                .deregister_stream_consumer = seconds{5}};
    }
};

/// What an account is made with.
struct ServiceOptions {
    std::string account_id = "000000000000";
    std::string region = "us-east-1";
    ServiceLimits limits{};
    ServiceDurations durations{};
    OnDemandOptions on_demand{};
    /// How long a shard iterator and a page token live.
    Duration iterator_life = limits::iterator_life;
    Duration subscription_life = limits::subscription_life;
    Duration subscription_takeover_after = limits::subscription_takeover_after;
    /// How often an idle subscription says that it is there.
    Duration subscription_heartbeat = std::chrono::seconds{5};
    /// Data points that are kept of each metric, one a minute in which something happened.
    std::uint32_t metrics_kept = 1440;
    /// Whether the Latency metrics are kept: a put then reads the clock twice.
    bool measure_latencies = false;
    /// Marks iterators and tokens, so that another account refuses them.
    std::uint64_t seed = 0x7765'6972'2021'0002;
};

}  // namespace weir::inline v0
