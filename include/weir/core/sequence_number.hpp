// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/core/limits.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// What a sequence number is made of.
struct SequenceNumberFields {
    std::uint64_t shard_create_seconds = 0;  ///< below 2^36
    std::uint32_t shard_index = 0;
    std::uint64_t sequence_index = 0;  ///< at most `limits::sequence_index_max`
    std::uint64_t seconds = 0;         ///< below 2^36
    std::uint8_t byte1 = 0;            ///< 0 in every number that the service has made
};

/// The service's number of a record: an integer of up to 186 bits that also says where and when.
///
/// Version 2, which every number made since 2014 has, from the highest bit down:
///
///     prefix  create  nibble  index  byte1  time  shard  version
///       2       36      4      64      8     36     32      4     bits
///      = 2   seconds  shard   place   = 0  seconds         = 2
///
/// So numbers of one shard rise with the index and those of a child lie above its parent's.
/// Two old versions are still read. Version 1: time and a random part stand before the index,
/// which has 8 bits. Version 0: create, byte1, 64 random bits and a shard of 16 bits, no index
/// and no time. A default one is 0, which is a valid number of version 0.
///
/// Source: kinesalite's tests against the live service, and 27 numbers that people published.
class SequenceNumber {
public:
    /// The longest decimal text of a valid number.
    static constexpr std::size_t text_size_max = 56;

    constexpr SequenceNumber() noexcept = default;

    /// A number of version 2; bits of a field beyond its width are dropped.
    [[nodiscard]] static constexpr SequenceNumber make(const SequenceNumberFields& f) noexcept {
        const auto create = f.shard_create_seconds & bits36;
        const auto time = f.seconds & bits36;
        const std::uint64_t shard = f.shard_index;
        return {std::uint64_t{2} << 56 | create << 20 | (shard & 15) << 16 | f.sequence_index >> 48,
                f.sequence_index << 16 | std::uint64_t{f.byte1} << 8 | time >> 28,
                time << 36 | shard << 4 | 2};
    }
    /// The number below all records of a shard.
    [[nodiscard]] static constexpr SequenceNumber starting(std::uint64_t create_seconds,
                                                           std::uint32_t shard) noexcept {
        return make({create_seconds, shard, 0, create_seconds});
    }
    /// The number above all records of a closed shard.
    [[nodiscard]] static constexpr SequenceNumber ending(std::uint64_t create_seconds,
                                                         std::uint32_t shard,
                                                         std::uint64_t close_seconds) noexcept {
        return make({create_seconds, shard, limits::sequence_index_max, close_seconds});
    }

    /// Reads `0` or digits without a leading zero.  Gives: nothing unless the number is valid.
    [[nodiscard]] static constexpr std::optional<SequenceNumber> parse(
        std::string_view text) noexcept {
        words::Words<3> value{};
        if (text.size() > text_size_max || !words::from_decimal(text, value)) {
            return std::nullopt;
        }
        const SequenceNumber number{value[2], value[1], value[0]};
        return number.is_valid() ? std::optional{number} : std::nullopt;
    }

    /// Writes decimal digits, at most `text_size_max`.  Gives: how many.
    constexpr std::size_t to_chars(char* out) const noexcept {
        return words::to_decimal(words::Words<3>{low_, middle_, high_}, out);
    }
    [[nodiscard]] std::string to_string() const {
        char text[text_size_max];
        return {text, to_chars(text)};
    }

    /// 0, 1 or 2.
    [[nodiscard]] constexpr std::uint32_t version() const noexcept {
        return high_ < 2 ? 0 : static_cast<std::uint32_t>(low_ & 15);
    }
    /// When the shard was created.
    [[nodiscard]] constexpr std::uint64_t shard_create_seconds() const noexcept {
        return version() == 0 ? middle_ >> 24 & bits36 : high_ >> 20 & bits36;
    }
    /// The shard field as it stands, also where it is no shard's index.
    [[nodiscard]] constexpr std::uint32_t shard_index() const noexcept {
        return static_cast<std::uint32_t>(version() == 0 ? low_ & 0xffff : low_ >> 4);
    }
    /// The record's place in its shard; version 0 has none and gives 0.
    [[nodiscard]] constexpr std::uint64_t sequence_index() const noexcept {
        switch (version()) {
            case 0:
                return 0;
            case 1:
                return low_ >> 36 & 0xff;
            default:
                return high_ << 48 | middle_ >> 16;
        }
    }
    /// What stands between index and time, and weighs more than the time; 0 in old versions.
    [[nodiscard]] constexpr std::uint8_t byte1() const noexcept {
        return version() == 2 ? static_cast<std::uint8_t>(middle_ >> 8 & 0xff) : 0;
    }
    /// When the number was made; version 0 does not know and gives 0.
    [[nodiscard]] constexpr std::uint64_t seconds() const noexcept {
        switch (version()) {
            case 0:
                return 0;
            case 1:
                return (high_ << 28 | middle_ >> 36) & bits36;
            default:
                return (middle_ << 28 | low_ >> 36) & bits36;
        }
    }

    /// The shard as error texts print it: a field of 2^31 and more is a negative number.
    [[nodiscard]] std::string shard_index_text() const {
        const auto index = shard_index();
        if (index <= limits::shard_index_max) {
            return ShardId{index}.to_string();
        }
        auto text = ShardId{~index + 1}.to_string();
        text[text.size() - 12] = '-';
        return text;
    }

    /// The position right behind this number: above it, and below every number of a later index.
    ///
    /// Its byte1 is 0, as the service's is; it lies above a number of which that is 0 too.
    [[nodiscard]] constexpr SequenceNumber after() const noexcept {
        if (version() != 2) {
            return make({shard_create_seconds(), shard_index(), sequence_index(), seconds() + 1});
        }
        const auto time = seconds() + 1;
        return {high_, (middle_ & ~std::uint64_t{0xffff}) | time >> 28,
                time << 36 | (low_ & bits36)};
    }

    friend constexpr auto operator<=>(const SequenceNumber&,
                                      const SequenceNumber&) noexcept = default;

private:
    static constexpr std::uint64_t bits36 = 0xf'ffff'ffff;

    constexpr SequenceNumber(std::uint64_t high, std::uint64_t middle, std::uint64_t low) noexcept
        : high_{high}, middle_{middle}, low_{low} {}

    [[nodiscard]] constexpr bool is_valid() const noexcept {
        const bool create_is_valid = shard_create_seconds() < limits::shard_create_seconds_end;
        if (high_ < 2) {
            return create_is_valid;
        }
        switch (high_ >> 56 == 2 ? low_ & 15 : 0) {
            case 1:
                return true;
            case 2:
                return create_is_valid && sequence_index() <= limits::sequence_index_max;
            default:
                return false;
        }
    }

    std::uint64_t high_ = 0;
    std::uint64_t middle_ = 0;
    std::uint64_t low_ = 0;
};

}  // namespace weir::inline v0
