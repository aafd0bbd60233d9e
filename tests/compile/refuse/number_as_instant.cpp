// SPDX-License-Identifier: Apache-2.0
// A bare number has no unit, so it is not a time.
// Refused: Instant
#include "weir/core/instant.hpp"

int main() {
#ifdef WEIR_ACCEPT
    const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);
#else
    const weir::Instant start = 1'700'000'000;
#endif
    return start.seconds() > 0 ? 0 : 1;
}
