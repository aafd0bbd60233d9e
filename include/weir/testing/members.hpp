// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/core/aggregated_record.hpp"
#include "weir/core/error.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/record.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/stream/model.hpp"

/// What structs are made of, by name: written once, for all who print, keep or compare any of them.
namespace weir::inline v0 {

/// The names of a struct's members in their order, with blanks between; none for anything else.
template <class T>
inline constexpr std::string_view member_list{};

/// How many values an enumeration has, which are counted from 0 and have names by `to_string`.
template <class Enum>
inline constexpr std::size_t enumerators = 0;

template <class T>
concept has_members = !member_list<T>.empty();
template <class Enum>
concept has_enumerators = (enumerators<Enum> != 0);

namespace detail {

/// Kinds of members that hold others.
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_length_of_time = false;
template <class Count, class Period>
inline constexpr bool is_length_of_time<std::chrono::duration<Count, Period>> = true;

[[nodiscard]] constexpr std::size_t count_names(std::string_view list) noexcept {
    std::size_t count = list.empty() ? 0 : 1;
    for (const char letter : list) {
        count += letter == ' ' ? 1U : 0U;
    }
    return count;
}
template <std::size_t Count>
[[nodiscard]] constexpr std::array<std::string_view, Count> split_names(
    std::string_view list) noexcept {
    std::array<std::string_view, Count> names{};
    for (std::string_view& name : names) {
        name = list.substr(0, list.find(' '));
        list.remove_prefix(name.size() < list.size() ? name.size() + 1 : list.size());
    }
    return names;
}

/// References to all members, of which there are more than twelve.
template <std::size_t Count, class T>
[[nodiscard]] constexpr auto many_members(T& value) noexcept {
    static_assert(Count <= 24, "one more way is needed below");
    if constexpr (Count == 13) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m);
    } else if constexpr (Count == 14) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
    } else if constexpr (Count == 15) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
    } else if constexpr (Count == 16) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
    } else if constexpr (Count == 17) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
    } else if constexpr (Count == 18) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
    } else if constexpr (Count == 19) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
    } else if constexpr (Count == 20) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t);
    } else if constexpr (Count == 21) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u);
    } else if constexpr (Count == 22) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v);
    } else if constexpr (Count == 23) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w);
    } else if constexpr (Count == 24) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x);
    }
}

/// References to all members. A struct whose members are not all named does not compile.
template <class T>
[[nodiscard]] constexpr auto members(T& value) noexcept {
    constexpr std::size_t count = count_names(member_list<std::remove_const_t<T>>);
    static_assert(count > 0);
    if constexpr (count == 1) {
        auto& [a] = value;
        return std::tie(a);
    } else if constexpr (count == 2) {
        auto& [a, b] = value;
        return std::tie(a, b);
    } else if constexpr (count == 3) {
        auto& [a, b, c] = value;
        return std::tie(a, b, c);
    } else if constexpr (count == 4) {
        auto& [a, b, c, d] = value;
        return std::tie(a, b, c, d);
    } else if constexpr (count == 5) {
        auto& [a, b, c, d, e] = value;
        return std::tie(a, b, c, d, e);
    } else if constexpr (count == 6) {
        auto& [a, b, c, d, e, f] = value;
        return std::tie(a, b, c, d, e, f);
    } else if constexpr (count == 7) {
        auto& [a, b, c, d, e, f, g] = value;
        return std::tie(a, b, c, d, e, f, g);
    } else if constexpr (count == 8) {
        auto& [a, b, c, d, e, f, g, h] = value;
        return std::tie(a, b, c, d, e, f, g, h);
    } else if constexpr (count == 9) {
        auto& [a, b, c, d, e, f, g, h, i] = value;
        return std::tie(a, b, c, d, e, f, g, h, i);
    } else if constexpr (count == 10) {
        auto& [a, b, c, d, e, f, g, h, i, j] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j);
    } else if constexpr (count == 11) {
        auto& [a, b, c, d, e, f, g, h, i, j, k] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k);
    } else if constexpr (count == 12) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l] = value;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
    } else {
        return many_members<count>(value);
    }
}

}  // namespace detail

/// The same, one by one.
template <class T>
inline constexpr auto member_names =
    detail::split_names<detail::count_names(member_list<T>)>(member_list<T>);

/// Calls `visit(name, member)` for every member of a struct, in their order.
template <class T, class Visit>
requires has_members<std::remove_const_t<T>>
constexpr void for_each_member(T& value, Visit&& visit) {
    std::apply(
        [&](auto&... each) {
            std::size_t at = 0;
            (visit(member_names<std::remove_const_t<T>>[at++], each), ...);
        },
        detail::members(value));
}

/// Calls `visit(name, a's member, b's member)` for every member of two structs of one type.
template <class T, class Visit>
requires has_members<T>
constexpr void for_each_member(const T& a, const T& b, Visit&& visit) {
    const auto of_a = detail::members(a);
    const auto of_b = detail::members(b);
    const auto visit_at = [&]<std::size_t... At>(std::index_sequence<At...>) {
        (visit(member_names<T>[At], std::get<At>(of_a), std::get<At>(of_b)), ...);
    };
    visit_at(std::make_index_sequence<member_names<T>.size()>{});
}

template <>
inline constexpr std::size_t enumerators<Errc> = error_codes;
template <>
inline constexpr std::size_t enumerators<KinesisOperation> = kinesis_operations;
template <>
inline constexpr std::size_t enumerators<ShardIteratorType> = 5;
template <>
inline constexpr std::size_t enumerators<ShardFilterType> = 6;
template <>
inline constexpr std::size_t enumerators<StreamStatus> = 4;

template <>
inline constexpr std::string_view member_list<HashKeyRange> = "starting_hash_key ending_hash_key";
template <>
inline constexpr std::string_view member_list<ShardStamp> = "create_seconds shard_index";
template <>
inline constexpr std::string_view member_list<WriteTotals> = "records bytes";
template <>
inline constexpr std::string_view member_list<Record> =
    "sequence_number approximate_arrival_timestamp partition_key data";
template <>
inline constexpr std::string_view member_list<UserRecord> = "partition_key explicit_hash_key data";
template <>
inline constexpr std::string_view member_list<SequenceNumberFields> =
    "shard_create_seconds shard_index sequence_index seconds byte1";
template <>
inline constexpr std::string_view member_list<PutRecordRequest> =
    "data partition_key explicit_hash_key sequence_number_for_ordering";
template <>
inline constexpr std::string_view member_list<PutRecordResult> = "shard_id sequence_number";
template <>
inline constexpr std::string_view member_list<PutRecordsRequestEntry> =
    "data partition_key explicit_hash_key";
template <>
inline constexpr std::string_view member_list<PutRecordsResultEntry> =
    "shard_id sequence_number error_code retry_after";
template <>
inline constexpr std::string_view member_list<PutRecordsResult> = "failed_record_count records";
template <>
inline constexpr std::string_view member_list<GetShardIteratorRequest> =
    "shard_id shard_iterator_type starting_sequence_number timestamp";
template <>
inline constexpr std::string_view member_list<ChildShard> = "shard_id parent_shards hash_key_range";
template <>
inline constexpr std::string_view member_list<SequenceNumberRange> =
    "starting_sequence_number ending_sequence_number";
template <>
inline constexpr std::string_view member_list<Shard> =
    "shard_id hash_key_range sequence_number_range parent_shard_id adjacent_parent_shard_id";
template <>
inline constexpr std::string_view member_list<ShardFilter> = "type shard_id timestamp";
template <>
inline constexpr std::string_view member_list<ListShardsRequest> =
    "next_token exclusive_start_shard_id max_results shard_filter stream_creation_timestamp";
template <>
inline constexpr std::string_view member_list<ListShardsResult> = "shards next_token";
template <>
inline constexpr std::string_view member_list<SplitShardRequest> =
    "shard_to_split new_starting_hash_key";
template <>
inline constexpr std::string_view member_list<MergeShardsRequest> =
    "shard_to_merge adjacent_shard_to_merge";
template <>
inline constexpr std::string_view member_list<UpdateShardCountRequest> = "target_shard_count";
template <>
inline constexpr std::string_view member_list<UpdateShardCountResult> =
    "current_shard_count target_shard_count";
template <>
inline constexpr std::string_view member_list<DescribeStreamRequest> =
    "limit exclusive_start_shard_id";
template <>
inline constexpr std::string_view member_list<StreamDescription> =
    "stream_name stream_arn stream_status shards has_more_shards retention_period "
    "stream_creation_timestamp";
template <>
inline constexpr std::string_view member_list<StreamDescriptionSummary> =
    "stream_name stream_arn stream_status retention_period stream_creation_timestamp "
    "open_shard_count max_record_size_in_kib";
template <>
inline constexpr std::string_view member_list<StreamOptions> =
    "stream_name account_id region shard_count retention_period max_record_size_in_kib "
    "resharding_time shard_limit update_shard_count_limit iterator_life iterator_seed";

}  // namespace weir::inline v0
