// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/service/call_rate.hpp"
#include "weir/service/transition.hpp"
#include "weir/service/types.hpp"

namespace weir::inline v0 {

/// What the subscriptions of one consumer to one shard have in common: which of them is the one
/// that counts, and what they have taken.
///
/// Thread: any.
class SubscriptionSlot {
public:
    enum class End : std::uint8_t { none, taken_over, consumer_gone };

    /// When the last one began, if any did.
    [[nodiscard]] std::optional<Instant> last_begun() const {
        const std::lock_guard lock{mutex_};
        return last_begun_;
    }
    /// Makes the caller the one that counts.  Gives: its number.
    [[nodiscard]] std::uint64_t begin(Instant now) {
        const std::lock_guard lock{mutex_};
        last_begun_ = now;
        return ++current_;
    }
    /// The consumer, or its stream, is gone.
    void close() {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    [[nodiscard]] End end_of(std::uint64_t number) const {
        const std::lock_guard lock{mutex_};
        return closed_ ? End::consumer_gone : number != current_ ? End::taken_over : End::none;
    }

    /// Gives: when the bytes taken so far are paid for; from then on more may be taken.
    [[nodiscard]] Instant paid_at(Instant now) {
        const std::lock_guard lock{mutex_};
        // A clock that stepped back must not make the debt last longer than it did at first.
        paid_at_ = now + debt_ < paid_at_ ? now + debt_ : paid_at_;
        return paid_at_;
    }
    void charge(Instant now, std::uint64_t bytes, std::uint64_t bytes_per_second) {
        const std::lock_guard lock{mutex_};
        const Instant from = paid_at_ < now ? now : paid_at_;
        paid_at_ = from + Duration{static_cast<std::int64_t>(bytes * 1'000'000 / bytes_per_second)};
        debt_ = paid_at_ - now;
    }
    [[nodiscard]] bool admit_call(Instant now, std::uint32_t per_second) {
        const std::lock_guard lock{mutex_};
        return calls_.admit(now, per_second);
    }

private:
    mutable std::mutex mutex_;
    std::uint64_t current_ = 0;
    bool closed_ = false;
    std::optional<Instant> last_begun_;
    Instant paid_at_ = Instant::min();
    Duration debt_{0};  ///< of the last charge, when it was made
    CallRate calls_;
};

/// A consumer that was registered for enhanced fan-out.  Thread: one at a time.
struct RegisteredConsumer {
    std::string name;
    std::string arn;
    Instant created;
    ConsumerStatus state = ConsumerStatus::creating;
    Transition changing{};
    TagMap tags{};
    std::optional<std::string> policy{};
    std::map<std::uint32_t, std::shared_ptr<SubscriptionSlot>> slots{};  ///< by shard

    [[nodiscard]] SubscriptionSlot& slot(ShardId shard) { return *shared_slot(shard); }
    [[nodiscard]] const std::shared_ptr<SubscriptionSlot>& shared_slot(ShardId shard) {
        auto& slot = slots[shard.index];
        if (!slot) {
            slot = std::make_shared<SubscriptionSlot>();
        }
        return slot;
    }
    void close() {
        for (auto& [shard, slot] : slots) {
            slot->close();
        }
    }
    [[nodiscard]] Consumer describe() const {
        return {.consumer_name = name,
                .consumer_arn = arn,
                .consumer_status = state,
                .consumer_creation_timestamp = created};
    }
};

/// The consumers of one stream, by name.  Thread: one at a time.
class ConsumerRegistry {
public:
    /// Those that were being made are there by now, those that were being deleted are gone.
    void settle(Instant now) {
        for (auto at = consumers_.begin(); at != consumers_.end();) {
            RegisteredConsumer& one = at->second;
            if (one.state != ConsumerStatus::active && one.changing.is_over(now)) {
                if (one.state == ConsumerStatus::deleting) {
                    at = consumers_.erase(at);
                    continue;
                }
                one.state = ConsumerStatus::active;
            }
            ++at;
        }
    }
    [[nodiscard]] RegisteredConsumer* find(std::string_view name) {
        const auto at = consumers_.find(name);
        return at == consumers_.end() ? nullptr : &at->second;
    }
    /// Gives: nullptr if there is none with that ARN; one of that name that was made at another
    ///        time is another one.
    [[nodiscard]] RegisteredConsumer* find_arn(std::string_view name, std::uint64_t created) {
        RegisteredConsumer* one = find(name);
        return one != nullptr && one->created.seconds() == static_cast<std::int64_t>(created)
                   ? one
                   : nullptr;
    }
    RegisteredConsumer& add(RegisteredConsumer consumer) {
        std::string name = consumer.name;
        return consumers_.insert_or_assign(std::move(name), std::move(consumer)).first->second;
    }
    /// One that is on its way out goes on as it was.
    void remove(RegisteredConsumer& consumer, Instant now, Duration takes) {
        if (consumer.state == ConsumerStatus::deleting) {
            return;
        }
        consumer.close();
        consumer.state = ConsumerStatus::deleting;
        consumer.changing = {now, takes};
        settle(now);
    }
    void close_all() {
        for (auto& [name, one] : consumers_) {
            one.close();
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return consumers_.size(); }
    [[nodiscard]] std::size_t creating() const noexcept {
        std::size_t count = 0;
        for (const auto& [name, one] : consumers_) {
            count += one.state == ConsumerStatus::creating ? 1U : 0U;
        }
        return count;
    }
    /// By name.
    [[nodiscard]] const std::map<std::string, RegisteredConsumer, std::less<>>& all()
        const noexcept {
        return consumers_;
    }

private:
    std::map<std::string, RegisteredConsumer, std::less<>> consumers_;
};

}  // namespace weir::inline v0
