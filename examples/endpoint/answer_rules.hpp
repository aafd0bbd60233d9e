// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace endpoint {

/// Whether a field is the connection's and not the handler's to give.
[[nodiscard]] inline bool belongs_to_connection(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 6> names{"connection",        "content-length",
                                                    "keep-alive",        "proxy-connection",
                                                    "transfer-encoding", "upgrade"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether an answer with that status may have a body at all.
[[nodiscard]] constexpr bool status_has_body(int status) noexcept {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace endpoint
