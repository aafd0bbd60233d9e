// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/hyper_log_log.hpp"

#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>

#include "dies.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/random.hpp"

using weir::HashKey;
using weir::HyperLogLog;

namespace {

HashKey random_key(weir::Random& random) {
    const std::uint64_t high = random.next();
    return {high, random.next()};
}

/// The mean and the standard deviation of the relative errors of many estimates.
struct Errors {
    double mean = 0;
    double deviation = 0;
};
Errors errors_of(std::uint64_t keys, unsigned precision, int rounds) {
    Errors errors;
    double squares = 0;
    for (int round = 0; round < rounds; ++round) {
        weir::Random random{keys * 1000 + static_cast<std::uint64_t>(round)};
        HyperLogLog log{precision};
        for (std::uint64_t key = 0; key < keys; ++key) {
            log.add(random_key(random));
        }
        const double error = log.estimate() / static_cast<double>(keys) - 1;
        errors.mean += error / rounds;
        squares += error * error / rounds;
    }
    errors.deviation = std::sqrt(squares);
    return errors;
}

}  // namespace

TEST_CASE("estimates of distinct keys are what another program computes with sixty digits") {
    std::ifstream file{std::string{WEIR_TEST_DATA_DIR} + "/hyper_log_log.txt"};
    unsigned precision = 0;
    std::uint64_t keys = 0;
    double estimate = 0;
    int cases = 0;
    while (file >> precision >> keys >> estimate) {
        HyperLogLog log{precision};
        for (std::uint64_t key = 0; key < keys; ++key) {
            log.add(weir::md5_hash_key(std::to_string(key)));
        }
        CAPTURE(precision, keys, estimate, log.estimate());
        CHECK(std::abs(log.estimate() - estimate) <= 1e-12 * estimate);
        ++cases;
    }
    CHECK(cases == 14);
}

TEST_CASE("estimates have no bias and the stated error, from one key to many") {
    constexpr int rounds = 400;
    for (const std::uint64_t keys : {1U, 7U, 40U, 150U, 256U, 600U, 1000U, 1400U, 3000U, 20'000U}) {
        const double stated = HyperLogLog{8}.standard_error();
        const Errors errors = errors_of(keys, 8, rounds);
        CAPTURE(keys, errors.mean, errors.deviation);
        CHECK(std::abs(errors.mean) < 4 * stated / std::sqrt(rounds));
        CHECK(errors.deviation < 1.1 * stated);
        CHECK((keys < 3000 || errors.deviation > 0.9 * stated));
    }
}

TEST_CASE("no key is none, and a key that comes again is none more") {
    HyperLogLog log;
    CHECK(log.estimate() == 0);
    weir::Random random{1};
    const HashKey key = random_key(random);
    log.add(key);
    const double one = log.estimate();
    CHECK(std::abs(one - 1) < 0.001);
    for (int turn = 0; turn < 1000; ++turn) {
        log.add(key);
    }
    CHECK(log.estimate() == one);
}

TEST_CASE("keys of one narrow range, and keys that were chosen, are told apart as others are") {
    HyperLogLog narrow;
    HyperLogLog chosen;
    HyperLogLog counted;
    HyperLogLog above;
    weir::Random random{2};
    for (std::uint64_t key = 0; key < 100'000; ++key) {
        narrow.add({0x1234'5678'9abc'0000 | random.below(4), random.next()});
        chosen.add({random.next(), 0});
        counted.add({0, key});
        above.add({key << 32, 0});
    }
    for (const HyperLogLog* log : {&narrow, &chosen, &counted, &above}) {
        CHECK(std::abs(log->estimate() / 100'000 - 1) < 4 * log->standard_error());
    }
}

TEST_CASE("sketches that merge are as one that saw all keys") {
    weir::Random random{3};
    HyperLogLog one;
    HyperLogLog other;
    HyperLogLog both;
    for (int turn = 0; turn < 50'000; ++turn) {
        const HashKey key = random_key(random);
        if (turn % 3 != 0) {
            one.add(key);
        }
        if (turn % 3 != 1) {
            other.add(key);
        }
        both.add(key);
    }
    one.merge(other);
    CHECK(one.estimate() == both.estimate());
    one.merge(HyperLogLog{});
    CHECK(one.estimate() == both.estimate());
}

TEST_CASE("a sketch's size and error follow from its precision") {
    CHECK(HyperLogLog{}.precision() == 14);
    CHECK(HyperLogLog{}.memory_bytes() - HyperLogLog{4}.memory_bytes() == 16'384 - 16);
    CHECK(std::abs(HyperLogLog{}.standard_error() - 0.00812) < 0.00001);
    CHECK(HyperLogLog{12}.standard_error() == 2 * HyperLogLog{}.standard_error());
}

TEST_CASE("what makes no sketch of distinct keys is refused") {
    CHECK(weir_test::dies([] { HyperLogLog{3}; }));
    CHECK(weir_test::dies([] { HyperLogLog{19}; }));
    CHECK(weir_test::dies([] { HyperLogLog{std::numeric_limits<unsigned>::max()}; }));
    CHECK(weir_test::dies([] { HyperLogLog{10}.merge(HyperLogLog{11}); }));
    CHECK_FALSE(weir_test::dies([] { HyperLogLog{18}.merge(HyperLogLog{18}); }));
}
