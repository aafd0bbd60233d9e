// SPDX-License-Identifier: Apache-2.0
#include "weir/core/version.hpp"

#include <string>

#include "catch.hpp"

TEST_CASE("the version text is made of the three version numbers") {
    const auto expected = std::to_string(WEIR_VERSION_MAJOR) + "." +
                          std::to_string(WEIR_VERSION_MINOR) + "." +
                          std::to_string(WEIR_VERSION_PATCH);
    CHECK(std::string{WEIR_VERSION_STRING} == expected);
}
