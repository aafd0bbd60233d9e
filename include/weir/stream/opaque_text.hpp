// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#include <xxhash.h>

#include "weir/core/base64.hpp"
#include "weir/stream/shard_iterator.hpp"

namespace weir::inline v0 {

/// Numbers as opaque text that only the stream that made it accepts.
///
/// The text is base64 of {8 bytes 00..01, scrambled numbers and padding, 16 bytes check}, as long
/// as the service's. The check is a keyed hash, not cryptography: it keeps mistakes and idle
/// forgeries out, and whatever passes it is still checked by whoever uses the numbers.
class OpaqueText {
public:
    enum class Kind : std::uint8_t { shard_iterator = 1, page_token = 2 };

    /// `stream`: which stream it is, also the key.  `name_size` as the service's length depends
    /// on the name.  Units: bytes.
    OpaqueText(Kind kind, std::uint64_t stream, std::size_t name_size) noexcept
        : kind_{kind}, stream_{stream}, body_size_{(name_size + 2) / 16 * 16 + 152 - 8} {}

    /// The length of a name that gives texts of that length.
    [[nodiscard]] static constexpr std::size_t name_size_of(std::size_t text_size) noexcept {
        const std::size_t bytes = text_size / 4 * 3;  // and up to two less
        const std::size_t blocks = bytes < 152 ? 0 : (bytes - 152) / 16;
        return blocks == 0 ? 0 : blocks * 16 - 2;
    }

    [[nodiscard]] std::string write(std::span<const std::uint64_t> numbers) const {
        std::vector<std::uint8_t> bytes(8 + body_size_, 0);
        bytes[7] = 1;
        for (std::size_t at = 0; at < numbers.size(); ++at) {
            put(bytes, 8 + at * 8, numbers[at]);
        }
        const XXH128_hash_t check = check_of(bytes);
        put(bytes, bytes.size() - 16, check.high64);
        put(bytes, bytes.size() - 8, check.low64);
        scramble(bytes);
        return to_base64(bytes);
    }

    /// Gives: false unless `text` came from `write` of the same stream and kind.
    [[nodiscard]] bool read(std::string_view text, std::span<std::uint64_t> numbers) const {
        auto bytes = from_base64(text);
        if (!bytes || bytes->size() != 8 + body_size_ || get(*bytes, 0) != 1) {
            return false;
        }
        scramble(*bytes);
        const XXH128_hash_t check = check_of(*bytes);
        if (get(*bytes, bytes->size() - 16) != check.high64 ||
            get(*bytes, bytes->size() - 8) != check.low64) {
            return false;
        }
        for (std::size_t at = 0; at < numbers.size(); ++at) {
            numbers[at] = get(*bytes, 8 + at * 8);
        }
        return true;
    }

private:
    static void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint64_t number) {
        for (std::size_t byte = 0; byte < 8; ++byte) {
            bytes[at + byte] = static_cast<std::uint8_t>(number >> (56 - 8 * byte));
        }
    }
    static std::uint64_t get(const std::vector<std::uint8_t>& bytes, std::size_t at) {
        std::uint64_t number = 0;
        for (std::size_t byte = 0; byte < 8; ++byte) {
            number = number << 8 | bytes[at + byte];
        }
        return number;
    }
    [[nodiscard]] std::uint64_t key() const noexcept {
        return stream_ * 0x9e37'79b9'7f4a'7c15 + static_cast<std::uint64_t>(kind_);
    }
    [[nodiscard]] XXH128_hash_t check_of(const std::vector<std::uint8_t>& bytes) const noexcept {
        return XXH3_128bits_withSeed(bytes.data(), bytes.size() - 16, key());
    }
    /// Covers all but the last eight bytes of the check with a key stream that those choose.
    void scramble(std::vector<std::uint8_t>& bytes) const {
        const std::uint64_t nonce = get(bytes, bytes.size() - 8);
        for (std::size_t at = 8; at + 8 < bytes.size(); at += 8) {
            const std::uint64_t block[2] = {nonce, at};
            put(bytes, at, get(bytes, at) ^ XXH3_64bits_withSeed(block, sizeof block, key()));
        }
    }

    Kind kind_;
    std::uint64_t stream_;
    std::size_t body_size_;
};

/// The text of a shard iterator.
class ShardIteratorText {
public:
    ShardIteratorText(std::uint64_t stream, std::size_t name_size) noexcept
        : stream_{stream}, text_{OpaqueText::Kind::shard_iterator, stream, name_size} {}

    using Numbers = std::array<std::uint64_t, 4>;

    /// An iterator but for its stream, as numbers, and back.
    [[nodiscard]] static Numbers numbers_of(const ShardIterator& iterator) noexcept {
        return {static_cast<std::uint64_t>(iterator.created_.micros()), iterator.shard_.index,
                iterator.index_, iterator.not_before_seconds_};
    }
    [[nodiscard]] static ShardIterator from_numbers(std::uint64_t stream,
                                                    const Numbers& numbers) noexcept {
        ShardIterator iterator;
        iterator.stream_ = stream;
        iterator.created_ = Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
        iterator.shard_ = ShardId{static_cast<std::uint32_t>(numbers[1])};
        iterator.index_ = numbers[2];
        iterator.not_before_seconds_ = numbers[3];
        return iterator;
    }

    [[nodiscard]] std::string write(const ShardIterator& iterator) const {
        return text_.write(numbers_of(iterator));
    }
    [[nodiscard]] bool read(std::string_view text, ShardIterator& iterator) const {
        Numbers numbers;
        if (!text_.read(text, numbers)) {
            return false;
        }
        iterator = from_numbers(stream_, numbers);
        return true;
    }

private:
    std::uint64_t stream_;
    OpaqueText text_;
};

}  // namespace weir::inline v0
