// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/replay_places.hpp"

#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using weir::Instant;
using weir::JournalIterator;
using weir::JournalRecord;
using weir::ReplayBatch;
using weir::ReplayPlaces;
using weir::SequenceNumber;
using weir::ShardId;

JournalRecord record(SequenceNumber number, std::optional<Instant> arrival = std::nullopt) {
    JournalRecord record;
    record.partition_key = "key";
    record.data = "data";
    record.sequence_number = number;
    record.approximate_arrival_timestamp = arrival;
    return record;
}

}  // namespace

TEST_CASE("a batch lends recorded records with the numbers and times that they had") {
    const std::vector<JournalRecord> records{
        record(SequenceNumber::make({100, 3, 7, 200}), Instant::from_millis(200'750)),
        // Put while the clock stood before the shard's beginning.
        record(SequenceNumber::make({100, 3, 8, 100}), Instant::from_seconds(50)),
        // The service's clocks differ: the number is kept, and the time brought into its second.
        record(SequenceNumber::make({100, 3, 9, 200}), Instant::from_millis(199'999)),
        record(SequenceNumber::make({100, 3, 10, 200}))};
    const auto batch = ReplayBatch::of(records);
    REQUIRE(batch.has_value());
    CHECK(batch->size() == 4);
    CHECK_FALSE(batch->empty());
    CHECK(batch->bytes() == 28);
    std::size_t at = 0;
    for (const weir::RecordView view : *batch) {
        CHECK(view.sequence_number() == records[at].sequence_number);
        CHECK(view.partition_key() == "key");
        CHECK(view.data().as_text().data() == records[at].data.data());
        ++at;
    }
    const std::vector<weir::RecordView> views{batch->begin(), batch->end()};
    CHECK(views[0].approximate_arrival_timestamp() == Instant::from_millis(200'750));
    CHECK(views[1].approximate_arrival_timestamp() == Instant::from_seconds(50));
    CHECK(views[2].approximate_arrival_timestamp() == Instant::from_seconds(200));
    CHECK(views[3].approximate_arrival_timestamp() == Instant::from_seconds(200));
    CHECK(ReplayBatch::of({})->empty());
}

TEST_CASE("a record that a view can't carry is not lent") {
    const std::vector<JournalRecord> without{JournalRecord{}};
    CHECK_FALSE(ReplayBatch::of(without).has_value());
    const std::vector<JournalRecord> old{record(SequenceNumber{})};
    CHECK_FALSE(ReplayBatch::of(old).has_value());
    const std::vector<JournalRecord> odd{record(SequenceNumber::make({100, 3, 7, 200, 1}))};
    CHECK_FALSE(ReplayBatch::of(odd).has_value());
}

TEST_CASE("a recorded place becomes an iterator, and is known again") {
    ReplayPlaces places;
    JournalIterator place;
    place.shard_id = ShardId{3};
    place.sequence_index = 17;
    place.not_before_seconds = 5;
    place.created = Instant::from_seconds(9);
    const auto iterator = places.give(place);
    REQUIRE(iterator.has_value());
    CHECK(iterator->shard_id() == ShardId{3});
    CHECK(iterator->sequence_index() == 17);
    CHECK(iterator->not_before_seconds() == 5);
    CHECK(iterator->created() == Instant::from_seconds(9));
    CHECK(places.take(*iterator) == place);
    CHECK_FALSE(places.give(std::nullopt).has_value());
    place.not_before_seconds = 6;
    CHECK_FALSE(*places.give(place) == *iterator);
}

TEST_CASE("recorded iterators that were texts become iterators, one for each text") {
    ReplayPlaces places;
    JournalIterator first;
    first.text = "AAAA";
    JournalIterator second;
    second.text = "BBBB";
    const auto of_first = places.give(first);
    const auto of_second = places.give(second);
    CHECK_FALSE(*of_first == *of_second);
    CHECK(*places.give(first) == *of_first);
    CHECK(places.take(*of_first) == first);
    CHECK(places.take(*of_second) == second);
    CHECK(places.take(weir::ShardIterator{}).text.empty());
    // Another replay knows nothing of it.
    CHECK(ReplayPlaces{}.take(*of_first).text.empty());
}
