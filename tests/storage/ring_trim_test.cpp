// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_trim.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::Instant;
using weir::LogReadRequest;
using weir::RingOptions;
using weir_test::Indexes;
using weir_test::indexes_of;
using weir_test::put;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;

const RingOptions tiny{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2};

/// A log whose record number i arrived at i * 10.
struct Steady {
    explicit Steady(int records) {
        for (int record = 1; record <= records; ++record) {
            put(log, record * 10, std::to_string(record));
        }
    }
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
};

std::int64_t arrival_of(Log& log, std::uint64_t index) {
    std::int64_t millis = -1;
    return log.arrival_of(index, millis) ? millis : -1;
}

}  // namespace

TEST_CASE("a trim lets segments go that are wholly older than the horizon, and no other") {
    Steady steady{9};  // segments of 1 2, 3 4, 5 6, 7 8, 9
    Log& log = steady.log;
    log.trim(20);
    CHECK(log.first_index() == 1);
    log.trim(21);
    CHECK(log.first_index() == 3);
    log.trim(40);
    CHECK(log.first_index() == 3);
    log.trim(70);
    CHECK(log.first_index() == 7);
    CHECK(indexes_of(log.read({}).records) == Indexes{7, 8, 9});
}

TEST_CASE("the segment that takes records is never trimmed, nor one that was never written to") {
    Steady steady{4};  // the second segment is full but no other one has begun
    steady.log.trim(1'000'000);
    CHECK(steady.log.first_index() == 3);
    CHECK(indexes_of(steady.log.read({}).records) == Indexes{3, 4});
    CHECK(put(steady.log, 50, "5") == 5);
    steady.log.trim(1'000'000);
    CHECK(steady.log.first_index() == 5);
    Log empty{steady.storage.context(), Instant{}};
    empty.trim(1'000'000);
    CHECK(empty.first_index() == 1);
}

TEST_CASE("memory of a trimmed segment is used again") {
    Steady steady{2};
    for (int record = 3; record <= 1000; ++record) {
        put(steady.log, record * 10, std::to_string(record));
        steady.log.trim(record * 10);
    }
    CHECK(steady.storage.bytes_reserved() <= 3 * 256);
    CHECK(steady.log.totals().written.records == 1000);
}

TEST_CASE("a place is found by time") {
    Steady steady{9};
    Log& log = steady.log;
    CHECK(log.index_at(0) == 1);
    CHECK(log.index_at(10) == 1);
    CHECK(log.index_at(11) == 2);
    CHECK(log.index_at(50) == 5);
    CHECK(log.index_at(90) == 9);
    CHECK(log.index_at(91) == 10);
    log.trim(45);
    CHECK(log.first_index() == 5);
    CHECK(log.index_at(0) == 5);
    CHECK(log.index_at(61) == 7);
    Log empty{steady.storage.context(), Instant{}};
    CHECK(empty.index_at(50) == 1);
}

TEST_CASE("the first of many records of one time is found") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    for (int record = 0; record < 30; ++record) {
        put(log, 100 + record / 10, "data");
    }
    CHECK(log.index_at(100) == 1);
    CHECK(log.index_at(101) == 11);
    CHECK(log.index_at(102) == 21);
    CHECK(log.index_at(103) == 31);
}

TEST_CASE("a record's arrival is known while the record is there") {
    Steady steady{9};
    Log& log = steady.log;
    for (std::int64_t index = 1; index <= 9; ++index) {
        CHECK(arrival_of(log, static_cast<std::uint64_t>(index)) == index * 10);
    }
    CHECK(arrival_of(log, 10) == -1);
    CHECK(arrival_of(log, 1'000'000) == -1);
    log.trim(45);
    CHECK(arrival_of(log, 4) == -1);
    CHECK(arrival_of(log, 5) == 50);
    CHECK(log.has_from(1));
    CHECK(log.has_from(9));
    CHECK_FALSE(log.has_from(10));
    CHECK_FALSE(log.has_from(40'000));
}

TEST_CASE("what was trimmed is not shown, even to who still knows where it lies") {
    Steady steady{9};
    Log& log = steady.log;
    const auto held = log.read({.records_max = 1});
    log.trim(65);
    CHECK(log.first_index() == 7);
    const LogReadRequest again{.from = held.next, .hint = held.hint};
    CHECK(indexes_of(log.read(again).records) == Indexes{7, 8, 9});
    CHECK(arrival_of(log, 2) == -1);
    CHECK(indexes_of(held.records) == Indexes{1});
}

TEST_CASE("all of a sealed log can be discarded") {
    Steady steady{9};
    Log& log = steady.log;
    CHECK(log.seal().records == 9);
    const auto held = log.read({.from = 4, .records_max = 3});
    log.discard();
    CHECK(log.first_index() == 10);
    const auto read = log.read({.from = 2, .hint = held.hint});
    CHECK(read.records.empty());
    CHECK(read.next == 10);
    CHECK(read.at_tip);
    CHECK(log.index_at(0) == 10);
    CHECK_FALSE(log.has_from(1));
    CHECK(arrival_of(log, 5) == -1);
    CHECK(log.totals().written.records == 9);
    CHECK(log.totals().sealed);
    CHECK(indexes_of(held.records) == Indexes{4, 5, 6});
    log.discard();
    CHECK(log.first_index() == 10);
}

TEST_CASE("memory of a discarded log comes back when the last batch goes") {
    Steady steady{9};
    static_cast<void>(steady.log.seal());
    auto held = steady.log.read({.from = 5, .records_max = 1});
    steady.log.discard();
    CHECK(steady.storage.bytes_in_use() == 3 * 256);  // the segments of 5 6, 7 8, 9
    held.records = {};
    CHECK(steady.storage.bytes_in_use() == 0);
}

TEST_CASE("records of very different sizes follow each other in segments of their own") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put(log, 10, "1");
    put(log, 20, "2");
    put(log, 30, std::string(3000, 'x'));
    put(log, 40, std::string(70'000, 'y'));
    put(log, 50, std::string(1'000'000, 'z'));
    put(log, 60, "6");
    CHECK(indexes_of(log.read({}).records) == Indexes{1, 2, 3, 4, 5, 6});
    CHECK(log.index_at(35) == 4);
    log.trim(35);
    CHECK(log.first_index() == 4);
    CHECK(indexes_of(log.read({.horizon_millis = 45}).records) == Indexes{5, 6});
}

TEST_CASE("a first segment that is still written to is not trimmed, whoever asks") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put(log, 10, "1");
    const auto oldest = log.look_at_first(0);
    CHECK(oldest.state == weir::OldestSegment::State::needed);
    log.trim_first(oldest.head);
    CHECK(log.first_index() == 1);
    CHECK(indexes_of(log.read({}).records) == Indexes{1});
}

TEST_CASE("a first segment that ended without a record is the oldest of all") {
    Storage storage{tiny};
    {
        Log before{storage.context(), Instant{}};
        put(before, 777, "used");
        before.seal();
        before.discard();
    }
    Log log{storage.context(), Instant{}};
    const auto refuse = [](weir::WriteTotals, std::uint64_t) { return false; };
    static_cast<void>(log.append(Instant::from_millis(800), "k", std::string_view{"d"}, refuse));
    put(log, 900, std::string(3000, 'x'));
    const auto oldest = log.look_at_first(1);
    CHECK(oldest.state == weir::OldestSegment::State::free);
    CHECK(oldest.millis == 0);
    log.trim_first(oldest.head);
    CHECK(log.first_index() == 1);
    CHECK(log.has_from(1));
}
