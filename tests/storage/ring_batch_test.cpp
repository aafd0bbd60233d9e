// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_batch.hpp"

#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::Instant;
using weir::RingOptions;
using weir_test::Indexes;
using weir_test::indexes_of;
using weir_test::put;
using weir_test::Texts;
using weir_test::texts_of;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;
using Batch = Storage::Batch;

static_assert(std::input_iterator<Batch::iterator>);
static_assert(!std::is_copy_constructible_v<Batch>);
static_assert(std::is_nothrow_move_constructible_v<Batch>);

const RingOptions tiny{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2};

void put_numbers(Log& log, int from, int to) {
    for (int record = from; record <= to; ++record) {
        put(log, record, "record " + std::to_string(record));
    }
}

}  // namespace

TEST_CASE("an empty batch has nothing to walk through") {
    const Batch batch;
    CHECK(batch.empty());
    CHECK(batch.bytes() == 0);
    CHECK(batch.begin() == batch.end());
}

TEST_CASE("a batch is walked through across segments, any number of times") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put_numbers(log, 1, 9);
    for (std::uint64_t from = 1; from <= 9; ++from) {
        const auto read = log.read({.from = from});
        CHECK(read.records.size() == 10 - from);
        CHECK(indexes_of(read.records) == indexes_of(read.records));
        CHECK(indexes_of(read.records).front() == from);
        CHECK(indexes_of(read.records).back() == 9);
    }
    const auto read = log.read({.from = 8});
    auto iterator = read.records.begin();
    CHECK((*iterator++).sequence_index() == 8);
    CHECK((*iterator).sequence_index() == 9);
    CHECK(++iterator == read.records.end());
}

TEST_CASE("a batch does not grow with the log") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put_numbers(log, 1, 3);
    const auto read = log.read({});
    put_numbers(log, 4, 20);
    CHECK(indexes_of(read.records) == Indexes{1, 2, 3});
}

TEST_CASE("a batch that is moved takes its records along") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put_numbers(log, 1, 5);
    Batch first = log.read({.records_max = 2}).records;
    Batch second = std::move(first);
    CHECK(texts_of(second) == Texts{"record 1", "record 2"});
    CHECK(second.bytes() == 22);
    second = log.read({.from = 4}).records;
    CHECK(texts_of(second) == Texts{"record 4", "record 5"});
    Batch& itself = second;
    second = std::move(itself);
    CHECK(texts_of(second) == Texts{"record 4", "record 5"});
}

TEST_CASE("a held batch stays as it is while its segments are trimmed and others are used again") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    Log other{storage.context(), Instant{}};
    put_numbers(log, 1, 6);
    const auto before = storage.bytes_in_use();
    auto held = log.read({.from = 2, .records_max = 3});
    put_numbers(log, 7, 9);
    log.trim(1'000);
    CHECK(log.first_index() == 9);
    // All that went is kept by the batch, from its first record's segment on.
    CHECK(storage.bytes_in_use() == before + 2 * 256);
    put_numbers(other, 1, 100);
    for (int round = 0; round < 100; ++round) {
        put_numbers(log, 1'000 + round * 10, 1'009 + round * 10);
        log.trim(1'010 + round * 10);
    }
    CHECK(texts_of(held.records) == Texts{"record 2", "record 3", "record 4"});
    static_cast<void>(log.seal());
    log.discard();
    CHECK(texts_of(held.records) == Texts{"record 2", "record 3", "record 4"});
    held.records = {};
    static_cast<void>(other.seal());
    other.discard();
    CHECK(storage.bytes_in_use() == 0);
}

TEST_CASE("a batch outlives its log") {
    Storage storage{tiny};
    Batch held;
    {
        Log log{storage.context(), Instant{}};
        put_numbers(log, 1, 7);
        held = log.read({.from = 3}).records;
    }
    CHECK(storage.bytes_in_use() == 3 * 256);
    CHECK(texts_of(held).front() == "record 3");
    CHECK(held.size() == 5);
    held = {};
    CHECK(storage.bytes_in_use() == 0);
}

TEST_CASE("of two batches each keeps what it needs") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    put_numbers(log, 1, 10);
    auto early = log.read({.from = 1, .records_max = 1}).records;
    const auto late = log.read({.from = 7, .records_max = 1}).records;
    log.trim(1'000);
    CHECK(storage.bytes_in_use() == 5 * 256);
    early = {};
    CHECK(storage.bytes_in_use() == 2 * 256);
    CHECK(texts_of(late) == Texts{"record 7"});
}
