// SPDX-License-Identifier: Apache-2.0
// Random operations on ring storage and on simple storage, which have to agree on everything.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "storage/append_list.hpp"
#include "storage/log_helpers.hpp"
#include "weir/core/random.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/storage/simple_storage.hpp"

namespace {

using weir::Appended;
using weir::AppendOutcome;
using weir::BudgetPolicy;
using weir::Instant;
using weir::LogReadRequest;
using weir::Random;
using weir::RingOptions;
using weir_test::AppendList;
using weir_test::at_millis;
using Ring = weir::RingStorage<>;
using Simple = weir::SimpleStorage;

/// Several pairs of logs that are used in the same way.
class Pairs {
public:
    Pairs(const RingOptions& options, std::uint64_t seed, std::size_t record_bytes)
        : ring_{options},
          lossy_{options.when_budget_is_spent == BudgetPolicy::trim_oldest},
          budget_{options.memory_budget_bytes},
          record_bytes_{record_bytes},
          random_{seed} {
        for (int number = 0; number < 3; ++number) {
            pairs_.push_back(std::make_unique<Pair>(ring_, simple_, at_millis(clock_)));
        }
    }

    void step() {
        clock_ += static_cast<std::int64_t>(random_.below(3));
        std::unique_ptr<Pair>& chosen = pairs_[random_.below(pairs_.size())];
        Pair& pair = *chosen;
        switch (random_.below(12)) {
            case 0:
            case 1:
            case 2:
                return append(pair);
            case 3:
            case 4:
                return append_some(pair);
            case 5:
            case 6:
            case 7:
                return read(pair);
            case 8:
                return ask(pair);
            case 9:
                return trim(pair);
            case 10:
                return release();
            default:
                return end(chosen);
        }
    }

    /// Lets everything go; all memory must come back.
    void finish() {
        for (const auto& pair : pairs_) {
            compare_all(*pair);
        }
        held_.clear();
        pairs_.clear();
        CHECK(ring_.bytes_in_use() == 0);
        CHECK(simple_.bytes_in_use() == 0);
        CHECK(ring_.bytes_reserved() <= budget_);
    }
    [[nodiscard]] std::uint64_t refused_for_memory() const { return refused_for_memory_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

private:
    struct Pair {
        Pair(Ring& in_ring, Simple& in_simple, Instant origin)
            : ring{in_ring.context(), origin}, simple{in_simple.context(), origin} {}
        Ring::Log ring;
        Simple::Log simple;
        std::int64_t horizon = 0;
        LogReadRequest next_read{};
    };
    struct Held {
        Ring::Batch ring;
        Simple::Batch simple;
    };

    [[nodiscard]] std::string bytes_of(std::size_t size) {
        std::string text(size, '\0');
        std::generate(text.begin(), text.end(),
                      [this] { return static_cast<char>(random_.next() & 0xff); });
        return text;
    }
    [[nodiscard]] std::string next_key() {
        return bytes_of(random_.chance(0.02) ? 1024 : random_.below(20));
    }
    [[nodiscard]] std::string next_data() {
        return bytes_of(random_.chance(0.2) ? 0 : random_.below(record_bytes_));
    }
    /// Clocks may step back.
    [[nodiscard]] Instant now() {
        return at_millis(clock_ - static_cast<std::int64_t>(random_.below(5)));
    }

    void append(Pair& pair) {
        const auto key = next_key();
        const auto data = next_data();
        const auto when = now();
        const bool admitted = random_.chance(0.9);
        weir::WriteTotals asked;
        const auto gate = [&](weir::WriteTotals so_far, std::uint64_t bytes) {
            asked = so_far;
            return admitted && bytes == key.size() + data.size();
        };
        const Appended ring = pair.ring.append(when, key, data, gate);
        const auto ring_asked = asked;
        if (ring.outcome == AppendOutcome::no_memory) {
            ++refused_for_memory_;
            REQUIRE(budget_ < ~std::uint64_t{0});
            return;
        }
        const Appended simple = pair.simple.append(when, key, data, gate);
        REQUIRE(ring.outcome == simple.outcome);
        REQUIRE(ring.index == simple.index);
        REQUIRE(ring.arrival_millis == simple.arrival_millis);
        REQUIRE(ring_asked == asked);
    }

    void append_some(Pair& pair) {
        const std::uint64_t modulus = 1 + random_.below(5);
        const auto gate = [modulus](weir::WriteTotals so_far, std::uint64_t bytes) {
            return modulus == 1 || (so_far.records + bytes) % modulus != 0;
        };
        AppendList ring{gate};
        AppendList simple{gate};
        const auto count = random_.below(12);
        std::vector<std::pair<std::string, std::string>> records;
        for (std::uint64_t record = 0; record < count; ++record) {
            records.emplace_back(next_key(), next_data());
            ring.add(records.back().first, records.back().second);
        }
        const auto when = now();
        std::size_t in_ring = 0;
        std::size_t in_simple = 0;
        const auto ring_outcome = pair.ring.append_batch(when, ring, in_ring);
        const bool spent = ring_outcome == AppendOutcome::no_memory;
        refused_for_memory_ += spent ? 1U : 0U;
        records.resize(spent ? in_ring : records.size());
        for (const auto& [key, data] : records) {
            simple.add(key, data);
        }
        const auto outcome = pair.simple.append_batch(when, simple, in_simple);
        REQUIRE((ring_outcome == outcome || spent));
        REQUIRE(in_ring == in_simple);
        for (std::size_t at = 0; at < in_ring; ++at) {
            REQUIRE(ring.admitted(at) == simple.admitted(at));
            REQUIRE(ring.so_far(at) == simple.so_far(at));
            REQUIRE(ring.index(at) == simple.index(at));
            REQUIRE(ring.arrival(at) == simple.arrival(at));
        }
    }

    /// What the budget has trimmed in the one is not asked for in the other.
    [[nodiscard]] std::uint64_t common_first(Pair& pair) {
        const auto ring = pair.ring.first_index();
        const auto simple = pair.simple.first_index();
        REQUIRE((lossy_ || ring <= simple));
        lost_ += ring > simple ? 1U : 0U;
        return ring > simple ? ring : simple;
    }

    void read(Pair& pair) {
        LogReadRequest wanted = pair.next_read;
        const auto first = common_first(pair);
        if (random_.chance(0.4)) {
            const auto count = pair.simple.totals().written.records + 3 - (first - 1);
            wanted.from = first + random_.below(count);
            wanted.hint = random_.chance(0.5) ? wanted.hint : weir::PlaceHint{};
        }
        wanted.from = wanted.from < first ? first : wanted.from;
        wanted.records_max = random_.chance(0.3) ? ~std::uint64_t{0} : random_.below(10);
        wanted.bytes_max = random_.chance(0.5) ? ~std::uint64_t{0} : random_.below(300);
        wanted.horizon_millis = random_.chance(0.5) ? pair.horizon : clock_ - 10;
        wanted.stamp = {clock_ > 0 ? 1U : 0U, 3};
        auto ring = pair.ring.read(wanted);
        auto simple = pair.simple.read(wanted);
        REQUIRE(ring.next == simple.next);
        REQUIRE(ring.at_tip == simple.at_tip);
        REQUIRE(ring.last_arrival_millis == simple.last_arrival_millis);
        compare(ring.records, simple.records);
        pair.next_read.from = ring.next;
        pair.next_read.hint = ring.hint;
        if (random_.chance(0.3)) {
            held_.push_back({std::move(ring.records), std::move(simple.records)});
        }
    }
    static void compare(const Ring::Batch& ring, const Simple::Batch& simple) {
        REQUIRE(ring.size() == simple.size());
        REQUIRE(ring.bytes() == simple.bytes());
        REQUIRE(ring.empty() == simple.empty());
        auto expected = simple.begin();
        for (const weir::RecordView record : ring) {
            const weir::RecordView other = *expected++;
            REQUIRE((weir::Record{record} == weir::Record{other}));
            REQUIRE(record.sequence_index() == other.sequence_index());
        }
        REQUIRE(expected == simple.end());
    }
    void compare_all(Pair& pair) {
        const auto first = common_first(pair);
        compare(pair.ring.read({.from = first, .horizon_millis = pair.horizon}).records,
                pair.simple.read({.from = first, .horizon_millis = pair.horizon}).records);
    }

    void ask(Pair& pair) {
        const auto ring = pair.ring.totals();
        const auto simple = pair.simple.totals();
        REQUIRE(ring.written == simple.written);
        REQUIRE(ring.sealed == simple.sealed);
        REQUIRE(pair.ring.newest_millis() == pair.simple.newest_millis());
        const auto first = common_first(pair);
        const auto index = first + random_.below(ring.written.records + 5 - (first - 1));
        REQUIRE(pair.ring.has_from(index) == pair.simple.has_from(index));
        std::int64_t ring_millis = 0;
        std::int64_t simple_millis = 0;
        REQUIRE(pair.ring.arrival_of(index, ring_millis) ==
                pair.simple.arrival_of(index, simple_millis));
        REQUIRE(ring_millis == simple_millis);
        const auto millis = pair.horizon + static_cast<std::int64_t>(random_.below(30));
        REQUIRE(std::max(pair.ring.index_at(millis), first) ==
                std::max(pair.simple.index_at(millis), first));
    }
    void trim(Pair& pair) {
        pair.horizon =
            std::max(pair.horizon, clock_ - static_cast<std::int64_t>(random_.below(60)));
        pair.ring.trim(pair.horizon);
        pair.simple.trim(pair.horizon);
    }
    void release() {
        while (held_.size() > 4) {
            compare(held_.front().ring, held_.front().simple);
            held_.pop_front();
        }
    }
    /// Seals a log now and then, discards a sealed one, and begins another in its place.
    void end(std::unique_ptr<Pair>& pair) {
        if (!pair->simple.totals().sealed) {
            if (random_.chance(0.2)) {
                REQUIRE(pair->ring.seal() == pair->simple.seal());
            }
        } else if (random_.chance(0.3)) {
            pair = std::make_unique<Pair>(ring_, simple_, at_millis(clock_));
        } else if (random_.chance(0.5)) {
            pair->ring.discard();
            pair->simple.discard();
            REQUIRE(pair->ring.first_index() == pair->simple.first_index());
        }
    }

    Ring ring_;
    Simple simple_;
    bool lossy_;
    std::uint64_t budget_;
    std::size_t record_bytes_;
    Random random_;
    std::int64_t clock_ = 1000;
    std::vector<std::unique_ptr<Pair>> pairs_;
    std::deque<Held> held_;
    std::uint64_t refused_for_memory_ = 0;
    std::uint64_t lost_ = 0;
};

struct Tally {
    std::uint64_t refused_for_memory = 0;
    std::uint64_t lost = 0;
};
Tally play(const RingOptions& options, std::uint64_t seeds, int steps, std::size_t record_bytes) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        INFO("seed " << seed);
        Pairs pairs{options, seed, record_bytes};
        for (int step = 0; step < steps; ++step) {
            pairs.step();
        }
        pairs.finish();
        tally.refused_for_memory += pairs.refused_for_memory();
        tally.lost += pairs.lost();
    }
    return tally;
}

}  // namespace

TEST_CASE("ring storage does what simple storage does, in segments of 1 to 8 records") {
    for (std::uint32_t records = 1; records <= 8; ++records) {
        const auto tally = play(
            {.first_segment_bytes = 256, .segment_bytes = 1024, .segment_records_max = records}, 10,
            1000, 60);
        CHECK(tally.refused_for_memory == 0);
        CHECK(tally.lost == 0);
    }
}

TEST_CASE("ring storage does what simple storage does, with segments that grow") {
    const auto tally = play({.first_segment_bytes = 256, .segment_bytes = 65'536}, 5, 2000, 2000);
    CHECK(tally.lost == 0);
}

TEST_CASE("where memory is refused, nothing has happened") {
    const auto tally = play({.first_segment_bytes = 256,
                             .segment_bytes = 1024,
                             .segment_records_max = 4,
                             .memory_budget_bytes = 16'384},
                            20, 1000, 200);
    CHECK(tally.refused_for_memory > 0);
    CHECK(tally.lost == 0);
}

TEST_CASE("where the budget trims, what is left is what simple storage has") {
    const auto tally = play({.first_segment_bytes = 256,
                             .segment_bytes = 1024,
                             .segment_records_max = 4,
                             .memory_budget_bytes = 32'768,
                             .when_budget_is_spent = BudgetPolicy::trim_oldest},
                            20, 1000, 100);
    CHECK(tally.lost > 0);
}
