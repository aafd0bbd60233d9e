// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>

#include "weir/core/instant.hpp"
#include "weir/core/random.hpp"
#include "weir/testing/faults.hpp"

namespace weir_test {

/// One run of the campaign: everything that its seed decides beforehand, so that it can be made
/// smaller when it has failed.
struct Setup {
    std::uint64_t seed = 1;
    weir::Duration horizon{};  ///< then the faults end, and all has to drain
    std::uint32_t shards = 1;
    unsigned producers = 1;
    unsigned workers = 1;
    bool reshards = true;      ///< somebody splits, merges and scales now and then
    bool interleaved = false;  ///< steps of one moment run as fibers of the explorer
    bool nobody_home = false;  ///< for more than a day nobody reads, and records expire
    weir::Duration put_every{};
    std::size_t batch = 1;  ///< records of a call at most
    double burst = 0;       ///< how often a producer puts a lot at once
    weir::Duration poll_every{};
    weir::Duration failover{};
    weir::Duration resharding_time{};
    std::uint64_t records_per_second = 1'000;
    std::uint32_t segment_records = 8;
    std::array<double, weir::fault_families> weights{};
    /// Only these of the drawn faults.
    std::optional<std::set<weir::FaultPlan::Drawn>> only{};

    [[nodiscard]] weir::Duration away() const noexcept {
        return nobody_home ? weir::Duration{std::chrono::hours{26}} : weir::Duration{0};
    }
    /// When producers stop.
    [[nodiscard]] weir::Duration end() const noexcept { return horizon + away(); }
};

/// How likely a family is at most, for what it is asked.
[[nodiscard]] inline double weight_max(weir::FaultFamily family) {
    using enum weir::FaultFamily;
    switch (family) {
        case reshard:
            return 0.001;
        case stall_shard:
            return 0.005;
        case crash:
            return 0.002;
        case clock_jump:
        case fail_callback:
            return 0.01;
        case pause:
            return 0.03;
        case stale_read:
            return 0.2;
        default:
            return 0.1;
    }
}

/// The setup of a seed: a third of the families is off, the rest of any strength; every size, rate
/// and number is drawn as well.
[[nodiscard]] inline Setup setup_of(std::uint64_t seed) {
    using std::chrono::milliseconds;
    using std::chrono::minutes;
    using std::chrono::seconds;
    weir::Random random{weir::detail::mixed(seed, "setup")};
    Setup setup;
    setup.seed = seed;
    setup.interleaved = seed % 8 == 0;
    setup.nobody_home = !setup.interleaved && random.chance(0.04);
    setup.horizon = setup.interleaved ? weir::Duration{minutes{random.between(3, 6)}}
                                      : weir::Duration{minutes{random.between(55, 90)}};
    setup.shards = static_cast<std::uint32_t>(random.between(1, 4));
    setup.producers = static_cast<unsigned>(random.between(1, 3));
    setup.workers = static_cast<unsigned>(random.between(1, 3));
    setup.reshards = random.chance(0.8);
    setup.put_every = milliseconds{random.between(2'000, 20'000)} * setup.producers;
    setup.batch = static_cast<std::size_t>(random.between(1, 12));
    setup.burst = random.chance(0.5) ? random.fraction() * 0.05 : 0;
    setup.poll_every = milliseconds{random.between(2'000, 8'000)};
    setup.failover = seconds{random.between(20, 60)};
    setup.resharding_time = seconds{random.chance(0.5) ? 0 : random.between(1, 60)};
    setup.records_per_second = random.chance(0.5) ? random.between(3, 20) : 1'000;
    setup.segment_records = static_cast<std::uint32_t>(std::uint64_t{2} << random.below(5));
    if (setup.interleaved) {
        setup.put_every /= 10;
        setup.poll_every /= 10;
    }
    for (std::size_t at = 0; at < setup.weights.size(); ++at) {
        const double strength = random.fraction();
        if (!random.chance(1.0 / 3)) {
            setup.weights[at] = strength * weight_max(static_cast<weir::FaultFamily>(at));
        }
    }
    return setup;
}

}  // namespace weir_test
