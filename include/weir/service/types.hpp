// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/stream/model.hpp"

/// Values that the operations of an account take and give, named after the service's model.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

enum class StreamMode : std::uint8_t { provisioned, on_demand };
[[nodiscard]] constexpr std::string_view to_string(StreamMode mode) noexcept {
    return mode == StreamMode::provisioned ? "PROVISIONED" : "ON_DEMAND";
}

enum class EncryptionType : std::uint8_t { none, kms };
[[nodiscard]] constexpr std::string_view to_string(EncryptionType type) noexcept {
    return type == EncryptionType::none ? "NONE" : "KMS";
}

enum class ScalingType : std::uint8_t { uniform_scaling };
[[nodiscard]] constexpr std::string_view to_string(ScalingType) noexcept {
    return "UNIFORM_SCALING";
}

enum class ConsumerStatus : std::uint8_t { creating, deleting, active };
[[nodiscard]] constexpr std::string_view to_string(ConsumerStatus status) noexcept {
    switch (status) {
        case ConsumerStatus::creating:
            return "CREATING";
        case ConsumerStatus::deleting:
            return "DELETING";
        case ConsumerStatus::active:
            break;
    }
    return "ACTIVE";
}

/// The metrics of single shards that EnableEnhancedMonitoring turns on.
enum class MetricsName : std::uint8_t {
    incoming_bytes,
    incoming_records,
    outgoing_bytes,
    outgoing_records,
    write_provisioned_throughput_exceeded,
    read_provisioned_throughput_exceeded,
    iterator_age_milliseconds,
    all,
};
[[nodiscard]] constexpr std::string_view to_string(MetricsName name) noexcept {
    switch (name) {
        case MetricsName::incoming_bytes:
            return "IncomingBytes";
        case MetricsName::incoming_records:
            return "IncomingRecords";
        case MetricsName::outgoing_bytes:
            return "OutgoingBytes";
        case MetricsName::outgoing_records:
            return "OutgoingRecords";
        case MetricsName::write_provisioned_throughput_exceeded:
            return "WriteProvisionedThroughputExceeded";
        case MetricsName::read_provisioned_throughput_exceeded:
            return "ReadProvisionedThroughputExceeded";
        case MetricsName::iterator_age_milliseconds:
            return "IteratorAgeMilliseconds";
        case MetricsName::all:
            break;
    }
    return "ALL";
}

/// Whether the account pays for a least throughput, which gives it on-demand advantage.
enum class MinimumThroughputBillingCommitmentStatus : std::uint8_t {
    enabled,
    disabled,
    enabled_until_earliest_allowed_end,  ///< only in answers
};
[[nodiscard]] constexpr std::string_view to_string(
    MinimumThroughputBillingCommitmentStatus status) noexcept {
    switch (status) {
        case MinimumThroughputBillingCommitmentStatus::enabled:
            return "ENABLED";
        case MinimumThroughputBillingCommitmentStatus::disabled:
            return "DISABLED";
        case MinimumThroughputBillingCommitmentStatus::enabled_until_earliest_allowed_end:
            break;
    }
    return "ENABLED_UNTIL_EARLIEST_ALLOWED_END";
}

/// The values of an enumeration that a request may name, in the order of the service's texts.
template <class E>
inline constexpr auto enum_values = nullptr;
template <>
inline constexpr auto enum_values<StreamMode> =
    std::array{StreamMode::provisioned, StreamMode::on_demand};
template <>
inline constexpr auto enum_values<EncryptionType> =
    std::array{EncryptionType::none, EncryptionType::kms};
template <>
inline constexpr auto enum_values<ScalingType> = std::array{ScalingType::uniform_scaling};
template <>
inline constexpr auto enum_values<MetricsName> =
    std::array{MetricsName::incoming_bytes,
               MetricsName::incoming_records,
               MetricsName::outgoing_bytes,
               MetricsName::outgoing_records,
               MetricsName::write_provisioned_throughput_exceeded,
               MetricsName::read_provisioned_throughput_exceeded,
               MetricsName::iterator_age_milliseconds,
               MetricsName::all};
template <>
inline constexpr auto enum_values<MinimumThroughputBillingCommitmentStatus> =
    std::array{MinimumThroughputBillingCommitmentStatus::enabled,
               MinimumThroughputBillingCommitmentStatus::disabled};
template <>
inline constexpr auto enum_values<ShardIteratorType> =
    std::array{ShardIteratorType::after_sequence_number, ShardIteratorType::latest,
               ShardIteratorType::at_timestamp, ShardIteratorType::at_sequence_number,
               ShardIteratorType::trim_horizon};
template <>
inline constexpr auto enum_values<ShardFilterType> =
    std::array{ShardFilterType::after_shard_id,    ShardFilterType::at_trim_horizon,
               ShardFilterType::from_trim_horizon, ShardFilterType::at_latest,
               ShardFilterType::at_timestamp,      ShardFilterType::from_timestamp};

/// The value of an enumeration in a request: given as such, as the text that a remote caller sent,
/// or left out. Text is lent, and judged where the service judges it.
template <class E>
class Choice {
public:
    constexpr Choice() noexcept = default;
    constexpr Choice(std::nullopt_t) noexcept {}
    constexpr Choice(E value) noexcept : value_{value}, given_{true} {}
    constexpr Choice(std::string_view text) noexcept : text_{text}, given_{true} {
        for (const E value : enum_values<E>) {
            if (to_string(value) == text) {
                value_ = value;
            }
        }
    }
    constexpr Choice(const char* text) noexcept : Choice{std::string_view{text}} {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return given_; }
    /// Gives: nothing if nothing was given, or a text that names no value.
    [[nodiscard]] constexpr std::optional<E> value() const noexcept { return value_; }
    [[nodiscard]] constexpr std::string_view as_given() const noexcept {
        return value_ ? to_string(*value_) : text_;
    }

private:
    std::optional<E> value_;
    std::string_view text_;
    bool given_ = false;
};

/// Tags by key.
using TagMap = std::map<std::string, std::string, std::less<>>;

struct Tag {
    std::string key{};
    std::string value{};

    friend bool operator==(const Tag&, const Tag&) = default;
};

struct StreamModeDetails {
    StreamMode stream_mode = StreamMode::provisioned;

    friend bool operator==(const StreamModeDetails&, const StreamModeDetails&) = default;
};

/// Which metrics of single shards are on.
struct EnhancedMetrics {
    std::vector<MetricsName> shard_level_metrics{};

    friend bool operator==(const EnhancedMetrics&, const EnhancedMetrics&) = default;
};

/// Units: MiB a second.
struct WarmThroughputObject {
    std::int32_t target_mibps = 0;
    std::int32_t current_mibps = 0;

    friend bool operator==(const WarmThroughputObject&, const WarmThroughputObject&) = default;
};

struct StreamSummary {
    std::string stream_name{};
    std::string stream_arn{};
    StreamStatus stream_status = StreamStatus::active;
    StreamModeDetails stream_mode_details{};
    Instant stream_creation_timestamp{};

    friend bool operator==(const StreamSummary&, const StreamSummary&) = default;
};

struct Consumer {
    std::string consumer_name{};
    std::string consumer_arn{};
    ConsumerStatus consumer_status = ConsumerStatus::creating;
    Instant consumer_creation_timestamp{};

    friend bool operator==(const Consumer&, const Consumer&) = default;
};
struct ConsumerDescription {
    std::string consumer_name{};
    std::string consumer_arn{};
    ConsumerStatus consumer_status = ConsumerStatus::creating;
    Instant consumer_creation_timestamp{};
    std::string stream_arn{};

    friend bool operator==(const ConsumerDescription&, const ConsumerDescription&) = default;
};

struct MinimumThroughputBillingCommitmentOutput {
    MinimumThroughputBillingCommitmentStatus status =
        MinimumThroughputBillingCommitmentStatus::disabled;
    std::optional<Instant> started_at{};
    std::optional<Instant> ended_at{};
    std::optional<Instant> earliest_allowed_end_at{};

    friend bool operator==(const MinimumThroughputBillingCommitmentOutput&,
                           const MinimumThroughputBillingCommitmentOutput&) = default;
};

}  // namespace weir::inline v0
