// SPDX-License-Identifier: Apache-2.0
// A throttle may call its own stream: puts and reads wait for nobody, and a put whose shard is
// split under it routes once more. It is asked again then, and must come to an end by itself.
#include <functional>
#include <utility>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/throttle.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

/// Admits everything, and does something else first, once.
class CallingBack {
public:
    explicit CallingBack(std::function<void()>& what) noexcept : what_{&what} {}
    [[nodiscard]] CallingBack fresh() const noexcept { return CallingBack{*what_}; }
    [[nodiscard]] weir::Verdict admit_write(weir::Instant, weir::WriteTotals,
                                            std::uint64_t) noexcept {
        return call();
    }
    [[nodiscard]] weir::Verdict admit_read(weir::Instant) noexcept { return call(); }
    void charge_read(weir::Instant, std::uint64_t) noexcept { static_cast<void>(call()); }

private:
    [[nodiscard]] weir::Verdict call() noexcept {
        if (const auto once = std::exchange(*what_, nullptr)) {
            once();
        }
        return {.admitted = true};
    }
    std::function<void()>* what_;
};
static_assert(weir::throttle_policy<CallingBack>);

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock, CallingBack>;

struct Fixture {
    weir::ManualClock clock;
    std::function<void()> what;
    Stream stream{{.shard_count = 1}, clock, CallingBack{what}};

    auto put(const char* data) { return stream.put_record({.data = data, .partition_key = "key"}); }
    auto read(std::uint32_t shard = 0) {
        const auto place = stream.get_shard_iterator({.shard_id = weir::ShardId{shard}});
        return stream.get_records({.shard_iterator = *place});
    }
};

}  // namespace

TEST_CASE("A throttle that puts, reads and lists while it is asked about a put") {
    Fixture fixture;
    fixture.what = [&] {
        REQUIRE(fixture.put("inner").has_value());
        REQUIRE(fixture.read()->records.size() == 1);
        REQUIRE(fixture.stream.list_shards()->shards.size() == 1);
        REQUIRE(fixture.stream.metrics().incoming_records == 1);
    };
    // The place it was asked about is taken by then, so it is asked about the next one.
    CHECK(fixture.put("outer")->sequence_number.sequence_index() == 2);
    CHECK(fixture.read()->records.size() == 2);
}

TEST_CASE("A throttle that splits the shard it is asked about") {
    Fixture fixture;
    fixture.what = [&] {
        REQUIRE(fixture.stream
                    .split_shard({.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = "5"})
                    .has_value());
    };
    CHECK(fixture.put("data")->shard_id == weir::ShardId{2});
    CHECK(fixture.read(0)->child_shards.size() == 2);
    CHECK(fixture.read(2)->records.size() == 1);
}

TEST_CASE("A throttle that puts and merges while it is asked about a read, and charged for it") {
    Fixture fixture;
    REQUIRE(fixture.stream
                .split_shard({.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = "5"})
                .has_value());
    REQUIRE(fixture.put("first").has_value());
    fixture.what = [&] { REQUIRE(fixture.put("second").has_value()); };
    const auto page = fixture.read(2);
    CHECK(page->records.size() == 2);
    fixture.what = [&] {
        // Asked about the read; the next call is the charge.
        fixture.what = [&] {
            REQUIRE(fixture.stream
                        .merge_shards({.shard_to_merge = weir::ShardId{1},
                                       .adjacent_shard_to_merge = weir::ShardId{2}})
                        .has_value());
        };
    };
    CHECK(fixture.read(2)->records.size() == 2);
    CHECK(fixture.read(2)->child_shards.size() == 1);
    CHECK(fixture.put("third")->shard_id == weir::ShardId{3});
}
