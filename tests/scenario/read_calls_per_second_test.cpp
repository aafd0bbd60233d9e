// SPDX-License-Identifier: Apache-2.0
// A shard answers five reads a second. An iterator that is no good is refused before it counts.
#include "scenario/scenario.hpp"

namespace {

struct FiveReads : Scenario {
    FiveReads() : Scenario{{}, {}} {}
    weir::Result<Page> try_read(const weir::ShardIterator& from) {
        return stream.get_records({.shard_iterator = from});
    }
};

}  // namespace

TEST_CASE("The sixth read of a moment is refused, and admitted a fifth of a second later") {
    FiveReads stream;
    const auto place = stream.place(0);
    for (int read = 0; read < 5; ++read) {
        CHECK(stream.try_read(place).has_value());
    }
    const auto refused = stream.try_read(place);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == weir::Errc::provisioned_throughput_exceeded);
    CHECK(refused.error().retry_after() == 200ms);
    stream.clock.advance(200ms);
    CHECK(stream.try_read(place).has_value());
    CHECK_FALSE(stream.try_read(place).has_value());
}

TEST_CASE("A reader that polls five times a second is never refused") {
    FiveReads stream;
    auto place = stream.place(0);
    for (int read = 0; read < 100; ++read) {
        auto page = stream.read(place);
        place = page.next_shard_iterator.value();
        stream.clock.advance(200ms);
    }
}

TEST_CASE("An expired iterator costs no read") {
    FiveReads stream;
    const auto expired = stream.place(0);
    stream.clock.advance(301s);
    for (int read = 0; read < 10; ++read) {
        CHECK(stream.try_read(expired).error().code() == weir::Errc::expired_iterator);
    }
    CHECK(stream.try_read(stream.place(0)).has_value());
}
