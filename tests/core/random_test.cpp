// SPDX-License-Identifier: Apache-2.0
#include "weir/core/random.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"

using weir::Random;

static_assert(std::uniform_random_bit_generator<Random>);
static_assert(Random{1}.next() == Random{1}.next());

// Computed apart from this code, from the published description of the two generators.
TEST_CASE("the numbers of a seed are those of the published generator") {
    Random zero{0};
    CHECK(zero.next() == 11'091'344'671'253'066'420U);
    CHECK(zero.next() == 13'793'997'310'169'335'082U);
    CHECK(zero.next() == 1'900'383'378'846'508'768U);
    CHECK(zero.next() == 7'684'712'102'626'143'532U);
    Random seeded{1'700'000'000};
    CHECK(seeded.next() == 13'453'251'630'927'128'010U);
    CHECK(seeded.next() == 18'397'564'710'382'170'058U);
}

TEST_CASE("the same seed gives the same numbers, another seed others") {
    Random a{5};
    Random b{5};
    Random c{6};
    int same = 0;
    for (int round = 0; round < 1'000; ++round) {
        const auto number = a.next();
        REQUIRE(number == b.next());
        same += number == c.next() ? 1 : 0;
    }
    CHECK(same == 0);
}

TEST_CASE("a number below a bound is below it, and all of them come") {
    Random random{7};
    CHECK(random.below(0) == 0);
    CHECK(random.below(1) == 0);
    std::vector<int> seen(10, 0);
    for (int round = 0; round < 100'000; ++round) {
        const auto number = random.below(10);
        REQUIRE(number < 10);
        ++seen[number];
    }
    // A fair count is 10,000 with a standard deviation of 95.
    CHECK(*std::min_element(seen.begin(), seen.end()) > 9'400);
    CHECK(*std::max_element(seen.begin(), seen.end()) < 10'600);
}

TEST_CASE("a bound that does not divide 2^64 favours no number") {
    // Without care one third of the results would be twice as likely as the others.
    const auto bound = std::uint64_t{3} << 62;
    Random random{8};
    std::vector<int> thirds(3, 0);
    for (int round = 0; round < 30'000; ++round) {
        ++thirds[random.below(bound) % 3];
    }
    CHECK(*std::min_element(thirds.begin(), thirds.end()) > 9'500);
    CHECK(*std::max_element(thirds.begin(), thirds.end()) < 10'500);
}

TEST_CASE("a number between two includes both") {
    Random random{9};
    std::vector<int> seen(3, 0);
    for (int round = 0; round < 1'000; ++round) {
        const auto number = random.between(5, 7);
        REQUIRE(number >= 5);
        REQUIRE(number <= 7);
        ++seen[number - 5];
    }
    CHECK(*std::min_element(seen.begin(), seen.end()) > 250);
    CHECK(random.between(4, 4) == 4);
    CHECK(random.between(0, ~std::uint64_t{0}) != random.between(0, ~std::uint64_t{0}));
}

TEST_CASE("a chance of nothing never comes and a certain one always") {
    Random random{10};
    int hits = 0;
    for (int round = 0; round < 10'000; ++round) {
        REQUIRE_FALSE(random.chance(0.0));
        REQUIRE(random.chance(1.0));
        hits += random.chance(0.25) ? 1 : 0;
        const auto fraction = random.fraction();
        REQUIRE(fraction >= 0.0);
        REQUIRE(fraction < 1.0);
    }
    CHECK(hits > 2'300);
    CHECK(hits < 2'700);
}

TEST_CASE("a forked generator goes its own way, the same one each time") {
    Random a{11};
    Random b{11};
    auto fork = a.fork();
    auto twin = b.fork();
    for (int round = 0; round < 100; ++round) {
        const auto number = fork.next();
        REQUIRE(number == twin.next());
        REQUIRE(number != a.next());
    }
}

TEST_CASE("the standard library's algorithms take the generator") {
    std::vector<int> cards(52);
    std::iota(cards.begin(), cards.end(), 0);
    const auto sorted = cards;
    std::shuffle(cards.begin(), cards.end(), Random{12});
    CHECK(cards != sorted);
    CHECK(std::is_permutation(cards.begin(), cards.end(), sorted.begin()));
}
