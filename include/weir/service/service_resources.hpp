// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/json_text.hpp"
#include "weir/service/service_settings.hpp"

namespace weir::inline v0 {

/// The operations on tags and resource policies.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceResources : public ServiceSettings<Storage, Clock, Throttle> {
    using Settings = ServiceSettings<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Adds tags to a stream, or changes their values; all of them or none.
    /// Errors: validation, resource_not_found, resource_in_use (CREATING, DELETING),
    ///         invalid_argument (characters, more than fifty), limit_exceeded (call rate).
    /// Source: AddTagsToStream, service model 2013-12-02.
    Result<void> add_tags_to_stream(const AddTagsToStreamInput& input) {
        auto found = enter_settled(Op::add_tags_to_stream, input);
        if (!found) {
            return fail(found.error());
        }
        return add_tags(found->record().tags, *input.tags, found->stream().who(), false);
    }
    /// Removes tags; keys that are not there are ignored.
    /// Errors: as add_tags_to_stream.
    /// Source: RemoveTagsFromStream, service model 2013-12-02.
    Result<void> remove_tags_from_stream(const RemoveTagsFromStreamInput& input) {
        auto found = enter_settled(Op::remove_tags_from_stream, input);
        if (!found) {
            return fail(found.error());
        }
        return remove_tags(found->record().tags, *input.tag_keys, found->stream().who(), false);
    }
    /// Lists a stream's tags by key.
    /// Errors: validation, resource_not_found, limit_exceeded (call rate).
    /// Source: ListTagsForStream, service model 2013-12-02.
    Result<ListTagsForStreamOutput> list_tags_for_stream(const ListTagsForStreamInput& input) {
        auto found = this->enter(Op::list_tags_for_stream, input);
        if (!found) {
            return fail(found.error());
        }
        const TagMap& tags = found->record().tags;
        const std::size_t most = input.limit ? static_cast<std::size_t>(*input.limit) : tags.size();
        ListTagsForStreamOutput output;
        auto at = input.exclusive_start_tag_key ? tags.upper_bound(*input.exclusive_start_tag_key)
                                                : tags.begin();
        for (; at != tags.end(); ++at) {
            if (output.tags.size() == most) {
                output.has_more_tags = true;
                break;
            }
            output.tags.push_back({at->first, at->second});
        }
        return output;
    }

    /// Adds tags to a stream or a consumer.
    /// Errors: validation, resource_not_found, resource_in_use (not ACTIVE), invalid_argument.
    /// Source: TagResource, service model 2013-12-02.
    Result<void> tag_resource(const TagResourceInput& input) {
        auto resource = enter_resource(Op::tag_resource, input, true);
        return resource ? add_tags(resource->tags(), *input.tags, resource->who(), true)
                        : Result<void>{fail(resource.error())};
    }
    /// Removes tags from a stream or a consumer.
    /// Errors: as tag_resource.
    /// Source: UntagResource, service model 2013-12-02.
    Result<void> untag_resource(const UntagResourceInput& input) {
        auto resource = enter_resource(Op::untag_resource, input, true);
        return resource ? remove_tags(resource->tags(), *input.tag_keys, resource->who(), true)
                        : Result<void>{fail(resource.error())};
    }
    /// All tags of a stream or a consumer, by key.
    /// Errors: validation, resource_not_found, invalid_argument.
    /// Source: ListTagsForResource, service model 2013-12-02.
    Result<ListTagsForResourceOutput> list_tags_for_resource(
        const ListTagsForResourceInput& input) {
        auto resource = enter_resource(Op::list_tags_for_resource, input, false);
        if (!resource) {
            return fail(resource.error());
        }
        ListTagsForResourceOutput output;
        for (const auto& [key, value] : resource->tags()) {
            output.tags.push_back({key, value});
        }
        return output;
    }

    /// Attaches a policy to a stream or a consumer in place of the one that is there. It is kept,
    /// not enforced: there are no other accounts in this process.
    /// Errors: validation, resource_not_found, resource_in_use (a consumer that is not ACTIVE),
    ///         invalid_argument (no JSON object), limit_exceeded (call rate).
    /// Source: PutResourcePolicy, service model 2013-12-02.
    Result<void> put_resource_policy(const PutResourcePolicyInput& input) {
        auto resource = enter_resource(Op::put_resource_policy, input, false);
        if (!resource) {
            return fail(resource.error());
        }
        if (resource->consumer != nullptr && resource->consumer->state != ConsumerStatus::active) {
            return fail(texts::consumer_not_active_for_policy(
                resource->who(), resource->consumer->name, resource->consumer->created.seconds()));
        }
        if (resource->consumer == nullptr && this->is_in_transit(resource->found.status)) {
            return fail(texts::not_active(resource->who(), resource->found.status));
        }
        if (input.policy->size() > this->options().limits.policy_bytes) {
            return fail(texts::policy_too_large(this->options().limits.policy_bytes));
        }
        if (!is_json_object(*input.policy)) {
            return fail(texts::bad_policy());
        }
        resource->policy() = std::string{*input.policy};
        return {};
    }
    /// Gives: the policy, `{}` if there is none.
    /// Errors: validation, resource_not_found, limit_exceeded (call rate).
    /// Source: GetResourcePolicy, service model 2013-12-02.
    Result<GetResourcePolicyOutput> get_resource_policy(const GetResourcePolicyInput& input) {
        auto resource = enter_resource(Op::get_resource_policy, input, false);
        if (!resource) {
            return fail(resource.error());
        }
        return GetResourcePolicyOutput{resource->policy().value_or("{}")};
    }
    /// Errors: validation, resource_not_found (also if there is no policy), limit_exceeded.
    /// Source: DeleteResourcePolicy, service model 2013-12-02.
    Result<void> delete_resource_policy(const DeleteResourcePolicyInput& input) {
        auto resource = enter_resource(Op::delete_resource_policy, input, false);
        if (!resource) {
            return fail(resource.error());
        }
        if (!resource->policy()) {
            return fail(texts::no_resource_policy(*input.resource_arn));
        }
        resource->policy().reset();
        return {};
    }

protected:
    using typename Settings::AccountStreamType;
    using typename Settings::Found;

    using Settings::Settings;

    /// A stream or a consumer that an ARN names, under the account's lock.
    struct Resource {
        Found found;
        RegisteredConsumer* consumer = nullptr;

        [[nodiscard]] const StreamIdentity& who() const { return found.stream().who(); }
        [[nodiscard]] TagMap& tags() const {
            return consumer != nullptr ? consumer->tags : found.record().tags;
        }
        [[nodiscard]] std::optional<std::string>& policy() const {
            return consumer != nullptr ? consumer->policy : found.record().policy;
        }
    };

    /// Finds the consumer that an ARN names; constraints have been checked.
    [[nodiscard]] Result<Resource> find_consumer(Op operation, std::string_view arn) {
        const auto parsed = names::parse_arn(arn);
        if (!parsed || parsed->consumer.empty()) {
            return fail(texts::bad_arn(arn));
        }
        auto found = enter_arn(operation, *parsed, arn);
        if (!found) {
            return fail(found.error());
        }
        RegisteredConsumer* consumer =
            found->record().consumers.find_arn(parsed->consumer, parsed->consumer_created_seconds);
        if (consumer == nullptr) {
            return fail(texts::consumer_not_found(arn, this->options().account_id));
        }
        return Resource{std::move(*found), consumer};
    }

    [[nodiscard]] Result<void> add_tags(TagMap& tags, const TagMap& more, const StreamIdentity& who,
                                        bool colon) {
        if (auto error =
                tag_rules::check_new(more, who, tags, this->options().limits.tags, colon)) {
            return fail(std::move(*error));
        }
        TagMap after = tags;  // all or nothing, also if memory runs out
        for (const auto& [key, value] : more) {
            after.insert_or_assign(key, value);
        }
        tags = std::move(after);
        return {};
    }

private:
    [[nodiscard]] Result<Found> enter_arn(Op operation, const ParsedArn& parsed,
                                          std::string_view arn) {
        if (parsed.account != this->options().account_id ||
            parsed.region != this->options().region) {
            return fail(texts::stream_not_found(arn, parsed.account));
        }
        return this->enter(operation, parsed.stream, std::nullopt);
    }

    /// As `enter`, and the stream is neither CREATING nor DELETING.
    template <class Input>
    [[nodiscard]] Result<Found> enter_settled(Op operation, const Input& input) {
        auto found = this->enter(operation, input);
        if (found && this->is_in_transit(found->status)) {
            return fail(texts::not_active(found->stream().who(), found->status));
        }
        return found;
    }

    template <class Input>
    [[nodiscard]] Result<Resource> enter_resource(Op operation, const Input& input, bool active) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        const std::string_view arn = *input.resource_arn;
        const auto parsed = names::parse_arn(arn);
        if (!parsed) {
            return fail(texts::bad_arn(arn));
        }
        if (!parsed->consumer.empty()) {
            auto resource = find_consumer(operation, arn);
            if (resource && active && resource->consumer->state != ConsumerStatus::active) {
                return fail(texts::consumer_not_active(resource->who(), resource->consumer->name,
                                                       resource->consumer->created.seconds()));
            }
            return resource;
        }
        auto found = enter_arn(operation, *parsed, arn);
        if (!found) {
            const bool unknown = found.error().code() == Errc::resource_not_found;
            return unknown ? fail(texts::stream_not_found(arn, parsed->account))
                           : fail(found.error());
        }
        if (active) {
            if (auto error = this->check_active(*found)) {
                return fail(std::move(*error));
            }
        }
        return Resource{std::move(*found), nullptr};
    }

    [[nodiscard]] Result<void> remove_tags(TagMap& tags, const std::vector<std::string>& keys,
                                           const StreamIdentity& who, bool colon) {
        if (auto error = tag_rules::check_keys(keys, who, colon)) {
            return fail(std::move(*error));
        }
        for (const std::string& key : keys) {
            tags.erase(key);
        }
        return {};
    }
};

}  // namespace weir::inline v0
