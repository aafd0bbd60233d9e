// SPDX-License-Identifier: Apache-2.0
#include "weir/core/sequence_number.hpp"

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "vectors.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/random.hpp"
#include "weir/core/words.hpp"

using nlohmann::json;
using weir::SequenceNumber;
using weir::SequenceNumberFields;

namespace {

constexpr std::uint64_t ones36 = 0xf'ffff'ffff;

/// The decimal text of a number written in hexadecimal digits.
std::string decimal(std::string_view hex) {
    weir::words::Words<4> words{};
    for (const char c : hex) {
        const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
        REQUIRE(weir::words::multiply_add(words, 16, static_cast<std::uint64_t>(digit)) == 0);
    }
    char text[weir::words::digits_max(4)];
    return {text, weir::words::to_decimal(words, text)};
}

std::string hex(std::uint64_t value, int digits) {
    char text[20];
    std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(value));
    return text;
}

/// The number as digits put side by side, which is how the layout was found out.
std::string version_2(const SequenceNumberFields& f, std::string_view byte1 = "00") {
    return "2" + hex(f.shard_create_seconds, 9) + hex(f.shard_index & 15, 1) +
           hex(f.sequence_index, 16) + std::string{byte1} + hex(f.seconds, 9) +
           hex(f.shard_index, 8) + "2";
}

SequenceNumber number_of(const json& text) {
    const auto number = SequenceNumber::parse(text.get<std::string>());
    REQUIRE(number.has_value());
    return *number;
}
SequenceNumber number_of_hex(std::string_view digits) {
    return number_of(json(decimal(digits)));
}
bool is_valid(std::string_view hex_digits) {
    return SequenceNumber::parse(decimal(hex_digits)).has_value();
}

void check_fields(const SequenceNumber& number, const json& fields) {
    CHECK(number.version() == fields["version"].get<std::uint32_t>());
    CHECK(number.shard_create_seconds() == fields["shardCreateSeconds"].get<std::uint64_t>());
    const auto* const shard = fields.contains("shardIndexRaw") ? "shardIndexRaw" : "shardIndex";
    CHECK(number.shard_index() == fields[shard].get<std::uint32_t>());
    if (fields.contains("sequenceIndex")) {
        CHECK(std::to_string(number.sequence_index()) ==
              fields["sequenceIndex"].get<std::string>());
    }
    if (fields.contains("sequenceSeconds")) {
        CHECK(number.seconds() == fields["sequenceSeconds"].get<std::uint64_t>());
    }
    if (fields.contains("shardIndexAsPrinted")) {
        char text[32];
        std::snprintf(text, sizeof text, "shardId-%012lld",
                      static_cast<long long>(fields["shardIndexAsPrinted"].get<std::int64_t>()));
        CHECK(number.shard_index_text() == text);
    }
}

/// Checks text, fields and, for what this library makes, the making.
void check_vector(const json& vector) {
    INFO(vector["name"]);
    const auto text = vector["decimal"].get<std::string>();
    const auto number = number_of(vector["decimal"]);
    CHECK(number.to_string() == text);
    CHECK(decimal(vector["hex"].get<std::string>()) == text);
    const auto& fields = vector["fields"];
    check_fields(number, fields);
    if (fields["version"] == 2 && fields["byte1"] == "00") {
        CHECK(number == SequenceNumber::make({.shard_create_seconds = number.shard_create_seconds(),
                                              .shard_index = number.shard_index(),
                                              .sequence_index = number.sequence_index(),
                                              .seconds = number.seconds()}));
    }
}

}  // namespace

static_assert(sizeof(SequenceNumber) == 24 && std::is_trivially_copyable_v<SequenceNumber>);
static_assert(SequenceNumber::parse("0") == SequenceNumber{});
static_assert(SequenceNumber::make({5, 6, 7, 8}).sequence_index() == 7);

TEST_CASE("every computed number of the vectors reads, prints and comes apart as they say") {
    const auto data = vectors("sequence_numbers.json");
    CHECK(data["valid"].size() == data["count"].get<std::size_t>());
    for (const auto& vector : data["valid"]) {
        check_vector(vector);
    }
}

TEST_CASE("numbers that the live service issued come apart into what was known about them") {
    const auto data = vectors("sequence_numbers.json");
    CHECK(data["issuedByTheLiveService"].size() >= 18);
    int with_arrival = 0;
    for (const auto& vector : data["issuedByTheLiveService"]) {
        check_vector(vector);
        if (vector.contains("approximateArrivalTimestamp")) {
            const auto arrival = vector["approximateArrivalTimestamp"].get<double>();
            const auto later =
                arrival - static_cast<double>(number_of(vector["decimal"]).seconds());
            CHECK(later >= 0.0);
            CHECK(later < 3.0);
            ++with_arrival;
        }
    }
    CHECK(with_arrival > 0);
}

TEST_CASE("every invalid number of the vectors is refused") {
    const auto data = vectors("sequence_numbers.json");
    for (const auto& vector : data["invalid"]) {
        INFO(vector["name"] << ": " << vector["reason"]);
        CHECK_FALSE(SequenceNumber::parse(vector["decimal"].get<std::string>()).has_value());
    }
}

TEST_CASE("the position after a number is the one of the vectors, and next to the number") {
    const auto data = vectors("sequence_numbers.json");
    for (const auto& step : data["afterSteps"]) {
        const auto number = number_of(step["sequenceNumber"]);
        INFO(number.to_string());
        CHECK(number.after().to_string() == step["afterPosition"].get<std::string>());
        CHECK(number < number.after());
        if (!step["nextRecordSameSecond"].is_null()) {
            const auto next = number_of(step["nextRecordSameSecond"]);
            CHECK(number.after() < next);
            CHECK(next == SequenceNumber::make({number.shard_create_seconds(), number.shard_index(),
                                                number.sequence_index() + 1, number.seconds()}));
        }
    }
}

TEST_CASE("the strictly increasing chain of the vectors rises number by number") {
    const auto chain = vectors("sequence_numbers.json")["strictlyIncreasing"];
    REQUIRE(chain.size() > 2);
    for (std::size_t at = 1; at < chain.size(); ++at) {
        INFO(chain[at]);
        CHECK(number_of(chain[at - 1]) < number_of(chain[at]));
        CHECK(number_of(chain[at]) > number_of(chain[at - 1]));
    }
}

TEST_CASE("numbers differ by what the vectors say") {
    // Steps are added to the decimal text by hand: a sequence number has no arithmetic.
    const auto plus = [](const SequenceNumber& number, const std::string& step) {
        weir::words::Words<4> sum{};
        weir::words::Words<4> added{};
        REQUIRE(weir::words::from_decimal(number.to_string(), sum));
        REQUIRE(weir::words::from_decimal(step, added));
        std::uint64_t carry = 0;
        for (std::size_t at = 0; at < sum.size(); ++at) {
            const auto before = sum[at];
            sum[at] += added[at] + carry;
            carry = sum[at] < before || (carry == 1 && sum[at] == before) ? 1 : 0;
        }
        char text[weir::words::digits_max(4)];
        return std::string(text, weir::words::to_decimal(sum, text));
    };
    const auto deltas = vectors("sequence_numbers.json")["deltas"];
    const auto step = [&deltas](std::size_t at) {
        return deltas[at]["decimal"].get<std::string>();
    };
    const auto start = [](std::uint32_t shard) {
        return SequenceNumber::starting(1'700'000'000, shard);
    };
    REQUIRE(deltas.size() == 5);
    CHECK(plus(start(0), step(0)) == start(1).to_string());
    CHECK(plus(start(14), step(0)) == start(15).to_string());
    REQUIRE(step(1)[0] == '-');
    CHECK(plus(start(16), step(1).substr(1)) == start(15).to_string());
    const auto number = SequenceNumber::make({1'700'000'000, 3, 5, 1'700'000'009});
    CHECK(plus(number, step(2)) ==
          SequenceNumber::make({1'700'000'000, 3, 6, 1'700'000'009}).to_string());
    CHECK(plus(number, step(3)) ==
          SequenceNumber::make({1'700'000'000, 3, 5, 1'700'000'010}).to_string());
    CHECK(plus(number, step(4)) ==
          SequenceNumber::make({1'700'000'001, 3, 5, 1'700'000'009}).to_string());
}

TEST_CASE("made numbers are their fields' digits side by side, whatever the fields") {
    weir::Random random{1'426'526'784};
    for (int round = 0; round < 20'000; ++round) {
        const SequenceNumberFields fields{
            .shard_create_seconds = random.below(weir::limits::shard_create_seconds_end),
            .shard_index = static_cast<std::uint32_t>(random.next() >> random.between(32, 63)),
            .sequence_index = random.next() >> random.between(1, 63),
            .seconds = random.next() & ones36};
        const auto number = SequenceNumber::make(fields);
        const auto text = decimal(version_2(fields));
        INFO(version_2(fields));
        REQUIRE(number.to_string() == text);
        REQUIRE(SequenceNumber::parse(text) == number);
        REQUIRE(number.version() == 2);
        REQUIRE(number.shard_create_seconds() == fields.shard_create_seconds);
        REQUIRE(number.shard_index() == fields.shard_index);
        REQUIRE(number.sequence_index() == fields.sequence_index);
        REQUIRE(number.seconds() == fields.seconds);
        REQUIRE(number.after() > number);
        REQUIRE(number.after() <
                SequenceNumber::make({fields.shard_create_seconds, fields.shard_index,
                                      fields.sequence_index + 1, 0}));
    }
}

TEST_CASE("a field that is too large does not reach into its neighbours") {
    const auto number = SequenceNumber::make({.shard_create_seconds = ones36 + 6,
                                              .shard_index = 4'294'967'295U,
                                              .sequence_index = 8,
                                              .seconds = ones36 + 10});
    CHECK(number.shard_create_seconds() == 5);
    CHECK(number.shard_index() == 4'294'967'295U);
    CHECK(number.sequence_index() == 8);
    CHECK(number.seconds() == 9);
    CHECK(number.version() == 2);
}

TEST_CASE("a shard's numbers lie between its start and its end, and below its children's") {
    const std::uint64_t create = 1'700'000'000;
    const auto start = SequenceNumber::starting(create, 4);
    const auto first = SequenceNumber::make({create, 4, 1, create});
    const auto end = SequenceNumber::ending(create, 4, create);
    const auto child = SequenceNumber::starting(create + 1, 5);
    CHECK(start < first);
    CHECK(first < end);
    CHECK(SequenceNumber::make({create, 4, weir::limits::sequence_index_max - 1, ones36}) < end);
    CHECK(end < child);
    CHECK(SequenceNumber::ending(create, 15, create) < SequenceNumber::starting(create + 1, 16));
    CHECK(start.sequence_index() == 0);
    CHECK(start.seconds() == create);
    CHECK(end.sequence_index() == 0x7fff'ffff'ffff'ffff);
}

TEST_CASE("numbers of version 1 are read, with the random part between time and index") {
    const auto number = number_of_hex(
        "206553f100300"
        "06553f10a"
        "0123456789abcd"
        "05"
        "00000003"
        "1");
    CHECK(number.version() == 1);
    CHECK(number.shard_create_seconds() == 1'700'000'000);
    CHECK(number.seconds() == 1'700'000'010);
    CHECK(number.sequence_index() == 5);
    CHECK(number.shard_index() == 3);
    CHECK(number.shard_index_text() == "shardId-000000000003");
    // Unlike the others, this version knows no last second of creation.
    const auto late = number_of_hex(
        "2fffffffff0ff"
        "fffffffff"
        "00000000000000"
        "ff"
        "ffffffff"
        "1");
    CHECK(late.shard_create_seconds() == ones36);
    CHECK(late.seconds() == ones36);
    CHECK(late.sequence_index() == 0xff);
    CHECK(late.shard_index() == 0xffff'ffff);
}

TEST_CASE("numbers of version 0 are read, also without their leading digit") {
    // 1, create, byte1, random, shard; below 2^124 the leading 1 is missing.
    for (const auto* const digits : {"106553f100"
                                     "00"
                                     "0123456789abcdef"
                                     "0007",
                                     "06553f100"
                                     "00"
                                     "0123456789abcdef"
                                     "0007"}) {
        INFO(digits);
        const auto number = number_of_hex(digits);
        CHECK(number.version() == 0);
        CHECK(number.shard_create_seconds() == 1'700'000'000);
        CHECK(number.shard_index() == 7);
        CHECK(number.sequence_index() == 0);
        CHECK(number.seconds() == 0);
        CHECK(number.to_string() == decimal(digits));
    }
}

TEST_CASE("a number that was not given is zero, which is a valid number of version 0") {
    const SequenceNumber zero;
    CHECK(zero.to_string() == "0");
    CHECK(zero.version() == 0);
    CHECK(zero.shard_create_seconds() == 0);
    CHECK(zero.shard_index_text() == "shardId-000000000000");
    CHECK(SequenceNumber::parse("0") == zero);
}

TEST_CASE("the rules of validity hold at their very edges") {
    const std::string zeros(60, '0');
    const auto digits = [&zeros](std::string_view first, std::size_t count, std::string_view last) {
        return std::string{first} + zeros.substr(0, count - first.size() - last.size()) +
               std::string{last};
    };
    // The prefix: 2 and nothing else.
    CHECK_FALSE(is_valid(digits("2", 47, "0")));
    CHECK(is_valid(digits("2", 47, "1")));
    CHECK(is_valid(digits("2", 47, "2")));
    for (const auto* const version : {"0", "3", "4", "5", "6", "7", "8", "9", "a", "f"}) {
        CHECK_FALSE(is_valid(digits("206553f100", 47, version)));
    }
    for (const auto* const prefix : {"1", "3", "4", "6", "a", "e", "f"}) {
        CHECK_FALSE(is_valid(digits(prefix, 47, "2")));
        CHECK_FALSE(is_valid(digits(prefix, 47, "1")));
    }
    CHECK_FALSE(is_valid(digits("12", 48, "2")));
    CHECK_FALSE(is_valid(digits("2", 48, "2")));
    CHECK_FALSE(is_valid(digits("2", 46, "2")));
    // The last second of creation, and the index's top bit.
    CHECK(is_valid(digits("23bb2cc3d7", 47, "2")));
    CHECK_FALSE(is_valid(digits("23bb2cc3d8", 47, "2")));
    CHECK(is_valid(digits("23bb2cc3d8", 47, "1")));
    CHECK(is_valid(digits("206553f10007fffffffffffffff", 47, "2")));
    CHECK_FALSE(is_valid(digits("206553f10008", 47, "2")));
    CHECK(is_valid(digits("206553f10008", 47, "1")));
    // Version 0: up to 2^129, and the last second of creation.
    CHECK(is_valid(digits("1", 32, "0")));
    CHECK(is_valid(digits("13bb2cc3d7", 32, "f")));
    CHECK_FALSE(is_valid(digits("13bb2cc3d8", 32, "0")));
    CHECK(is_valid(digits("3bb2cc3d7", 31, "f")));
    CHECK_FALSE(is_valid(digits("3bb2cc3d8", 31, "0")));
    CHECK(is_valid(digits("1", 33, "0")));
    CHECK(number_of_hex(digits("1", 33, "2")).version() == 0);
    CHECK(number_of_hex(digits("1", 33, "2")).shard_index() == 2);
    CHECK_FALSE(is_valid(std::string(32, 'f')));
    CHECK_FALSE(is_valid(digits("2", 33, "0")));
    CHECK_FALSE(is_valid(digits("2", 33, "1")));
    CHECK_FALSE(is_valid(digits("2", 33, "2")));
}

TEST_CASE("numbers that the live service took although they make no sense are valid") {
    // A shard field that is no shard's index, a nibble that is not the shard's, a strange byte1.
    CHECK(number_of_hex("2"
                        "000000000"
                        "0"
                        "0000000000000000"
                        "00"
                        "000000000"
                        "80000000"
                        "2")
              .shard_index() == 0x8000'0000);
    CHECK(number_of_hex("2"
                        "06553f100"
                        "7"
                        "0000000000000001"
                        "00"
                        "06553f100"
                        "00000003"
                        "2")
              .shard_index() == 3);
    CHECK(number_of_hex("2"
                        "06553f100"
                        "3"
                        "0000000000000001"
                        "5a"
                        "06553f100"
                        "00000003"
                        "2")
              .seconds() == 1'700'000'000);
}

TEST_CASE("a text is a sequence number only if it is all digits without a leading zero") {
    const auto good = SequenceNumber::starting(1'700'000'000, 0).to_string();
    for (const auto& text :
         {std::string{}, std::string{"00"}, "0" + good, "+" + good, "-" + good, " " + good,
          good + " ", good + "0", good.substr(0, 55), "1" + good, good.substr(0, 20) + "a",
          std::string(129, '9'), std::string(130, '9'), "1" + std::string(128, '0'),
          std::string{"0x20"}, std::string{"4.9e55"}}) {
        INFO(text);
        CHECK_FALSE(SequenceNumber::parse(text).has_value());
    }
}

TEST_CASE("a shard field of 2^31 and more prints as the negative number that Java sees") {
    const auto text = [](std::uint32_t shard) {
        return SequenceNumber::starting(1'700'000'000, shard).shard_index_text();
    };
    CHECK(text(0x8000'0000) == "shardId--02147483648");
    CHECK(text(0x8000'0001) == "shardId--02147483647");
    CHECK(text(0xffff'ffff) == "shardId--00000000001");
    CHECK(text(0x7fff'ffff) == "shardId-002147483647");
}

TEST_CASE("the position after a number is above it even where its time can't go on") {
    const auto last = SequenceNumber::make({1'700'000'000, 3, 5, ones36});
    const auto next = SequenceNumber::make({1'700'000'000, 3, 6, 0});
    CHECK(last.after() > last);
    CHECK(last.after() < next);
    CHECK(last.after().shard_index() == 3);
    const auto end = SequenceNumber::ending(1'700'000'000, 3, ones36);
    CHECK(end.after() > end);
    CHECK(end.after() < SequenceNumber::starting(1'700'000'001, 0));
}

TEST_CASE("the position after a number drops byte1 and keeps everything else but the time") {
    const auto number = number_of_hex(
        "2"
        "06553f100"
        "7"
        "0000000000000001"
        "5a"
        "06553f105"
        "00000003"
        "2");
    CHECK(number.after() == number_of_hex("2"
                                          "06553f100"
                                          "7"
                                          "0000000000000001"
                                          "00"
                                          "06553f106"
                                          "00000003"
                                          "2"));
}

TEST_CASE("byte1 is read and made, and weighs more than the time and less than the index") {
    const auto number = number_of_hex("206553f10070000000000000001"
                                      "5a"
                                      "06553f105"
                                      "00000007"
                                      "2");
    CHECK(number.byte1() == 0x5a);
    CHECK(number.seconds() == 1'700'000'005);
    CHECK(number == SequenceNumber::make({1'700'000'000, 7, 1, 1'700'000'005, 0x5a}));
    CHECK(number > SequenceNumber::make({1'700'000'000, 7, 1, ones36}));
    CHECK(number < SequenceNumber::make({1'700'000'000, 7, 2, 0}));
    CHECK(SequenceNumber{}.byte1() == 0);
}

TEST_CASE("the position after an old number is one of version 2 in the same shard") {
    const auto old = number_of_hex(
        "206553f100300"
        "06553f10a"
        "0123456789abcd"
        "05"
        "00000003"
        "1");
    CHECK(old.after() == SequenceNumber::make({1'700'000'000, 3, 5, 1'700'000'011}));
    CHECK(SequenceNumber{}.after() == SequenceNumber::make({0, 0, 0, 1}));
}

TEST_CASE("sequence numbers compare as numbers, not as text") {
    CHECK(*SequenceNumber::parse("9") < *SequenceNumber::parse("10"));
    CHECK(SequenceNumber{} < SequenceNumber::starting(0, 0));
    CHECK(SequenceNumber::starting(0, 15) > SequenceNumber::starting(0, 16));
    weir::Random random{5};
    for (int round = 0; round < 5'000; ++round) {
        const auto pick = [&random] {
            return SequenceNumberFields{random.below(3),
                                        static_cast<std::uint32_t>(random.below(40)),
                                        random.below(3), random.below(3)};
        };
        const auto a = pick();
        const auto b = pick();
        const auto a_hex = version_2(a);
        const auto b_hex = version_2(b);
        INFO(a_hex << " and " << b_hex);
        REQUIRE((SequenceNumber::make(a) < SequenceNumber::make(b)) == (a_hex < b_hex));
        REQUIRE((SequenceNumber::make(a) == SequenceNumber::make(b)) == (a_hex == b_hex));
    }
}
