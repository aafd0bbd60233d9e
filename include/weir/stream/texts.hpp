// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "weir/core/error.hpp"
#include "weir/stream/model.hpp"

namespace weir::inline v0 {

/// Who a stream is: what its error texts name.
struct StreamIdentity {
    std::string stream;
    std::string account;
    std::string region;

    [[nodiscard]] std::string arn() const {
        return "arn:aws:kinesis:" + region + ":" + account + ":stream/" + stream;
    }
};

/// The service's errors about one stream, with its texts.  Source: answers of the live service.
namespace texts {

[[nodiscard]] inline std::string join(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
        text += part;
    }
    return text;
}

/// " in stream S under account A"
[[nodiscard]] inline std::string in_stream(const StreamIdentity& who) {
    return join({" in stream ", who.stream, " under account ", who.account});
}

[[nodiscard]] inline Error not_active(const StreamIdentity& who, StreamStatus status) {
    return {Errc::resource_in_use, join({"Stream ", who.stream, " under account ", who.account,
                                         " not ACTIVE, instead in state ", to_string(status)})};
}
[[nodiscard]] inline Error could_not_find_shard(const StreamIdentity& who, std::string_view id) {
    return {Errc::resource_not_found, join({"Could not find shard ", id, in_stream(who), "."})};
}
[[nodiscard]] inline Error shard_does_not_exist(const StreamIdentity& who, ShardId shard) {
    return {Errc::resource_not_found,
            join({"Shard ", shard.to_string(), in_stream(who), " does not exist"})};
}
[[nodiscard]] inline Error shard_limit(const StreamIdentity& who, std::uint64_t open,
                                       std::uint64_t limit, std::uint64_t more) {
    return {Errc::limit_exceeded,
            join({"This request would exceed the shard limit for the account ", who.account, " in ",
                  who.region, ". Current shard count for the account: ", std::to_string(open),
                  ". Limit: ", std::to_string(limit),
                  ". Number of additional shards that would have resulted from this request: ",
                  std::to_string(more),
                  ". Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/"
                  "latest/gr/aws_service_limits.html) for current limits and how to request "
                  "higher limits."})};
}
[[nodiscard]] inline Error already_resharded(const StreamIdentity& who, ShardId shard) {
    return {Errc::invalid_argument,
            join({"Shard ", shard.to_string(), in_stream(who),
                  " has already been merged or split, and thus is not eligible for merging or "
                  "splitting."})};
}
[[nodiscard]] inline Error not_adjacent(const StreamIdentity& who, ShardId a, ShardId b) {
    return {Errc::invalid_argument,
            join({"Shards ", a.to_string(), " and ", b.to_string(), in_stream(who),
                  " are not an adjacent pair of shards eligible for merging"})};
}
[[nodiscard]] inline Error split_out_of_range(const StreamIdentity& who, ShardId shard,
                                              std::string_view given, const HashKeyRange& range) {
    return {
        Errc::invalid_argument,
        join({"NewStartingHashKey ", given, " used in SplitShard() on shard ", shard.to_string(),
              in_stream(who), " is not both greater than one plus the shard's StartingHashKey ",
              range.starting_hash_key.to_string(), " and less than the shard's EndingHashKey ",
              range.ending_hash_key.to_string(), "."})};
}
[[nodiscard]] inline Error hash_key_out_of_range(std::string_view given) {
    return {Errc::invalid_argument,
            join({"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                  "Specified value was ",
                  given})};
}
[[nodiscard]] inline Error bad_sequence_number_for_ordering(const StreamIdentity& who,
                                                            std::string_view given) {
    return {Errc::invalid_argument,
            join({"ExclusiveMinimumSequenceNumber ", given, " used in PutRecord on stream ",
                  who.stream, " under account ", who.account, " is invalid."})};
}
[[nodiscard]] inline Error records_too_large() {
    return {Errc::invalid_argument, "Records size exceeds 10 MB limit"};
}

/// The two halves of the rule that a starting number goes with some iterator types only.
[[nodiscard]] inline Error iterator_type_and_number(ShardIteratorType type, bool number_given) {
    return {Errc::invalid_argument,
            join({"Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
                  "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
                  "StartingSequenceNumber. Request specified ",
                  to_string(type),
                  number_given ? " and also a StartingSequenceNumber."
                               : " and no StartingSequenceNumber."})};
}
[[nodiscard]] inline Error starting_number_invalid(const StreamIdentity& who, ShardId shard,
                                                   std::string_view given, bool foreign) {
    return {Errc::invalid_argument,
            join({"StartingSequenceNumber ", given, " used in GetShardIterator on shard ",
                  shard.to_string(), in_stream(who), " is invalid",
                  foreign ? " because it did not come from this stream." : "."})};
}
[[nodiscard]] inline Error starting_number_of_other_shard(std::string_view encoded, ShardId shard) {
    return {Errc::invalid_argument,
            join({"Invalid StartingSequenceNumber. It encodes ", encoded,
                  ", while it was used in a call to a shard with ", shard.to_string()})};
}
[[nodiscard]] inline Error timestamp_missing() {
    return {Errc::invalid_argument,
            "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current "
            "request has no timestamp parameter."};
}
[[nodiscard]] inline Error timestamp_in_future(Instant given, Instant now) {
    return {Errc::invalid_argument,
            join({"The timestampInMillis parameter cannot be greater than the "
                  "currentTimestampInMillis. timestampInMillis: ",
                  std::to_string(given.millis()),
                  ", currentTimestampInMillis: ", std::to_string(now.millis())})};
}
[[nodiscard]] inline Error invalid_shard_iterator() {
    return {Errc::invalid_argument, "Invalid ShardIterator."};
}

/// A time as the service's Java prints it: `Thu Jan 22 01:22:02 UTC 2015`.
[[nodiscard]] inline std::string java_date(Instant time) {
    using namespace std::chrono;
    constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const seconds since{time.seconds()};
    const auto day = floor<days>(since);
    const year_month_day date{local_days{day}};
    const hh_mm_ss clock{since - day};
    const auto two = [](auto number) {
        const auto value = static_cast<unsigned>(number);
        return std::string{static_cast<char>('0' + value / 10),
                           static_cast<char>('0' + value % 10)};
    };
    const auto weekday_at = weekday{local_days{day}}.c_encoding() * 3;
    const auto month_at = (unsigned{date.month()} - 1) * 3;
    return join({weekdays.substr(weekday_at, 3), " ", months.substr(month_at, 3), " ",
                 two(unsigned{date.day()}), " ", two(clock.hours().count()), ":",
                 two(clock.minutes().count()), ":", two(clock.seconds().count()), " UTC ",
                 std::to_string(int{date.year()})});
}
[[nodiscard]] inline Error expired_iterator(Instant created, Instant now, Duration life) {
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(life).count();
    return {Errc::expired_iterator,
            join({"Iterator expired. The iterator was created at time ", java_date(created),
                  " while right now it is ", java_date(now),
                  " which is further in the future than the tolerated delay of ",
                  std::to_string(millis), " milliseconds."})};
}

[[nodiscard]] inline Error retention_too_short(std::int64_t hours) {
    return {Errc::invalid_argument, join({"Minimum allowed retention period is ",
                                          std::to_string(limits::retention_hours_min),
                                          " hours. Requested retention period (",
                                          std::to_string(hours), " hours) is too short."})};
}
[[nodiscard]] inline Error retention_too_long(std::int64_t hours) {
    return {Errc::invalid_argument, join({"Maximum allowed retention period is ",
                                          std::to_string(limits::retention_hours_max),
                                          " hours. Requested retention period (",
                                          std::to_string(hours), " hours) is too long."})};
}
/// `increase`: which of the two calls was made.
[[nodiscard]] inline Error retention_wrong_way(const StreamIdentity& who, std::int64_t hours,
                                               std::int64_t current, bool increase) {
    return {Errc::invalid_argument,
            join({"Requested retention period (", std::to_string(hours), " hours) for stream ",
                  who.stream, " can not be ", increase ? "shorter" : "longer",
                  " than existing retention period (", std::to_string(current), " hours). Use ",
                  increase ? "Decrease" : "Increase", "RetentionPeriod API."})};
}

/// `limit`: `double` or `half`, as the text names the bound that was passed.
[[nodiscard]] inline Error shard_count_beyond(bool up, std::uint32_t open, std::uint32_t target) {
    return {Errc::limit_exceeded,
            join({"UpdateShardCount cannot scale ", up ? "up over double" : "down below half",
                  " your current open shard count. Current open shard count: ",
                  std::to_string(open), ", Target shard count: ", std::to_string(target)})};
}
[[nodiscard]] inline Error shard_count_above_limit(std::uint32_t limit, std::uint32_t open,
                                                   std::uint32_t target) {
    return {Errc::limit_exceeded,
            join({"Target shard count or number of open shards cannot be greater than ",
                  std::to_string(limit), ". Current open shard count: ", std::to_string(open),
                  ", Target shard count: ", std::to_string(target)})};
}
[[nodiscard]] inline Error shard_count_updates_spent(const StreamIdentity& who,
                                                     std::uint32_t limit) {
    return {Errc::limit_exceeded, join({"UpdateShardCount cannot be called more than ",
                                        std::to_string(limit), " times in 24 hours for stream ",
                                        who.stream, " under account ", who.account, "."})};
}

}  // namespace texts

}  // namespace weir::inline v0
