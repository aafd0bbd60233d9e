// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/choices.hpp"
#include "model/twins.hpp"
#include "weir/core/random.hpp"

/// Draws the arguments of requests: mostly plausible ones near what there is, some absurd.
///
/// It keeps the texts that it lends until the next step.
class Arguments {
public:
    Arguments(Choices& choices, const Twins& twins) : choices_{choices}, twins_{twins} {}

    [[nodiscard]] bool chance(std::uint64_t in_hundred) { return choices_.below(100) < in_hundred; }
    [[nodiscard]] std::uint64_t below(std::uint64_t end) { return choices_.below(end); }
    template <class Range>
    [[nodiscard]] const auto& one_of(const Range& all) {
        return *std::next(std::begin(all), static_cast<std::ptrdiff_t>(below(std::size(all))));
    }

    [[nodiscard]] std::string_view key() {
        static constexpr std::array<std::string_view, 12> few{
            "a", "b", "k1", "k2", "user-42", "partition-1", "é", "日本語", "😀", "x y", "0", "A/b"};
        return chance(80) ? one_of(few) : lend(std::to_string(below(1'000'000)));
    }
    [[nodiscard]] std::string_view odd_key() {
        static const std::array<std::string, 8> odd{"",  // too short
                                                    std::string(256, 'a'),
                                                    std::string(257, 'a'),
                                                    repeated("😀", 128),
                                                    repeated("😀", 129),
                                                    repeated("é", 256),
                                                    std::string("nul\0inside", 10),
                                                    "\xff\xc3 broken \xe2\x82"};
        return one_of(odd);
    }
    /// Bytes that differ from place to place.
    [[nodiscard]] weir::Blob data(std::size_t size) {
        static const std::vector<std::byte> source = noise();
        const std::size_t from = below(std::min<std::size_t>(source.size() - size + 1, 65'536));
        return std::span<const std::byte>{source}.subspan(from, size);
    }

    [[nodiscard]] weir::HashKey hash_key() {
        if (twins_.shards().empty() || chance(50)) {
            return weir::HashKey{choices_.next(), choices_.next()};
        }
        const weir::HashKeyRange range = one_of(twins_.shards()).hash_key_range;
        const weir::HashKey edge = chance(50) ? range.starting_hash_key : range.ending_hash_key;
        return chance(50) ? edge + below(4) : edge - below(4);
    }
    [[nodiscard]] weir::Argument<weir::HashKey> hash_key_argument() {
        const weir::HashKey key = hash_key();
        return chance(50) ? weir::Argument<weir::HashKey>{key}
                          : weir::Argument<weir::HashKey>{lend(key.to_string())};
    }
    [[nodiscard]] weir::Argument<weir::HashKey> odd_hash_key() {
        static constexpr std::array<std::string_view, 9> odd{
            "",
            "-1",
            "00",
            "01",
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211456",
            "999999999999999999999999999999999999999",
            "1000000000000000000000000000000000000000",
            "0x10"};
        return one_of(odd);
    }

    [[nodiscard]] weir::ShardId shard_id() {
        return twins_.shards().empty() ? weir::ShardId{} : one_of(twins_.shards()).shard_id;
    }
    [[nodiscard]] weir::Argument<weir::ShardId> shard_argument() {
        const weir::ShardId id = chance(95) ? shard_id() : weir::ShardId{id_beyond()};
        switch (below(4)) {
            case 0:
                return lend(id.to_string());
            case 1:
                return lend("shard-" + std::to_string(id.index));
            default:
                return id;
        }
    }
    [[nodiscard]] weir::Argument<weir::ShardId> odd_shard() {
        static const std::array<std::string, 12> odd{"",
                                                     "shardId-",
                                                     "-",
                                                     "a b",
                                                     "shardId-000000000000",
                                                     "x-0-y",
                                                     "0",
                                                     "shardId-2147483647",
                                                     "shardId-2147483648",
                                                     "shardId--1",
                                                     std::string(128, '7'),
                                                     "-" + std::string(128, '0')};
        return chance(10) ? weir::Argument<weir::ShardId>{} : one_of(odd);
    }
    [[nodiscard]] std::uint32_t id_beyond() {
        const auto last = twins_.shards().empty() ? 0 : twins_.shards().back().shard_id.index;
        return last + 1 + static_cast<std::uint32_t>(below(3));
    }

    /// A number that the stream has made, or one close to such.
    [[nodiscard]] weir::SequenceNumber number() {
        weir::SequenceNumber number;
        if (!twins_.shards().empty() && (twins_.numbers().empty() || chance(25))) {
            const weir::SequenceNumberRange range = one_of(twins_.shards()).sequence_number_range;
            number = chance(50)
                         ? range.starting_sequence_number
                         : range.ending_sequence_number.value_or(range.starting_sequence_number);
        } else if (!twins_.numbers().empty()) {
            number = one_of(twins_.numbers());
        }
        return chance(60) ? number : close_to(number);
    }
    [[nodiscard]] weir::Argument<weir::SequenceNumber> number_argument() {
        const weir::SequenceNumber made = number();
        return chance(50) ? weir::Argument<weir::SequenceNumber>{made}
                          : weir::Argument<weir::SequenceNumber>{lend(made.to_string())};
    }
    [[nodiscard]] weir::Argument<weir::SequenceNumber> odd_number() {
        static const std::array<std::string, 12> odd{
            "", "0", "00", "-5", "1",
            // 2^124, the largest version 0, one above it
            "21267647932558653966460912964485513216", "680564733841876926926749214863536422911",
            "680564733841876926926749214863536422912",
            // 2^185, the smallest version 2, 1.5 times 2^185
            "49039857307708443467467104868809893875799651909875269632",
            "49039857307708443467467104868809893875799651909875269634",
            "73559785961562665201200657303214840813699477864812904448", std::string(130, '9')};
        return one_of(odd);
    }

    /// A time that something may depend on: now, before, after, at a shard's birth.
    [[nodiscard]] weir::Instant time() {
        const weir::Instant now = twins_.now();
        switch (below(8)) {
            case 0:
                return now;
            case 1:
                return now - weir::Duration{static_cast<std::int64_t>(below(3'000))};
            case 2:
                return now + weir::Duration{static_cast<std::int64_t>(below(3'000))};
            case 3:
                return now - seconds(below(100'000));
            case 4:
                return now - seconds(below(90)) - weir::Duration{1};
            case 5:
                return now + seconds(below(1'000));
            case 6:
                return weir::Instant{};
            default:
                break;
        }
        const auto born = static_cast<std::int64_t>(number().shard_create_seconds());
        return weir::Instant::from_seconds(born) +
               weir::Duration{static_cast<std::int64_t>(below(2'000'000))};
    }
    [[nodiscard]] static weir::Duration seconds(std::uint64_t count) {
        return weir::Duration{static_cast<std::int64_t>(count * 1'000'000)};
    }

    /// A shard iterator's text with something wrong about it.
    [[nodiscard]] std::string forged(const std::string& text) {
        switch (below(6)) {
            case 0:
                return {};
            case 1:
                return std::string(below(600), 'A');
            case 2:
                return text.substr(0, below(text.size()));
            case 3:
                return text + text.substr(0, 4 * below(8) + 4);
            default:
                break;
        }
        static constexpr std::string_view alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
        std::string changed = text;
        while (changed == text) {
            changed[below(text.size())] =
                chance(70) ? one_of(alphabet) : static_cast<char>(below(256));
        }
        return changed;
    }

    /// Keeps a text for the length of this step.
    [[nodiscard]] std::string_view lend(std::string text) {
        return texts_.emplace_back(std::move(text));
    }

private:
    [[nodiscard]] static std::string repeated(std::string_view text, std::size_t times) {
        std::string all;
        for (std::size_t at = 0; at < times; ++at) {
            all += text;
        }
        return all;
    }
    [[nodiscard]] static std::vector<std::byte> noise() {
        weir::Random random{0};
        std::vector<std::byte> bytes(std::size_t{11} << 20);
        for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
            const std::uint64_t word = random.next();
            std::memcpy(bytes.data() + at, &word, sizeof word);
        }
        return bytes;
    }
    [[nodiscard]] weir::SequenceNumber close_to(const weir::SequenceNumber& number) {
        weir::SequenceNumberFields fields{.shard_create_seconds = number.shard_create_seconds(),
                                          .shard_index = number.shard_index(),
                                          .sequence_index = number.sequence_index(),
                                          .seconds = number.seconds()};
        switch (below(6)) {
            case 0: {
                const auto by = below(3);
                fields.sequence_index += by;
                fields.byte1 = by == 0 ? 1 : 0;
                break;
            }
            case 1:
                fields.sequence_index -= fields.sequence_index == 0 ? 0 : 1;
                break;
            case 2:
                fields.seconds += below(3);
                break;
            case 3:
                fields.seconds -= 1;
                break;
            case 4:
                fields.shard_index = chance(10) ? 0x8000'0000 : id_beyond();
                break;
            default:
                fields.shard_create_seconds += 1;
                break;
        }
        return weir::SequenceNumber::make(fields);
    }

    Choices& choices_;
    const Twins& twins_;
    std::deque<std::string> texts_;
};
