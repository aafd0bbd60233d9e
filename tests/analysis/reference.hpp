// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"

namespace weir_test {

/// A file of values that other programs worked out.
inline nlohmann::json reference(const std::string& name) {
    std::ifstream file{std::string{WEIR_TEST_DATA_DIR} + "/" + name};
    REQUIRE(file.good());
    return nlohmann::json::parse(file);
}

/// A number that is written as a text, so that no reader rounds it twice.
inline double number(const nlohmann::json& value) {
    return std::strtod(value.get<std::string>().c_str(), nullptr);
}

/// How far a value is from another one, as a part of that.
inline double relative_error(double value, double wanted) {
    return value == wanted ? 0 : std::abs(value - wanted) / std::abs(wanted);
}

}  // namespace weir_test
