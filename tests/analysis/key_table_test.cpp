// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_table.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dies.hpp"
#include "weir/core/random.hpp"

using weir::HashKey;
using weir::key_bits;
using weir::KeyTable;

namespace {

std::size_t find(const KeyTable& table, HashKey hash) {
    return table.find(hash, key_bits(hash)).number;
}
std::size_t add(KeyTable& table, HashKey hash, std::string_view key) {
    const std::uint64_t bits = key_bits(hash);
    return table.add(hash, bits, key, table.find(hash, bits));
}
HashKey hash_of(std::uint64_t number) {
    return {number * 0x9e37'79b9'7f4a'7c15, number};
}

/// A text that tells its number, between 20 bytes and `most`.
std::string text_of(std::uint64_t number, std::size_t most) {
    std::string text = std::to_string(number) + "-";
    const std::size_t length = 20 + static_cast<std::size_t>(number * 7919 % (most - 19));
    while (text.size() < length) {
        text += static_cast<char>('a' + text.size() % 26);
    }
    return text;
}

/// Adds keys from `next` on until there is no room.
void fill(KeyTable& table, std::uint64_t& next, std::size_t text_most) {
    while (add(table, hash_of(next), text_of(next, text_most)) != KeyTable::none) {
        ++next;
    }
}

}  // namespace

TEST_CASE("a table knows the keys that were added, with their texts, and no others") {
    KeyTable table{1 << 20};
    std::uint64_t next = 0;
    fill(table, next, 100);
    REQUIRE(table.size() == next);
    REQUIRE(next > 5'000);
    for (std::uint64_t number = 0; number < next; ++number) {
        const std::size_t at = find(table, hash_of(number));
        REQUIRE(at == number);
        REQUIRE(table.row(at).hash == hash_of(number));
        REQUIRE(table.text(table.row(at)) == text_of(number, 100));
    }
    for (std::uint64_t number = next; number < 2 * next; ++number) {
        REQUIRE(find(table, hash_of(number)) == KeyTable::none);
    }
}

TEST_CASE("texts of every length come back, up to the greatest") {
    KeyTable table{4 << 20};
    for (std::size_t length = 0; length <= 1'100; ++length) {
        const std::string text = text_of(length, 2'000) + std::string(length, 'x');
        const std::string key = text.substr(text.size() - length);
        REQUIRE(add(table, hash_of(length), key) == length);
        REQUIRE(table.text(table.row(length)) == key.substr(0, 1'024));
    }
    REQUIRE(add(table, hash_of(5'000), std::string_view{}) == 1'101);
    for (std::size_t length = 0; length <= 1'024; ++length) {
        REQUIRE(table.text(table.row(length)).size() == length);
    }
}

TEST_CASE("a text that is cut ends with a whole character") {
    KeyTable table{1 << 20};
    std::uint64_t number = 0;
    for (const std::string character : {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
        for (std::size_t before = 1'020; before <= 1'024; ++before) {
            const std::string key = std::string(before, 'x') + character + "tail";
            const std::size_t whole = before + character.size();
            const std::size_t at = add(table, hash_of(number++), key);
            CAPTURE(before, character.size());
            CHECK(table.text(table.row(at)).size() == (whole <= 1'024 ? 1'024 : before));
        }
    }
    const std::string no_character(2'000, '\x80');
    const std::size_t at = add(table, hash_of(number), no_character);
    CHECK(table.text(table.row(at)).size() >= 1'021);
}

TEST_CASE("rows that stay keep their order, counts and texts while others are dropped") {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        weir::Random random{seed};
        KeyTable table{64 << 10};
        std::uint64_t next = 0;
        std::vector<std::uint64_t> there;
        for (int turn = 0; turn < 30; ++turn) {
            const std::uint64_t first = next;
            fill(table, next, seed * 200);
            for (std::uint64_t number = first; number < next; ++number) {
                there.push_back(number);
                table.row(find(table, hash_of(number))).records = number;
            }
            REQUIRE(table.size() == there.size());
            const std::uint64_t one_in = 1 + random.below(4);
            std::vector<std::uint64_t> kept;
            table.retain([&](const KeyTable::Row& row) {
                const bool stays = random.below(one_in + 1) > 0;
                if (stays) {
                    kept.push_back(row.records);
                }
                return stays;
            });
            REQUIRE(table.size() == kept.size());
            for (std::size_t at = 0; at < kept.size(); ++at) {
                REQUIRE(table.row(at).records == kept[at]);
                REQUIRE(table.text(table.row(at)) == text_of(kept[at], seed * 200));
                REQUIRE(find(table, hash_of(kept[at])) == at);
            }
            std::size_t found = 0;
            for (const std::uint64_t number : there) {
                found += find(table, hash_of(number)) != KeyTable::none ? std::size_t{1} : 0;
            }
            REQUIRE(found == kept.size());
            there = kept;
        }
    }
}

TEST_CASE("what is dropped gives all its memory back") {
    KeyTable table{64 << 10};
    std::uint64_t next = 0;
    fill(table, next, 1'000);
    const std::uint64_t first = next;
    for (int turn = 0; turn < 20; ++turn) {
        table.retain([](const KeyTable::Row&) { return false; });
        REQUIRE(table.size() == 0);
        next = 0;
        fill(table, next, 1'000);
        REQUIRE(next == first);
    }
}

TEST_CASE("a guess is the row of a key that has one, and hardly ever one of another key") {
    KeyTable table{1 << 20};
    std::uint64_t next = 0;
    fill(table, next, 20);
    std::size_t wrong = 0;
    for (std::uint64_t number = 0; number < 2 * next; ++number) {
        table.prefetch(key_bits(hash_of(number)));
        const std::size_t guess = table.guess(key_bits(hash_of(number)));
        REQUIRE((guess == KeyTable::none || guess < table.size()));
        wrong += guess != (number < next ? number : KeyTable::none) ? std::size_t{1} : 0;
    }
    CHECK(wrong < next / 100);
}

TEST_CASE("keys whose bits are all alike are told apart by their hashes") {
    KeyTable table{64 << 10};
    for (std::uint64_t number = 0; number < 300; ++number) {
        const HashKey hash = hash_of(number);
        for (const std::uint64_t bits : {std::uint64_t{0}, ~std::uint64_t{0}}) {
            const HashKey other{hash.hi(), hash.lo() ^ bits};
            REQUIRE(table.find(other, bits).number == KeyTable::none);
            table.add(other, bits, "key", table.find(other, bits));
            REQUIRE(table.row(table.find(other, bits).number).hash == other);
        }
    }
    CHECK(table.size() == 600);
}

TEST_CASE("a table's memory is what it was given at most, and most of it holds keys") {
    for (const std::size_t given : {std::size_t{32} << 10, std::size_t{100'001},
                                    std::size_t{1} << 20, std::size_t{5'000'000}}) {
        for (const std::size_t length : {20U, 36U, 300U, 1'024U}) {
            KeyTable table{given};
            std::uint64_t next = 0;
            std::string key(length, 'k');
            while (add(table, hash_of(next), key) != KeyTable::none) {
                REQUIRE(table.memory_bytes() <= given);
                ++next;
            }
            CAPTURE(given, length, next);
            CHECK(next * (sizeof(KeyTable::Row) + length) + 1'200 > given / 8 * 7);
            CHECK(table.memory_bytes() + 64 + 4 * next > given / 8 * 7);
        }
        KeyTable table{given};
        std::uint64_t next = 0;
        while (add(table, hash_of(next), "") != KeyTable::none) {
            ++next;
        }
        CHECK(table.memory_bytes() <= given);
        CHECK(next == given / 8 / 4 / 2);
    }
}

TEST_CASE("a table that would hold no keys is refused") {
    CHECK(weir_test::dies([] { KeyTable{KeyTable::memory_bytes_min - 1}; }));
    CHECK(weir_test::dies([] { KeyTable{0}; }));
    CHECK_FALSE(weir_test::dies([] { KeyTable{KeyTable::memory_bytes_min}; }));
}
