// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>

#include "catch.hpp"
#include "model/run.hpp"

namespace {

/// True if a model that was told something else about its stream is found out within a few seeds.
template <class Plant>
bool found_out(Plant&& plant) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Setup setup{seed};
        plant(setup.options.model);
        if (run_steps(seed, setup, all_steps(400)).difference) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("The comparison sees that a model keeps records for another time") {
    CHECK(found_out(
        [](weir::StreamOptions& model) { model.retention_period += std::chrono::hours{1}; }));
}

TEST_CASE("The comparison sees that a model's iterators live a microsecond longer") {
    CHECK(found_out([](weir::StreamOptions& model) { model.iterator_life += weir::Duration{1}; }));
}

TEST_CASE("The comparison sees that a model takes larger records") {
    CHECK(found_out([](weir::StreamOptions& model) { model.max_record_size_in_kib += 1; }));
}

TEST_CASE("The comparison sees that a model reshards a microsecond later") {
    CHECK(
        found_out([](weir::StreamOptions& model) { model.resharding_time += weir::Duration{1}; }));
}

TEST_CASE("The comparison sees that a model has room for one more shard") {
    CHECK(found_out([](weir::StreamOptions& model) { model.shard_limit += 1; }));
}

TEST_CASE("The comparison sees that a model allows one more update of the shard count") {
    CHECK(found_out([](weir::StreamOptions& model) { model.update_shard_count_limit += 1; }));
}

TEST_CASE("The comparison sees that a model's errors name another account") {
    CHECK(found_out([](weir::StreamOptions& model) { model.account_id = "000000000001"; }));
}

TEST_CASE("A model that is told the truth is not found out") {
    CHECK_FALSE(found_out([](weir::StreamOptions&) {}));
}
