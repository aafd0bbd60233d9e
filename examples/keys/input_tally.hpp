// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "../events/input_tally.hpp"

namespace keys {

/// What became of the lines of the input, and what its reader has to know of it.
struct InputTally : events::InputTally {
    struct Reason {
        std::string_view why;  ///< such as `is not JSON`; lives as long as the program
        std::uint64_t count = 0;
    };

    std::vector<Reason> reasons;  ///< of `bad`, in the order in which they came up
    std::uint64_t not_utf8 = 0;   ///< records whose key is not
    std::uint64_t untimed = 0;    ///< records without a time, in an input that has some
    std::uint64_t no_data = 0;    ///< captured records whose data was not there

    void skip(std::uint64_t number, std::string_view why, std::string_view line) {
        add_bad(number, why, line);
        const auto known = std::ranges::find(reasons, why, &Reason::why);
        if (known != reasons.end()) {
            ++known->count;
        } else {
            reasons.push_back({why, 1});
        }
    }
};

}  // namespace keys
