// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "support/case.hpp"
#include "support/same_records.hpp"

namespace bench {

/// Reads all of `records` records in the way of `read`, at least 100,000 a sample if it is quick.
template <class Read>
[[nodiscard]] Case reads(std::string name, std::size_t records, Read read, bool quick = true) {
    const auto same = std::make_shared<SameRecords>(records);
    const std::size_t repeats = quick && records < 100'000 ? 100'000 / records + 1 : 1;
    const auto run = [same, repeats, read](unsigned) {
        for (std::size_t at = 0; at < repeats; ++at) {
            read(*same);
        }
    };
    return {.name = std::move(name), .operations = repeats * records, .run = run};
}

[[nodiscard]] inline Case zero_copy(std::string name, std::size_t records) {
    return reads(std::move(name), records, [](SameRecords& all) { all.scan_stream(); });
}
[[nodiscard]] inline Case scan_of_frames(std::string name, std::size_t records) {
    return reads(std::move(name), records, [](SameRecords& all) { all.scan_frames(); });
}
[[nodiscard]] inline Case into_two_strings(std::string name, std::size_t records) {
    return reads(
        std::move(name), records, [](SameRecords& all) { all.copy_stream(); }, false);
}

}  // namespace bench
