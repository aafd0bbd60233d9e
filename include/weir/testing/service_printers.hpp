// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "weir/service/input_shapes.hpp"
#include "weir/service/operation.hpp"
#include "weir/service/output_shapes.hpp"
#include "weir/service/service.hpp"
#include "weir/testing/printers.hpp"

/// As printers.hpp, also for what an account takes and gives: requests and results show by the
/// names of the service's model, as far as something was given.
namespace weir::inline v0 {

template <>
inline constexpr std::size_t enumerators<StreamMode> = 2;
template <>
inline constexpr std::size_t enumerators<EncryptionType> = 2;
template <>
inline constexpr std::size_t enumerators<ScalingType> = 1;
template <>
inline constexpr std::size_t enumerators<ConsumerStatus> = 3;
template <>
inline constexpr std::size_t enumerators<MetricsName> = 8;
template <>
inline constexpr std::size_t enumerators<MinimumThroughputBillingCommitmentStatus> = 3;
template <>
inline constexpr std::size_t enumerators<ServiceOperation> = service_operations;
template <>
inline constexpr std::size_t enumerators<CallScope> = 4;
template <>
inline constexpr std::size_t enumerators<MetricUnit> = 3;
template <>
inline constexpr std::size_t enumerators<Metric> = metrics_known;

template <class E>
inline constexpr bool detail::is_shown_class<Choice<E>> = true;
template <>
inline constexpr bool detail::is_shown_class<ShardIteratorArgument> = true;
template <>
inline constexpr bool detail::is_shown_class<BatchOwner> = true;
template <>
inline constexpr bool detail::is_shown_class<EncryptionMarks> = true;
template <>
inline constexpr bool detail::is_vector<std::span<const PutRecordsRequestEntry>> = true;
template <>
inline constexpr bool detail::is_vector<std::span<const EncryptionSwitch>> = true;

template <class E>
void append_value(std::string& out, const Choice<E>& choice) {
    if (choice.value() || !choice.has_value()) {
        detail::append_text(out, choice.value());
    } else {
        detail::append_quoted(out, choice.as_given());
    }
}
inline void append_value(std::string& out, const ShardIteratorArgument& iterator) {
    if (iterator.is_text()) {
        detail::append_quoted(out, iterator.text());
    } else if (iterator.has_value()) {
        detail::append_iterator(out, iterator.iterator());
    } else {
        out += "nothing";
    }
}
inline void append_value(std::string& out, const BatchOwner& owner) {
    out += owner.has_value() ? "a stream" : "nothing";
}
inline void append_value(std::string& out, const EncryptionMarks& marks) {
    detail::append_text(out, marks.switches());
}

template <>
inline constexpr std::string_view member_list<StreamEncryption> = "type key_id";
template <>
inline constexpr std::string_view member_list<StreamCapacity> = "mode warm_mibps";
template <>
inline constexpr std::string_view member_list<EncryptionSwitch> = "encrypted when first_index";
template <>
inline constexpr std::string_view member_list<ParsedArn> =
    "region account stream consumer consumer_created_seconds";
template <>
inline constexpr std::string_view member_list<OpenShardLoad> = "id range bytes";
template <>
inline constexpr std::string_view member_list<Transition> = "begun takes";
template <>
inline constexpr std::string_view member_list<OperationFacts> =
    "name calls_per_second scope data_plane";
template <>
inline constexpr std::string_view member_list<GetShardIteratorOutput> = "shard_iterator";
template <>
inline constexpr std::string_view member_list<PutRecordsOutput> =
    "failed_record_count records encryption_type stream_name";
template <class Batch>
inline constexpr std::string_view member_list<BasicGetRecordsOutput<Batch>> =
    "owner records next_shard_iterator millis_behind_latest child_shards encryption";
template <class Batch>
inline constexpr std::string_view member_list<BasicSubscribeToShardEvent<Batch>> =
    "owner records continuation_sequence_number millis_behind_latest child_shards encryption";
template <>
inline constexpr std::string_view member_list<StatisticSet> = "sample_count sum minimum maximum";
template <>
inline constexpr std::string_view member_list<MetricDataPoint> = "timestamp statistics";
template <>
inline constexpr std::string_view member_list<MetricKey> = "metric shard_id consumer_name";
template <>
inline constexpr std::string_view member_list<MetricSeries> = "key points";
template <>
inline constexpr std::string_view member_list<SubscriptionTerms> =
    "life heartbeat bytes_per_second";
template <class Event>
inline constexpr std::string_view member_list<BasicSubscriptionStep<Event>> =
    "event error ended next_due";
template <>
inline constexpr std::string_view member_list<OnDemandOptions> =
    "shards_at_start split_above_bytes_per_second bytes_per_second_of_shard window times_peak "
    "peak_memory bytes_per_second_max";
template <>
inline constexpr std::string_view member_list<ServiceLimits> =
    "shards on_demand_streams creating_streams deleting_streams consumers "
    "consumers_with_advantage creating_consumers tags shard_count_updates_per_day "
    "mode_updates_per_day encryption_updates_per_day warm_throughput_mibps policy_bytes "
    "call_rates subscription_bytes_per_second";
template <>
inline constexpr std::string_view member_list<ServiceDurations> =
    "create_stream delete_stream split_shard merge_shards update_shard_count update_stream_mode "
    "start_stream_encryption stop_stream_encryption update_stream_warm_throughput "
    "register_stream_consumer deregister_stream_consumer";
template <>
inline constexpr std::string_view member_list<ServiceOptions> =
    "account_id region limits durations on_demand iterator_life subscription_life "
    "subscription_takeover_after subscription_heartbeat metrics_kept measure_latencies seed";

}  // namespace weir::inline v0
