// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/mermaid.hpp"
#include "weir/analysis/report_facts.hpp"

namespace weir::inline v0 {

/// Any text as a piece of Markdown that shows that text: no letter of it marks anything up, links
/// or calls anyone.
[[nodiscard]] inline std::string markdown_text(std::string_view text) {
    constexpr std::string_view always = "\\`*[]#|~$";
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        const bool address =
            (c == ':' && next != ' ') || (c == '.' && at > 0 && text[at - 1] == 'w');
        const auto is_letter = [](char of) {
            return (of >= 'a' && of <= 'z') || (of >= 'A' && of <= 'Z') || (of >= '0' && of <= '9');
        };
        const bool within = at > 0 && is_letter(text[at - 1]) && is_letter(next);
        const bool list = at == 0 && (c == '-' || c == '+' || c == '=');
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<' || c == '>') {
            out += c == '<' ? "&lt;" : "&gt;";
        } else if (c == '@') {
            out += "&#64;<!-- -->";  // links are also looked for behind the numbers of letters
        } else if (c == '\n' || c == '\r') {
            out += ' ';
        } else if (address || list || (c == '_' && !within) || always.find(c) != always.npos) {
            out += fmt::format("&#{};", static_cast<int>(c));
        } else {
            out += c;
        }
    }
    return out;
}

namespace detail {

/// GitHub cuts a comment at 65,536 characters, so tables end before that.
inline constexpr std::size_t markdown_shards_max = 50;
inline constexpr std::size_t markdown_keys_max = 20;
inline constexpr std::size_t markdown_functions_max = 20;
inline constexpr std::size_t markdown_steps_max = 40;
inline constexpr std::size_t markdown_key_columns = 48;

inline std::string markdown_sentence(std::string_view text) {
    std::size_t end = std::min<std::size_t>(text.size(), 1000);
    while (end > 0 && end < text.size() && (static_cast<unsigned>(text[end]) & 0xc0U) == 0x80) {
        --end;
    }
    return markdown_text(visible_text(text.substr(0, end)));
}

inline std::string markdown_key(std::string_view key) {
    return markdown_text(visible_key(key, markdown_key_columns));
}

inline std::string markdown_rows_left(std::size_t left, std::string_view what) {
    return left == 0 ? "" : fmt::format("\nand {} more {}\n", grouped_text(left), what);
}

inline std::string markdown_functions(const KeyReport& report) {
    std::string out =
        "| key function | max/mean | by chance | shards over limit | throttled | top key | "
        "χ² p | order lost | verdict |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---|\n";
    const std::size_t shown = std::min(report.spreads.size(), markdown_functions_max);
    for (std::size_t at = 0; at < shown; ++at) {
        const KeySpread& spread = report.spreads[at];
        out += fmt::format(
            "| {} | {} | {}–{} | {} | {} | {} | {} | {} | {} |\n", markdown_key(spread.name),
            number_text(spread.records.max_over_mean), number_text(spread.chance.max_over_mean.low),
            number_text(spread.chance.max_over_mean.high), grouped_text(shards_over_limit(spread)),
            percent_text(throttled_share(report, spread)),
            percent_text(top_key_share(report, spread)),
            markdown_text(probability_text(spread.records.p_value)),
            spread.order.pairs == 0 ? "" : percent_text(spread.order.share()),
            verdict_title(spread.verdict));
    }
    return out + markdown_rows_left(report.spreads.size() - shown, "key functions");
}

inline std::string markdown_shards(const KeyReport& report, const KeySpread& spread) {
    std::string out =
        "| shard | range | records | share | busiest second | throttled | its top key |\n"
        "|---:|---|---:|---:|---:|---:|---:|\n";
    const std::vector<std::size_t> order = shards_by_load(spread);
    const std::size_t shown = std::min(order.size(), markdown_shards_max);
    for (std::size_t rank = 0; rank < shown; ++rank) {
        const ShardLoad& shard = spread.shards[order[rank]];
        out += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", shard.shard_id.index,
                           range_text(shard.range), grouped_text(shard.records),
                           percent_text(figures::ratio(shard.records, report.records)),
                           percent_text(shard.peak_share), grouped_text(shard.throttled_records),
                           percent_text(shard.top_key_share));
    }
    return out + markdown_rows_left(order.size() - shown, "shards, all with less");
}

inline std::string markdown_keys(const KeyReport& report, const KeySpread& spread) {
    std::string out =
        "| key | records | share of records | of bytes | of a shard's limit | shard |\n"
        "|---|---:|---:|---:|---:|---:|\n";
    const std::size_t shown = std::min(spread.top_keys.size(), markdown_keys_max);
    for (std::size_t at = 0; at < shown; ++at) {
        const KeyLoad& key = spread.top_keys[at];
        const auto shard = shard_of(spread, key);
        out += fmt::format(
            "| {} | {}{} | {} | {} | {} | {} |\n", markdown_key(key.key), key.exact() ? "" : "≤ ",
            grouped_text(key.records), percent_text(figures::ratio(key.records, report.records)),
            percent_text(figures::ratio(key.bytes, report.bytes)),
            percent_text(key_limit_share(report, key)), shard ? std::to_string(shard->index) : "");
    }
    return out + markdown_rows_left(spread.top_keys.size() - shown, "keys");
}

inline std::string markdown_reshard(const ReshardAdvice& advice) {
    if (advice.steps.empty()) {
        return {};
    }
    std::string out = fmt::format(
        "\n#### Resharding: max/mean {} to {}\n\n{}\n\n", number_text(advice.max_over_mean_before),
        number_text(advice.max_over_mean_after), markdown_sentence(advice.reason));
    const std::size_t shown = std::min(advice.steps.size(), markdown_steps_max);
    for (std::size_t at = 0; at < shown; ++at) {
        out += fmt::format("{}. {}\n", at + 1, short_step_text(advice.steps[at]));
    }
    out += markdown_rows_left(advice.steps.size() - shown, "steps");
    const std::string graph = to_mermaid(advice);
    return graph.empty() ? out : out + "\n```mermaid\n" + graph + "```\n";
}

inline std::string markdown_sentences(const std::vector<std::string>& sentences) {
    constexpr std::size_t most = 12;
    std::string out;
    for (std::size_t at = 0; at < std::min(sentences.size(), most); ++at) {
        out += "- " + markdown_sentence(sentences[at]) + "\n";
    }
    return out.empty() ? out : "\n" + out;
}

}  // namespace detail

/// The report as Markdown for a pull request: a line for each key function, the rest folded away.
///
/// Whatever stands in a key shows as it is and marks nothing up; tables end where a comment on
/// GitHub would be cut.
[[nodiscard]] inline std::string report_markdown(const KeyReport& report) {
    std::string out = fmt::format("### Partition keys: {}\n\n", report_line(report));
    if (report.spreads.empty()) {
        return out + "No records.\n" + detail::markdown_sentences(report.notes);
    }
    const KeySpread& first = report.spreads.front();
    out += fmt::format("**{}.** {}\n\n", verdict_title(first.verdict),
                       detail::markdown_sentence(first.verdict_text));
    out += detail::markdown_functions(report);
    out += detail::markdown_sentences(first.advices);
    out += fmt::format("\n<details>\n<summary>Shards and keys of {}</summary>\n",
                       detail::markdown_key(first.name));
    out += "\n#### Shards, the fullest first\n\n" + detail::markdown_shards(report, first);
    if (!first.top_keys.empty()) {
        out += "\n#### Busiest keys\n\n" + detail::markdown_keys(report, first);
    }
    out += detail::markdown_reshard(first.advice);
    if (!report.notes.empty()) {
        out += "\n#### Notes\n" + detail::markdown_sentences(report.notes);
    }
    return out + "\n</details>\n";
}

}  // namespace weir::inline v0
