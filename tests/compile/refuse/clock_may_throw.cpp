// SPDX-License-Identifier: Apache-2.0
// Time is read at the door of every call, so reading it must not fail.
// Refused: time_source
#include "weir/time/clock.hpp"

struct Clock {
#ifdef WEIR_ACCEPT
    weir::Instant now() noexcept { return {}; }
#else
    weir::Instant now() { return {}; }
#endif
};

void use(weir::time_source auto&) {}

int main() {
    Clock clock;
    use(clock);
}
