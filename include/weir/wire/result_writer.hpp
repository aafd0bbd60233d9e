// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "weir/service/output_shapes.hpp"
#include "weir/service/outputs.hpp"

/// Results as a writer puts them down, JSON or CBOR. Members without a value are left out.
namespace weir::inline v0::wire {

namespace detail {

/// Something that writes its text into characters that it is given.
template <class T>
concept writes_chars = requires(const T& value, char* out) {
    { value.to_chars(out) } -> std::same_as<std::size_t>;
};

template <class Writer, writes_chars T>
void write_text_of(Writer& to, const T& value) {
    char text[64];
    to.text({text, value.to_chars(text)});
}

template <class Writer, has_shape T>
void write_structure(Writer& to, const T& value);

template <class Writer, class T>
void write_value(Writer& to, const T& value) {
    if constexpr (has_shape<T>) {
        write_structure(to, value);
    } else if constexpr (std::same_as<T, bool>) {
        to.boolean(value);
    } else if constexpr (std::integral<T>) {
        to.number(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_enum_v<T>) {
        to.text(to_string(value));
    } else if constexpr (std::same_as<T, Instant>) {
        to.timestamp(value);
    } else if constexpr (requires { value.count(); }) {
        to.number(value.count());
    } else if constexpr (std::convertible_to<T, std::string_view>) {
        to.text(value);
    } else if constexpr (writes_chars<T>) {
        write_text_of(to, value);
    } else {
        to.text(value.to_string());
    }
}
template <class Writer, class T>
void write_value(Writer& to, const std::vector<T>& values) {
    to.open_list();
    for (const T& one : values) {
        write_value(to, one);
    }
    if constexpr (std::same_as<T, EnhancedMetrics>) {
        // The service says that no metrics are on, rather than say nothing of metrics.
        if (values.empty()) {
            write_value(to, EnhancedMetrics{});
        }
    }
    to.close_list();
}

template <class Writer, class T>
void write_member(Writer& to, std::string_view name, const T& value) {
    to.name(name);
    if constexpr (std::same_as<T, Instant>) {
        // The service made these whole seconds, which also tell two streams of a name apart.
        const bool creation = name.ends_with("CreationTimestamp");
        to.timestamp(creation ? Instant::from_seconds(value.seconds()) : value);
    } else {
        write_value(to, value);
    }
}
template <class Writer, class T>
void write_member(Writer& to, std::string_view name, const std::optional<T>& value) {
    if (value) {
        write_member(to, name, *value);
    }
}

template <class Writer, has_shape T>
void write_structure(Writer& to, const T& value) {
    to.open_map();
    for_each_member<T>([&](const auto& one) { write_member(to, one.name, value.*one.at); });
    to.close_map();
}

template <class Writer, class Output>
void write_records(Writer& to, const Output& output) {
    to.name("Records");
    to.open_list();
    for (const RecordView& record : output.records) {
        to.open_map();
        write_member(to, "SequenceNumber", record.sequence_number());
        write_member(to, "ApproximateArrivalTimestamp", record.approximate_arrival_timestamp());
        to.name("Data");
        to.data(record.data());
        write_member(to, "PartitionKey", record.partition_key());
        if (const auto type = output.encryption_type_of(record); type != EncryptionType::none) {
            write_member(to, "EncryptionType", type);
        }
        to.close_map();
    }
    to.close_list();
}
template <class Writer>
void write_put(Writer& to, const PutRecordsResultEntry& entry) {
    char number[SequenceNumber::text_size_max];
    char shard[ShardId::text_size];
    to.plain_map("SequenceNumber", {number, entry.sequence_number.to_chars(number)}, "ShardId",
                 {shard, entry.shard_id.to_chars(shard)});
}
template <class Writer>
void write_children(Writer& to, const std::vector<ChildShard>& children) {
    if (!children.empty()) {
        write_member(to, "ChildShards", children);
    }
}

}  // namespace detail

/// The text of an error's code in an answer: what is not the service's own is a failure of it.
[[nodiscard]] constexpr Errc answered_code(Errc code) noexcept {
    return code >= Errc::memory_budget_exceeded ? Errc::internal_failure : code;
}

// `Service` gives the texts that only it knows.

template <class Writer, class Service, has_shape Output>
void write_result(Writer& to, Service&, const Output& output) {
    detail::write_structure(to, output);
}
template <class Writer, class Service>
void write_result(Writer& to, Service& service, const GetShardIteratorOutput& output) {
    to.open_map();
    detail::write_member(to, "ShardIterator", service.to_text(output.shard_iterator));
    to.close_map();
}
template <class Writer, class Service>
void write_result(Writer& to, Service& service, const PutRecordsOutput& output) {
    to.open_map();
    detail::write_member(to, "FailedRecordCount", output.failed_record_count);
    to.name("Records");
    to.open_list();
    for (const PutRecordsResultEntry& entry : output.records) {
        if (entry.ok()) {
            detail::write_put(to, entry);
            continue;
        }
        const Error error = service.error_of(output, entry);
        to.open_map();
        detail::write_member(to, "ErrorCode", answered_code(error.code()));
        detail::write_member(to, "ErrorMessage", error.message());
        to.close_map();
    }
    to.close_list();
    detail::write_member(to, "EncryptionType", output.encryption_type);
    to.close_map();
}
template <class Writer, class Service, class Batch>
void write_result(Writer& to, Service& service, const BasicGetRecordsOutput<Batch>& output) {
    to.open_map();
    detail::write_records(to, output);
    if (output.next_shard_iterator) {
        detail::write_member(to, "NextShardIterator", service.to_text(*output.next_shard_iterator));
    }
    detail::write_member(to, "MillisBehindLatest", output.millis_behind_latest);
    detail::write_children(to, output.child_shards);
    to.close_map();
}
template <class Writer, class Batch>
void write_event(Writer& to, const BasicSubscribeToShardEvent<Batch>& event) {
    to.open_map();
    detail::write_records(to, event);
    detail::write_member(to, "ContinuationSequenceNumber", event.continuation_sequence_number);
    detail::write_member(to, "MillisBehindLatest", event.millis_behind_latest);
    detail::write_children(to, event.child_shards);
    to.close_map();
}

}  // namespace weir::inline v0::wire
