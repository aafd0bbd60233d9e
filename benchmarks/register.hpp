// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "support/case.hpp"

namespace bench {

/// Enters one answer to a question into the table that is printed for it. The first one entered is
/// what the others are compared with. `make` is called when, and only if, its turn comes.
bool compare(const std::string& question, const std::string& name,
             const std::function<Case(const std::string& name)>& make);

}  // namespace bench
