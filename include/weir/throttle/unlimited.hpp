// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// The throttle that admits everything, and the simplest model of `throttle_policy`.
///
/// Thread: any, on every function. Progress: wait-free.
class Unlimited {
public:
    [[nodiscard]] Unlimited fresh() const noexcept { return {}; }

    [[nodiscard]] Verdict admit_write(Instant /*now*/, WriteTotals /*so_far*/,
                                      std::uint64_t /*bytes*/) noexcept {
        return {.admitted = true};
    }
    [[nodiscard]] bool admits_all(Instant /*now*/, WriteTotals /*so_far*/,
                                  WriteTotals /*more*/) noexcept {
        return true;
    }
    [[nodiscard]] Verdict admit_read(Instant /*now*/) noexcept { return {.admitted = true}; }
    [[nodiscard]] Verdict ask_read(Instant /*now*/) noexcept { return {.admitted = true}; }
    void charge_read(Instant /*now*/, std::uint64_t /*bytes*/) noexcept {}
    void give_back_read(Instant /*now*/) noexcept {}
};

}  // namespace weir::inline v0
