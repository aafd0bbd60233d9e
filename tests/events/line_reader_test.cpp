// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/line_reader.hpp"

#include <sstream>

#include "catch.hpp"

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in{text};
    events::LineReader reader{in};
    std::vector<std::string> lines;
    while (const auto line = reader.next()) {
        CHECK(line->number == lines.size() + 1);
        lines.emplace_back(line->text);
    }
    CHECK(reader.lines_taken() == lines.size());
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines end with LF or CRLF, and the last one may not end at all") {
    CHECK(lines_of("a\nb\r\nc") == Lines{"a", "b", "c"});
    CHECK(lines_of("a\n") == Lines{"a"});
    CHECK(lines_of("\n\r\n\n") == Lines{"", "", ""});
    CHECK(lines_of("a\rb\n") == Lines{"a\rb"});
    CHECK(lines_of("").empty());
}

TEST_CASE("a byte-order mark at the start is no part of the first line") {
    CHECK(lines_of("\xEF\xBB\xBF"
                   "a\nb") == Lines{"a", "b"});
    CHECK(lines_of("\xEF\xBB\xBF").empty());
}

TEST_CASE("lines across block borders come whole") {
    std::string text;
    Lines expected;
    for (std::size_t i = 0; text.size() < 3 * events::LineReader::block_bytes; ++i) {
        expected.push_back(std::string(i % 997, 'x') + std::to_string(i));
        text += expected.back() + '\n';
    }
    CHECK(lines_of(text) == expected);
}

TEST_CASE("a line of megabytes is cut, says how long it was, and the next one is whole") {
    const std::size_t length = 5'000'000;
    std::istringstream in{std::string(length, 'x') + "\nafter\n" + std::string(length, 'y')};
    events::LineReader reader{in};
    const auto first = reader.next();
    REQUIRE(first);
    CHECK(first->cut());
    CHECK(first->length == length);
    CHECK(first->text == std::string(events::LineReader::longest_line, 'x'));
    const auto second = reader.next();
    REQUIRE(second);
    CHECK(second->text == "after");
    CHECK_FALSE(second->cut());
    const auto third = reader.next();
    REQUIRE(third);
    CHECK(third->length == length);
    CHECK_FALSE(reader.next());
    CHECK(reader.bytes_taken() == 2 * length + 7);
}

TEST_CASE("a line as long as may be is not cut") {
    const std::string longest(events::LineReader::longest_line - 1, 'x');
    std::istringstream in{longest + "\r\nnext"};
    events::LineReader reader{in};
    const auto line = reader.next();
    REQUIRE(line);
    CHECK_FALSE(line->cut());
    CHECK(line->text == longest);
    CHECK(reader.next()->text == "next");
}

TEST_CASE("how long a line may be is for the reader's user to say") {
    std::istringstream in{std::string(2'000'000, 'x') + "\n" + std::string(2'000'001, 'y') + "\nz"};
    events::LineReader reader{in, 2'000'001};
    CHECK_FALSE(reader.next()->cut());
    const auto second = reader.next();
    REQUIRE(second);
    CHECK(second->text.size() == 2'000'001);
    CHECK(reader.next()->text == "z");
    std::istringstream again{std::string(10'000'000, 'x') + "\nz"};
    events::LineReader short_reader{again, 100};
    CHECK(short_reader.next()->cut());
    CHECK(short_reader.next()->text == "z");
}

TEST_CASE("a look at the first lines takes nothing away") {
    std::istringstream in{"\n\na\r\nb\nc\n"};
    events::LineReader reader{in};
    CHECK(reader.sample(2) == std::vector<std::string_view>{"a", "b"});
    CHECK(reader.sample(9).size() == 3);
    CHECK(reader.next()->text.empty());
}
