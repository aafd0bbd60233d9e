// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string_view>

#include "weir/stream/metrics.hpp"
#include "weir/stream/shard_list.hpp"
#include "weir/stream/stream.hpp"
#include "weir/stream/texts.hpp"
#include "weir/testing/to_text.hpp"

/// Shows values of weir wherever a stream is written to, as Catch2 and GoogleTest do.
///
/// Include it beside the test framework, in every file of a test program: a framework decides once
/// for the whole program how it shows a type.
namespace weir::inline v0 {

template <>
inline constexpr std::string_view member_list<GetRecordsRequest> = "shard_iterator limit";
template <class Batch>
inline constexpr std::string_view member_list<BasicGetRecordsResult<Batch>> =
    "records next_shard_iterator millis_behind_latest child_shards";
template <>
inline constexpr std::string_view member_list<ShardClosure> = "closed close_seconds children";
template <>
inline constexpr std::string_view member_list<ShardQuery> = "type timestamp after max_results";
template <>
inline constexpr std::string_view member_list<ReshardTerms> =
    "resharding_time shard_limit other_shards";
template <>
inline constexpr std::string_view member_list<StreamIdentity> = "stream account region";
template <>
inline constexpr std::string_view member_list<ShardMetrics> =
    "shard_id incoming_bytes incoming_records outgoing_bytes outgoing_records "
    "write_provisioned_throughput_exceeded read_provisioned_throughput_exceeded "
    "iterator_age_milliseconds";
template <>
inline constexpr std::string_view member_list<StreamMetrics> =
    "incoming_bytes incoming_records put_record_bytes put_record_success put_records_bytes "
    "put_records_success put_records_total_records put_records_successful_records "
    "put_records_failed_records put_records_throttled_records "
    "write_provisioned_throughput_exceeded get_records_bytes get_records_records "
    "get_records_success get_records_iterator_age_milliseconds "
    "read_provisioned_throughput_exceeded shards";

template <printable T>
std::ostream& operator<<(std::ostream& out, const T& value) {
    return out << to_text(value);
}
template <printable T>
std::ostream& operator<<(std::ostream& out, const std::optional<T>& value) {
    return out << to_text(value);
}

}  // namespace weir::inline v0
