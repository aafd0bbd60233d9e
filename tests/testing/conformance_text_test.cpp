// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/conformance_text.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/core/error.hpp"

namespace text = weir::conformance_text;
using namespace std::chrono_literals;

TEST_CASE("Numbers, truths and times are told as they are") {
    CHECK(text::of(7U) == "7");
    CHECK(text::of(std::int64_t{-7}) == "-7");
    CHECK(text::of(true) == "true");
    CHECK(text::of(false) == "false");
    CHECK(text::of(2ms) == "2000 us");
    CHECK(text::of(weir::Instant::from_millis(3)) == "3000 us");
}

TEST_CASE("Texts are quoted, cut, and made fit to print") {
    CHECK(text::of("plain") == "\"plain\"");
    CHECK(text::of(std::string{"a\0\n~", 4}) == "\"a..~\"");
    CHECK(text::of(std::string(40, 'x')) == '"' + std::string(40, 'x') + '"');
    CHECK(text::of(std::string(41, 'x')) == '"' + std::string(40, 'x') + "...\" of 41 bytes");
}

TEST_CASE("Values of the library are told in its words") {
    CHECK(text::of(weir::WriteTotals{2, 30}) == "2 records, 30 bytes");
    CHECK(text::of(weir::AppendOutcome::done) == "done");
    CHECK(text::of(weir::AppendOutcome::sealed) == "sealed");
    CHECK(text::of(weir::AppendOutcome::refused) == "refused");
    CHECK(text::of(weir::AppendOutcome::no_memory) == "no_memory");
    CHECK(text::of(weir::Verdict{.admitted = true}) == "admitted");
    CHECK(text::of(weir::Verdict{false, 5us}) == "refused for 5 us");
    CHECK(text::of(weir::HashKeyRange{1, 9}) == "1 to 9");
    CHECK(text::of(weir::Errc::expired_iterator) == "ExpiredIteratorException");
    CHECK(text::of(weir::ShardId{3}) == "shardId-000000000003");
}

TEST_CASE("What may hold a value, and lists of any length") {
    CHECK(text::of(std::optional<int>{}) == "nothing");
    CHECK(text::of(std::optional<int>{4}) == "4");
    CHECK(text::of(std::vector<std::string>{"a", "b"}) == "[\"a\", \"b\"]");
    CHECK(text::of(std::vector<int>{}) == "[]");
    CHECK(text::of(std::vector<int>(12, 1)) == "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
    CHECK(text::of(std::vector<int>(13, 1)) == "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ... of 13]");
    CHECK(text::of(std::vector<std::optional<weir::ShardId>>{weir::ShardId{1}, {}}) ==
          "[shardId-000000000001, nothing]");
}
