// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "weir/core/key_hash_cache.hpp"
#include "weir/service/account_stream.hpp"
#include "weir/service/constraints.hpp"
#include "weir/service/names.hpp"
#include "weir/service/service_options.hpp"
#include "weir/service/service_texts.hpp"
#include "weir/service/striped_lock.hpp"

namespace weir::inline v0 {

/// What all operations of an account share: its streams, its lock, and how a request names a
/// stream.
///
/// Thread: any, unless a function says that the caller holds the account's lock.
template <class Storage, class Clock, class Throttle>
class ServiceState {
public:
    ServiceState(const ServiceState&) = delete;
    ServiceState& operator=(const ServiceState&) = delete;

    [[nodiscard]] Clock& clock() const noexcept { return clock_; }
    [[nodiscard]] const ServiceOptions& options() const noexcept { return options_; }

protected:
    using AccountStreamType = AccountStream<Storage, Clock, Throttle>;
    using StreamPointer = std::shared_ptr<AccountStreamType>;
    using Lock = std::unique_lock<std::mutex>;

    ServiceState(ServiceOptions options, Clock& clock, const Throttle* throttle,
                 const typename Storage::Options& storage)
        : options_{std::move(options)}, clock_{clock}, storage_{storage} {
        if (throttle != nullptr) {
            throttle_.reset(new Throttle(throttle->fresh()));  // it may not be movable
        }
    }
    ~ServiceState() = default;

    /// Streams by name and by the id in their iterators.
    class Directory {
    public:
        [[nodiscard]] AccountStreamType* find(std::string_view name) const noexcept {
            const auto at = by_name_.find(name);
            return at == by_name_.end() ? nullptr : at->second.get();
        }
        [[nodiscard]] AccountStreamType* find(std::uint64_t id) const noexcept {
            const auto at = by_id_.find(id);
            return at == by_id_.end() ? nullptr : at->second->get();
        }
        [[nodiscard]] StreamPointer pointer(std::string_view name) const {
            const auto at = by_name_.find(name);
            return at == by_name_.end() ? nullptr : at->second;
        }
        [[nodiscard]] StreamPointer pointer(std::uint64_t id) const {
            const auto at = by_id_.find(id);
            return at == by_id_.end() ? nullptr : *at->second;
        }
        [[nodiscard]] const auto& all() const noexcept { return by_name_; }

        /// For callers that hold `lock` exclusively.
        void insert(StreamPointer stream) {
            const std::uint64_t id = stream->stream_id();
            std::string name = stream->stream_name();
            const auto at = by_name_.emplace(std::move(name), std::move(stream)).first;
            by_id_.emplace(id, &at->second);
        }
        void erase(const AccountStreamType& stream) {
            by_id_.erase(stream.stream_id());
            by_name_.erase(by_name_.find(std::string_view{stream.stream_name()}));
        }

        StripedLock lock;

    private:
        struct Hash {
            using is_transparent = void;
            std::size_t operator()(std::string_view text) const noexcept {
                // Every call looks a name up; nearly all are short, for which this is sooner.
                return text.size() <= detail::KeyImage::key_bytes_max
                           ? detail::KeyImage{text}.mixed() >> 32
                           : std::hash<std::string_view>{}(text);
            }
        };
        // Values of an unordered_map stay where they are, so that by_id_ may point at them.
        std::unordered_map<std::string, StreamPointer, Hash, std::equal_to<>> by_name_;
        std::unordered_map<std::uint64_t, const StreamPointer*> by_id_;
    };

    /// Takes the account's lock; does what is due of all streams that are on their way out.
    Instant door(Lock& lock) {
        lock = Lock{mutex_};
        const Instant now = clock_.now();
        std::vector<StreamPointer> gone;  // destroyed after the directory's lock is free
        std::erase_if(leaving_, [&](const StreamPointer& stream) {
            if (!stream->record.changing.is_over(now)) {
                return false;
            }
            gone.push_back(stream);
            return true;
        });
        for (const StreamPointer& stream : gone) {
            remember_gone(*stream, now);
            const auto alone = directory_.lock.exclusive();
            directory_.erase(*stream);
        }
        return now;
    }
    /// What the stream was changing into, it is by now.  The caller holds the account's lock.
    StreamStatus settle(AccountStreamType& stream, Instant now) {
        StreamRecord& record = stream.record;
        if (record.state == StreamStatus::creating && record.changing.is_over(now)) {
            record.state = StreamStatus::active;
            stream.set_gate(AccountStreamType::closed, false);
        }
        record.consumers.settle(now);
        if (record.state != StreamStatus::active) {
            return record.state;
        }
        return stream.update_status();
    }
    /// The caller holds the account's lock.
    void begin_delete(AccountStreamType& stream, Instant now) {
        stream.record.state = StreamStatus::deleting;
        stream.record.changing = {now, options_.durations.delete_stream};
        stream.set_gate(AccountStreamType::closed, true);
        stream.record.consumers.close_all();
        leaving_.push_back(directory_.pointer(std::string_view{stream.stream_name()}));
    }

    /// Who a stream of that name would be.
    [[nodiscard]] StreamIdentity identity(std::string_view stream) const {
        return {std::string{stream}, options_.account_id, options_.region};
    }
    /// The name that a request gives a stream, by name, by ARN or by both.
    /// Errors: validation (neither), invalid_argument (no ARN, or both differ), resource_not_found
    ///         (of another account or region).
    [[nodiscard]] Result<std::string_view> named(std::optional<std::string_view> name,
                                                 std::optional<std::string_view> arn) const {
        if (!arn) {
            return name ? Result<std::string_view>{*name} : fail(texts::name_required());
        }
        const auto parsed = names::parse_arn(*arn);
        if (!parsed || !parsed->consumer.empty()) {
            return fail(texts::bad_arn(*arn));
        }
        if (name && *name != parsed->stream) {
            return fail(texts::names_differ());
        }
        if (parsed->account != options_.account_id || parsed->region != options_.region) {
            return fail(texts::stream_not_found(parsed->stream, parsed->account));
        }
        return parsed->stream;
    }
    /// The same, found.  Errors: as `named`, and resource_not_found.
    [[nodiscard]] Result<StreamPointer> find(std::optional<std::string_view> name,
                                             std::optional<std::string_view> arn) const {
        const auto stream = named(name, arn);
        if (!stream) {
            return fail(stream.error());
        }
        const auto shared = directory_.lock.shared();
        if (StreamPointer found = directory_.pointer(*stream)) {
            return found;
        }
        return fail(texts::stream_not_found(*stream, options_.account_id));
    }

    /// Counts a call against the account's rate of its operation.  The caller holds the lock.
    [[nodiscard]] std::optional<Error> admit(ServiceOperation operation, Instant now) {
        const OperationFacts& facts = facts_of(operation);
        if (!options_.limits.call_rates || facts.calls_per_second == 0 ||
            facts.scope != CallScope::account ||
            calls_[static_cast<std::size_t>(operation)].admit(now, facts.calls_per_second)) {
            return std::nullopt;
        }
        return texts::rate_exceeded(options_.account_id);
    }
    /// The same for the rates that a stream has.
    [[nodiscard]] std::optional<Error> admit(ServiceOperation operation, AccountStreamType& stream,
                                             Instant now) {
        const OperationFacts& facts = facts_of(operation);
        if (!options_.limits.call_rates || facts.calls_per_second == 0 ||
            facts.scope != CallScope::stream) {
            return std::nullopt;
        }
        auto& calls = stream.record.calls;
        auto at = std::find_if(calls.begin(), calls.end(),
                               [&](const auto& one) { return one.first == operation; });
        if (at == calls.end()) {
            at = calls.insert(at, {operation, CallRate{}});
        }
        if (at->second.admit(now, facts.calls_per_second)) {
            return std::nullopt;
        }
        return texts::rate_exceeded(stream.who());
    }

    /// A stream that a control operation has found, under the account's lock.
    struct Found {
        Lock lock;
        StreamPointer pointer;
        Instant now;
        StreamStatus status = StreamStatus::active;

        [[nodiscard]] AccountStreamType& stream() const noexcept { return *pointer; }
        [[nodiscard]] StreamRecord& record() const noexcept { return pointer->record; }
    };
    /// `constraint_error`, which a class template has compiled only where it is used.
    template <class Input>
    [[nodiscard]] static std::optional<Error> check(const Input& input) {
        return constraint_error(input);
    }
    /// What every control operation on a stream does first: its constraints, its rates, its stream.
    template <class Input>
    [[nodiscard]] Result<Found> enter(ServiceOperation operation, const Input& input) {
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        return enter(operation, name_of(input), input.stream_arn);
    }
    /// The same without constraints, which have been checked.
    [[nodiscard]] Result<Found> enter(ServiceOperation operation,
                                      std::optional<std::string_view> name,
                                      std::optional<std::string_view> arn) {
        Found found;
        found.now = door(found.lock);
        if (auto error = admit(operation, found.now)) {
            return fail(std::move(*error));
        }
        auto stream = find(name, arn);
        if (!stream) {
            return fail(stream.error());
        }
        found.pointer = std::move(*stream);
        if (auto error = admit(operation, *found.pointer, found.now)) {
            return fail(std::move(*error));
        }
        found.status = settle(*found.pointer, found.now);
        return found;
    }
    [[nodiscard]] static std::optional<Error> check_active(const Found& found) {
        if (found.status == StreamStatus::active) {
            return std::nullopt;
        }
        return texts::not_active(found.stream().who(), found.status);
    }
    /// As `enter`, and the stream has to be ACTIVE.
    template <class Input>
    [[nodiscard]] Result<Found> enter_active(ServiceOperation operation, const Input& input) {
        auto found = enter(operation, input);
        if (found) {
            if (auto error = check_active(*found)) {
                return fail(std::move(*error));
            }
        }
        return found;
    }

    /// Shards of the account's provisioned streams, but for those of one of them, as they count
    /// against its limit.  The caller holds the account's lock.
    [[nodiscard]] std::uint64_t provisioned_shards(const AccountStreamType* but = nullptr) const {
        std::uint64_t shards = 0;
        for (const auto& [name, stream] : directory_.all()) {
            if (stream.get() != but && stream->record.state != StreamStatus::deleting &&
                stream->wanted_capacity().mode == StreamMode::provisioned) {
                shards += stream->shards_that_count();
            }
        }
        return shards;
    }
    /// The same for its on-demand streams.
    [[nodiscard]] std::uint32_t on_demand_streams() const {
        std::uint32_t count = 0;
        for (const auto& [name, stream] : directory_.all()) {
            count += stream->record.state != StreamStatus::deleting &&
                             stream->wanted_capacity().mode == StreamMode::on_demand
                         ? 1U
                         : 0U;
        }
        return count;
    }

    /// The name of a stream that is gone, for as long as an iterator of it may turn up.
    [[nodiscard]] std::optional<std::string> gone_name(std::uint64_t id) {
        const std::lock_guard lock{mutex_};
        const auto at = gone_.find(id);
        return at == gone_.end() ? std::nullopt : std::optional{at->second.first};
    }

    [[nodiscard]] Directory& directory() noexcept { return directory_; }
    [[nodiscard]] const Directory& directory() const noexcept { return directory_; }
    [[nodiscard]] StreamPointer make_stream(const StreamOptions& options,
                                            StreamCapacity capacity) const {
        const auto kept = options_.metrics_kept;
        return throttle_
                   ? std::make_shared<AccountStreamType>(options, clock_, *throttle_, storage_,
                                                         capacity, options_.on_demand, kept)
                   : std::make_shared<AccountStreamType>(options, clock_, storage_, capacity,
                                                         options_.on_demand, kept);
    }
    [[nodiscard]] std::uint64_t next_seed() noexcept {
        return options_.seed + 0x9e37'79b9'7f4a'7c15 * ++streams_made_;
    }

private:
    template <class Input>
    [[nodiscard]] static std::optional<std::string_view> name_of(const Input& input) {
        if constexpr (requires { input.stream_name; }) {
            return input.stream_name;
        } else {
            return std::nullopt;
        }
    }
    void remember_gone(const AccountStreamType& stream, Instant now) {
        std::erase_if(gone_, [&](const auto& one) {
            return one.second.second + options_.iterator_life < now;
        });
        gone_.insert_or_assign(stream.stream_id(), std::pair{stream.stream_name(), now});
    }

    const ServiceOptions options_;
    Clock& clock_;
    const typename Storage::Options storage_;
    std::unique_ptr<const Throttle> throttle_;
    Directory directory_;
    std::mutex mutex_;
    std::array<CallRate, service_operations> calls_;                 // under mutex_
    std::vector<StreamPointer> leaving_;                             // under mutex_
    std::map<std::uint64_t, std::pair<std::string, Instant>> gone_;  // under mutex_
    std::uint64_t streams_made_ = 0;                                 // under mutex_
};

}  // namespace weir::inline v0
