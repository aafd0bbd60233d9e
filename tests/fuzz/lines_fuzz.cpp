// SPDX-License-Identifier: Apache-2.0
// The demo's parsers: any input with any options becomes events, blanks, headings and counted
// problems, one a line.
//
// An input's first line holds the options: format and delimiter, speed, key, time, pattern.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../examples/demo/event_parser.hpp"
#include "../../examples/demo/event_source.hpp"
#include "../../examples/demo/options.hpp"
#include "../../examples/demo/tally.hpp"
#include "../../examples/events/format_choice.hpp"
#include "../../examples/events/line_reader.hpp"
#include "../../examples/events/text.hpp"
#include "fuzz/input.hpp"
#include "weir/core/utf.hpp"

namespace {

std::string_view take_word(std::string_view& rest) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

/// What the command line would say; what its checks refuse is left out.
demo::Options options_of(std::string_view rest) {
    demo::Options options;
    const auto format = take_word(rest);
    constexpr std::array formats{demo::FormatName::automatic, demo::FormatName::dpkg,
                                 demo::FormatName::access, demo::FormatName::jsonl,
                                 demo::FormatName::delimited};
    constexpr std::string_view letters = "?pajd";
    const auto at = letters.find(format.empty() ? '?' : format.front());
    options.format = formats[at == letters.npos ? 0 : at];
    if (const std::string delimiter{format.substr(std::min<std::size_t>(format.size(), 1))};
        events::check_delimiter(delimiter).empty()) {
        options.delimiter = delimiter;
    }
    const auto speed = take_word(rest);
    options.speed = speed == "slow" ? 1e-3 : speed == "fast" ? 1e9 : speed == "7" ? 7 : 1;
    const std::string key{take_word(rest)};
    const std::string time{take_word(rest)};
    const auto named = [](const std::string& field) {
        return field != "-" && events::check_field(field).empty();
    };
    options.key_field = named(key) ? std::optional{key} : std::nullopt;
    options.time_field = named(time) ? std::optional{time} : std::nullopt;
    options.key_regex = rest.empty() ? std::nullopt : std::optional{std::string{rest}};
    return options;
}

/// A pattern that backtracks takes exponential time on a long line: the user's own pattern does.
bool takes_its_time(std::string_view pattern, std::string_view text) {
    const auto repeats = std::ranges::count_if(pattern, [](char c) {
        return std::string_view{"*+?{|\\"}.find(c) != std::string_view::npos;
    });
    return pattern.size() > 24 || text.size() > 1024 || (repeats > 1 && text.size() > 96) ||
           (repeats > 2 && text.size() > 20);
}

std::unique_ptr<demo::EventParser> parser_of(const demo::Options& options,
                                             const demo::LineReader& lines) {
    auto choices = options.event_choices();
    auto format = demo::choose_format(options.format, options.delimiter_character(), choices.time,
                                      lines.sample(100));
    if (format == nullptr) {
        return nullptr;
    }
    try {
        return std::make_unique<demo::EventParser>(std::move(format), std::move(choices));
    } catch (const std::regex_error&) {
        return nullptr;
    }
}

/// The lines of a text, cut on paper.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void check_printable(std::string_view text, std::size_t columns) {
    const auto shown = demo::printable(text, columns);
    std::size_t width = 0;
    for (const char c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        must(byte >= 0x20 && byte != 0x7f, "what is shown steers no terminal");
        width += (byte & 0xc0U) != 0x80 ? 1U : 0U;
    }
    must(width <= std::max<std::size_t>(columns, 3), "what is shown fits its columns");
}

void check(const demo::InputTally& tally, std::string_view text, std::uint64_t taken) {
    const std::size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    must(tally.lines == lines_of(text).size(), "every line is counted");
    must(tally.lines == tally.events + tally.blank + tally.headings + tally.bad,
         "every line is one thing");
    must(tally.headings <= 1, "at most one line is a heading");
    must(taken == text.size() - mark, "every byte is taken");
    must(tally.first_bad.size() == std::min(tally.bad, std::uint64_t{demo::InputTally::shown_max}),
         "problems are kept");
    for (const auto& bad : tally.first_bad) {
        must(!bad.why.empty(), "a problem has a reason");
        check_printable(bad.start, 60);
        check_printable(bad.start, 3);
    }
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    const auto options = options_of(input.until('\n'));
    const std::string text{input.rest()};
    if (options.key_regex && takes_its_time(*options.key_regex, text)) {
        return;
    }
    std::istringstream in{text};
    demo::LineReader reader{in};
    static_cast<void>(demo::not_a_log(reader.head(), "weir-demo"));
    const auto parser = parser_of(options, reader);
    if (parser == nullptr) {
        return;
    }
    const auto lines = lines_of(text);
    demo::InputTally tally;
    demo::EventSource events{reader, *parser, options.speed, tally};
    weir::Instant latest = weir::Instant::min();
    while (const auto next = events.next()) {
        must(next->event.line == lines[next->ordinal - 1], "an event's line is the input's");
        must(!next->event.key.empty() && weir::utf16_units(next->event.key) <= 256,
             "an event has a key that a stream takes");
        must(next->due >= latest, "events are due one after the other");
        latest = next->due;
    }
    check(tally, text, reader.bytes_taken());
    check_printable(parser->key_in_words(), 100);
}
