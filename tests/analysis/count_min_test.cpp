// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/count_min.hpp"

#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

#include "dies.hpp"
#include "weir/core/random.hpp"

using weir::CountMin;
using weir::HashKey;

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

/// Few keys that come often and many that don't; which one is which depends on the seed.
class Stream {
public:
    explicit Stream(std::uint64_t seed) : random_{seed} {}
    HashKey next() {
        const auto rank = static_cast<std::uint64_t>(std::exp(random_.fraction() * std::log(2e4)));
        return {rank * 0x1234'5678'9abc'def1, rank};
    }
    std::uint64_t weight() { return random_.below(10); }

private:
    weir::Random random_;
};

using Sums = std::map<HashKey, std::uint64_t>;

void feed(CountMin& sketch, Sums& sums, Stream stream, int turns) {
    for (int turn = 0; turn < turns; ++turn) {
        const HashKey key = stream.next();
        const std::uint64_t weight = stream.weight();
        sketch.add(key, weight);
        sums[key] += weight;
    }
}

/// Gives: the share of keys whose answer is further off than the sketch's error.
double check_answers(const CountMin& sketch, const Sums& sums) {
    const double allowed = sketch.error() * static_cast<double>(sketch.total());
    std::size_t off = 0;
    for (const auto& [key, sum] : sums) {
        const std::uint64_t answer = sketch.at_most(key);
        REQUIRE(answer >= sum);
        REQUIRE(answer <= sketch.total());
        off += static_cast<double>(answer - sum) > allowed ? 1 : 0;
    }
    return static_cast<double>(off) / static_cast<double>(sums.size());
}

}  // namespace

TEST_CASE("an answer is never too low, and hardly ever further off than stated") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        CountMin sketch{0.002, 0.9};
        Sums sums;
        feed(sketch, sums, Stream{seed}, 30'000);
        CHECK(check_answers(sketch, sums) <= 1 - sketch.confidence());
    }
}

TEST_CASE("a sketch with room for all keys is exact") {
    CountMin sketch{1e-6, 0.99};
    Sums sums;
    feed(sketch, sums, Stream{1}, 5'000);
    for (const auto& [key, sum] : sums) {
        REQUIRE(sketch.at_most(key) == sum);
    }
    CHECK(sketch.at_most(HashKey{1, 2}) == 0);
}

TEST_CASE("only those counters are raised that have to be") {
    // One row of two counters would add everything up: the answers for many keys were half of all.
    CountMin sketch{0.9, 0.95};
    Sums sums;
    for (std::uint64_t key = 0; key < 1'000; ++key) {
        sketch.add({key, key}, 1);
        sums[{key, key}] += 1;
    }
    std::uint64_t worst = 0;
    for (const auto& [key, sum] : sums) {
        worst = std::max(worst, sketch.at_most(key));
    }
    CHECK(sketch.total() == 1'000);
    CHECK(worst < 200);
}

TEST_CASE("what is stated of a sketch is at least what was wanted") {
    for (const double error : {0.5, 0.1, 0.01, 0.000'33}) {
        for (const double confidence : {0.01, 0.5, 0.9, 0.999'999}) {
            const CountMin sketch{error, confidence};
            CHECK(sketch.error() <= error);
            CHECK(sketch.error() > error * 0.8);
            CHECK(sketch.confidence() >= confidence);
            const auto cells = std::ceil(2.718'281'828'459'045 / error) *
                               std::max(1.0, std::ceil(-std::log1p(-confidence)));
            CHECK(static_cast<double>(sketch.memory_bytes() - sizeof sketch) == 8 * cells);
        }
    }
}

TEST_CASE("merged sketches keep both promises, also for what comes afterwards") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        CountMin sketch{0.002, 0.9};
        CountMin other{0.002, 0.9};
        Sums sums;
        feed(sketch, sums, Stream{seed}, 10'000);
        feed(other, sums, Stream{seed + 100}, 10'000);
        sketch.merge(other);
        CHECK(check_answers(sketch, sums) <= 1 - sketch.confidence());
        feed(sketch, sums, Stream{seed + 200}, 10'000);
        CHECK(check_answers(sketch, sums) <= 1 - sketch.confidence());
    }
}

TEST_CASE("sums of weights stay at the greatest number") {
    CountMin sketch{0.1, 0.9};
    sketch.add({1, 2}, most - 1);
    CHECK(sketch.at_most({1, 2}) == most - 1);
    sketch.add({1, 2}, 5);
    CHECK(sketch.at_most({1, 2}) == most);
    CHECK(sketch.total() == most);
    CountMin other{0.1, 0.9};
    other.add({1, 2}, 7);
    other.merge(sketch);
    CHECK(other.at_most({1, 2}) == most);
    CHECK(other.total() == most);
}

TEST_CASE("what makes no sketch of sums is refused") {
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    for (const double error : {0.0, 1.0, -1.0, 1e-10, no_number}) {
        CHECK(weir_test::dies([error] { CountMin{error, 0.5}; }));
    }
    for (const double confidence : {0.0, 1.0, -1.0, 2.0, no_number}) {
        CHECK(weir_test::dies([confidence] { CountMin{0.5, confidence}; }));
    }
    CHECK(weir_test::dies([] { CountMin{1e-9, 0.999'999}; }));
    CHECK(weir_test::dies([] { CountMin{0.1, 0.5}.merge(CountMin{0.2, 0.5}); }));
    CHECK(weir_test::dies([] { CountMin{0.1, 0.5}.merge(CountMin{0.1, 0.9}); }));
}
