// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/service/constraints.hpp"
#include "weir/service/input_shapes.hpp"
#include "weir/service/inputs.hpp"
#include "weir/service/outputs.hpp"

/// Puts the members of a request that are given into one line: `StreamName=s Limit=5`.
class InputText {
public:
    template <weir::has_shape T>
    explicit InputText(const T& input) {
        members(input);
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    template <weir::has_shape T>
    void members(const T& owner) {
        weir::for_each_member<T>([&](const auto& one) { member(one.name, owner.*one.at); });
    }
    template <class T>
    void member(std::string_view name, const T& value) {
        if constexpr (std::is_same_v<T, weir::Blob> || std::is_same_v<T, std::string_view>) {
            put(name, value);
        } else if constexpr (std::is_same_v<T, std::span<const weir::PutRecordsRequestEntry>>) {
            if (value.data() != nullptr) {
                put(name, value);
            }
        } else if (value.has_value()) {
            if constexpr (requires { *value; }) {
                put(name, *value);
            } else {
                put(name, value);
            }
        }
    }
    template <class T>
    void put(std::string_view name, const T& value) {
        text_ += text_.empty() || text_.back() == '{' ? "" : " ";
        text_ += name;
        text_ += '=';
        put(value);
    }
    void put(std::string_view value) { text_ += value.data() == nullptr ? "(none)" : value; }
    void put(const std::string& value) { text_ += value; }
    void put(bool value) { text_ += value ? "true" : "false"; }
    void put(std::int32_t value) { text_ += std::to_string(value); }
    void put(weir::Instant value) { text_ += std::to_string(value.micros()) + "us"; }
    void put(const weir::Blob& value) {
        text_ += value.data() == &weir::not_given ? std::string_view{"(none)"} : value.as_text();
    }
    void put(const weir::ShardIteratorArgument& value) { text_ += value.text(); }
    template <class T>
    requires requires(const T& value) { value.as_given(); }
    void put(const T& value) { text_ += value.as_given(); }
    void put(const weir::TagMap& value) {
        for (const auto& [key, of_key] : value) {
            text_ += '<' + key + ':' + of_key + '>';
        }
    }
    template <class T>
    requires weir::has_shape<T>
    void put(const T& value) {
        text_ += '{';
        members(value);
        text_ += '}';
    }
    template <class T>
    requires requires(const T& value) { value.begin(); }
    void put(const T& values) {
        text_ += '[';
        for (const auto& one : values) {
            put(one);
            text_ += ';';
        }
        text_ += ']';
    }

    std::string text_;
};

/// Stands for a service: notes what it is asked, and answers what it is told to.
class FakeService {
public:
    struct Clock {
        weir::Instant time{};

        weir::Instant now() { return time; }
    };
    using Batch = std::vector<weir::RecordView>;
    using GetRecordsOutput = weir::BasicGetRecordsOutput<Batch>;
    using SubscribeToShardEvent = weir::BasicSubscribeToShardEvent<Batch>;

    struct SubscriptionStep {
        std::optional<SubscribeToShardEvent> event{};
        std::optional<weir::Error> error{};
        bool ended = false;
        weir::Instant next_due{};
    };
    /// Plays steps, and then says each time that there is nothing yet.
    class Subscription {
    public:
        explicit Subscription(std::vector<SubscriptionStep> steps) : steps_{std::move(steps)} {}
        Subscription(Subscription&&) = default;
        Subscription& operator=(Subscription&&) = default;

        SubscriptionStep next(weir::Instant now) {
            if (at_ == steps_.size()) {
                return {.next_due = now + std::chrono::seconds{5}};
            }
            return std::move(steps_[at_++]);
        }

    private:
        std::vector<SubscriptionStep> steps_;
        std::size_t at_ = 0;
    };

    std::string called{};                  ///< the last operation
    std::string seen{};                    ///< its request
    std::optional<weir::Error> refusal{};  ///< what all are answered, if it is there
    weir::DescribeStreamOutput description{};
    weir::PutRecordsOutput put{};
    GetRecordsOutput records{};
    std::vector<SubscriptionStep> steps{};
    bool echoes_puts = false;  ///< answers puts by what came, without noting it

    Clock& clock() { return clock_; }
    std::string to_text(const weir::ShardIterator& iterator) {
        return "iterator-" + std::to_string(iterator.sequence_index());
    }
    weir::Error error_of(const weir::PutRecordsOutput& output,
                         const weir::PutRecordsResultEntry& entry) {
        return {*entry.error_code, "about " + output.stream_name};
    }

    weir::Result<void> add_tags_to_stream(const weir::AddTagsToStreamInput& input) {
        return answer<void>("AddTagsToStream", input);
    }
    weir::Result<void> create_stream(const weir::CreateStreamInput& input) {
        return answer<void>("CreateStream", input);
    }
    weir::Result<void> decrease_stream_retention_period(
        const weir::DecreaseStreamRetentionPeriodInput& input) {
        return answer<void>("DecreaseStreamRetentionPeriod", input);
    }
    weir::Result<void> delete_resource_policy(const weir::DeleteResourcePolicyInput& input) {
        return answer<void>("DeleteResourcePolicy", input);
    }
    weir::Result<void> delete_stream(const weir::DeleteStreamInput& input) {
        return answer<void>("DeleteStream", input);
    }
    weir::Result<void> deregister_stream_consumer(
        const weir::DeregisterStreamConsumerInput& input) {
        return answer<void>("DeregisterStreamConsumer", input);
    }
    weir::Result<weir::DescribeAccountSettingsOutput> describe_account_settings(
        const weir::DescribeAccountSettingsInput& input) {
        return answer<weir::DescribeAccountSettingsOutput>("DescribeAccountSettings", input);
    }
    weir::Result<weir::DescribeLimitsOutput> describe_limits(
        const weir::DescribeLimitsInput& input) {
        return answer<weir::DescribeLimitsOutput>("DescribeLimits", input);
    }
    weir::Result<weir::DescribeStreamOutput> describe_stream(
        const weir::DescribeStreamInput& input) {
        return answer<weir::DescribeStreamOutput>("DescribeStream", input);
    }
    weir::Result<weir::DescribeStreamConsumerOutput> describe_stream_consumer(
        const weir::DescribeStreamConsumerInput& input) {
        return answer<weir::DescribeStreamConsumerOutput>("DescribeStreamConsumer", input);
    }
    weir::Result<weir::DescribeStreamSummaryOutput> describe_stream_summary(
        const weir::DescribeStreamSummaryInput& input) {
        return answer<weir::DescribeStreamSummaryOutput>("DescribeStreamSummary", input);
    }
    weir::Result<weir::EnhancedMonitoringOutput> disable_enhanced_monitoring(
        const weir::DisableEnhancedMonitoringInput& input) {
        return answer<weir::EnhancedMonitoringOutput>("DisableEnhancedMonitoring", input);
    }
    weir::Result<weir::EnhancedMonitoringOutput> enable_enhanced_monitoring(
        const weir::EnableEnhancedMonitoringInput& input) {
        return answer<weir::EnhancedMonitoringOutput>("EnableEnhancedMonitoring", input);
    }
    weir::Result<weir::GetResourcePolicyOutput> get_resource_policy(
        const weir::GetResourcePolicyInput& input) {
        return answer<weir::GetResourcePolicyOutput>("GetResourcePolicy", input);
    }
    weir::Result<void> increase_stream_retention_period(
        const weir::IncreaseStreamRetentionPeriodInput& input) {
        return answer<void>("IncreaseStreamRetentionPeriod", input);
    }
    weir::Result<weir::ListShardsOutput> list_shards(const weir::ListShardsInput& input) {
        return answer<weir::ListShardsOutput>("ListShards", input);
    }
    weir::Result<weir::ListStreamConsumersOutput> list_stream_consumers(
        const weir::ListStreamConsumersInput& input) {
        return answer<weir::ListStreamConsumersOutput>("ListStreamConsumers", input);
    }
    weir::Result<weir::ListStreamsOutput> list_streams(const weir::ListStreamsInput& input) {
        return answer<weir::ListStreamsOutput>("ListStreams", input);
    }
    weir::Result<weir::ListTagsForResourceOutput> list_tags_for_resource(
        const weir::ListTagsForResourceInput& input) {
        return answer<weir::ListTagsForResourceOutput>("ListTagsForResource", input);
    }
    weir::Result<weir::ListTagsForStreamOutput> list_tags_for_stream(
        const weir::ListTagsForStreamInput& input) {
        return answer<weir::ListTagsForStreamOutput>("ListTagsForStream", input);
    }
    weir::Result<void> merge_shards(const weir::MergeShardsInput& input) {
        return answer<void>("MergeShards", input);
    }
    weir::Result<void> put_resource_policy(const weir::PutResourcePolicyInput& input) {
        return answer<void>("PutResourcePolicy", input);
    }
    weir::Result<weir::RegisterStreamConsumerOutput> register_stream_consumer(
        const weir::RegisterStreamConsumerInput& input) {
        return answer<weir::RegisterStreamConsumerOutput>("RegisterStreamConsumer", input);
    }
    weir::Result<void> remove_tags_from_stream(const weir::RemoveTagsFromStreamInput& input) {
        return answer<void>("RemoveTagsFromStream", input);
    }
    weir::Result<void> split_shard(const weir::SplitShardInput& input) {
        return answer<void>("SplitShard", input);
    }
    weir::Result<void> start_stream_encryption(const weir::StartStreamEncryptionInput& input) {
        return answer<void>("StartStreamEncryption", input);
    }
    weir::Result<void> stop_stream_encryption(const weir::StopStreamEncryptionInput& input) {
        return answer<void>("StopStreamEncryption", input);
    }
    weir::Result<void> tag_resource(const weir::TagResourceInput& input) {
        return answer<void>("TagResource", input);
    }
    weir::Result<void> untag_resource(const weir::UntagResourceInput& input) {
        return answer<void>("UntagResource", input);
    }
    weir::Result<weir::UpdateAccountSettingsOutput> update_account_settings(
        const weir::UpdateAccountSettingsInput& input) {
        return answer<weir::UpdateAccountSettingsOutput>("UpdateAccountSettings", input);
    }
    weir::Result<void> update_max_record_size(const weir::UpdateMaxRecordSizeInput& input) {
        return answer<void>("UpdateMaxRecordSize", input);
    }
    weir::Result<weir::UpdateShardCountOutput> update_shard_count(
        const weir::UpdateShardCountInput& input) {
        return answer<weir::UpdateShardCountOutput>("UpdateShardCount", input);
    }
    weir::Result<void> update_stream_mode(const weir::UpdateStreamModeInput& input) {
        return answer<void>("UpdateStreamMode", input);
    }
    weir::Result<weir::UpdateStreamWarmThroughputOutput> update_stream_warm_throughput(
        const weir::UpdateStreamWarmThroughputInput& input) {
        return answer<weir::UpdateStreamWarmThroughputOutput>("UpdateStreamWarmThroughput", input);
    }

    weir::Result<weir::PutRecordOutput> put_record(const weir::PutRecordInput& input) {
        auto output = answer<weir::PutRecordOutput>("PutRecord", input);
        if (output) {
            output->sequence_number = number(1);
        }
        return output;
    }
    weir::Result<weir::PutRecordsOutput> put_records(const weir::PutRecordsInput& input) {
        if (echoes_puts) {
            weir::PutRecordsOutput output;
            for (std::size_t at = 1; at <= input.records.size(); ++at) {
                output.records.push_back({.sequence_number = number(at)});
            }
            return output;
        }
        auto output = answer<weir::PutRecordsOutput>("PutRecords", input);
        return output ? weir::Result<weir::PutRecordsOutput>{put} : output;
    }
    weir::Result<GetRecordsOutput> get_records(const weir::GetRecordsInput& input) {
        auto output = answer<GetRecordsOutput>("GetRecords", input);
        return output ? weir::Result<GetRecordsOutput>{std::move(records)} : std::move(output);
    }
    weir::Result<weir::GetShardIteratorOutput> get_shard_iterator(
        const weir::GetShardIteratorInput& input) {
        return answer<weir::GetShardIteratorOutput>("GetShardIterator", input);
    }
    weir::Result<Subscription> subscribe_to_shard(const weir::SubscribeToShardInput& input) {
        const auto noted = answer<void>("SubscribeToShard", input);
        if (!noted) {
            return weir::fail(noted.error());
        }
        return Subscription{std::move(steps)};
    }

    static weir::SequenceNumber number(std::uint64_t index) {
        return weir::SequenceNumber::make({.shard_create_seconds = 1'700'000'000,
                                           .shard_index = 0,
                                           .sequence_index = index,
                                           .seconds = 1'700'000'100});
    }

private:
    template <class Output, class Input>
    weir::Result<Output> answer(std::string_view name, const Input& input) {
        called = name;
        seen = InputText{input}.text();
        if (refusal) {
            return weir::fail(*refusal);
        }
        if constexpr (std::is_void_v<Output>) {
            return {};
        } else if constexpr (std::is_same_v<Output, weir::DescribeStreamOutput>) {
            return description;
        } else {
            return Output{};
        }
    }

    Clock clock_{};
};
