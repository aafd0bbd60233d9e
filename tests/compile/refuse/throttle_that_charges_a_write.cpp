// SPDX-License-Identifier: Apache-2.0
// A write is asked about with all that the shard took before; a policy that counts by itself and
// is not told would count refused records too.
// Refused: throttle_policy
#include "weir/throttle/throttle.hpp"

struct Policy {
    Policy fresh() const { return {}; }
#ifdef WEIR_ACCEPT
    weir::Verdict admit_write(weir::Instant, weir::WriteTotals, std::uint64_t) noexcept {
        return {.admitted = true};
    }
#else
    weir::Verdict admit_write(weir::Instant, std::uint64_t) noexcept { return {.admitted = true}; }
#endif
    weir::Verdict admit_read(weir::Instant) noexcept { return {.admitted = true}; }
    void charge_read(weir::Instant, std::uint64_t) noexcept {}
};

void use(weir::throttle_policy auto&) {}

int main() {
    Policy policy;
    use(policy);
}
