// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "weir/stream/texts.hpp"

namespace weir::inline v0 {

/// The service's errors about an account, its streams and their consumers, with its texts as far
/// as they are known.  Source: answers of the live service.
namespace texts {

[[nodiscard]] inline Error stream_not_found(std::string_view stream, std::string_view account) {
    return {Errc::resource_not_found,
            join({"Stream ", stream, " under account ", account, " not found."})};
}
[[nodiscard]] inline Error stream_exists(const StreamIdentity& who) {
    return {Errc::resource_in_use,
            join({"Stream ", who.stream, " under account ", who.account, " already exists."})};
}
[[nodiscard]] inline Error name_required() {
    return {Errc::validation,
            "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: "
            "Member must not be null"};
}
[[nodiscard]] inline Error names_differ() {
    return {Errc::invalid_argument, "StreamARN and StreamName do not name the same stream."};
}
[[nodiscard]] inline Error bad_arn(std::string_view arn) {
    return {Errc::invalid_argument, join({"Invalid ARN: ", arn})};
}
[[nodiscard]] inline Error too_many_in_transit(std::uint32_t limit) {
    return {Errc::limit_exceeded,
            join({"This request would have exceed the limit on the number of streams that can "
                  "simultaneously be in CREATING or DELETING. Limit: ",
                  std::to_string(limit)})};
}
[[nodiscard]] inline Error shard_count_with_on_demand() {
    return {Errc::validation, "ShardCount is not expected when StreamMode=ON_DEMAND"};
}
[[nodiscard]] inline Error shard_count_missing() {
    return {Errc::validation, "ShardCount must be provided when StreamMode=PROVISIONED"};
}
[[nodiscard]] inline Error warm_throughput_not_on_demand() {
    return {Errc::validation, "WarmThroughputMiBps is only supported for StreamMode=ON_DEMAND"};
}
[[nodiscard]] inline Error warm_throughput_without_advantage(std::string_view account) {
    return {Errc::validation,
            join({"Warm throughput requires the minimum throughput billing commitment of account ",
                  account, " to be enabled."})};
}
[[nodiscard]] inline Error warm_throughput_limit(std::uint32_t limit) {
    return {Errc::limit_exceeded,
            join({"This request would exceed the warm throughput limit of the account. Limit: ",
                  std::to_string(limit), " MiB/s"})};
}
[[nodiscard]] inline Error on_demand_stream_limit(std::string_view account, std::uint32_t limit) {
    return {Errc::limit_exceeded,
            join({"This request would exceed the limit of on-demand streams for the account ",
                  account, ". Limit: ", std::to_string(limit)})};
}
[[nodiscard]] inline Error is_on_demand(const StreamIdentity& who) {
    return {Errc::validation, join({"Request is invalid. Stream ", who.stream, " under account ",
                                    who.account, " is in On-Demand mode."})};
}
[[nodiscard]] inline Error rate_exceeded(const StreamIdentity& who) {
    return {Errc::limit_exceeded,
            join({"Rate exceeded for stream ", who.stream, " under account ", who.account, "."})};
}
[[nodiscard]] inline Error rate_exceeded(std::string_view account) {
    return {Errc::limit_exceeded, join({"Rate exceeded for account ", account, "."})};
}
[[nodiscard]] inline Error has_consumers(const StreamIdentity& who) {
    return {
        Errc::resource_in_use,
        join({"DeleteStream can\u2019t delete ", who.account, ":", who.stream,
              " because there are consumers associated with this data stream. To delete ",
              who.stream,
              " anyway, set the EnforceConsumerDeletion parameter to true to force the deletion "
              "of all the consumers that are associated with it."})};
}

[[nodiscard]] inline Error tags_have_invalid_characters() {
    return {Errc::invalid_argument,
            "Some tags contain invalid characters. Valid characters: Unicode letters, digits, "
            "white space, _ . / = + - % @."};
}
/// `adding`: whether tags were to be added or removed.
[[nodiscard]] inline Error tags_have_illegal_characters(const StreamIdentity& who, bool adding) {
    return {Errc::invalid_argument,
            join({"Failed to ", adding ? "add tags to" : "remove tags from", " stream ", who.stream,
                  " under account ", who.account,
                  " because some tags contained illegal characters. The allowed characters are "
                  "Unicode letters, white-spaces, '_',',','/','=','+','-','@'."})};
}
/// The text speaks of ten where the service now means fifty.
[[nodiscard]] inline Error too_many_tags(const StreamIdentity& who) {
    return {Errc::invalid_argument,
            join({"Failed to add tags to stream ", who.stream, " under account ", who.account,
                  " because a given stream cannot have more than 10 tags associated with it."})};
}
[[nodiscard]] inline Error reserved_tag() {
    return {Errc::invalid_argument, "Tag keys that begin with aws: are reserved."};
}

[[nodiscard]] inline Error no_resource_policy(std::string_view arn) {
    return {Errc::resource_not_found,
            join({"No resource policy found for resource ARN ", arn, "."})};
}
[[nodiscard]] inline Error bad_policy() {
    return {Errc::invalid_argument, "The resource policy is not a valid JSON document."};
}
[[nodiscard]] inline Error policy_too_large(std::uint32_t limit) {
    return {Errc::invalid_argument, join({"The resource policy must not be longer than ",
                                          std::to_string(limit), " bytes."})};
}

/// `name_or_arn`: as the request named it.
[[nodiscard]] inline Error consumer_not_found(std::string_view name_or_arn,
                                              std::string_view account) {
    return {Errc::resource_not_found,
            join({"Consumer ", name_or_arn, ", account ", account, " not found."})};
}
[[nodiscard]] inline Error consumer_not_active(const StreamIdentity& who, std::string_view consumer,
                                               std::int64_t created_seconds) {
    return {Errc::resource_in_use,
            join({"Consumer ", consumer, " with creation timestamp ",
                  std::to_string(created_seconds), " under stream: ", who.stream, " , account ",
                  who.account, " is not in ACTIVE status."})};
}
[[nodiscard]] inline Error consumer_not_active_for_policy(const StreamIdentity& who,
                                                          std::string_view consumer,
                                                          std::int64_t created_seconds) {
    return {Errc::resource_in_use,
            join({"Consumer ", consumer, " with creation timestamp ",
                  std::to_string(created_seconds), " under stream ", who.stream, " and account ",
                  who.account, " is not in ACTIVE status."})};
}
[[nodiscard]] inline Error consumer_exists(const StreamIdentity& who, std::string_view consumer) {
    return {Errc::resource_in_use, join({"Consumer ", consumer, " under stream ", who.stream,
                                         " already exists for account ", who.account, "."})};
}
[[nodiscard]] inline Error too_many_consumers(const StreamIdentity& who, std::uint32_t limit,
                                              bool creating) {
    return {Errc::limit_exceeded,
            join({"Stream ", who.stream, " under account ", who.account,
                  creating ? " already has too many consumers in CREATING status. Limit: "
                           : " already has as many consumers as it may have. Limit: ",
                  std::to_string(limit)})};
}
[[nodiscard]] inline Error consumer_required() {
    return {Errc::invalid_argument,
            "Either ConsumerARN or both StreamARN and ConsumerName must be provided."};
}
[[nodiscard]] inline Error subscription_exists(const StreamIdentity& who, ShardId shard,
                                               std::string_view consumer) {
    return {Errc::resource_in_use,
            join({"Another active subscription exists for this consumer: ", who.account, ":",
                  who.stream, ":", shard.to_string(), ":", consumer})};
}

/// `limit` times in any 24 hours.
[[nodiscard]] inline Error daily_limit(const StreamIdentity& who, std::string_view operation,
                                       std::uint32_t limit) {
    return {Errc::limit_exceeded, join({operation, " cannot be called more than ",
                                        std::to_string(limit), " times in 24 hours for stream ",
                                        who.stream, " under account ", who.account, "."})};
}
[[nodiscard]] inline Error invalid_next_token() {
    return {Errc::invalid_argument, "Invalid NextToken."};
}
[[nodiscard]] inline Error expired_next_token(Instant created) {
    return {Errc::expired_next_token,
            join({"NextToken has expired. It was created at time ", java_date(created), "."})};
}
[[nodiscard]] inline Error token_and(std::string_view member) {
    return {Errc::invalid_argument,
            join({"NextToken and ", member, " cannot be provided together."})};
}
[[nodiscard]] inline Error token_or_name() {
    return {Errc::invalid_argument, "Either NextToken or StreamName should be provided."};
}
[[nodiscard]] inline Error warm_throughput_in_use() {
    return {Errc::invalid_argument,
            "The commitment can be disabled only after all warm throughput has been removed."};
}
[[nodiscard]] inline Error encryption_none() {
    return {Errc::invalid_argument, "EncryptionType must be KMS."};
}
/// What the key management says, in the words of no one: the service's are not known.
[[nodiscard]] inline Error kms(Errc code, std::string_view key) {
    return {code, join({"The request was rejected because of the state of key ", key, "."})};
}

}  // namespace texts

}  // namespace weir::inline v0
