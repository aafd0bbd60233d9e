// SPDX-License-Identifier: Apache-2.0
// The text of a shard iterator is opaque: only the stream that made it takes it, and only as it
// was given. Everything else is an invalid iterator, whatever it is.
#include "scenario/scenario.hpp"
#include "weir/core/random.hpp"

namespace {

constexpr const char* invalid = "InvalidArgumentException: Invalid ShardIterator.";

}  // namespace

TEST_CASE("An iterator comes back from its text") {
    Scenario scenario;
    scenario.put("key", "one");
    scenario.put("key", "two");
    const auto place = *scenario.read(scenario.place(0), 1).next_shard_iterator;
    const std::string text = scenario.stream.to_text(place);
    const auto page = scenario.stream.get_records(text).value();
    CHECK(Scenario::data_of(page) == Texts{"two"});
}

TEST_CASE("The text is as long as the service's, and begins like it") {
    Scenario scenario;
    const std::string text = scenario.stream.to_text(scenario.place(0));
    CHECK(text.size() == 204);  // 152 bytes in base64
    CHECK(text.starts_with("AAAAAAAAAA"));
    Scenario other{{.stream_name = std::string(128, 'n')}};
    CHECK(other.stream.to_text(other.place(0)).size() == 376);  // 280 bytes
}

TEST_CASE("Any change to the text is noticed") {
    Scenario scenario;
    const std::string text = scenario.stream.to_text(scenario.place(0));
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char letter : {'A', 'B', '/', '=', ' ', '\0'}) {
            std::string changed = text;
            changed[at] = letter;
            if (changed != text) {
                CHECK(refusal(scenario.stream.get_records(changed)) == invalid);
            }
        }
        CHECK(refusal(scenario.stream.get_records(
                  text.substr(0, at + 1 == text.size() ? 4 : at + 1))) == invalid);
    }
}

TEST_CASE("No random text is an iterator") {
    Scenario scenario;
    weir::Random random{1};
    for (int tries = 0; tries < 2'000; ++tries) {
        std::string text(random.between(1, 512), '\0');
        for (char& letter : text) {
            letter = static_cast<char>(random.next());
        }
        CHECK(refusal(scenario.stream.get_records(text)) == invalid);
    }
}

TEST_CASE("An iterator of another stream is none of this one's") {
    Scenario scenario;
    Scenario other{{.stream_name = "other"}};
    const auto foreign = other.place(0);
    CHECK(refusal(scenario.stream.get_records({.shard_iterator = foreign})) == invalid);
    CHECK(refusal(scenario.stream.get_records(other.stream.to_text(foreign))) == invalid);
    CHECK(refusal(scenario.stream.get_records({.shard_iterator = {}})) == invalid);
}

TEST_CASE("A stream that was made again does not honour the iterators of the one before") {
    Scenario before;
    const auto old = before.place(0);
    weir::ManualClock later{before.clock.now() + 1s};
    Scenario::Stream stream{{}, later};
    CHECK(refusal(stream.get_records({.shard_iterator = old})) == invalid);
}

TEST_CASE("An iterator strays to a stream that was made alike at the same instant") {
    Scenario scenario{{.shard_count = 2}};
    scenario.put_at(0, "of the first stream");
    const auto next = scenario.read(scenario.place(0)).next_shard_iterator;
    // The two cannot be told apart, so the place is taken for one of this stream; its memory is
    // not that of the other.
    Scenario::Stream alike{{.shard_count = 2}, scenario.clock};
    CHECK(Scenario::data_of(alike.get_records({.shard_iterator = *next}).value()).empty());
    for (int record = 0; record < 3; ++record) {
        REQUIRE(alike.put_record(
            {.data = "of shard 1", .partition_key = "key", .explicit_hash_key = Scenario::top()}));
    }
    CHECK(Scenario::data_of(alike.get_records({.shard_iterator = *next}).value()).empty());
}

TEST_CASE("Page tokens are no iterators") {
    Scenario scenario{{.shard_count = 2}};
    const auto token = scenario.stream.list_shards({.max_results = 1}).value().next_token.value();
    CHECK(refusal(scenario.stream.get_records(token)) == invalid);
}
