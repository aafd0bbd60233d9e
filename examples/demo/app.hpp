// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "../events/format_choice.hpp"
#include "../events/input.hpp"
#include "../events/line_reader.hpp"
#include "../events/progress.hpp"
#include "demo_stream.hpp"
#include "event_parser.hpp"
#include "event_source.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "replay.hpp"
#include "report.hpp"
#include "write_limits.hpp"

namespace demo {

using namespace events;

constexpr int exit_proven = 0;
constexpr int exit_not_proven = 1;
constexpr int exit_senseless = 2;

#ifndef WEIR_DEMO_DATA
#define WEIR_DEMO_DATA "dpkg.log"
#endif

/// Errors: std::runtime_error with the reason
inline std::unique_ptr<RowFormat> format_of(const LineReader& lines, const Options& options,
                                            const std::string& name) {
    if (const auto why = not_a_log(lines.head(), "weir-demo")) {
        throw std::runtime_error{fmt::format("{} {}", name, *why)};
    }
    auto format = choose_format(options.format, options.delimiter_character(),
                                options.event_choices().time, lines.sample(50));
    if (format) return format;
    throw std::runtime_error{
        fmt::format("{} is in no format that is known here: most of its first lines are neither of "
                    "dpkg, nor of an access log, nor JSON, nor columns with a time; say which with "
                    "--format, --delimiter and --time-field",
                    name)};
}

/// Where the demo writes: its report, and everything else.
struct Outputs {
    std::FILE* report = stdout;
    std::FILE* words = stderr;
};

/// One run of the demo, from the first event to the report.
class App {
public:
    App(const Options& options, const Outputs& out, const Input& input, LineReader& lines,
        EventParser& parser)
        : options_(options), out_(out), input_(input), lines_(lines), parser_(parser) {}

    /// Gives: the exit status
    int run() {
        InputTally before;
        EventSource source{lines_, parser_, options_.speed, before};
        auto first = source.next();
        if (!first) return nothing_to_replay(before);
        return replay(std::move(first), source, before);
    }

private:
    using WallClock = std::chrono::steady_clock;

    int nothing_to_replay(const InputTally& tally) const {
        fmt::print(out_.words, "weir-demo: no record in {} of {}\n",
                   counted(tally.lines, "line", "lines"), input_.name);
        for (const BadLine& line : tally.first_bad) {
            fmt::print(out_.words, "  line {} {}: {}\n", line.number, line.why,
                       printable(line.start, 60));
        }
        return tally.bad > 0 ? exit_senseless : exit_proven;
    }

    int replay(std::optional<TimedEvent> first, EventSource& source, InputTally& input) {
        const WallClock::time_point started = WallClock::now();
        const weir::Instant start = first->due;
        const WriteLimits limits = write_limits(options_);
        weir::ManualClock clock{start};
        DemoStream stream{stream_options(), clock, throttle_of(limits)};
        Tally tally{start};
        Replay replay{stream, clock, tally, settings(limits)};
        const Surroundings words = Surroundings::of(out_.words);
        Progress progress{out_.words, Style::choose(options_.color, words),
                          !options_.quiet && words.terminal};
        replay.run(std::move(first), source, [&] {
            progress.step([&](const Style& style) {
                return progress_text(input, input_.bytes, replay.open_shards(), clock.now(), style);
            });
        });
        progress.clear();
        tally.input = input;
        tally.reach(clock.now());

        ReportFacts facts = facts_of(limits);
        facts.start = start;
        facts.end = clock.now();
        facts.wall = WallClock::now() - started;
        facts.failure = replay.failure();
        facts.shards_open = replay.open_shards();
        const auto metrics = stream.metrics();
        facts.counters_agree =
            metrics.incoming_records == tally.writes.put &&
            metrics.get_records_records == tally.reads.records &&
            metrics.write_provisioned_throughput_exceeded == tally.writes.throttled;
        const Verdict verdict = replay.verdict();
        const Style style = Style::choose(options_.color, Surroundings::of(out_.report));
        Report report{facts, tally, replay.keys(), verdict, style};
        fmt::print(out_.report, "{}", report.text());
        return report.passed() ? exit_proven : exit_not_proven;
    }

    static weir::Duration in_seconds(double seconds) {
        return weir::Duration{static_cast<std::int64_t>(seconds * 1e6)};
    }

    [[nodiscard]] weir::StreamOptions stream_options() const {
        weir::StreamOptions stream;
        stream.stream_name = "demo";
        stream.shard_count = options_.shards;
        stream.resharding_time = in_seconds(options_.resharding_seconds);
        stream.shard_limit = std::max({options_.shards, options_.most_shards, stream.shard_limit});
        return stream;
    }

    [[nodiscard]] ReplaySettings settings(const WriteLimits& limits) const {
        ReplaySettings settings;
        settings.reshard = !options_.no_reshard;
        settings.seed = options_.seed;
        settings.rules.fewest = options_.fewest_shards;
        settings.rules.most = options_.most_shards;
        settings.rules.cold_for = in_seconds(options_.cold_seconds);
        settings.rules.records_per_second = static_cast<double>(limits.records_per_second);
        settings.rules.bytes_per_second = static_cast<double>(limits.bytes_per_second);
        return settings;
    }

    [[nodiscard]] ReportFacts facts_of(const WriteLimits& limits) const {
        ReportFacts facts;
        facts.input_name = input_.name;
        facts.format = parser_.format().name();
        facts.key_in_words = parser_.key_in_words();
        facts.time_in_words = parser_.time_in_words();
        facts.limits_in_words = limits.in_words();
        facts.speed = options_.speed;
        facts.resharded = !options_.no_reshard;
        facts.resharding_time = in_seconds(options_.resharding_seconds);
        facts.shards_at_start = options_.shards;
        facts.top = options_.top;
        return facts;
    }

    const Options& options_;
    Outputs out_;
    const Input& input_;
    LineReader& lines_;
    EventParser& parser_;
};

/// Runs the demo.
/// Gives: the exit status
/// Errors: std::runtime_error with the reason when the input makes no sense
inline int run(const Options& options, const Outputs& out = {}) {
    const auto input = open_input(options.file.empty() ? WEIR_DEMO_DATA : options.file);
    LineReader lines{*input->in};
    if (lines.head().find_first_not_of(" \t\r\n") == std::string_view::npos) {
        fmt::print(out.words, "weir-demo: {} is {}: nothing to replay\n", input->name,
                   lines.head().empty() ? "empty" : "blank");
        return exit_proven;
    }
    auto format = format_of(lines, options, input->name);
    try {
        EventParser parser{std::move(format), options.event_choices()};
        return App{options, out, *input, lines, parser}.run();
    } catch (const std::regex_error& error) {
        throw std::runtime_error{
            fmt::format("--key-regex is no regular expression: {}", error.what())};
    }
}

}  // namespace demo
