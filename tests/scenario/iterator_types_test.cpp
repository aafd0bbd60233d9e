// SPDX-License-Identifier: Apache-2.0
// A shard iterator of each type starts where the type says: at or right after a sequence number,
// at the oldest record that is kept, right after the newest, or at the first record of a time.
#include "scenario/scenario.hpp"

template class weir::Stream<weir::RingStorage<>, weir::ManualClock>;

using weir::ShardIteratorType;

namespace {

/// Three records, a second apart.
struct ThreeRecords : Scenario {
    ThreeRecords() {
        for (const char* data : {"one", "two", "three"}) {
            numbers.push_back(put("key", data).sequence_number);
            times.push_back(clock.now());
            clock.advance(1s);
        }
    }
    std::vector<weir::SequenceNumber> numbers;
    std::vector<weir::Instant> times;
};

}  // namespace

TEST_CASE("AT_SEQUENCE_NUMBER starts with the record that has the number") {
    ThreeRecords three;
    CHECK(three.read_data(three.place_at(0, ShardIteratorType::at_sequence_number,
                                         three.numbers[1])) == Texts{"two", "three"});
}

TEST_CASE("AFTER_SEQUENCE_NUMBER starts right behind the record that has the number") {
    ThreeRecords three;
    CHECK(three.read_data(three.place_at(0, ShardIteratorType::after_sequence_number,
                                         three.numbers[1])) == Texts{"three"});
}

TEST_CASE("TRIM_HORIZON starts with the oldest record") {
    ThreeRecords three;
    CHECK(three.read_data(three.place(0)) == Texts{"one", "two", "three"});
}

TEST_CASE("LATEST starts right behind the newest record") {
    ThreeRecords three;
    const auto latest = three.place(0, ShardIteratorType::latest);
    CHECK(three.read_data(latest).empty());
    three.put("key", "four");
    CHECK(three.read_data(latest) == Texts{"four"});
}

TEST_CASE("AT_TIMESTAMP starts with the first record that arrived then or later") {
    ThreeRecords three;
    CHECK(three.read_data(three.place_at(0, three.times[1])) == Texts{"two", "three"});
    CHECK(three.read_data(three.place_at(0, three.times[1] + 1ms)) == Texts{"three"});
}

TEST_CASE("A shard's own starting number means its beginning, its ending number its end") {
    ThreeRecords three;
    three.split_in_half(0);
    const weir::SequenceNumberRange range = three.shards().front().sequence_number_range;
    CHECK(three.read_data(three.place_at(0, ShardIteratorType::at_sequence_number,
                                         range.starting_sequence_number)) ==
          Texts{"one", "two", "three"});
    const auto end = three.read(
        three.place_at(0, ShardIteratorType::at_sequence_number, *range.ending_sequence_number));
    CHECK(end.records.empty());
    CHECK_FALSE(end.next_shard_iterator.has_value());
}

TEST_CASE("A number that no record has starts with the next record") {
    ThreeRecords three;
    const auto between =
        weir::SequenceNumber::make({.shard_create_seconds = three.numbers[1].shard_create_seconds(),
                                    .shard_index = 0,
                                    .sequence_index = three.numbers[1].sequence_index(),
                                    .seconds = three.numbers[1].seconds() + 1});
    CHECK(three.read_data(three.place_at(0, ShardIteratorType::at_sequence_number, between)) ==
          Texts{"three"});
}

TEST_CASE("A number with something in its eighth byte lies behind the record of its index") {
    ThreeRecords three;
    // The number of "one" plus 2^72, a bit that no number of the service has set.
    const weir::Argument<weir::SequenceNumber> text{
        "49646437577108476416916876405827143073771527175095189506"};
    const auto number = text.value().value();
    REQUIRE(three.numbers[0] < number);
    REQUIRE(number < three.numbers[1]);
    CHECK(number.to_string() == text.text());
    for (const auto& given : {text, weir::Argument<weir::SequenceNumber>{number}}) {
        const auto place = three.stream.get_shard_iterator(
            {.shard_id = weir::ShardId{0},
             .shard_iterator_type = ShardIteratorType::at_sequence_number,
             .starting_sequence_number = given});
        REQUIRE(place.has_value());
        CHECK(three.read_data(*place) == Texts{"two", "three"});
        const auto by_text = three.stream.get_records(three.stream.to_text(*place));
        REQUIRE(by_text.has_value());
        CHECK(Scenario::data_of(*by_text) == Texts{"two", "three"});
    }
}

TEST_CASE("An iterator placed behind the newest record misses nothing put in the same second") {
    Scenario scenario;
    const auto first = scenario.put("key", "first");
    auto place =
        scenario.place_at(0, ShardIteratorType::after_sequence_number, first.sequence_number);
    for (int polls = 0; polls < 3; ++polls) {
        const auto page = scenario.read(place);
        CHECK(page.records.empty());
        place = page.next_shard_iterator.value();
    }
    scenario.put("key", "second");
    CHECK(scenario.read_data(place) == Texts{"second"});
}
