// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"

/// The test vectors in tests/data/`name`.
inline nlohmann::json vectors(const std::string& name) {
    std::ifstream file{std::string{WEIR_TEST_DATA_DIR} + "/" + name};
    INFO("reading " << name);
    REQUIRE(file.good());
    return nlohmann::json::parse(file);
}
