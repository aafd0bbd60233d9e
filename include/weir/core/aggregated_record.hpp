// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/core/protobuf_reader.hpp"

/// The aggregated records of the Kinesis Producer Library, many user records in one.
///
///     F3 89 9A C2 | AggregatedRecord as Protocol Buffers | MD5 of what is in the middle
///
///     message AggregatedRecord {              message Record {
///       repeated string partition_key_table     = 1;  required uint64 partition_key_index     = 1;
///       repeated string explicit_hash_key_table = 2;  optional uint64 explicit_hash_key_index = 2;
///       repeated Record records                 = 3;  required bytes data = 3;
///     }                                               repeated Tag tags   = 4;
///                                             }
///     message Tag { required string key = 1; optional string value = 2; }
namespace weir::inline v0 {

/// One of the records in an aggregated one; its texts are parts of that one's data.
struct UserRecord {
    std::string_view partition_key;
    std::optional<std::string_view> explicit_hash_key;  ///< as it was given: any text
    std::string_view data;

    friend bool operator==(const UserRecord&, const UserRecord&) = default;
};

namespace detail {

inline constexpr std::string_view aggregate_magic{"\xF3\x89\x9A\xC2", 4};
inline constexpr std::size_t aggregate_trailer_bytes = 16;

/// A Record as it is written; a field that comes twice is what it was last.
struct AggregateItem {
    std::optional<std::uint64_t> key_index;
    std::optional<std::uint64_t> hash_key_index;
    std::optional<std::string_view> data;

    [[nodiscard]] constexpr bool read(std::string_view message) noexcept {
        for (ProtobufReader reader{message}; !reader.at_end();) {
            std::uint32_t tag = 0;
            if (!reader.tag(tag) || !read_field(reader, tag)) return false;
        }
        return key_index.has_value() && data.has_value();
    }

private:
    constexpr bool read_field(ProtobufReader& reader, std::uint32_t tag) noexcept {
        std::string_view text;
        switch (tag) {
            case protobuf_tag(1, ProtobufWire::varint):
                return reader.varint(key_index.emplace());
            case protobuf_tag(2, ProtobufWire::varint):
                return reader.varint(hash_key_index.emplace());
            case protobuf_tag(3, ProtobufWire::bytes):
                return reader.bytes(data.emplace());
            case protobuf_tag(4, ProtobufWire::bytes):
                return reader.bytes(text) && is_tag_message(text);
            default:
                return reader.skip(tag);
        }
    }

    /// Whether these bytes are a Tag, which nobody reads but which has to be whole.
    static constexpr bool is_tag_message(std::string_view message) noexcept {
        bool has_key = false;
        for (ProtobufReader reader{message}; !reader.at_end();) {
            std::uint32_t tag = 0;
            if (!reader.tag(tag) || !reader.skip(tag)) return false;
            has_key = has_key || tag == protobuf_tag(1, ProtobufWire::bytes);
        }
        return has_key;
    }
};

}  // namespace detail

/// The user records in the data of an aggregated record, which has to outlive them.
///
/// Nothing is copied but where the entries of the key tables lie. An object that is used again
/// keeps the memory for that.
///
/// Source: aws-kinesis-agg's and the Kinesis Client Library's code and what they make of
/// tests/data/kpl_aggregated.json.
class AggregatedRecord {
public:
    /// Looks into a record's data.
    ///
    /// Data is an aggregated record if it starts with the magic bytes, ends with the MD5 of what is
    /// between, and that is a message with all its required fields; otherwise it is a record like
    /// any other, whatever it looks like.
    ///
    /// Gives: false for a plain record; then there are no user records here.
    [[nodiscard]] bool read(std::string_view data) {
        clear();
        if (!may_be(data)) return false;
        const std::string_view body = body_of(data);
        const Md5Digest digest = md5(body);
        const bool is_whole =
            std::memcmp(digest.data(), body.data() + body.size(), digest.size()) == 0;
        if (!is_whole || !read_body(body)) {
            clear();
            return false;
        }
        return true;
    }

    /// A quick look: most plain records don't have the magic bytes.
    [[nodiscard]] static constexpr bool may_be(std::string_view data) noexcept {
        return data.starts_with(detail::aggregate_magic) &&
               data.size() > detail::aggregate_magic.size() + detail::aggregate_trailer_bytes &&
               data.size() <= std::numeric_limits<std::uint32_t>::max();
    }

    /// How many user records there are, as far as they can be told.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// How many there are besides: one whose key is in no table, and all after it. The service's
    /// own client library drops them too.
    [[nodiscard]] std::size_t lost() const noexcept { return lost_; }

    class Iterator {
    public:
        using iterator_concept = std::forward_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = UserRecord;
        using difference_type = std::ptrdiff_t;
        using pointer = const UserRecord*;
        using reference = UserRecord;

        Iterator() noexcept = default;

        [[nodiscard]] UserRecord operator*() const noexcept { return of_->user_record(item_); }
        Iterator& operator++() noexcept {
            if (++place_ < of_->size_) item_ = of_->next_item(rest_);
            return *this;
        }
        Iterator operator++(int) noexcept {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) noexcept {
            return a.place_ == b.place_;
        }

    private:
        friend AggregatedRecord;
        Iterator(const AggregatedRecord* of, std::size_t place) noexcept
            : of_{of}, place_{place}, rest_{of->body_} {
            if (place < of->size_) item_ = of->next_item(rest_);
        }

        const AggregatedRecord* of_ = nullptr;
        std::size_t place_ = 0;  ///< the user record's sub-sequence number
        ProtobufReader rest_{{}};
        detail::AggregateItem item_;
    };

    [[nodiscard]] Iterator begin() const noexcept { return {this, 0}; }
    [[nodiscard]] Iterator end() const noexcept { return {this, size_}; }

private:
    static constexpr std::uint32_t key_tag = protobuf_tag(1, ProtobufWire::bytes);
    static constexpr std::uint32_t hash_key_tag = protobuf_tag(2, ProtobufWire::bytes);
    static constexpr std::uint32_t record_tag = protobuf_tag(3, ProtobufWire::bytes);

    /// A part of the body.
    struct Piece {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };

    static constexpr std::string_view body_of(std::string_view data) noexcept {
        data.remove_prefix(detail::aggregate_magic.size());
        data.remove_suffix(detail::aggregate_trailer_bytes);
        return data;
    }

    void clear() noexcept {
        body_ = {};
        keys_.clear();
        hash_keys_.clear();
        size_ = lost_ = 0;
    }

    [[nodiscard]] bool read_body(std::string_view body) {
        body_ = body;
        std::size_t records = 0;
        for (ProtobufReader reader{body}; !reader.at_end();) {
            std::uint32_t tag = 0;
            std::string_view text;
            if (!reader.tag(tag)) return false;
            if (tag != key_tag && tag != hash_key_tag && tag != record_tag) {
                if (!reader.skip(tag)) return false;
                continue;
            }
            if (!reader.bytes(text)) return false;
            detail::AggregateItem item;
            if (tag == record_tag) {
                if (!item.read(text)) return false;
                ++records;
            } else {
                (tag == key_tag ? keys_ : hash_keys_).push_back(piece(text));
            }
        }
        // The tables may come after the records, so only now it is known what is in them.
        size_ = tellable(records);
        lost_ = records - size_;
        return true;
    }

    /// How many of the records come before the first with an index that is in no table.
    [[nodiscard]] std::size_t tellable(std::size_t records) const noexcept {
        ProtobufReader reader{body_};
        for (std::size_t at = 0; at < records; ++at) {
            const detail::AggregateItem item = next_item(reader);
            if (*item.key_index >= keys_.size()) return at;
            if (item.hash_key_index && *item.hash_key_index >= hash_keys_.size()) return at;
        }
        return records;
    }

    /// The next record of a body that has been read before and has one more.
    [[nodiscard]] static detail::AggregateItem next_item(ProtobufReader& reader) noexcept {
        detail::AggregateItem item;
        std::uint32_t tag = 0;
        std::string_view text;
        while (reader.tag(tag) && tag != record_tag && reader.skip(tag)) {
        }
        static_cast<void>(reader.bytes(text) && item.read(text));
        return item;
    }

    [[nodiscard]] Piece piece(std::string_view text) const noexcept {
        return {static_cast<std::uint32_t>(text.data() - body_.data()),
                static_cast<std::uint32_t>(text.size())};
    }
    [[nodiscard]] std::string_view text_of(Piece piece) const noexcept {
        return body_.substr(piece.at, piece.size);
    }

    [[nodiscard]] UserRecord user_record(const detail::AggregateItem& item) const noexcept {
        UserRecord record;
        record.partition_key = text_of(keys_[static_cast<std::size_t>(*item.key_index)]);
        if (item.hash_key_index) {
            const auto at = static_cast<std::size_t>(*item.hash_key_index);
            record.explicit_hash_key = text_of(hash_keys_[at]);
        }
        record.data = *item.data;
        return record;
    }

    std::string_view body_;
    std::vector<Piece> keys_;
    std::vector<Piece> hash_keys_;
    std::size_t size_ = 0;
    std::size_t lost_ = 0;
};

}  // namespace weir::inline v0
