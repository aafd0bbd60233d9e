// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/routing/shard_node.hpp"

namespace weir::inline v0 {

struct MermaidOptions {
    std::size_t shards_max = 48;  ///< more are left out, with a note of how many
    double hot_ratio = 1.5;       ///< from this many times the mean a shard is marked as hot
};

namespace detail {

/// Writes one lineage.
class LineageDiagram {
public:
    LineageDiagram(std::span<const ShardNode> lineage, std::span<const double> loads,
                   const MermaidOptions& options)
        : lineage_{lineage},
          loads_{loads},
          options_{options},
          shown_(lineage.size(), 0),
          began_{count_if([](const ShardNode& node) { return !node.parent; })},
          open_{count_if([](const ShardNode& node) { return node.open; })} {}

    [[nodiscard]] std::string text() && {
        choose();
        out_ = "flowchart TD\n";
        for (std::size_t at = 0; at < lineage_.size(); ++at) {
            if (shown_[at] != 0) {
                write_shard(at);
            }
        }
        write_arrows();
        write_left_out();
        out_ += "    classDef closed opacity:0.45\n";
        out_ += "    classDef hot stroke:#c0392b,stroke-width:3px\n";
        return std::move(out_);
    }

private:
    template <class Predicate>
    [[nodiscard]] double count_if(Predicate predicate) const {
        return static_cast<double>(std::count_if(lineage_.begin(), lineage_.end(), predicate));
    }

    [[nodiscard]] std::optional<double> load(std::size_t at) const noexcept {
        return at < loads_.size()
                   ? std::optional{figures::between(0, figures::amount(loads_[at]), 1)}
                   : std::nullopt;
    }
    /// Measured by the shards that there were at its time: those at the beginning or those now.
    [[nodiscard]] bool hot(std::size_t at) const noexcept {
        const double shards = lineage_[at].parent ? open_ : began_;
        return load(at).value_or(0) * shards > options_.hot_ratio;
    }
    [[nodiscard]] bool took_part(std::size_t at) const noexcept {
        return !lineage_[at].open || lineage_[at].parent.has_value();
    }

    /// Hot shards are shown first, then those that steps made or closed, then the fullest others.
    void choose() {
        std::vector<std::size_t> order(lineage_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [this](std::size_t one, std::size_t other) {
            if (hot(one) != hot(other)) {
                return hot(one);
            }
            if (took_part(one) != took_part(other)) {
                return took_part(one);
            }
            if (!took_part(one) && load(one) != load(other)) {
                return load(one) > load(other);
            }
            return one < other;
        });
        order.resize(std::min(order.size(), options_.shards_max));
        for (const std::size_t at : order) {
            shown_[at] = 1;
        }
    }

    void write_shard(std::size_t at) {
        const ShardNode& node = lineage_[at];
        const ShardId id{static_cast<std::uint32_t>(at)};
        auto out = std::back_inserter(out_);
        fmt::format_to(out, "    s{}[\"{}<br/>{:.2f} % of hash keys", at, id.to_string(),
                       figures::share_of_space(node.range) * 100);
        if (const auto share = load(at)) {
            fmt::format_to(out, "<br/>{:.2f} % of the load{}", *share * 100,
                           hot(at) ? ", hot" : "");
        }
        out_ += "\"]\n";
        if (!node.open) {
            fmt::format_to(out, "    class s{} closed\n", at);
        }
        if (hot(at)) {
            fmt::format_to(out, "    class s{} hot\n", at);
        }
    }

    void write_arrows() {
        for (std::size_t at = 0; at < lineage_.size(); ++at) {
            for (const auto& parent : {lineage_[at].parent, lineage_[at].adjacent_parent}) {
                if (parent && parent->index < lineage_.size() && shown_[at] != 0 &&
                    shown_[parent->index] != 0) {
                    fmt::format_to(std::back_inserter(out_), "    s{} --> s{}\n", parent->index,
                                   at);
                }
            }
        }
    }

    void write_left_out() {
        const auto left = std::count(shown_.begin(), shown_.end(), 0);
        if (left > 0) {
            fmt::format_to(std::back_inserter(out_), "    more[\"and {} more shard{}\"]\n", left,
                           left == 1 ? "" : "s");
        }
    }

    std::span<const ShardNode> lineage_;
    std::span<const double> loads_;
    MermaidOptions options_;
    std::vector<char> shown_;
    double began_;
    double open_;
    std::string out_;
};

}  // namespace detail

/// The share of the whole load that each shard of a lineage has or had, or would have had.
[[nodiscard]] inline std::vector<double> lineage_shares(const LoadCurve& curve,
                                                        std::span<const ShardNode> lineage,
                                                        const ShardLimits& limits = {}) {
    const ShardLimits usable = figures::without_zeros(limits);
    const auto share = [&usable](const RangeLoad& load) {
        return usable.write_share(load.records, load.bytes);
    };
    std::vector<double> shares;
    shares.reserve(lineage.size());
    for (const ShardNode& node : lineage) {
        shares.push_back(figures::ratio(share(curve.load_in(node.range)), share(curve.total())));
    }
    return shares;
}

/// A lineage as the text of a Mermaid flowchart, which many forges show as a picture.
///
/// `loads` has each shard's share of the whole load, by index; it may be shorter or empty.
[[nodiscard]] inline std::string to_mermaid(std::span<const ShardNode> lineage,
                                            std::span<const double> loads = {},
                                            const MermaidOptions& options = {}) {
    return detail::LineageDiagram{lineage, loads, options}.text();
}

/// The same of what a resharding would make of the shards.
/// Gives: an empty text if nothing is split or merged
[[nodiscard]] inline std::string to_mermaid(const ReshardAdvice& advice,
                                            const MermaidOptions& options = {}) {
    return advice.steps.empty() ? std::string{} : to_mermaid(advice.lineage, advice.loads, options);
}

}  // namespace weir::inline v0
