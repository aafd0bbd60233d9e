// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/report_facts.hpp"

namespace weir::inline v0 {

/// The shards that a resharding touches: those that end, and those that come from them.
/// Gives: places in the lineage, the oldest first, and at most `most` of them.
[[nodiscard]] inline std::vector<std::uint32_t> touched_shards(
    const std::vector<ShardNode>& lineage, std::size_t most) {
    std::vector<bool> touched(lineage.size());
    const auto touch = [&touched](const std::optional<ShardId>& id) {
        if (id && id->index < touched.size()) {
            touched[id->index] = true;
        }
    };
    for (std::size_t at = 0; at < lineage.size(); ++at) {
        if (lineage[at].parent || lineage[at].adjacent_parent) {
            touched[at] = true;
            touch(lineage[at].parent);
            touch(lineage[at].adjacent_parent);
        }
    }
    std::vector<std::uint32_t> places;
    for (std::size_t at = 0; at < touched.size() && places.size() < most; ++at) {
        if (touched[at]) {
            places.push_back(static_cast<std::uint32_t>(at));
        }
    }
    return places;
}

/// The lineage of the advised resharding as a Mermaid graph, which GitHub draws.
/// Gives: an empty text if nothing is split or merged
[[nodiscard]] inline std::string report_mermaid(const ReshardAdvice& advice,
                                                std::size_t shards_max = 60) {
    const std::vector<ShardNode>& lineage = advice.lineage;
    const std::vector<std::uint32_t> shown = touched_shards(lineage, shards_max);
    if (shown.empty()) {
        return {};
    }
    const auto is_shown = [&shown](const std::optional<ShardId>& id) {
        return id && std::binary_search(shown.begin(), shown.end(), id->index);
    };
    std::string out = "flowchart LR\n";
    for (const std::uint32_t at : shown) {
        out += fmt::format("  s{}[\"shard {}<br>{}\"]{}\n", at, at, range_text(lineage[at].range),
                           lineage[at].open ? "" : ":::closed");
    }
    for (const std::uint32_t at : shown) {
        for (const auto& parent : {lineage[at].parent, lineage[at].adjacent_parent}) {
            if (is_shown(parent)) {
                out += fmt::format("  s{} --> s{}\n", parent->index, at);
            }
        }
    }
    return out + "  classDef closed stroke-dasharray:4 3,opacity:0.6\n";
}

}  // namespace weir::inline v0
