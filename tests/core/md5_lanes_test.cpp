// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_lanes.hpp"

#include <cmath>
#include <cstdint>

#include "catch.hpp"

TEST_CASE("The constant of each step is the sine of its number") {
#if defined(WEIR_MD5_ON_X86)
    const std::uint32_t* constants = weir::detail::md5_constants();
    for (int step = 0; step < 64; ++step) {
        CAPTURE(step);
        const double scaled = std::fabs(std::sin(step + 1.0)) * 4294967296.0;
        CHECK(constants[step] == static_cast<std::uint32_t>(scaled));
    }
#else
    WARN("this build leaves vectors out");
#endif
}
