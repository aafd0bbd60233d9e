// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "weir/core/error.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/stream/model.hpp"

namespace weir::inline v0 {

/// The error texts of one stream's operations, spelled out one by one.
class ModelTexts {
public:
    ModelTexts(std::string stream, std::string account, std::string region)
        : stream_{std::move(stream)}, account_{std::move(account)}, region_{std::move(region)} {}

    [[nodiscard]] Error not_found() const {
        return Error{Errc::resource_not_found, "Stream " + where() + " not found."};
    }
    [[nodiscard]] Error not_active(StreamStatus status) const {
        return Error{Errc::resource_in_use, "Stream " + where() + " not ACTIVE, instead in state " +
                                                std::string{to_string(status)}};
    }
    [[nodiscard]] Error could_not_find(const std::string& shard) const {
        return Error{Errc::resource_not_found,
                     "Could not find shard " + shard + " in stream " + where() + "."};
    }
    [[nodiscard]] Error does_not_exist(ShardId shard) const {
        return Error{Errc::resource_not_found,
                     "Shard " + shard.to_string() + " in stream " + where() + " does not exist"};
    }
    [[nodiscard]] Error rate_exceeded(ShardId shard, Duration retry_after) const {
        return Error::throttled_shard(stream_, account_, shard, retry_after);
    }

    // put_record, put_records

    [[nodiscard]] Error bad_hash_key(const std::string& given) const {
        return invalid(
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: "
            "[0, 2^128-1]. Specified value was " +
            given);
    }
    [[nodiscard]] Error bad_minimum(const std::string& given) const {
        return invalid("ExclusiveMinimumSequenceNumber " + given + " used in PutRecord on stream " +
                       where() + " is invalid.");
    }

    // get_shard_iterator

    [[nodiscard]] Error with_number(ShardIteratorType type) const {
        return invalid(either_or(type) + " and also a StartingSequenceNumber.");
    }
    [[nodiscard]] Error without_number(ShardIteratorType type) const {
        return invalid(either_or(type) + " and no StartingSequenceNumber.");
    }
    [[nodiscard]] Error bad_start(const std::string& given, ShardId shard) const {
        return invalid(start_used(given, shard) + " is invalid.");
    }
    [[nodiscard]] Error foreign_start(const std::string& given, ShardId shard) const {
        return invalid(start_used(given, shard) +
                       " is invalid because it did not come from this stream.");
    }
    [[nodiscard]] Error other_shard_start(const std::string& encoded, ShardId shard) const {
        return invalid("Invalid StartingSequenceNumber. It encodes " + encoded +
                       ", while it was used in a call to a shard with " + shard.to_string());
    }
    [[nodiscard]] Error no_timestamp() const {
        return invalid(
            "Must specify timestampInMillis parameter for iterator of type "
            "AT_TIMESTAMP. Current request has no timestamp parameter.");
    }
    [[nodiscard]] Error future_timestamp(Instant given, Instant now) const {
        return invalid(
            "The timestampInMillis parameter cannot be greater than the "
            "currentTimestampInMillis. timestampInMillis: " +
            std::to_string(given.millis()) +
            ", currentTimestampInMillis: " + std::to_string(now.millis()));
    }

    // get_records

    [[nodiscard]] Error bad_iterator() const { return invalid("Invalid ShardIterator."); }
    [[nodiscard]] Error expired_iterator(Instant created, Instant now, Duration life) const {
        return Error{Errc::expired_iterator,
                     "Iterator expired. The iterator was created at time " + date_of(created) +
                         " while right now it is " + date_of(now) +
                         " which is further in the future than the tolerated delay of " +
                         std::to_string(life.count() / 1000) + " milliseconds."};
    }

    // list_shards

    [[nodiscard]] Error token_together_with(std::string_view other) const {
        return invalid("NextToken and " + std::string{other} + " cannot be provided together.");
    }

    [[nodiscard]] Error expired_token(Instant created) const {
        return Error{Errc::expired_next_token,
                     "NextToken has expired. It was created at time " + date_of(created) + "."};
    }

    // split_shard, merge_shards, update_shard_count

    [[nodiscard]] Error bad_split(const std::string& given, ShardId shard,
                                  const HashKeyRange& range) const {
        return invalid("NewStartingHashKey " + given + " used in SplitShard() on shard " +
                       shard.to_string() + " in stream " + where() +
                       " is not both greater than one plus the shard's StartingHashKey " +
                       range.starting_hash_key.to_string() +
                       " and less than the shard's EndingHashKey " +
                       range.ending_hash_key.to_string() + ".");
    }
    [[nodiscard]] Error closed_shard(ShardId shard) const {
        return invalid("Shard " + shard.to_string() + " in stream " + where() +
                       " has already been merged or split, and thus is not eligible for merging "
                       "or splitting.");
    }
    [[nodiscard]] Error not_adjacent(ShardId one, ShardId other) const {
        return invalid("Shards " + one.to_string() + " and " + other.to_string() + " in stream " +
                       where() + " are not an adjacent pair of shards eligible for merging");
    }
    [[nodiscard]] Error too_many_shards(std::uint32_t current, std::uint32_t limit,
                                        std::uint32_t more) const {
        return Error{
            Errc::limit_exceeded,
            "This request would exceed the shard limit for the account " + account_ + " in " +
                region_ + ". Current shard count for the account: " + std::to_string(current) +
                ". Limit: " + std::to_string(limit) +
                ". Number of additional shards that would have resulted from this request: " +
                std::to_string(more) +
                ". Refer to the AWS Service Limits page "
                "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for "
                "current limits and how to request higher limits."};
    }
    [[nodiscard]] Error more_than_double(std::uint32_t open, std::uint32_t target) const {
        return Error{
            Errc::limit_exceeded,
            "UpdateShardCount cannot scale up over double your current open shard count. " +
                counts(open, target)};
    }
    [[nodiscard]] Error less_than_half(std::uint32_t open, std::uint32_t target) const {
        return Error{
            Errc::limit_exceeded,
            "UpdateShardCount cannot scale down below half your current open shard count. " +
                counts(open, target)};
    }
    [[nodiscard]] Error over_the_limit(std::uint32_t limit, std::uint32_t open,
                                       std::uint32_t target) const {
        return Error{Errc::limit_exceeded,
                     "Target shard count or number of open shards cannot be greater than " +
                         std::to_string(limit) + ". " + counts(open, target)};
    }

    [[nodiscard]] Error too_many_updates(std::uint32_t limit) const {
        return Error{Errc::limit_exceeded, "UpdateShardCount cannot be called more than " +
                                               std::to_string(limit) +
                                               " times in 24 hours for stream " + where() + "."};
    }

    // increase_stream_retention_period, decrease_stream_retention_period

    [[nodiscard]] Error retention_too_short(std::int64_t hours, std::int64_t least) const {
        return invalid("Minimum allowed retention period is " + std::to_string(least) +
                       " hours. Requested retention period (" + std::to_string(hours) +
                       " hours) is too short.");
    }
    [[nodiscard]] Error retention_too_long(std::int64_t hours, std::int64_t most) const {
        return invalid("Maximum allowed retention period is " + std::to_string(most) +
                       " hours. Requested retention period (" + std::to_string(hours) +
                       " hours) is too long.");
    }
    [[nodiscard]] Error retention_not_shorter(std::int64_t hours, std::int64_t current) const {
        return invalid(retention(hours) + "shorter than existing retention period (" +
                       std::to_string(current) + " hours). Use DecreaseRetentionPeriod API.");
    }
    [[nodiscard]] Error retention_not_longer(std::int64_t hours, std::int64_t current) const {
        return invalid(retention(hours) + "longer than existing retention period (" +
                       std::to_string(current) + " hours). Use IncreaseRetentionPeriod API.");
    }

    [[nodiscard]] static Error invalid(std::string text) {
        return Error{Errc::invalid_argument, std::move(text)};
    }

private:
    [[nodiscard]] std::string where() const { return stream_ + " under account " + account_; }

    [[nodiscard]] static std::string either_or(ShardIteratorType type) {
        return "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
               "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
               "StartingSequenceNumber. Request specified " +
               std::string{to_string(type)};
    }
    [[nodiscard]] std::string start_used(const std::string& given, ShardId shard) const {
        return "StartingSequenceNumber " + given + " used in GetShardIterator on shard " +
               shard.to_string() + " in stream " + where();
    }
    [[nodiscard]] static std::string counts(std::uint32_t open, std::uint32_t target) {
        return "Current open shard count: " + std::to_string(open) +
               ", Target shard count: " + std::to_string(target);
    }
    [[nodiscard]] std::string retention(std::int64_t hours) const {
        return "Requested retention period (" + std::to_string(hours) + " hours) for stream " +
               stream_ + " can not be ";
    }

    /// As in `Thu Jan 22 01:22:02 UTC 2015`, by counting years and months off.
    [[nodiscard]] static std::string date_of(Instant time) {
        constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const std::int64_t second = time.seconds() % 86400;
        std::int64_t day = time.seconds() / 86400;
        const auto weekday = (day + 4) % 7;
        std::int64_t year = 1970;
        while (day >= days_of(year)) {
            day -= days_of(year++);
        }
        unsigned month = 0;
        while (day >= days_of(year, month)) {
            day -= days_of(year, month++);
        }
        return std::string{weekdays[weekday]} + " " + months[month] + " " + two(day + 1) + " " +
               two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60) + " UTC " +
               std::to_string(year);
    }
    [[nodiscard]] static bool is_leap(std::int64_t year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
    [[nodiscard]] static std::int64_t days_of(std::int64_t year) {
        return is_leap(year) ? 366 : 365;
    }
    [[nodiscard]] static std::int64_t days_of(std::int64_t year, unsigned month) {
        constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        return days[month] + (month == 1 && is_leap(year) ? 1 : 0);
    }
    [[nodiscard]] static std::string two(std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    }

    std::string stream_;
    std::string account_;
    std::string region_;
};

}  // namespace weir::inline v0
