// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/aggregated_record.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/protobuf_reader.hpp"

namespace weir::inline v0 {

namespace detail {

constexpr std::size_t varint_bytes(std::uint64_t value) noexcept {
    std::size_t bytes = 1;
    while (value >= 0x80) {
        value >>= 7;
        ++bytes;
    }
    return bytes;
}

/// Bytes of a field with its tag, which is one byte, and its length.
constexpr std::size_t bytes_field_bytes(std::size_t size) noexcept {
    return 1 + varint_bytes(size) + size;
}

inline void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

inline void put_bytes_field(std::string& out, std::uint32_t number, std::string_view value) {
    put_varint(out, protobuf_tag(number, ProtobufWire::bytes));
    put_varint(out, value.size());
    out += value;
}

/// Texts in the order in which they were first used, each once, as a table of the message.
class AggregateTable {
public:
    explicit AggregateTable(std::uint32_t field) noexcept : field_{field} {}

    [[nodiscard]] const std::string& message() const noexcept { return message_; }

    /// The text's place in the table, which is that of the next one where it is not there yet.
    [[nodiscard]] std::size_t find(std::string_view text) const noexcept {
        for (std::size_t at = slot_of(text); !slots_.empty() && slots_[at] != 0; at = next(at)) {
            if (text_at(slots_[at] - 1) == text) return slots_[at] - 1;
        }
        return pieces_.size();
    }
    [[nodiscard]] bool has(std::size_t place) const noexcept { return place < pieces_.size(); }

    std::size_t add(std::string_view text) {
        const std::size_t place = find(text);
        if (has(place)) return place;
        if (2 * (pieces_.size() + 1) > slots_.size()) grow();
        put_bytes_field(message_, field_, text);
        pieces_.push_back({message_.size() - text.size(), text.size()});
        enter(place);
        return place;
    }

    void clear() noexcept {
        message_.clear();
        pieces_.clear();
        slots_.assign(slots_.size(), 0);
    }

private:
    struct Piece {
        std::size_t at = 0;
        std::size_t size = 0;
    };

    [[nodiscard]] std::string_view text_at(std::size_t place) const noexcept {
        return std::string_view{message_}.substr(pieces_[place].at, pieces_[place].size);
    }
    [[nodiscard]] std::size_t slot_of(std::string_view text) const noexcept {
        return slots_.empty() ? 0 : std::hash<std::string_view>{}(text) & (slots_.size() - 1);
    }
    [[nodiscard]] std::size_t next(std::size_t slot) const noexcept {
        return (slot + 1) & (slots_.size() - 1);
    }

    void enter(std::size_t place) noexcept {
        std::size_t at = slot_of(text_at(place));
        while (slots_[at] != 0)
            at = next(at);
        slots_[at] = place + 1;
    }

    void grow() {
        slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), 0);
        for (std::size_t place = 0; place < pieces_.size(); ++place)
            enter(place);
    }

    std::uint32_t field_;
    std::string message_;
    std::vector<Piece> pieces_;
    std::vector<std::size_t> slots_;  ///< a power of two of them, a place plus one in each; 0: free
};

}  // namespace detail

/// Makes aggregated records as the Kinesis Producer Library does, byte for byte.
///
/// Tables are in the order of first use; an explicit hash key is written only where one was given.
/// What it takes to stay within a size is known before a user record is added.
class AggregatedRecordWriter {
public:
    /// Takes another user record: what `data()` of it will hold in this place.
    void add(std::string_view partition_key, std::string_view data,
             std::optional<std::string_view> explicit_hash_key = std::nullopt) {
        using detail::put_varint;
        const std::size_t key = keys_.add(partition_key);
        const std::size_t hash_key = explicit_hash_key ? hash_keys_.add(*explicit_hash_key) : 0;
        const bool has_hash_key = explicit_hash_key.has_value();
        put_varint(records_, protobuf_tag(3, ProtobufWire::bytes));
        put_varint(records_, item_bytes(key, has_hash_key, hash_key, data.size()));
        put_varint(records_, protobuf_tag(1, ProtobufWire::varint));
        put_varint(records_, key);
        if (has_hash_key) {
            put_varint(records_, protobuf_tag(2, ProtobufWire::varint));
            put_varint(records_, hash_key);
        }
        detail::put_bytes_field(records_, 3, data);
        ++size_;
    }

    /// How many user records there are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// How long the data is.
    [[nodiscard]] std::size_t data_bytes() const noexcept {
        return detail::aggregate_magic.size() + keys_.message().size() +
               hash_keys_.message().size() + records_.size() + detail::aggregate_trailer_bytes;
    }
    /// How long it would be with this user record as well.
    [[nodiscard]] std::size_t data_bytes_with(
        std::string_view partition_key, std::string_view data,
        std::optional<std::string_view> explicit_hash_key = std::nullopt) const noexcept {
        const std::size_t key = keys_.find(partition_key);
        std::size_t bytes = data_bytes();
        if (!keys_.has(key)) bytes += detail::bytes_field_bytes(partition_key.size());
        std::size_t hash_key = 0;
        if (explicit_hash_key) {
            hash_key = hash_keys_.find(*explicit_hash_key);
            if (!hash_keys_.has(hash_key)) {
                bytes += detail::bytes_field_bytes(explicit_hash_key->size());
            }
        }
        return bytes + detail::bytes_field_bytes(
                           item_bytes(key, explicit_hash_key.has_value(), hash_key, data.size()));
    }

    /// The data of the aggregated record.
    [[nodiscard]] std::string data() const {
        std::string data;
        data.reserve(data_bytes());
        data += detail::aggregate_magic;
        data += keys_.message();
        data += hash_keys_.message();
        data += records_;
        const Md5Digest digest = md5(std::string_view{data}.substr(detail::aggregate_magic.size()));
        data.append(reinterpret_cast<const char*>(digest.data()), digest.size());
        return data;
    }

    /// Begins anew and keeps the memory.
    void clear() noexcept {
        keys_.clear();
        hash_keys_.clear();
        records_.clear();
        size_ = 0;
    }

private:
    static std::size_t item_bytes(std::size_t key, bool has_hash_key, std::size_t hash_key,
                                  std::size_t data_size) noexcept {
        return 1 + detail::varint_bytes(key) +
               (has_hash_key ? 1 + detail::varint_bytes(hash_key) : 0) +
               detail::bytes_field_bytes(data_size);
    }

    detail::AggregateTable keys_{1};
    detail::AggregateTable hash_keys_{2};
    std::string records_;
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0
