// SPDX-License-Identifier: Apache-2.0
// A throttle that can't take a read back would keep tokens for reads that another part refused.
// Refused: composable_throttle
#include "weir/throttle/composite.hpp"

struct Policy {
    Policy fresh() const { return {}; }
    weir::Verdict admit_write(weir::Instant, weir::WriteTotals, std::uint64_t) noexcept {
        return {.admitted = true};
    }
    weir::Verdict admit_read(weir::Instant) noexcept { return {.admitted = true}; }
    void charge_read(weir::Instant, std::uint64_t) noexcept {}
#ifdef WEIR_ACCEPT
    weir::Verdict ask_read(weir::Instant) noexcept { return {.admitted = true}; }
    void give_back_read(weir::Instant) noexcept {}
#endif
};

int main() {
    weir::Composite<Policy> composite;
    return composite.admit_read(weir::Instant{}).admitted ? 0 : 1;
}
