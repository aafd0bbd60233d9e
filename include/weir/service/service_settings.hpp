// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "weir/service/service_shards.hpp"

namespace weir::inline v0 {

/// The operations on a stream's encryption and on the metrics of its shards.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceSettings : public ServiceShards<Storage, Clock, Throttle> {
    using Shards = ServiceShards<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// From the end of the update on, new records are encrypted. The key's name is only kept.
    /// Errors: validation, resource_not_found, resource_in_use, invalid_argument (NONE),
    ///         limit_exceeded (25 in 24 hours), what `set_kms_error` said of the key.
    /// Source: StartStreamEncryption, service model 2013-12-02.
    Result<void> start_stream_encryption(const StartStreamEncryptionInput& input) {
        auto found = this->enter_active(Op::start_stream_encryption, input);
        if (!found) {
            return fail(found.error());
        }
        if (input.encryption_type.value() != EncryptionType::kms) {
            return fail(texts::encryption_none());
        }
        if (const auto code = this->kms_error_of(*input.key_id)) {
            return fail(texts::kms(*code, *input.key_id));
        }
        return change_encryption(*found, found->record().encryption_starts, "StartStreamEncryption",
                                 {EncryptionType::kms, std::string{*input.key_id}},
                                 this->options().durations.start_stream_encryption);
    }
    /// The opposite; a stream that does not encrypt takes it and goes on as it was.
    /// Errors: as start_stream_encryption, but for those of the key.
    /// Source: StopStreamEncryption, service model 2013-12-02.
    Result<void> stop_stream_encryption(const StopStreamEncryptionInput& input) {
        auto found = this->enter_active(Op::stop_stream_encryption, input);
        if (!found) {
            return fail(found.error());
        }
        if (input.encryption_type.value() != EncryptionType::kms) {
            return fail(texts::encryption_none());
        }
        return change_encryption(*found, found->record().encryption_stops, "StopStreamEncryption",
                                 {EncryptionType::none, std::nullopt},
                                 this->options().durations.stop_stream_encryption);
    }

    /// Turns on metrics of single shards.
    /// Errors: validation, resource_not_found, resource_in_use, limit_exceeded (call rate).
    /// Source: EnableEnhancedMonitoring, service model 2013-12-02.
    Result<EnhancedMonitoringOutput> enable_enhanced_monitoring(
        const EnableEnhancedMonitoringInput& input) {
        return change_monitoring(Op::enable_enhanced_monitoring, input, true);
    }
    /// Turns off metrics of single shards.
    /// Errors: as enable_enhanced_monitoring.
    /// Source: DisableEnhancedMonitoring, service model 2013-12-02.
    Result<EnhancedMonitoringOutput> disable_enhanced_monitoring(
        const DisableEnhancedMonitoringInput& input) {
        return change_monitoring(Op::disable_enhanced_monitoring, input, false);
    }

    /// What the key management says from now on to whoever uses a key: to StartStreamEncryption,
    /// and to every put and read of a stream that is encrypted with it. Nothing: the key is fine.
    void set_kms_error(std::string_view key_id, std::optional<Errc> code) {
        Lock lock;
        static_cast<void>(this->door(lock));
        if (code) {
            kms_errors_.insert_or_assign(std::string{key_id}, *code);
        } else {
            kms_errors_.erase(std::string{key_id});
        }
        for (const auto& [name, stream] : this->directory().all()) {
            stream->tell_kms_errors([this](std::string_view key) { return kms_error_of(key); });
        }
    }

protected:
    using typename Shards::AccountStreamType;
    using typename Shards::Found;
    using typename Shards::Lock;

    using Shards::Shards;

    [[nodiscard]] std::optional<Errc> kms_error_of(std::string_view key_id) const {
        const auto at = kms_errors_.find(std::string{key_id});
        return at == kms_errors_.end() ? std::nullopt : std::optional{at->second};
    }

private:
    [[nodiscard]] Result<void> change_encryption(Found& found, RollingCount& calls,
                                                 std::string_view operation, StreamEncryption next,
                                                 Duration takes) {
        const auto limit = this->options().limits.encryption_updates_per_day;
        if (calls.count(found.now, this->day) >= limit) {
            return fail(texts::daily_limit(found.stream().who(), operation, limit));
        }
        calls.make_room();
        const auto error = next.key_id ? kms_error_of(*next.key_id) : std::nullopt;
        found.stream().begin_encryption(std::move(next), takes, error);
        calls.add(found.now);
        return {};
    }

    template <class Input>
    [[nodiscard]] Result<EnhancedMonitoringOutput> change_monitoring(Op operation,
                                                                     const Input& input, bool on) {
        auto found = this->enter_active(operation, input);
        if (!found) {
            return fail(found.error());
        }
        std::set<MetricsName>& names = found->record().monitoring;
        EnhancedMonitoringOutput output{.stream_name = found->stream().stream_name(),
                                        .current_shard_level_metrics = {names.begin(), names.end()},
                                        .desired_shard_level_metrics = {},
                                        .stream_arn = found->stream().stream_arn()};
        std::set<MetricsName> after = names;
        for (const Choice<MetricsName>& given : *input.shard_level_metrics) {
            const bool all = *given.value() == MetricsName::all;
            for (const MetricsName name : enum_values<MetricsName>) {
                if (name != MetricsName::all && (all || name == *given.value())) {
                    if (on) {
                        after.insert(name);
                    } else {
                        after.erase(name);
                    }
                }
            }
        }
        output.desired_shard_level_metrics = {after.begin(), after.end()};
        names = std::move(after);
        return output;
    }

    std::map<std::string, Errc> kms_errors_;  // by key, under the account's lock
};

}  // namespace weir::inline v0
