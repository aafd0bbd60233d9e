// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "../events/format_choice.hpp"
#include "../events/option_rules.hpp"
#include "../events/row.hpp"
#include "../events/terminal.hpp"
#include "event_parser.hpp"

namespace demo {

using namespace events;

/// What the command line says.
struct Options {
    std::string file;  ///< empty: the log that comes with the demo; `-`: standard input
    FormatName format = FormatName::automatic;
    std::optional<std::string> delimiter;
    std::optional<std::string> key_field;
    std::optional<std::string> key_regex;
    std::optional<std::string> time_field;

    std::uint32_t shards = 2;
    std::uint32_t fewest_shards = 1;
    std::uint32_t most_shards = 32;
    double speed = 1;
    std::optional<std::uint32_t> write_limit;
    std::optional<std::uint64_t> write_bytes;
    bool no_reshard = false;
    double resharding_seconds = 30;
    double cold_seconds = 90;
    std::uint64_t seed = 1;

    std::size_t top = 10;
    ColorChoice color = ColorChoice::automatic;
    bool quiet = false;

    [[nodiscard]] EventChoices event_choices() const {
        EventChoices choices;
        if (time_field) choices.time = FieldChoice::parse(*time_field);
        if (key_field) choices.key = FieldChoice::parse(*key_field);
        choices.key_regex = key_regex;
        return choices;
    }

    [[nodiscard]] std::optional<char> delimiter_character() const {
        if (!delimiter) return std::nullopt;
        return delimiter_of(*delimiter);
    }
};

namespace detail {

inline void add_input_options(CLI::App& app, Options& options) {
    static const std::map<std::string, FormatName> formats{{"auto", FormatName::automatic},
                                                           {"dpkg", FormatName::dpkg},
                                                           {"access", FormatName::access},
                                                           {"jsonl", FormatName::jsonl},
                                                           {"delimited", FormatName::delimited}};
    app.add_option("FILE", options.file,
                   "Event log to replay, - for standard input (default: a package manager's log "
                   "that comes with the demo)")
        ->type_name("");
    app.add_option("--format", options.format, "auto, dpkg, access, jsonl or delimited")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("NAME")
        ->group("Input");
    app.add_option("--delimiter", options.delimiter,
                   "Character between the columns of delimited text, or tab")
        ->check(check_delimiter)
        ->type_name("CHAR")
        ->group("Input");
    auto* key = app.add_option("--key-field", options.key_field,
                               "Field that is the partition key, by number from 1 or by name")
                    ->check(check_field)
                    ->type_name("FIELD")
                    ->group("Input");
    app.add_option("--key-regex", options.key_regex,
                   "Pattern whose first group (or whole match) in the line is the partition key")
        ->excludes(key)
        ->type_name("PATTERN")
        ->group("Input");
    app.add_option("--time-field", options.time_field,
                   "Field that is the time, by number from 1 or by name")
        ->check(check_field)
        ->type_name("FIELD")
        ->group("Input");
}

inline void add_stream_options(CLI::App& app, Options& options) {
    app.add_option("--shards", options.shards, "Shards at the start")
        ->capture_default_str()
        ->check(within(1, 10000))
        ->type_name("N")
        ->group("Stream");
    app.add_option("--speed", options.speed, "Divide the log's time by this")
        ->capture_default_str()
        ->check(within(1e-3, 1e9))
        ->check(check_finite)
        ->type_name("FACTOR")
        ->group("Stream");
    app.add_option("--write-limit", options.write_limit,
                   "Records a second that a shard takes (default: the service's 1,000; "
                   "20 for the log that comes with the demo)")
        ->check(within(1, 1000000))
        ->type_name("N")
        ->group("Stream");
    app.add_option("--write-bytes", options.write_bytes,
                   "Bytes a second that a shard takes (default: the service's 1 MiB)")
        ->check(within(1.0, 1e12))
        ->check(check_finite)
        ->type_name("N")
        ->group("Stream");
    app.add_option("--seed", options.seed, "Seed of the chance in the retries")
        ->capture_default_str()
        ->type_name("N")
        ->group("Stream");
}

inline void add_reshard_options(CLI::App& app, Options& options) {
    app.add_flag("--no-reshard", options.no_reshard, "Leave the shards as they are")
        ->group("Resharding");
    app.add_option("--min-shards", options.fewest_shards, "Merge down to no fewer")
        ->capture_default_str()
        ->check(within(1, 10000))
        ->type_name("N")
        ->group("Resharding");
    app.add_option("--max-shards", options.most_shards, "Split up to no more")
        ->capture_default_str()
        ->check(within(1, 10000))
        ->type_name("N")
        ->group("Resharding");
    app.add_option("--cold-seconds", options.cold_seconds,
                   "Merge neighbours that idle as long as this")
        ->capture_default_str()
        ->check(within(1.0, 1e9))
        ->check(check_finite)
        ->type_name("SECONDS")
        ->group("Resharding");
    app.add_option("--resharding-seconds", options.resharding_seconds,
                   "How long a split or merge takes")
        ->capture_default_str()
        ->check(within(0.0, 3600.0))
        ->check(check_finite)
        ->type_name("SECONDS")
        ->group("Resharding");
}

inline void add_report_options(CLI::App& app, Options& options) {
    app.add_option("--top", options.top, "Keys in the list of the busiest")
        ->capture_default_str()
        ->check(within(0, 1000))
        ->type_name("N")
        ->group("Report");
    add_color_option(app, options.color, "Report");
    app.add_flag("-q,--quiet", options.quiet, "No progress bar")->group("Report");
}

}  // namespace detail

/// Teaches a parser the demo's options; `options` must outlive it.
inline void add_options(CLI::App& app, Options& options) {
    app.description(
        "Replays an event log at its own recorded times, in virtual time, through a sharded and\n"
        "throttled stream that splits its hot shards and merges its cold ones, reads everything\n"
        "back and proves that nothing was lost, doubled or reordered within a key.");
    app.footer("Exit status: 0 proven, 1 not proven, 2 the input or an option makes no sense.");
    detail::add_input_options(app, options);
    detail::add_stream_options(app, options);
    detail::add_reshard_options(app, options);
    detail::add_report_options(app, options);
}

}  // namespace demo
