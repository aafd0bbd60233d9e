// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenario/scenario.hpp"
#include "weir/service/service.hpp"

namespace scenario {
using Clock = weir::ManualClock;
using Ring = weir::RingStorage<>;
}  // namespace scenario

extern template class weir::AccountStream<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceState<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceAccount<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceStreams<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceShards<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceSettings<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
extern template class weir::ServiceResources<scenario::Ring, scenario::Clock,
                                             weir::ServiceThrottle>;
extern template class weir::ServiceConsumers<scenario::Ring, scenario::Clock,
                                             weir::ServiceThrottle>;
extern template class weir::Service<scenario::Ring, scenario::Clock>;

/// What a call that has to succeed gives.
template <class Result>
auto ok(Result result) {
    if (!result.has_value()) {
        FAIL(result.error().message());
    }
    if constexpr (!std::is_void_v<typename Result::value_type>) {
        return std::move(*result);
    }
}

/// An account on a clock that stands still until it is moved, and short forms of the usual calls.
///
/// Neither calls nor records are counted unless a scenario says so.
struct Account {
    using Service = weir::Service<scenario::Ring, scenario::Clock>;

    explicit Account(const weir::ServiceOptions& options = relaxed())
        : service{options, clock, weir::ServiceThrottle{Scenario::unthrottled()}} {}

    /// As the service by default, but for what a scenario does not look at: the rates of calls.
    static weir::ServiceOptions relaxed() {
        weir::ServiceOptions options;
        options.limits.call_rates = false;
        return options;
    }
    static weir::ServiceOptions relaxed(const weir::ServiceDurations& durations) {
        weir::ServiceOptions options = relaxed();
        options.durations = durations;
        return options;
    }

    void create(std::string_view name = "stream", std::int32_t shards = 1) {
        ok(service.create_stream({.stream_name = name, .shard_count = shards}));
    }
    void create_on_demand(std::string_view name = "stream") {
        ok(service.create_stream(
            {.stream_name = name, .stream_mode_details = {{weir::StreamMode::on_demand}}}));
    }
    static std::string arn(std::string_view name = "stream") {
        return "arn:aws:kinesis:us-east-1:000000000000:stream/" + std::string{name};
    }
    /// Registers a consumer.  Gives: its ARN.
    std::string consumer(std::string_view name, std::string_view stream = "stream") {
        const std::string of = arn(stream);
        return ok(service.register_stream_consumer({.stream_arn = of, .consumer_name = name}))
            .consumer.consumer_arn;
    }

    weir::FullStreamDescriptionSummary summary(std::string_view name = "stream") {
        return ok(service.describe_stream_summary({.stream_name = name}))
            .stream_description_summary;
    }
    weir::StreamStatus status(std::string_view name = "stream") {
        return summary(name).stream_status;
    }
    /// All shards of a stream, a page's worth at most.
    std::vector<weir::Shard> shards(std::string_view name = "stream") {
        return ok(service.list_shards({.stream_name = name})).shards;
    }
    Indexes indexes(const weir::ListShardsInput& input = {.stream_name = "stream"}) {
        Indexes indexes;
        for (const weir::Shard& shard : ok(service.list_shards(input)).shards) {
            indexes.push_back(shard.shard_id.index);
        }
        return indexes;
    }
    /// The open shards alone.
    Indexes open_indexes(std::string_view name = "stream") {
        return indexes(
            {.stream_name = name, .shard_filter = {{.type = weir::ShardFilterType::at_latest}}});
    }

    weir::PutRecordOutput put(std::string_view key, std::string_view data = "data",
                              std::string_view name = "stream") {
        return ok(service.put_record(
            {.stream_name = name, .data = weir::Blob{data}, .partition_key = key}));
    }
    /// Puts to the shard that owns a hash key.
    weir::PutRecordOutput put_at(weir::HashKey hash_key, std::string_view data = "data",
                                 std::string_view name = "stream") {
        return ok(service.put_record({.stream_name = name,
                                      .data = weir::Blob{data},
                                      .partition_key = "key",
                                      .explicit_hash_key = hash_key}));
    }
    weir::ShardIterator place(std::uint32_t shard,
                              weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon,
                              std::string_view name = "stream") {
        return ok(service.get_shard_iterator({.stream_name = name,
                                              .shard_id = weir::ShardId{shard},
                                              .shard_iterator_type = type}))
            .shard_iterator;
    }
    Service::GetRecordsOutput read(const weir::ShardIterator& from) {
        return ok(service.get_records({.shard_iterator = from}));
    }
    /// The data of records, in order.
    template <class Records>
    static Texts data_of(const Records& records) {
        Texts data;
        for (const weir::RecordView record : records) {
            data.emplace_back(record.data().as_text());
        }
        return data;
    }
    /// The data that is in a shard.
    Texts data_in(std::uint32_t shard, std::string_view name = "stream") {
        return data_of(read(place(shard, weir::ShardIteratorType::trim_horizon, name)).records);
    }

    void split(std::uint32_t shard, weir::HashKey at, std::string_view name = "stream") {
        ok(service.split_shard({.stream_name = name,
                                .shard_to_split = weir::ShardId{shard},
                                .new_starting_hash_key = at}));
    }
    void merge(std::uint32_t lower, std::uint32_t upper, std::string_view name = "stream") {
        ok(service.merge_shards({.stream_name = name,
                                 .shard_to_merge = weir::ShardId{lower},
                                 .adjacent_shard_to_merge = weir::ShardId{upper}}));
    }
    Account::Service::Subscription subscribe(std::string_view consumer_arn, std::uint32_t shard = 0,
                                             const weir::StartingPosition& from = {
                                                 .type = weir::ShardIteratorType::trim_horizon}) {
        return ok(service.subscribe_to_shard({.consumer_arn = consumer_arn,
                                              .shard_id = weir::ShardId{shard},
                                              .starting_position = from}));
    }

    weir::ManualClock clock;
    Service service;
};

/// The stream that most scenarios have, as its error texts name it.
inline const std::string under_account = "stream stream under account 000000000000";
