// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "weir/service/service.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

/// An account in virtual time, and short ways to use it. Nothing is limited unless options say so.
struct Account {
    using Service = weir::Service<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;
    using Page = Service::GetRecordsOutput;
    using Subscription = Service::Subscription;
    using Step = Service::SubscriptionStep;

    explicit Account(const weir::ServiceOptions& options = unlimited())
        : service{options, clock, weir::Unlimited{}} {}

    static weir::ServiceOptions unlimited() { return {.limits = weir::ServiceLimits::unlimited()}; }
    /// Everything takes as long as it would, and nothing is limited.
    static weir::ServiceOptions slow(weir::Duration each) {
        return {.limits = weir::ServiceLimits::unlimited(),
                .durations = weir::ServiceDurations::all(each)};
    }
    /// The limits of the service, but for its call rates.
    static weir::ServiceOptions limited() { return {.limits = {.call_rates = false}}; }

    static std::string arn(std::string_view stream = "stream") {
        return "arn:aws:kinesis:us-east-1:000000000000:stream/" + std::string{stream};
    }

    /// Stops the test if a step on the way did not work.
    static void need(const weir::Result<void>& result) {
        if (!result) {
            throw std::runtime_error{result.error().message()};
        }
    }

    void create(std::string_view name = "stream", std::int32_t shards = 1) {
        need(service.create_stream({.stream_name = name, .shard_count = shards}));
    }
    weir::Result<void> create_on_demand(std::string_view name = "stream") {
        return service.create_stream({.stream_name = name,
                                      .stream_mode_details = weir::StreamModeDetailsInput{
                                          .stream_mode = weir::StreamMode::on_demand}});
    }
    weir::Result<void> remove(std::string_view name = "stream") {
        return service.delete_stream({.stream_name = name});
    }
    weir::Result<void> split(std::string_view shard, std::string_view stream = "stream",
                             weir::HashKey at = weir::HashKeyRange::whole().middle()) {
        return service.split_shard(
            {.stream_name = stream, .shard_to_split = shard, .new_starting_hash_key = at});
    }
    weir::FullStreamDescription describe(std::string_view name = "stream") {
        return service.describe_stream({.stream_name = name}).value().stream_description;
    }
    weir::FullStreamDescriptionSummary summary(std::string_view name = "stream") {
        return service.describe_stream_summary({.stream_name = name})
            .value()
            .stream_description_summary;
    }
    weir::StreamStatus status(std::string_view name = "stream") {
        return summary(name).stream_status;
    }

    weir::Result<weir::PutRecordOutput> try_put(std::string_view data = "data",
                                                std::string_view stream = "stream",
                                                std::string_view key = "key") {
        return service.put_record({.stream_name = stream, .data = data, .partition_key = key});
    }
    weir::PutRecordOutput put(std::string_view data = "data", std::string_view stream = "stream",
                              std::string_view key = "key") {
        return try_put(data, stream, key).value();
    }
    weir::Result<weir::GetShardIteratorOutput> try_iterator(
        std::string_view shard = "0", std::string_view stream = "stream",
        weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon) {
        return service.get_shard_iterator(
            {.stream_name = stream, .shard_id = shard, .shard_iterator_type = type});
    }
    weir::ShardIterator iterator(
        std::string_view shard = "0", std::string_view stream = "stream",
        weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon) {
        return try_iterator(shard, stream, type).value().shard_iterator;
    }
    weir::Result<Page> read(const weir::ShardIterator& from) {
        return service.get_records({.shard_iterator = from});
    }
    /// Data of all records of a page or an event, with a `*` at those that were encrypted.
    template <class Records>
    static std::vector<std::string> texts(const Records& page) {
        std::vector<std::string> all;
        for (const auto record : page.records) {
            all.emplace_back(record.data().as_text());
            if (page.encryption_type_of(record) == weir::EncryptionType::kms) {
                all.back() += '*';
            }
        }
        return all;
    }
    std::vector<std::string> read_all(std::string_view shard = "0",
                                      std::string_view stream = "stream") {
        return texts(read(iterator(shard, stream)).value());
    }

    /// Gives: the consumer's ARN.
    std::string consumer(std::string_view name = "reader", std::string_view stream = "stream") {
        const std::string of = arn(stream);
        return service.register_stream_consumer({.stream_arn = of, .consumer_name = name})
            .value()
            .consumer.consumer_arn;
    }
    weir::Result<Subscription> subscribe(
        std::string_view consumer_arn,
        const weir::StartingPosition& from = {.type = weir::ShardIteratorType::trim_horizon},
        std::string_view shard = "0") {
        return service.subscribe_to_shard(
            {.consumer_arn = consumer_arn, .shard_id = shard, .starting_position = from});
    }
    Step next(Subscription& subscription) { return subscription.next(clock.now()); }

    weir::ManualClock clock;
    Service service;
};

/// The text of an error, or what stands for success.
template <class T>
std::string text_of(const weir::Result<T>& result) {
    return result ? std::string{"success"} : result.error().message();
}
/// The exception and the text.
template <class T>
std::string error_of(const weir::Result<T>& result) {
    return result ? std::string{"success"}
                  : std::string{weir::exception_name(result.error().code())} + ": " +
                        result.error().message();
}
