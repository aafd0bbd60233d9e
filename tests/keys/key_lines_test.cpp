// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/key_lines.hpp"

#include <string>

#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using keys_test::read;
using keys_test::Strings;
using namespace std::string_literals;

TEST_CASE("a line is a key, with all its blanks, and an empty line is none") {
    const auto got = read("user-1\n\n  user 2 \r\n\r\n \nuser-3");
    CHECK(got.format == "keys");
    CHECK(got.keys() == Strings{"user-1", "  user 2 ", " ", "user-3"});
    CHECK(got.tally.lines == 6);
    CHECK(got.tally.blank == 2);
    CHECK(got.tally.bad == 0);
    CHECK(got.records[3].line == 6);
    CHECK_FALSE(got.records[0].micros);
    CHECK(got.key_in_words == "the whole line");
    CHECK(got.time_in_words == "none in the input");
}

TEST_CASE("of a key alone the size is the key's, until somebody says how much data there is") {
    const auto keys_only = read("a\nb\n");
    CHECK(keys_only.records[1].data_bytes == 0);
    CHECK(keys_only.notes.find("--record-bytes") != std::string::npos);
    keys::InputChoices choices;
    choices.record_bytes = 500;
    const auto sized = read("a\nb\n", choices);
    CHECK(sized.records[1].data_bytes == 500);
    CHECK(sized.notes.empty());
}

TEST_CASE("a byte-order mark is no part of the first key") {
    CHECK(read("\xEF\xBB\xBF"
               "user-1\nuser-2\n")
              .keys() == Strings{"user-1", "user-2"});
}

TEST_CASE("a key may have 256 UTF-16 units, however many bytes they take") {
    const std::string longest(256, 'k');
    std::string accented;
    for (int i = 0; i < 256; ++i)
        accented += "\xC3\xA9";
    std::string pairs;
    for (int i = 0; i < 128; ++i)
        pairs += "\xF0\x9F\x98\x80";
    const auto got = read(longest + "\n" + longest + "k\n" + accented + "\n" + accented + "k\n" +
                          pairs + "\n" + pairs + "k\n");
    CHECK(got.keys() == Strings{longest, accented, pairs});
    CHECK(got.skipped() == "has a key of more than 256 characters: 3");
    REQUIRE(got.tally.first_bad.size() == 3);
    CHECK(got.tally.first_bad[0].number == 2);
}

TEST_CASE("a key that is not UTF-8 is kept as its bytes, and told") {
    const auto got = read("caf\xC3\xA9\ncaf\xE9\nplain\n\xED\xA0\x80\n");
    CHECK(got.keys() == Strings{"caf\xC3\xA9", "caf\xE9", "plain", "\xED\xA0\x80"});
    CHECK(got.tally.not_utf8 == 2);
    CHECK(got.notes.find("Not UTF-8: the keys of 2 records.") != std::string::npos);
}

TEST_CASE("a line with a zero byte is skipped with the reason, wherever the byte is") {
    for (std::size_t at = 0; at < 40; ++at) {
        std::string key(40, 'k');
        key[at] = '\0';
        const auto got = read("before\n" + key + "\nafter\n");
        CHECK(got.keys() == Strings{"before", "after"});
        CHECK(got.skipped() == "has a zero byte in it: 1");
    }
    CHECK(read("\x01\x80\xff and others that look like it\n").tally.bad == 0);
}

TEST_CASE("a line of many megabytes is a key too long, and the next one is whole") {
    const auto got = read(std::string(40'000'000, 'x') + "\nafter\n" + std::string(2'000'000, 'y'));
    CHECK(got.keys() == Strings{"after"});
    CHECK(got.skipped() == "has a key of more than 256 characters: 2");
    CHECK(got.tally.first_bad[0].start.size() == 200);
    CHECK(got.tally.bytes == 42'000'007);
}

TEST_CASE("records are numbered without the lines that are none") {
    std::istringstream in{"a\n\nb\nno key, as there is a \0 in it\nc"s};
    keys::InputSource input{in, "keys", {}};
    for (std::uint64_t ordinal = 0; ordinal < 3; ++ordinal) {
        const keys::InputRecord* record = input.next();
        REQUIRE(record != nullptr);
        CHECK(record->ordinal == ordinal);
        CHECK(record == input.record());
        CHECK(record->bytes() == 1);
        CHECK(record->row == nullptr);
    }
    CHECK(input.next() == nullptr);
    CHECK(input.next() == nullptr);
}
#else
TEST_CASE("the tests of key lines need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
