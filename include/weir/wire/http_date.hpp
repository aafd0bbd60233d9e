// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "weir/core/instant.hpp"
#include "weir/stream/texts.hpp"

namespace weir::inline v0::wire {

/// A time as HTTP's header fields have it: `Thu, 22 Jan 2015 01:22:02 GMT`.
[[nodiscard]] inline std::string http_date(Instant time) {
    const std::string whole = texts::java_date(time);  // Thu Jan 22 01:22:02 UTC 2015
    const std::string_view text = whole;
    return texts::join({text.substr(0, 3), ", ", text.substr(8, 2), " ", text.substr(4, 3), " ",
                        text.substr(24), " ", text.substr(11, 8), " GMT"});
}

}  // namespace weir::inline v0::wire
