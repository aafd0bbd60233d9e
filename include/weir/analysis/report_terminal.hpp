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
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_style.hpp"
#include "weir/analysis/terminal_pictures.hpp"

namespace weir::inline v0 {

namespace detail {

inline std::string terminal_heading(std::string_view text, const ReportStyle& style) {
    return fmt::format("\n{}\n", style.bold(text));
}

inline std::string terminal_verdict(const KeySpread& spread, const ReportStyle& style) {
    const std::string title{verdict_title(spread.verdict)};
    return fmt::format(
        "{}  {}\n", style.bold(style.by_tone(verdict_tone(spread.verdict), title)),
        wrapped_text(visible_text(spread.verdict_text), style.columns() - title.size() - 2,
                     std::string(title.size() + 2, ' ')));
}

inline std::string terminal_sentences(const std::vector<std::string>& sentences,
                                      const ReportStyle& style) {
    std::string out;
    for (const std::string& sentence : sentences) {
        out += fmt::format("  {} {}\n", style.point(),
                           wrapped_text(visible_text(sentence), style.columns() - 4, "    "));
    }
    return out;
}

inline std::string terminal_facts(const KeyReport& report, const KeySpread& spread,
                                  const ReportStyle& style) {
    std::string out;
    const auto line = [&out, &style](std::string_view label, const std::string& text) {
        out += fmt::format("  {}{}\n", style.faint(padded_text(label, 14)),
                           wrapped_text(text, style.columns() - 16, std::string(16, ' ')));
    };
    line("input", visible_key(report.input, style.columns() - 16));
    line("", report_line(report));
    line("keys",
         fmt::format("{} of {}{}", grouped_text(spread.distinct_keys), visible_key(spread.name, 40),
                     spread.distinct_exact
                         ? ""
                         : fmt::format(", give or take {}", percent_text(spread.distinct_error))));
    line("max over mean",
         fmt::format("{}; by chance {} to {}; Gini {}; chi-square p {}",
                     number_text(spread.records.max_over_mean),
                     number_text(spread.chance.max_over_mean.low),
                     number_text(spread.chance.max_over_mean.high),
                     number_text(spread.records.gini), probability_text(spread.records.p_value)));
    line("throttled",
         fmt::format("{} of the records, in {} and {}; busiest second {} of the limit",
                     percent_text(throttled_share(report, spread)),
                     counted_text(spread.throttle.shards_throttled, "shard", "shards"),
                     counted_text(spread.throttle.seconds_throttled, "second", "seconds"),
                     percent_text(peak_share(spread))));
    return out;
}

inline std::string terminal_keys(const KeyReport& report, const KeySpread& spread,
                                 const ReportStyle& style) {
    constexpr std::size_t most = 10;
    const std::size_t key_columns = std::min<std::size_t>(style.columns() - 56, 48);
    const std::size_t wide = style.columns() < 70 ? 4 : key_columns;
    std::string out = style.faint(fmt::format("     {} {:>14} {:>9} {:>11} {:>7}\n",
                                              padded_text("", std::max<std::size_t>(wide, 10)),
                                              "records", "share", "of a limit", "shard"));
    for (std::size_t at = 0; at < std::min(spread.top_keys.size(), most); ++at) {
        const KeyLoad& key = spread.top_keys[at];
        const std::size_t columns = std::max<std::size_t>(wide, 10);
        const auto shard = shard_of(spread, key);
        out += fmt::format("  {}  {} {:>14} {:>9} {:>11} {:>7}\n",
                           style.bold(std::string(1, key_letter(at))),
                           padded_text(visible_key(key.key, columns), columns),
                           (key.exact() ? "" : "<= ") + grouped_text(key.records),
                           percent_text(figures::ratio(key.records, report.records)),
                           percent_text(key_limit_share(report, key)),
                           shard ? fmt::format("{}", shard->index) : "");
    }
    return out;
}

inline std::string terminal_functions(const KeyReport& report, const ReportStyle& style) {
    const std::size_t columns = std::min<std::size_t>(style.columns() - 50, 40);
    std::string out =
        style.faint(fmt::format("  {} {:>9} {:>9} {:>8} {:>10}\n", padded_text("", columns),
                                "max/mean", "throttled", "top key", "order lost"));
    for (const KeySpread& spread : report.spreads) {
        out += fmt::format("  {} {:>9} {:>9} {:>8} {:>10}\n",
                           padded_text(visible_key(spread.name, columns), columns),
                           number_text(spread.records.max_over_mean),
                           percent_text(throttled_share(report, spread)),
                           percent_text(top_key_share(report, spread)),
                           spread.order.pairs == 0 ? "-" : percent_text(spread.order.share()));
        const std::string title{verdict_title(spread.verdict)};
        out += fmt::format("    {}\n", style.by_tone(verdict_tone(spread.verdict), title));
    }
    return out;
}

inline std::string terminal_spread(const KeyReport& report, const KeySpread& spread,
                                   const ReportStyle& style) {
    std::string out;
    const auto part = [&out, &style](std::string_view heading, const std::string& text) {
        out += text.empty() ? "" : terminal_heading(heading, style) + text;
    };
    part("Shards by time, in per cent of a shard's limit", terminal_heat_map(spread, style));
    part("Shards by load over the mean, the fullest first", terminal_loads(spread, style));
    part("Hash keys", terminal_hash_ranges(spread, style));
    if (!spread.top_keys.empty()) {
        part("Busiest keys", terminal_keys(report, spread, style));
    }
    return out;
}

}  // namespace detail

/// The report for a terminal: the verdict first, then what it rests on, then what to do.
///
/// Of the first key function everything is shown, of the others a line. Keys and names are made
/// safe to print.
[[nodiscard]] inline std::string report_terminal(const KeyReport& report,
                                                 const ReportStyle& style = {}) {
    if (report.spreads.empty()) {
        return fmt::format("No records.\n{}", detail::terminal_sentences(report.notes, style));
    }
    const KeySpread& first = report.spreads.front();
    std::string out = detail::terminal_verdict(first, style) + '\n';
    out += detail::terminal_facts(report, first, style);
    out += detail::terminal_spread(report, first, style);
    if (report.spreads.size() > 1) {
        out += detail::terminal_heading("Key functions", style);
        out += detail::terminal_functions(report, style);
    }
    if (!first.advices.empty()) {
        out += detail::terminal_heading("What to do", style);
        out += detail::terminal_sentences(first.advices, style);
    }
    if (!report.notes.empty()) {
        out += detail::terminal_heading("Notes", style);
        out += detail::terminal_sentences(report.notes, style);
    }
    return out;
}

}  // namespace weir::inline v0
