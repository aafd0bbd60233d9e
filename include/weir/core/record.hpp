// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/core/sequence_number.hpp"

namespace weir::inline v0 {

/// Bytes that belong to somebody else: what a record carries, lent for the length of a call.
class Blob {
public:
    constexpr Blob() noexcept = default;
    /// From a span, vector or array of bytes.
    template <std::convertible_to<std::span<const std::byte>> Bytes>
    constexpr Blob(const Bytes& bytes) noexcept : Blob{bytes.data(), bytes.size()} {}
    constexpr Blob(const std::byte* data, std::size_t size) noexcept : data_{data}, size_{size} {}
    Blob(std::string_view text) noexcept
        : data_{reinterpret_cast<const std::byte*>(text.data())}, size_{text.size()} {}
    Blob(const char* text) noexcept : Blob{std::string_view{text}} {}
    Blob(const std::string& text) noexcept : Blob{std::string_view{text}} {}
    Blob(std::nullptr_t) = delete;

    [[nodiscard]] constexpr const std::byte* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr const std::byte* begin() const noexcept { return data_; }
    [[nodiscard]] constexpr const std::byte* end() const noexcept { return data_ + size_; }

    /// The same bytes as characters.
    [[nodiscard]] std::string_view as_text() const noexcept {
        return {reinterpret_cast<const char*>(data_), size_};
    }

    /// Whether the bytes are the same.
    friend bool operator==(const Blob& a, const Blob& b) noexcept {
        return a.as_text() == b.as_text();
    }

private:
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// What the sequence numbers of one shard's records have in common.
struct ShardStamp {
    std::uint64_t create_seconds = 0;
    std::uint32_t shard_index = 0;

    friend constexpr bool operator==(const ShardStamp&, const ShardStamp&) noexcept = default;
};

/// All that a shard has taken so far.
struct WriteTotals {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;  ///< of partition keys and data

    friend constexpr bool operator==(const WriteTotals&, const WriteTotals&) noexcept = default;
};

/// A stored record, lent by the batch that holds it.
class RecordView {
public:
    constexpr RecordView() noexcept = default;
    constexpr RecordView(std::string_view partition_key, Blob data, std::uint64_t sequence_index,
                         Instant arrival, ShardStamp stamp) noexcept
        : partition_key_{partition_key},
          data_{data},
          sequence_index_{sequence_index},
          arrival_{arrival},
          stamp_{stamp} {}

    [[nodiscard]] constexpr std::string_view partition_key() const noexcept {
        return partition_key_;
    }
    [[nodiscard]] constexpr Blob data() const noexcept { return data_; }

    /// The record's place in its shard.
    [[nodiscard]] constexpr std::uint64_t sequence_index() const noexcept {
        return sequence_index_;
    }
    [[nodiscard]] constexpr Instant approximate_arrival_timestamp() const noexcept {
        return arrival_;
    }

    /// Made on demand: a batch stores places, not numbers.
    ///
    /// Time: its second is that of arrival, but never before the shard was created, so that a
    /// clock which stepped back does not make a number that lies below the shard's first.
    [[nodiscard]] constexpr SequenceNumber sequence_number() const noexcept {
        const auto arrival = arrival_.seconds();
        const auto since = static_cast<std::uint64_t>(arrival < 0 ? 0 : arrival);
        const auto create = stamp_.create_seconds;
        return SequenceNumber::make({.shard_create_seconds = create,
                                     .shard_index = stamp_.shard_index,
                                     .sequence_index = sequence_index_,
                                     .seconds = since < create ? create : since});
    }

    /// What the record counts against limits.  Units: bytes of partition key and data.
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return partition_key_.size() + data_.size();
    }

private:
    std::string_view partition_key_;
    Blob data_;
    std::uint64_t sequence_index_ = 0;
    Instant arrival_;
    ShardStamp stamp_;
};

/// A stored record with bytes of its own, to keep after the batch is gone.
struct Record {
    SequenceNumber sequence_number;
    Instant approximate_arrival_timestamp;
    std::string partition_key;
    std::vector<std::byte> data;

    Record() = default;
    explicit Record(const RecordView& view)
        : sequence_number{view.sequence_number()},
          approximate_arrival_timestamp{view.approximate_arrival_timestamp()},
          partition_key{view.partition_key()},
          data(view.data().begin(), view.data().end()) {}

    /// What the record counts against limits.  Units: bytes of partition key and data.
    [[nodiscard]] std::size_t size() const noexcept { return partition_key.size() + data.size(); }

    friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace weir::inline v0
