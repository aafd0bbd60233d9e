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
#include "weir/analysis/picture_hash_ranges.hpp"
#include "weir/analysis/picture_heat_map.hpp"
#include "weir/analysis/picture_lineage.hpp"
#include "weir/analysis/picture_loads.hpp"
#include "weir/analysis/picture_top_keys.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_html_style.hpp"
#include "weir/analysis/report_html_tables.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

namespace detail {

struct ToneLook {
    std::string_view look;
    std::string_view sign;  ///< so that the colour does not have to be seen
};
[[nodiscard]] constexpr ToneLook tone_look(VerdictTone tone) noexcept {
    switch (tone) {
        case VerdictTone::good:
            return {"good", "✓ "};
        case VerdictTone::watch:
            return {"watch", "! "};
        case VerdictTone::bad:
            return {"bad", "✕ "};
        case VerdictTone::none:
            break;
    }
    return {"none", ""};
}

inline std::string html_sentence(std::string_view text) {
    return markup_text(visible_text(text));
}

inline std::string html_list(const std::vector<std::string>& sentences, std::string_view look) {
    constexpr std::size_t most = 200;
    if (sentences.empty()) {
        return {};
    }
    std::string out = fmt::format("<ul class=\"{}\">\n", look);
    for (std::size_t at = 0; at < std::min(sentences.size(), most); ++at) {
        out += fmt::format("<li>{}</li>\n", html_sentence(sentences[at]));
    }
    return out + "</ul>\n";
}

inline std::string html_card(std::string_view name, std::string_view value, std::string_view more,
                             bool hot) {
    return fmt::format("<div class=\"card{}\"><dt>{}</dt><dd>{}</dd><dd>{}</dd></div>\n",
                       hot ? " hot" : "", markup_text(name), markup_text(value), markup_text(more));
}

inline std::string html_cards(const KeyReport& report, const KeySpread& spread) {
    const ChanceBand::Band& chance = spread.chance.max_over_mean;
    const std::size_t over = shards_over_limit(spread);
    const std::string needed = spread.needed.uniform    ? grouped_text(*spread.needed.uniform)
                               : spread.needed.balanced ? grouped_text(*spread.needed.balanced)
                                                        : std::string{"no number"};
    const std::string_view needed_how = spread.needed.uniform    ? "of equal ranges"
                                        : spread.needed.balanced ? "of ranges cut by load"
                                                                 : "one key is too much";
    std::string out = "<dl class=\"cards\">\n";
    out += html_card("Fullest shard", number_text(spread.records.max_over_mean) + "×",
                     fmt::format("the mean; by chance {} to {}", number_text(chance.low),
                                 number_text(chance.high)),
                     beyond_chance(spread, spread.records.max_over_mean));
    out +=
        html_card("Throttled", percent_text(throttled_share(report, spread)),
                  fmt::format("{} in {}",
                              counted_text(spread.throttle.throttled_records, "record", "records"),
                              counted_text(spread.throttle.shards_throttled, "shard", "shards")),
                  spread.throttle.throttled_records > 0);
    out += html_card(
        "Busiest second of a shard", percent_text(peak_share(spread)),
        fmt::format("of its limit; {} above it", counted_text(over, "shard", "shards")), over > 0);
    out += html_card("Busiest key", percent_text(top_key_share(report, spread)),
                     spread.top_keys.empty()
                         ? "of the records"
                         : "of the records: " + visible_key(spread.top_keys.front().key, 32),
                     spread.verdict == KeyVerdict::hot_key);
    out += html_card("Keys",
                     (spread.distinct_exact ? "" : "about ") + grouped_text(spread.distinct_keys),
                     spread.distinct_exact ? "counted one by one"
                                           : "give or take " + percent_text(spread.distinct_error),
                     false);
    out +=
        html_card("Shards needed", needed,
                  fmt::format("{}; now {}", needed_how, grouped_text(spread.shards.size())), false);
    out += html_card("Gini coefficient", number_text(spread.records.gini),
                     "0: all the same, 1: all in one", false);
    out += html_card(
        "As uneven by chance", probability_text(spread.records.p_value),
        fmt::format("χ² {}, {} degrees of freedom", number_text(spread.records.chi_square),
                    grouped_text(spread.records.degrees_of_freedom)),
        false);
    return out + "</dl>\n";
}

inline std::string html_picture(std::string_view heading, std::string_view sub,
                                const std::string& picture, std::string_view level = "h2") {
    if (picture.empty()) {
        return {};
    }
    return fmt::format(
        "<{0}>{1}</{0}>\n{2}<figure class=\"scroll\">{3}</figure>\n", level, markup_text(heading),
        sub.empty() ? "" : fmt::format("<p class=\"sub\">{}</p>\n", markup_text(sub)), picture);
}

inline std::string html_reshard(const KeySpread& spread) {
    constexpr std::size_t most = 60;
    if (spread.advice.steps.empty()) {
        return {};
    }
    std::string out = html_picture("Advised resharding", visible_text(spread.advice.reason),
                                   picture_lineage(spread, PictureUse::page));
    out += "<h3>Steps</h3>\n<ol class=\"steps\">\n";
    const std::size_t shown = std::min(spread.advice.steps.size(), most);
    for (std::size_t at = 0; at < shown; ++at) {
        out += fmt::format("<li>{}</li>\n", markup_text(short_step_text(spread.advice.steps[at])));
    }
    return out + "</ol>\n" + html_more(spread.advice.steps.size() - shown, "steps");
}

inline std::string html_others(const KeyReport& report) {
    constexpr std::size_t most = 6;
    if (report.spreads.size() < 2) {
        return {};
    }
    std::string out = "<h2>The other key functions</h2>\n";
    const std::size_t shown = std::min(report.spreads.size(), most + 1);
    for (std::size_t at = 1; at < shown; ++at) {
        const KeySpread& spread = report.spreads[at];
        out += fmt::format(
            "<details>\n<summary><bdi>{}</bdi>: {}</summary>\n<p class=\"lead\">{}"
            "</p>\n",
            markup_text(visible_key(spread.name, 80)), verdict_title(spread.verdict),
            html_sentence(spread.verdict_text));
        out += html_list(spread.advices, "advice");
        out += html_cards(report, spread);
        out += html_picture("Shards by time", "", picture_heat_map(spread, PictureUse::page), "h3");
        out += html_picture("Shards by load", "", picture_loads(spread, PictureUse::page), "h3");
        out += html_picture("Busiest keys", "", picture_top_keys(report, spread, PictureUse::page),
                            "h3");
        out += "</details>\n";
    }
    return out + html_more(report.spreads.size() - shown, "key functions in the table above");
}

inline std::string html_verdict(const KeyReport& report, const KeySpread& spread) {
    const ToneLook tone = tone_look(verdict_tone(spread.verdict));
    std::string out = fmt::format(
        "<header class=\"verdict {}\">\n<p class=\"eyebrow\">Partition keys of <bdi>{}</bdi>{}"
        "</p>\n<h1><span class=\"sign\">{}</span>{}</h1>\n",
        tone.look, markup_text(visible_key(report.input, 120)),
        spread.name.empty()
            ? ""
            : fmt::format(", by <bdi>{}</bdi>", markup_text(visible_key(spread.name, 80))),
        tone.sign, verdict_title(spread.verdict));
    if (!spread.verdict_text.empty()) {
        out += fmt::format("<p class=\"lead\">{}</p>\n", html_sentence(spread.verdict_text));
    }
    return out + fmt::format("</header>\n{}<p class=\"more\">{}</p>\n",
                             html_list(spread.advices, "advice"), markup_text(report_line(report)));
}

inline std::string html_spread(const KeyReport& report, const KeySpread& spread) {
    std::string out = html_cards(report, spread);
    if (report.spreads.size() > 1) {
        out += "<h2>Key functions compared</h2>\n" + html_functions(report);
        out +=
            html_picture("Before and after",
                         "Records of each shard over the mean, the fullest first, to one scale.",
                         picture_comparison(report, spread, report.spreads[1], PictureUse::page));
    }
    out += html_picture("Shards by time", "How full each shard is, and when it would throttle.",
                        picture_heat_map(spread, PictureUse::page));
    out += html_picture("Shards by load",
                        "Records of each shard over the mean, the fullest first. Shaded: what "
                        "keys thrown at the shards by chance would give.",
                        picture_loads(spread, PictureUse::page));
    out += html_picture("Hash keys",
                        "Which shard owns which hash keys, and where the busiest keys fall.",
                        picture_hash_ranges(report, spread, PictureUse::page));
    out += html_picture("Busiest keys",
                        "Their share of all records and bytes, and of what one shard takes.",
                        picture_top_keys(report, spread, PictureUse::page));
    out += html_reshard(spread);
    if (!spread.shards.empty()) {
        out += "<h2>Shards</h2>\n<p class=\"sub\">The fullest first.</p>\n";
        out += html_shards(report, spread);
    }
    if (!spread.top_keys.empty()) {
        out +=
            "<h2>Keys</h2>\n<p class=\"sub\">The busiest first; with ≤ the count may be lower."
            "</p>\n";
        out += html_keys(report, spread);
    }
    out += "<h2>To write and to read this</h2>\n" + html_facts(report, spread);
    return out + html_others(report);
}

}  // namespace detail

/// The report as one HTML file: no script, nothing from elsewhere, light and dark, for screens,
/// phones and paper.
[[nodiscard]] inline std::string report_html(const KeyReport& report) {
    const KeySpread nothing;
    const KeySpread& first = report.spreads.empty() ? nothing : report.spreads.front();
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\" class=\"weir\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<title>{}: partition keys of {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
        verdict_title(first.verdict), markup_text(visible_key(report.input, 80)),
        report_html_style());
    out += detail::html_verdict(report, first);
    if (!report.spreads.empty()) {
        out += detail::html_spread(report, first);
    }
    if (!report.notes.empty()) {
        out += "<h2>Notes</h2>\n" + detail::html_list(report.notes, "notes");
    }
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace weir::inline v0
