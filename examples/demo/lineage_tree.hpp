// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "../events/terminal.hpp"
#include "../events/text.hpp"
#include "tally.hpp"

namespace demo {

using namespace events;

/// A hash key as percent of the whole key space.
inline double percent_of_keys(weir::HashKey key) noexcept {
    constexpr double two_to_64 = 18446744073709551616.0;
    return 100.0 * (static_cast<double>(key.hi()) + static_cast<double>(key.lo()) / two_to_64) /
           two_to_64;
}

/// Draws which shard came from which.
///
/// A merge has two parents: it hangs below the lower one, and the upper one points to it. A branch
/// that grows too deep for the width goes on as a tree of its own further down.
class LineageTree {
public:
    static constexpr std::size_t deepest = 12;
    static constexpr std::size_t lines_max = 60;

    LineageTree(const Tally& tally, const Style& style) : tally_(tally), style_(style) {}

    [[nodiscard]] std::string draw() {
        for (std::size_t i = 0; i < tally_.shards.size(); ++i) {
            if (!tally_.shards[i].parent) roots_.push_back(static_cast<std::uint32_t>(i));
        }
        while (!roots_.empty() && lines_ < lines_max) {
            const std::uint32_t root = roots_.front();
            roots_.pop_front();
            line("  ", label(root));
            below(root, "  ", 1);
        }
        if (left_out_ > 0 || !roots_.empty()) {
            out_ += fmt::format("  and {}\n",
                                counted(left_out_ + roots_.size(), "more branch", "more branches"));
        }
        return out_;
    }

private:
    void line(std::string_view indent, std::string_view text) {
        out_ += fmt::format("{}{}\n", indent, text);
        ++lines_;
    }

    [[nodiscard]] std::string label(std::uint32_t index) const {
        const ShardStory& story = tally_.shards[index];
        std::string text = style_.bold(fmt::format("{}", index));
        if (story.adjacent_parent) {
            text += fmt::format(" = {} + {}", story.parent->index, story.adjacent_parent->index);
        }
        text += style_.faint(fmt::format("  {:.1f}-{:.1f} %",
                                         percent_of_keys(story.range.starting_hash_key),
                                         percent_of_keys(story.range.ending_hash_key)));
        text += "  " + counted(story.records, "record", "records");
        if (story.closed) {
            text += style_.faint(fmt::format("  {} {}", utc(*story.closed).clock, story.end));
        } else {
            text += style_.good("  open");
        }
        return text;
    }

    void below(std::uint32_t index, const std::string& indent, std::size_t depth) {
        const std::vector<std::uint32_t> children = tally_.children_of(index);
        for (std::size_t i = 0; i < children.size(); ++i) {
            const bool last = i + 1 == children.size();
            child(index, children[i], indent, last, depth);
        }
    }

    void child(std::uint32_t parent, std::uint32_t index, const std::string& indent, bool last,
               std::size_t depth) {
        if (lines_ >= lines_max) {
            ++left_out_;
            return;
        }
        const std::string_view branch =
            style_.blocks ? (last ? "└─ " : "├─ ") : (last ? "`- " : "|- ");
        const std::string_view trunk =
            style_.blocks ? (last ? "   " : "│  ") : (last ? "   " : "|  ");
        const ShardStory& story = tally_.shards[index];
        const bool elsewhere = story.parent->index != parent;
        if (elsewhere) {
            line(indent, fmt::format("{}into {}", branch, index));
        } else if (depth >= deepest) {
            line(indent, fmt::format("{}{}, drawn on its own below", branch, index));
            roots_.push_back(index);
        } else {
            line(indent, std::string{branch} + label(index));
            below(index, fmt::format("{}{}", indent, trunk), depth + 1);
        }
    }

    const Tally& tally_;
    const Style& style_;
    std::string out_;
    std::size_t lines_ = 0;
    std::size_t left_out_ = 0;
    std::deque<std::uint32_t> roots_;
};

}  // namespace demo
