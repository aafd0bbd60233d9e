// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "../events/input_tally.hpp"
#include "../events/progress.hpp"
#include "../events/text.hpp"

namespace demo {

using namespace events;

/// How far the replay is: records, the stream's clock, open shards.
inline std::string progress_text(const InputTally& input, std::uint64_t input_bytes,
                                 std::size_t open_shards, weir::Instant now, const Style& style) {
    const DateAndClock at = utc(now);
    return events::progress_text(
        input.bytes, input_bytes,
        fmt::format("{}  {} {}  {}", counted(input.events, "record", "records"), at.date, at.clock,
                    counted(open_shards, "shard", "shards")),
        style);
}

}  // namespace demo
