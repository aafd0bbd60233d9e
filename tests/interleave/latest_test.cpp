// SPDX-License-Identifier: Apache-2.0
// An iterator of type LATEST misses no record whose put begins after it was given.
#include <memory>
#include <optional>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/explore.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

/// Others put while one thread asks for the end of a shard and then puts a record of its own.
class LatestProgram final : public weir::ExploreProgram {
public:
    LatestProgram() { put("before"); }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            put("other");
            put("other");
            return;
        }
        const auto latest = stream_.get_shard_iterator(
            {.shard_id = weir::ShardId{0}, .shard_iterator_type = weir::ShardIteratorType::latest});
        weir::explore_expect(latest.has_value(), "no iterator");
        latest_ = *latest;
        put("own");
    }
    void finish() override {
        const auto read = stream_.get_records({.shard_iterator = *latest_});
        weir::explore_expect(read.has_value(), "a read failed");
        int own = 0;
        int before = 0;
        for (const weir::RecordView record : read->records) {
            own += record.data().as_text() == "own" ? 1 : 0;
            before += record.data().as_text() == "before" ? 1 : 0;
        }
        weir::explore_expect(before == 0, "LATEST gave a record that was there before");
        weir::explore_expect(own == 1, "missed: put after LATEST, and not read from there");
    }

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Stream = weir::Stream<Storage, weir::ManualClock, weir::Unlimited>;

    void put(std::string_view data) {
        weir::explore_expect(stream_.put_record({.data = data, .partition_key = "k"}).has_value(),
                             "a put failed");
    }

    weir::ManualClock clock_{weir::Instant::from_seconds(1'700'000'000)};
    Stream stream_{{.shard_count = 1},
                   clock_,
                   weir::Unlimited{},
                   {.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 1}};
    std::optional<weir::ShardIterator> latest_;
};

const std::string name = "stream: put twice, and put after LATEST";
const auto make = [] { return std::make_unique<LatestProgram>(); };

}  // namespace

TEST_CASE("LATEST misses no later record while others put", "[orders]") {
    weir_test::explore_orders(name, weir_test::budget(2'000), make);
}

TEST_CASE("LATEST misses no later record in weak memory", "[weak]") {
    weir_test::explore_random(name,
                              {.seed = weir_test::seed(), .executions = weir_test::budget(2'000)},
                              make, {.spurious_failures_max = 1});
}

TEST_CASE("Nobody waits for a thread that is stopped as it asks for LATEST", "[frozen]") {
    weir_test::explore_frozen(name, weir_test::budget(2), make);
}
