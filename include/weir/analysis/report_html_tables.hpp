// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

/// A table of a page, row by row; it scrolls by itself where the page is too narrow for it.
class HtmlTable {
public:
    /// A heading that begins with `<` is of a column of texts, the others are of numbers.
    explicit HtmlTable(std::initializer_list<std::string_view> headings) {
        out_ = "<div class=\"scroll\"><table>\n<thead><tr>";
        for (const std::string_view heading : headings) {
            const bool text = heading.starts_with('<');
            out_ += fmt::format("<th{}>{}</th>", text ? " class=\"t\"" : "",
                                markup_text(heading.substr(text ? 1 : 0)));
        }
        out_ += "</tr></thead>\n<tbody>\n";
    }
    void open_row() { out_ += "<tr>"; }
    void close_row() { out_ += "</tr>\n"; }
    void number(std::string_view text, bool hot = false) {
        out_ += fmt::format("<td{}>{}</td>", hot ? " class=\"hot\"" : "", markup_text(text));
    }
    void text(std::string_view text) {
        out_ += fmt::format("<td class=\"t\">{}</td>", markup_text(text));
    }
    /// A key or a name from outside; it keeps to itself, whichever way it is read.
    void key(std::string_view key) {
        out_ += fmt::format("<td class=\"key\"><bdi>{}</bdi></td>", markup_text(visible_key(key)));
    }
    [[nodiscard]] std::string take() && { return std::move(out_) + "</tbody></table></div>\n"; }

private:
    std::string out_;
};

namespace detail {

inline std::string html_more(std::size_t left, std::string_view what) {
    return left == 0
               ? ""
               : fmt::format("<p class=\"more\">and {} more {}</p>\n", grouped_text(left), what);
}

inline std::string html_functions(const KeyReport& report) {
    constexpr std::size_t most = 100;
    HtmlTable table{"<key function", "max/mean", "by chance",  "over limit", "throttled",
                    "top key",       "χ² p",     "order lost", "<verdict"};
    const std::size_t shown = std::min(report.spreads.size(), most);
    for (std::size_t at = 0; at < shown; ++at) {
        const KeySpread& spread = report.spreads[at];
        table.open_row();
        table.key(spread.name);
        table.number(number_text(spread.records.max_over_mean),
                     beyond_chance(spread, spread.records.max_over_mean));
        table.number(number_text(spread.chance.max_over_mean.low) + "–" +
                     number_text(spread.chance.max_over_mean.high));
        table.number(grouped_text(shards_over_limit(spread)), shards_over_limit(spread) > 0);
        table.number(percent_text(throttled_share(report, spread)),
                     spread.throttle.throttled_records > 0);
        table.number(percent_text(top_key_share(report, spread)));
        table.number(probability_text(spread.records.p_value));
        table.number(spread.order.pairs == 0 ? "–" : percent_text(spread.order.share()));
        table.text(verdict_title(spread.verdict));
        table.close_row();
    }
    return std::move(table).take() + html_more(report.spreads.size() - shown, "key functions");
}

inline std::string html_shards(const KeyReport& report, const KeySpread& spread) {
    constexpr std::size_t most = 100;
    HtmlTable table{"shard", "hash keys",      "records",   "share",
                    "bytes", "busiest second", "throttled", "its top key"};
    const std::vector<std::size_t> order = shards_by_load(spread);
    const std::size_t shown = std::min(order.size(), most);
    for (std::size_t rank = 0; rank < shown; ++rank) {
        const ShardLoad& shard = spread.shards[order[rank]];
        table.open_row();
        table.number(fmt::format("{}", shard.shard_id.index));
        table.number(range_text(shard.range));
        table.number(grouped_text(shard.records));
        table.number(percent_text(figures::ratio(shard.records, report.records)));
        table.number(bytes_text(static_cast<double>(shard.bytes)));
        table.number(percent_text(shard.peak_share), finite(shard.peak_share) > 1);
        table.number(grouped_text(shard.throttled_records), shard.throttled_records > 0);
        table.number(percent_text(shard.top_key_share));
        table.close_row();
    }
    return std::move(table).take() + html_more(order.size() - shown, "shards, all with less");
}

inline std::string html_keys(const KeyReport& report, const KeySpread& spread) {
    constexpr std::size_t most = 50;
    HtmlTable table{"<key", "records", "share", "bytes", "of bytes", "of a shard's limit", "shard"};
    const std::size_t shown = std::min(spread.top_keys.size(), most);
    for (std::size_t at = 0; at < shown; ++at) {
        const KeyLoad& key = spread.top_keys[at];
        const auto shard = shard_of(spread, key);
        const double limit = key_limit_share(report, key);
        table.open_row();
        table.key(key.key);
        table.number((key.exact() ? "" : "≤ ") + grouped_text(key.records));
        table.number(percent_text(figures::ratio(key.records, report.records)));
        table.number(bytes_text(static_cast<double>(key.bytes)));
        table.number(percent_text(figures::ratio(key.bytes, report.bytes)));
        table.number(percent_text(limit), limit > 1);
        table.number(shard ? fmt::format("{}", shard->index) : "–");
        table.close_row();
    }
    return std::move(table).take() + html_more(spread.top_keys.size() - shown, "keys");
}

/// What it takes to write and to read this, a fact a line.
inline std::string html_facts(const KeyReport& report, const KeySpread& spread) {
    std::string rows;
    const auto row = [&rows](std::string_view name, const std::string& value) {
        rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", name, markup_text(value));
    };
    const auto shards = [](const std::optional<std::uint32_t>& count, std::string_view without) {
        return count ? counted_text(*count, "shard", "shards") : std::string{without};
    };
    const ShardsNeeded& needed = spread.needed;
    row(fmt::format("Shards so that none is fuller than {}", percent_text(needed.target_share)),
        "");
    row("– if everything were even", shards(needed.by_total, ""));
    row("– of equal ranges", shards(needed.uniform, "no number of them is enough"));
    row("– of ranges cut by load", shards(needed.balanced, "one key is too much for a shard"));
    row("One key in its busiest second",
        percent_text(needed.busiest_key_share) + " of a shard's limit");
    const ReadLoad& reads = spread.reads;
    row("Consumers", grouped_text(reads.consumers));
    row("– with GetRecords, all together",
        percent_text(reads.shared_share) + " of the fullest shard's read limit");
    row("– with enhanced fan-out, each",
        percent_text(reads.fan_out_share) + " of the fullest shard's read limit");
    row("– that GetRecords serves", grouped_text(reads.most_shared));
    row("– a call every", span_text(reads.polling_interval));
    if (spread.costs) {
        const KeyCosts& costs = *spread.costs;
        row("To make a key", number_text(costs.key_function) + " ns");
        row("To hash one with MD5",
            fmt::format("{} ns; {} ns among many ({})", number_text(costs.md5),
                        number_text(costs.md5_batch), visible_key(costs.md5_path)));
        row("– with XXH3, which the service does not offer", number_text(costs.xxh3) + " ns");
        row("To find its shard", number_text(costs.route) + " ns");
    }
    row("Limits of a shard",
        fmt::format("{} records and {} a second in, {} and {} calls a second out",
                    grouped_text(report.limits.write_records_per_second),
                    bytes_text(static_cast<double>(report.limits.write_bytes_per_second)),
                    bytes_text(static_cast<double>(report.limits.read_bytes_per_second)),
                    grouped_text(report.limits.read_calls_per_second)));
    return "<div class=\"scroll\"><table class=\"facts\">\n<tbody>\n" + rows +
           "</tbody></table></div>\n";
}

}  // namespace detail

}  // namespace weir::inline v0
