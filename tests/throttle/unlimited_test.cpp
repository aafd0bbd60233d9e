// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/unlimited.hpp"

#include "catch.hpp"

using weir::Instant;

TEST_CASE("the unlimited throttle admits whatever it is asked") {
    weir::Unlimited throttle = weir::Unlimited{}.fresh();
    const Instant now = Instant::from_seconds(1'700'000'000);
    CHECK(throttle.admit_write(now, {~0ULL, ~0ULL}, ~0ULL).admitted);
    CHECK(throttle.admits_all(now, {~0ULL, ~0ULL}, {~0ULL, ~0ULL}));
    for (int call = 0; call < 100; ++call) {
        CHECK(throttle.ask_read(now).admitted);
        CHECK(throttle.admit_read(now).admitted);
        throttle.charge_read(now, ~0ULL);
    }
    throttle.give_back_read(now);
}
