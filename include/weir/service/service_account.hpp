// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/service/input_shapes.hpp"
#include "weir/service/outputs.hpp"
#include "weir/service/service_state.hpp"
#include "weir/stream/opaque_text.hpp"

namespace weir::inline v0 {

/// The operations on the account itself, and what its other operations share: page tokens, the
/// commitment behind on-demand advantage, warm throughput.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceAccount : public ServiceState<Storage, Clock, Throttle> {
    using State = ServiceState<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Errors: limit_exceeded (call rate).
    /// Source: DescribeLimits, service model 2013-12-02.
    Result<DescribeLimitsOutput> describe_limits(const DescribeLimitsInput& = {}) {
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::describe_limits, now)) {
            return fail(std::move(*error));
        }
        const ServiceLimits& limits = this->options().limits;
        return DescribeLimitsOutput{
            .shard_limit = limits.shards,
            .open_shard_count = static_cast<std::uint32_t>(this->provisioned_shards()),
            .on_demand_stream_count = this->on_demand_streams(),
            .on_demand_stream_count_limit = limits.on_demand_streams};
    }

    /// Errors: limit_exceeded (call rate).
    /// Source: DescribeAccountSettings, service model 2013-12-02.
    Result<DescribeAccountSettingsOutput> describe_account_settings(
        const DescribeAccountSettingsInput& = {}) {
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::describe_account_settings, now)) {
            return fail(std::move(*error));
        }
        return DescribeAccountSettingsOutput{commitment_at(now)};
    }
    /// Begins or ends the account's minimum throughput billing commitment, which lasts a day at
    /// least.
    /// Errors: validation, invalid_argument (streams still have warm throughput), limit_exceeded.
    /// Source: UpdateAccountSettings, service model 2013-12-02.
    Result<UpdateAccountSettingsOutput> update_account_settings(
        const UpdateAccountSettingsInput& input) {
        using enum MinimumThroughputBillingCommitmentStatus;
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::update_account_settings, now)) {
            return fail(std::move(*error));
        }
        auto commitment = commitment_at(now);
        const bool enable = input.minimum_throughput_billing_commitment->status.value() == enabled;
        if (enable && commitment.status == disabled) {
            commitment = {.status = enabled,
                          .started_at = now,
                          .ended_at = std::nullopt,
                          .earliest_allowed_end_at = now + day};
        } else if (enable) {
            commitment.status = enabled;
        } else if (commitment.status != disabled) {
            if (warm_throughput() > 0) {
                return fail(texts::warm_throughput_in_use());
            }
            if (*commitment.earliest_allowed_end_at <= now) {
                end_commitment(commitment, now);
            } else {
                commitment.status = enabled_until_earliest_allowed_end;
            }
        }
        commitment_ = commitment;
        return UpdateAccountSettingsOutput{commitment};
    }

protected:
    using typename State::AccountStreamType;
    using typename State::Found;
    using typename State::Lock;
    using typename State::StreamPointer;

    using State::State;

    static constexpr Duration day{std::chrono::hours{24}};

    [[nodiscard]] static bool is_in_transit(StreamStatus status) noexcept {
        return status == StreamStatus::creating || status == StreamStatus::deleting;
    }
    [[nodiscard]] static std::uint32_t page_size(std::optional<std::int32_t> given,
                                                 std::uint32_t by_default,
                                                 std::uint32_t most) noexcept {
        return given ? std::min(static_cast<std::uint32_t>(*given), most) : by_default;
    }

    /// A page token that goes on after a name; `scope` is what the list is of. It holds the name
    /// and not a place: what had it may be gone by the time the token is used.
    [[nodiscard]] std::string token(std::string_view last, std::uint64_t scope, Instant now) const {
        std::vector<std::uint64_t> numbers{static_cast<std::uint64_t>(now.micros()), scope,
                                           last.size()};
        for (std::size_t at = 0; at < last.size(); at += 8) {
            std::uint64_t word = 0;
            for (const char c : last.substr(at, 8)) {
                word = word << 8 | static_cast<unsigned char>(c);
            }
            numbers.push_back(word);
        }
        return token_text().write(numbers);
    }
    /// Gives: the name.  Errors: invalid_argument, expired_next_token.
    [[nodiscard]] Result<std::string> read_token(std::string_view text, std::uint64_t scope,
                                                 Instant now) const {
        std::uint64_t numbers[3 + limits::stream_name_size_max / 8];
        if (!token_text().read(text, numbers) || numbers[1] != scope ||
            numbers[2] > limits::stream_name_size_max) {
            return fail(texts::invalid_next_token());
        }
        const auto created = Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
        if (created > now || now - created > this->options().iterator_life) {
            return fail(texts::expired_next_token(created));
        }
        std::string name;
        for (std::size_t at = 0; at < numbers[2]; at += 8) {
            const std::size_t size = std::min<std::size_t>(8, numbers[2] - at);
            for (std::size_t byte = 0; byte < size; ++byte) {
                name += static_cast<char>(numbers[3 + at / 8] >> (8 * (size - 1 - byte)));
            }
        }
        return name;
    }

    [[nodiscard]] MinimumThroughputBillingCommitmentOutput commitment_at(Instant now) {
        using enum MinimumThroughputBillingCommitmentStatus;
        auto& end = commitment_.earliest_allowed_end_at;
        if (end && now + day < *end) {  // the clock has stepped back
            end = now + day;
            commitment_.started_at = std::min(*commitment_.started_at, now);
        }
        if (commitment_.status == enabled_until_earliest_allowed_end &&
            *commitment_.earliest_allowed_end_at <= now) {
            end_commitment(commitment_, *commitment_.earliest_allowed_end_at);
        }
        return commitment_;
    }
    /// On-demand advantage: warm throughput, and more consumers.
    [[nodiscard]] bool has_advantage(Instant now) {
        return commitment_at(now).status != MinimumThroughputBillingCommitmentStatus::disabled;
    }
    /// Of all streams but those that are DELETING.  Units: MiB a second.
    [[nodiscard]] std::uint64_t warm_throughput(const AccountStreamType* but = nullptr) const {
        std::uint64_t sum = 0;
        for (const auto& [name, stream] : this->directory().all()) {
            if (stream.get() != but && stream->record.state != StreamStatus::deleting) {
                sum += stream->wanted_capacity().warm_mibps;
            }
        }
        return sum;
    }
    /// What is wrong with so much warm throughput for a stream, or nothing.
    [[nodiscard]] std::optional<Error> check_warm(std::uint32_t mibps, Instant now,
                                                  const AccountStreamType* but = nullptr) {
        if (!has_advantage(now)) {
            return texts::warm_throughput_without_advantage(this->options().account_id);
        }
        const auto limit = this->options().limits.warm_throughput_mibps;
        if (warm_throughput(but) + mibps > limit) {
            return texts::warm_throughput_limit(limit);
        }
        return std::nullopt;
    }
    [[nodiscard]] std::uint32_t in_state(StreamStatus state, Instant now) {
        std::uint32_t count = 0;
        for (const auto& [name, stream] : this->directory().all()) {
            static_cast<void>(this->settle(*stream, now));
            count += stream->record.state == state ? 1U : 0U;
        }
        return count;
    }

private:
    static void end_commitment(MinimumThroughputBillingCommitmentOutput& commitment, Instant when) {
        commitment.status = MinimumThroughputBillingCommitmentStatus::disabled;
        commitment.ended_at = when;
        commitment.earliest_allowed_end_at.reset();
    }
    [[nodiscard]] OpaqueText token_text() const noexcept {
        return {OpaqueText::Kind::page_token, this->options().seed, limits::stream_name_size_max};
    }

    MinimumThroughputBillingCommitmentOutput commitment_;  // under the account's lock
};

}  // namespace weir::inline v0
