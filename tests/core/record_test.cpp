// SPDX-License-Identifier: Apache-2.0
#include "weir/core/record.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using weir::Blob;
using weir::Instant;
using weir::Record;
using weir::RecordView;
using weir::SequenceNumber;
using weir::ShardStamp;

namespace {

constexpr std::uint64_t create = 1'700'000'000;

RecordView record_at(Instant arrival, std::uint64_t index = 1) {
    return {"key", "data", index, arrival, ShardStamp{create, 17}};
}

std::string_view text_of(Blob blob) {
    return blob.as_text();
}

}  // namespace

static_assert(std::is_trivially_copyable_v<Blob> && sizeof(Blob) == 16);
static_assert(std::is_trivially_copyable_v<RecordView> && sizeof(RecordView) <= 64);
static_assert(!std::is_constructible_v<Blob, std::nullptr_t>);

TEST_CASE("bytes are lent from whatever holds them") {
    const std::string text = "bytes";
    const std::vector<std::byte> vector{std::byte{'b'}, std::byte{'y'}};
    const std::array<std::byte, 1> array{std::byte{'b'}};
    CHECK(text_of("bytes") == "bytes");
    CHECK(text_of(text).data() == text.data());
    CHECK(text_of(std::string_view{text}.substr(1)) == "ytes");
    CHECK(text_of(vector) == "by");
    CHECK(Blob{vector}.data() == vector.data());
    CHECK(text_of(std::span{array}) == "b");
    CHECK(text_of(std::string_view{"a\0b", 3}).size() == 3);
}

TEST_CASE("no bytes are empty, wherever they come from") {
    CHECK(Blob{}.empty());
    CHECK(Blob{""}.empty());
    CHECK(Blob{}.as_text().empty());
    CHECK(Blob{} == Blob{""});
    CHECK(Blob{}.begin() == Blob{}.end());
    CHECK(Blob{std::vector<std::byte>{}} == Blob{});
}

TEST_CASE("bytes are the same when their values are, not their place") {
    const std::string one = "same";
    const std::string other = "same";
    CHECK(Blob{one} == Blob{other});
    CHECK(Blob{"same"} != Blob{"some"});
    CHECK(Blob{"same"} != Blob{"sam"});
    CHECK(Blob{"\xff"} != Blob{"\x7f"});
}

TEST_CASE("a record view shows what was stored and counts key and data") {
    const auto view = record_at(Instant::from_millis(1'700'000'005'250), 3);
    CHECK(view.partition_key() == "key");
    CHECK(view.data() == Blob{"data"});
    CHECK(view.sequence_index() == 3);
    CHECK(view.approximate_arrival_timestamp() == Instant::from_millis(1'700'000'005'250));
    CHECK(view.size() == 7);
}

TEST_CASE("a record's number holds its shard, its place and the second of its arrival") {
    const auto number = record_at(Instant::from_millis(1'700'000'005'999), 3).sequence_number();
    CHECK(number == SequenceNumber::make({.shard_create_seconds = create,
                                          .shard_index = 17,
                                          .sequence_index = 3,
                                          .seconds = 1'700'000'005}));
}

TEST_CASE("a record that arrived before its shard was created is numbered from the creation on") {
    const auto earliest = SequenceNumber::make({create, 17, 1, create});
    for (const auto arrival :
         {Instant::from_seconds(1'700'000'000), Instant::from_millis(1'699'999'999'999),
          Instant::from_seconds(5), Instant{}, Instant::from_seconds(-5), Instant::min()}) {
        INFO(arrival.micros());
        const auto number = record_at(arrival).sequence_number();
        CHECK(number == earliest);
        CHECK(number > SequenceNumber::starting(create, 17));
    }
    CHECK(record_at(Instant::from_seconds(1'700'000'001)).sequence_number() ==
          SequenceNumber::make({create, 17, 1, create + 1}));
}

TEST_CASE("a later place has a greater number even when the clock stepped back") {
    const auto first = record_at(Instant::from_seconds(1'700'000'100), 1).sequence_number();
    const auto second = record_at(Instant::from_seconds(1'600'000'000), 2).sequence_number();
    CHECK(first < second);
    CHECK(second < SequenceNumber::ending(create, 17, create));
}

TEST_CASE("an owned record keeps its bytes when the lender is gone") {
    Record record;
    {
        std::string key = "key";
        std::string data = "data";
        const RecordView view{key, data, 9, Instant::from_seconds(1'700'000'005), {create, 17}};
        record = Record{view};
        key.assign("xxx");
        data.assign("yyyy");
    }
    CHECK(record.partition_key == "key");
    CHECK(Blob{record.data} == Blob{"data"});
    CHECK(record.size() == 7);
    CHECK(record.sequence_number.sequence_index() == 9);
    CHECK(record.approximate_arrival_timestamp == Instant::from_seconds(1'700'000'005));
    CHECK(Record{RecordView{}}.data.empty());
    CHECK(Record{} == Record{});
    CHECK_FALSE(record == Record{});
}

TEST_CASE("totals begin at nothing") {
    CHECK(weir::WriteTotals{} == weir::WriteTotals{.records = 0, .bytes = 0});
    CHECK(ShardStamp{} == ShardStamp{0, 0});
}

TEST_CASE("totals, stamps and records differ in any of their parts") {
    CHECK_FALSE(weir::WriteTotals{1, 2} == weir::WriteTotals{1, 3});
    CHECK_FALSE(weir::WriteTotals{1, 2} == weir::WriteTotals{2, 2});
    CHECK_FALSE(ShardStamp{1, 2} == ShardStamp{1, 3});
    CHECK_FALSE(ShardStamp{1, 2} == ShardStamp{2, 2});
    Record record;
    record.partition_key = "key";
    CHECK_FALSE(record == Record{});
}
