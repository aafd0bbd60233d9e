// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_costs.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/routing/uniform_ranges.hpp"

using std::chrono::nanoseconds;
using weir::KeyCosts;
using weir::KeyFunction;
using weir::KeySource;

namespace {

using Table = weir::RouteTable<std::uint32_t>;

Table table_of(std::uint32_t shards) {
    std::vector<weir::Route<std::uint32_t>> routes;
    for (std::uint32_t at = 0; at < shards; ++at)
        routes.push_back({weir::uniform_start(at, shards), at});
    return Table{routes};
}

std::vector<KeySource> sample_of(std::size_t count, std::vector<std::string>& texts) {
    for (std::size_t at = 0; at < count; ++at)
        texts.push_back("user-" + std::to_string(at));
    std::vector<KeySource> sources;
    for (std::size_t at = 0; at < count; ++at)
        sources.push_back({texts[at], "data", at});
    return sources;
}

}  // namespace

TEST_CASE("a cost is the time of a pass, divided by its keys") {
    std::vector<std::string> texts;
    const auto sample = sample_of(1000, texts);
    const Table table = table_of(8);
    nanoseconds time{0};
    const auto now = [&] { return time += std::chrono::milliseconds{1}; };
    const KeyCosts costs = weir::measure_key_costs(weir::salted(4), sample, table, now);
    for (const double cost :
         {costs.key_function, costs.md5, costs.md5_batch, costs.xxh3, costs.route})
        CHECK(cost == 1000);
    CHECK(costs.md5_path == weir::md5_path_name(weir::best_md5_path()));
    CHECK_FALSE(costs.md5_path.empty());
}

TEST_CASE("the best of the rounds counts") {
    std::vector<std::string> texts;
    const auto sample = sample_of(100, texts);
    const Table table = table_of(2);
    // Each round takes two readings; every third round is fast.
    nanoseconds time{0};
    std::uint64_t readings = 0;
    const auto now = [&] {
        ++readings;
        return time += readings / 2 % 3 == 0 ? nanoseconds{500'000} : nanoseconds{9'000'000};
    };
    const KeyCosts costs = weir::measure_key_costs(weir::as_is(), sample, table, now);
    CHECK(costs.key_function == 5000);
    CHECK(costs.route == 5000);
    CHECK(readings == 2 * 5 * weir::KeyCostOptions{}.rounds);
}

TEST_CASE("a step too short for the clock is repeated until it can be timed") {
    std::vector<std::string> texts;
    const auto sample = sample_of(10, texts);
    const Table table = table_of(2);
    std::uint64_t calls = 0;
    const KeyFunction counting{"counting", [&](const KeySource& source) {
                                   ++calls;
                                   return source.key;
                               }};
    // Time goes by with the calls: 3 ns each. The other steps stand still, and end all the same.
    const auto now = [&] { return nanoseconds{3 * calls}; };
    const KeyCosts costs =
        weir::measure_key_costs(counting, sample, table, now, {2, std::chrono::microseconds{10}});
    CHECK(costs.key_function == Approx(3));
    CHECK(costs.md5 == 0);
    CHECK(costs.route == 0);
}

TEST_CASE("a clock that goes back gives zeros, and so does an empty sample") {
    const Table table = table_of(2);
    std::vector<std::string> texts;
    const auto sample = sample_of(5, texts);
    nanoseconds time{std::chrono::hours{1}};
    const auto now = [&] { return time -= nanoseconds{1}; };
    CHECK(weir::measure_key_costs(weir::as_is(), sample, table, now, {1, nanoseconds{0}}).md5 == 0);
    const KeyCosts none = weir::measure_key_costs(weir::as_is(), {}, table, now);
    CHECK(none.key_function == 0);
    CHECK(none.md5_batch == 0);
    CHECK(weir::measure_key_costs(weir::as_is(), sample, table, now, {0, nanoseconds{0}}).md5 == 0);
}

TEST_CASE("what is timed is the work itself: each step's sum is that of all its results") {
    std::vector<std::string> texts;
    const auto sample = sample_of(1300, texts);  // more than two batches
    const Table table = table_of(16);
    weir::KeySteps<std::uint32_t> steps{weir::salted(3), sample, table};
    std::string scratch;
    std::uint64_t lengths = 0, md5 = 0, xxh3 = 0, routes = 0;
    for (const KeySource& source : sample) {
        const std::string key{weir::salted(3)(source, scratch)};
        lengths += key.size() + static_cast<unsigned char>(key.back());
        md5 += weir::md5_hash_key(key).lo();
        xxh3 += XXH3_64bits(key.data(), key.size());
        routes += table.route(weir::md5_hash_key(key));
    }
    CHECK(steps.size() == 1300);
    CHECK(steps.make_keys() == lengths);
    CHECK(steps.md5() == md5);
    CHECK(steps.xxh3() == xxh3);
    CHECK(steps.route() == routes);
    std::uint64_t ends = 0;
    for (const std::size_t at : {0U, 499U, 500U, 999U, 1000U, 1299U}) {
        ends += weir::md5_hash_key(weir::salted(3)(sample[at], scratch)).lo();
    }
    CHECK(steps.md5_batch() == ends);
}

TEST_CASE("targets may be pointers, and keys empty") {
    const int first = 0;
    const weir::Route<const int*> route{{}, &first};
    const weir::RouteTable<const int*> table{std::span{&route, 1}};
    const std::vector<KeySource> sample(3);
    weir::KeySteps<const int*> steps{weir::as_is(), sample, table};
    CHECK(steps.make_keys() == 0);
    CHECK(steps.route() == 3 * reinterpret_cast<std::uintptr_t>(&first));
}
