// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "weir/service/service_records.hpp"
#include "weir/service/subscription.hpp"

namespace weir::inline v0 {

/// One account of Kinesis Data Streams in one region, inside this process: all 39 operations.
///
/// The operations have the service's names, its checks in its order, its errors and their texts.
/// All time comes from `Clock`. What the service does later, from CREATING to ACTIVE to the growth
/// of on-demand streams, is done by the first call after it is due; there is no thread.
///
/// Thread: any, for every operation. Progress: puts and reads wait for nothing but the making and
/// deleting of a stream; the others take turns.
template <class Storage = RingStorage<>, class Clock = SystemClock,
          class Throttle = ServiceThrottle>
class Service : public ServiceRecords<Storage, Clock, Throttle> {
    using Base = ServiceRecords<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    using StreamType = typename Base::AccountStreamType;
    using Subscription = BasicSubscription<StreamType>;
    using SubscribeToShardEvent = typename Subscription::Event;
    using SubscriptionStep = typename Subscription::Step;

    /// An account without streams. `clock` must outlive it. The shards of its streams take bursts
    /// of the largest record that their stream allows, as the service's do.
    explicit Service(const ServiceOptions& options = {}, Clock& clock = default_clock<Clock>(),
                     const typename Storage::Options& storage = {})
        : Base{options, clock, nullptr, storage} {}
    /// The same with a throttle of which each shard gets a fresh one.
    Service(const ServiceOptions& options, Clock& clock, const Throttle& throttle,
            const typename Storage::Options& storage = {})
        : Base{options, clock, &throttle, storage} {}

    /// Begins a subscription, which takes over from an older one of the same consumer and shard.
    ///
    /// Errors: validation, resource_not_found (stream, consumer, shard), resource_in_use (the
    ///         consumer is not ACTIVE, the last call is less than 5 s ago), invalid_argument,
    ///         limit_exceeded (a call a second for each consumer and shard).
    /// Source: SubscribeToShard, service model 2013-12-02.
    Result<Subscription> subscribe_to_shard(const SubscribeToShardInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        auto resource = this->find_consumer(Op::subscribe_to_shard, *input.consumer_arn);
        if (!resource) {
            return fail(resource.error());
        }
        const StreamIdentity& who = resource->who();
        const auto shard = input.shard_id.value();
        if (!shard) {
            return fail(texts::could_not_find_shard(who, input.shard_id.as_given()));
        }
        RegisteredConsumer& consumer = *resource->consumer;
        StreamType& stream = resource->found.stream();
        const Instant now = resource->found.now;
        if (consumer.state != ConsumerStatus::active) {
            return fail(texts::consumer_not_active(who, consumer.name, consumer.created.seconds()));
        }
        if (this->is_in_transit(resource->found.status)) {
            return fail(texts::shard_does_not_exist(who, *shard));
        }
        auto place = stream.get_shard_iterator(
            {.shard_id = *shard,
             .shard_iterator_type = *input.starting_position->type.value(),
             .starting_sequence_number = input.starting_position->sequence_number,
             .timestamp = input.starting_position->timestamp});
        if (!place) {
            return fail(place.error());
        }
        const auto& slot = consumer.shared_slot(*shard);
        if (this->options().limits.call_rates &&
            !slot->admit_call(now, facts_of(Op::subscribe_to_shard).calls_per_second)) {
            stream.meter.note(Metric::subscribe_to_shard_rate_exceeded, consumer.name, 1);
            return fail(texts::rate_exceeded(who));
        }
        const auto begun = slot->last_begun();
        if (begun && *begun <= now && now - *begun < this->options().subscription_takeover_after) {
            stream.meter.note(Metric::subscribe_to_shard_rate_exceeded, consumer.name, 1);
            return fail(texts::subscription_exists(who, *shard, consumer.name));
        }
        stream.meter.note(Metric::subscribe_to_shard_success, consumer.name, 1);
        return Subscription{resource->found.pointer, slot, slot->begin(now), *place, consumer.arn,
                            subscription_terms(),    now};
    }

    /// The data points of a stream's metrics, one for each minute that is over and in which
    /// something happened, those of single shards if enhanced monitoring is on, those of consumers
    /// by name.
    ///
    /// Latencies are kept only with `measure_latencies`.
    /// Errors: resource_not_found.
    /// Source: Amazon CloudWatch metrics of Kinesis Data Streams.
    [[nodiscard]] Result<std::vector<MetricSeries>> metric_data(std::string_view stream_name) {
        const auto found = this->stream(stream_name);
        if (found == nullptr) {
            return fail(texts::stream_not_found(stream_name, this->options().account_id));
        }
        return found->metric_data();
    }
    /// The streams that there are, by name.
    [[nodiscard]] std::vector<std::shared_ptr<StreamType>> streams() const {
        std::vector<std::shared_ptr<StreamType>> all;
        {
            const auto shared = this->directory().lock.shared();
            for (const auto& [name, one] : this->directory().all()) {
                all.push_back(one);
            }
        }
        std::sort(all.begin(), all.end(),
                  [](const auto& a, const auto& b) { return a->stream_name() < b->stream_name(); });
        return all;
    }

private:
    [[nodiscard]] SubscriptionTerms subscription_terms() const noexcept {
        return {.life = this->options().subscription_life,
                .heartbeat = this->options().subscription_heartbeat,
                .bytes_per_second = this->options().limits.subscription_bytes_per_second};
    }
};

}  // namespace weir::inline v0
