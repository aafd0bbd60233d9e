// SPDX-License-Identifier: Apache-2.0
// A shard asks its throttle in the middle of an append: an exception there would lose a place.
// Refused: throttle_policy
#include "weir/throttle/throttle.hpp"

#ifdef WEIR_ACCEPT
#define PROMISE noexcept
#else
#define PROMISE
#endif

struct Policy {
    Policy fresh() const { return {}; }
    weir::Verdict admit_write(weir::Instant, weir::WriteTotals, std::uint64_t) PROMISE {
        return {.admitted = true};
    }
    weir::Verdict admit_read(weir::Instant) noexcept { return {.admitted = true}; }
    void charge_read(weir::Instant, std::uint64_t) noexcept {}
};

void use(weir::throttle_policy auto&) {}

int main() {
    Policy policy;
    use(policy);
}
