// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/service/service_resources.hpp"

namespace weir::inline v0 {

/// The operations on consumers registered for enhanced fan-out.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceConsumers : public ServiceResources<Storage, Clock, Throttle> {
    using Resources = ServiceResources<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Registers a consumer for enhanced fan-out; it is CREATING until the time has passed.
    /// Errors: validation, resource_not_found, resource_in_use (the name, the stream not ACTIVE),
    ///         limit_exceeded (consumers, those CREATING at once, call rate), invalid_argument.
    /// Source: RegisterStreamConsumer, service model 2013-12-02.
    Result<RegisterStreamConsumerOutput> register_stream_consumer(
        const RegisterStreamConsumerInput& input) {
        auto found = this->enter_active(Op::register_stream_consumer, input);
        if (!found) {
            return fail(found.error());
        }
        if (auto error = check_consumer(*found, *input.consumer_name)) {
            return fail(std::move(*error));
        }
        RegisteredConsumer consumer{
            .name = std::string{*input.consumer_name},
            .arn = texts::join({found->stream().stream_arn(), "/consumer/", *input.consumer_name,
                                ":", std::to_string(found->now.seconds())}),
            .created = Instant::from_seconds(found->now.seconds()),
            .changing = {found->now, this->options().durations.register_stream_consumer}};
        if (input.tags) {
            auto added = this->add_tags(consumer.tags, *input.tags, found->stream().who(), true);
            if (!added) {
                return fail(added.error());
            }
        }
        ConsumerRegistry& consumers = found->record().consumers;
        RegisterStreamConsumerOutput output{consumers.add(std::move(consumer)).describe()};
        consumers.settle(found->now);
        return output;
    }
    /// Lets go of a consumer; its subscriptions end.
    /// Errors: validation, resource_not_found, invalid_argument (named neither way).
    /// Source: DeregisterStreamConsumer, service model 2013-12-02.
    Result<void> deregister_stream_consumer(const DeregisterStreamConsumerInput& input) {
        auto resource = enter_consumer(Op::deregister_stream_consumer, input);
        if (!resource) {
            return fail(resource.error());
        }
        resource->found.record().consumers.remove(
            *resource->consumer, resource->found.now,
            this->options().durations.deregister_stream_consumer);
        return {};
    }
    /// Errors: validation, resource_not_found, invalid_argument (named neither way),
    ///         limit_exceeded (call rate).
    /// Source: DescribeStreamConsumer, service model 2013-12-02.
    Result<DescribeStreamConsumerOutput> describe_stream_consumer(
        const DescribeStreamConsumerInput& input) {
        auto resource = enter_consumer(Op::describe_stream_consumer, input);
        if (!resource) {
            return fail(resource.error());
        }
        const RegisteredConsumer& one = *resource->consumer;
        return DescribeStreamConsumerOutput{{.consumer_name = one.name,
                                             .consumer_arn = one.arn,
                                             .consumer_status = one.state,
                                             .consumer_creation_timestamp = one.created,
                                             .stream_arn = resource->found.stream().stream_arn()}};
    }
    /// Lists a stream's consumers by name.
    /// Errors: validation, resource_not_found, expired_next_token, invalid_argument,
    ///         limit_exceeded (call rate).
    /// Source: ListStreamConsumers, service model 2013-12-02.
    Result<ListStreamConsumersOutput> list_stream_consumers(const ListStreamConsumersInput& input) {
        auto found = this->enter(Op::list_stream_consumers, input);
        if (!found) {
            return fail(found.error());
        }
        const AccountStreamType& stream = found->stream();
        if (input.stream_creation_timestamp && input.stream_creation_timestamp->seconds() !=
                                                   stream.stream_creation_timestamp().seconds()) {
            return fail(texts::stream_not_found(stream.stream_name(), this->options().account_id));
        }
        std::string after;
        if (input.next_token) {
            if (input.stream_creation_timestamp) {
                return fail(texts::token_and("StreamCreationTimestamp"));
            }
            auto name = this->read_token(*input.next_token, stream.stream_id(), found->now);
            if (!name) {
                return fail(name.error());
            }
            after = std::move(*name);
        }
        const auto& all = found->record().consumers.all();
        const auto size = this->page_size(input.max_results, 100, 100);
        ListStreamConsumersOutput output;
        for (auto at = all.upper_bound(after); at != all.end(); ++at) {
            if (output.consumers.size() == size) {
                output.next_token = this->token(output.consumers.back().consumer_name,
                                                stream.stream_id(), found->now);
                break;
            }
            output.consumers.push_back(at->second.describe());
        }
        return output;
    }

protected:
    using typename Resources::AccountStreamType;
    using typename Resources::Found;
    using typename Resources::Resource;

    using Resources::Resources;

private:
    /// A consumer by its ARN, or by its stream's and its name.
    template <class Input>
    [[nodiscard]] Result<Resource> enter_consumer(Op operation, const Input& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        if (input.consumer_arn) {
            auto resource = this->find_consumer(operation, *input.consumer_arn);
            if (resource && input.consumer_name &&
                *input.consumer_name != resource->consumer->name) {
                return fail(texts::names_differ());
            }
            return resource;
        }
        if (!input.stream_arn || !input.consumer_name) {
            return fail(texts::consumer_required());
        }
        auto found = this->enter(operation, std::nullopt, input.stream_arn);
        if (!found) {
            return fail(found.error());
        }
        RegisteredConsumer* consumer = found->record().consumers.find(*input.consumer_name);
        if (consumer == nullptr) {
            return fail(
                texts::consumer_not_found(*input.consumer_name, this->options().account_id));
        }
        return Resource{std::move(*found), consumer};
    }

    [[nodiscard]] std::optional<Error> check_consumer(const Found& found, std::string_view name) {
        ConsumerRegistry& consumers = found.record().consumers;
        const StreamIdentity& who = found.stream().who();
        const ServiceLimits& limits = this->options().limits;
        if (consumers.find(name) != nullptr) {
            return texts::consumer_exists(who, name);
        }
        const auto most =
            this->has_advantage(found.now) ? limits.consumers_with_advantage : limits.consumers;
        if (consumers.size() >= most) {
            return texts::too_many_consumers(who, most, false);
        }
        if (consumers.creating() >= limits.creating_consumers) {
            return texts::too_many_consumers(who, limits.creating_consumers, true);
        }
        return std::nullopt;
    }
};

}  // namespace weir::inline v0
