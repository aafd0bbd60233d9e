// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/members.hpp"

namespace weir::inline v0 {

/// A shard iterator as a journal keeps it: a place, or the text of an API that gives texts.
struct JournalIterator {
    std::optional<ShardId> shard_id{};
    std::uint64_t sequence_index = 0;
    std::uint64_t not_before_seconds = 0;
    Instant created{};
    std::string text{};

    friend bool operator==(const JournalIterator&, const JournalIterator&) = default;
};

/// A filter of ListShards as a journal keeps it.
struct JournalShardFilter {
    ShardFilterType type = ShardFilterType::from_trim_horizon;
    std::optional<std::string> shard_id{};
    std::optional<Instant> timestamp{};

    friend bool operator==(const JournalShardFilter&, const JournalShardFilter&) = default;
};

/// What a call asked for, but for its records. Members have the service's names; those that the
/// operation does not have are empty.
///
/// Ids and numbers are texts, so that one that can't be read is kept as it was.
struct JournalRequest {
    /// Of a put: how many records it has. Where it was made more than once, its records stand
    /// there as often, and the last so many are those of the reply.
    std::optional<std::uint32_t> records{};
    std::optional<std::string> sequence_number_for_ordering{};
    std::optional<std::string> shard_id{};  ///< also the shard to split, or to merge
    std::optional<ShardIteratorType> shard_iterator_type{};
    std::optional<std::string> starting_sequence_number{};
    std::optional<Instant> timestamp{};
    std::optional<JournalIterator> shard_iterator{};
    std::optional<std::uint32_t> limit{};
    std::optional<std::string> next_token{};
    std::optional<std::string> exclusive_start_shard_id{};
    std::optional<std::uint32_t> max_results{};
    std::optional<JournalShardFilter> shard_filter{};
    std::optional<Instant> stream_creation_timestamp{};
    std::optional<std::string> new_starting_hash_key{};
    std::optional<std::string> adjacent_shard_to_merge{};
    std::optional<std::uint32_t> target_shard_count{};

    friend bool operator==(const JournalRequest&, const JournalRequest&) = default;
};

/// What a call gave, but for its records and its error's code and text.
struct JournalResult {
    std::optional<JournalIterator> shard_iterator{};  ///< the one given, or the next one
    std::vector<ChildShard> child_shards{};
    std::vector<Shard> shards{};
    std::optional<std::string> next_token{};
    std::optional<StreamDescriptionSummary> description{};
    std::optional<UpdateShardCountResult> shard_count{};
    Duration retry_after{};  ///< of an error

    friend bool operator==(const JournalResult&, const JournalResult&) = default;
};

/// A value or nothing, as `std::optional` is one, in no more space than a pointer takes: a journal
/// is long, and may be told to keep no details.
template <class T>
class Boxed {
public:
    Boxed() noexcept = default;
    Boxed(T value) : value_{std::make_unique<T>(std::move(value))} {}
    Boxed(const Boxed& other) : value_{other ? std::make_unique<T>(*other) : nullptr} {}
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(Boxed other) noexcept {
        value_.swap(other.value_);
        return *this;
    }
    ~Boxed() = default;

    [[nodiscard]] explicit operator bool() const noexcept { return value_ != nullptr; }
    [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
    [[nodiscard]] const T& operator*() const noexcept { return *checked(); }
    [[nodiscard]] T& operator*() noexcept { return *checked(); }
    [[nodiscard]] const T* operator->() const noexcept { return checked(); }
    [[nodiscard]] T* operator->() noexcept { return checked(); }
    /// The value, made first if there is none.
    [[nodiscard]] T& made() {
        if (!value_) {
            value_ = std::make_unique<T>();
        }
        return *value_;
    }

    friend bool operator==(const Boxed& a, const Boxed& b) noexcept {
        return a && b ? *a == *b : a.has_value() == b.has_value();
    }

private:
    [[nodiscard]] T* checked() const noexcept {
        WEIR_CHECK(value_ != nullptr, "an empty box holds no value");
        return value_.get();
    }

    std::unique_ptr<T> value_;
};

template <class T>
inline constexpr bool detail::is_optional<Boxed<T>> = true;

template <>
inline constexpr std::string_view member_list<JournalIterator> =
    "shard_id sequence_index not_before_seconds created text";
template <>
inline constexpr std::string_view member_list<JournalShardFilter> = "type shard_id timestamp";
template <>
inline constexpr std::string_view member_list<JournalRequest> =
    "records sequence_number_for_ordering shard_id shard_iterator_type starting_sequence_number "
    "timestamp shard_iterator limit next_token exclusive_start_shard_id max_results shard_filter "
    "stream_creation_timestamp new_starting_hash_key adjacent_shard_to_merge target_shard_count";
template <>
inline constexpr std::string_view member_list<JournalResult> =
    "shard_iterator child_shards shards next_token description shard_count retry_after";

}  // namespace weir::inline v0
