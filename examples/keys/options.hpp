// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "../events/option_rules.hpp"
#include "../events/terminal.hpp"
#include "input_choices.hpp"
#include "outputs.hpp"
#include "weir/analysis/fail_if.hpp"
#include "weir/analysis/key_analysis.hpp"
#include "weir/analysis/key_function.hpp"

namespace keys {

/// A key function that takes other fields of a row is named `field:` and the fields, one that adds
/// a field to the key `composed:` and that.
constexpr std::string_view by_field = "field:";
constexpr std::string_view composed_with = "composed:";

/// What the command line says.
struct Options {
    std::string file = "-";
    InputChoices input;

    std::uint32_t shards = 4;
    std::string layout;  ///< a file with what ListShards gave; empty: equal ranges
    std::uint64_t write_records = weir::limits::write_records_per_second;
    std::uint64_t write_bytes = weir::limits::write_bytes_per_second;

    weir::ArrivalModel arrivals = weir::ArrivalModel::even;
    std::optional<double> rate;
    double peak_to_mean = 1.5;
    double speed = 1;

    std::vector<std::string> compare;
    double hot_ratio = 1.5;
    double target = 0.8;
    std::uint32_t consumers = 1;
    std::size_t top = 20;
    std::uint64_t seed = 1;
    std::size_t memory_mib = 64;
    bool one_pass = false;
    bool no_costs = false;

    Output output;
    std::string output_file;
    std::string html_file;
    std::string pictures_folder;
    std::vector<std::string> fail_if;
    bool quiet = false;
};

namespace detail {

using events::check_delimiter;
using events::check_finite;
using events::within;

inline std::string check_fields(const std::string& text) {
    for (const events::FieldChoice& field : InputChoices::parse_fields(text)) {
        if (field.number == 0 && (field.name.empty() || field.name == "0")) {
            return "fields are counted from 1, or named";
        }
    }
    return {};
}

inline std::string check_condition(const std::string& text) {
    const weir::FailIfParse parsed = weir::parse_fail_if(text);
    return parsed.condition ? "" : parsed.mistake.message;
}

inline std::string check_key_function(const std::string& text) {
    if (text.starts_with(by_field)) return check_fields(text.substr(by_field.size()));
    if (text.starts_with(composed_with)) {
        const std::string field = text.substr(composed_with.size());
        if (field.find(',') != std::string::npos) return "composed adds one field to the key";
        return check_fields(field);
    }
    const auto function = weir::parse_key_function(text);
    return function ? "" : function.error();
}

inline void add_input_options(CLI::App& app, Options& options) {
    static const std::map<std::string, InputFormat> formats{
        {"auto", InputFormat::automatic},   {"keys", InputFormat::keys},
        {"jsonl", InputFormat::jsonl},      {"delimited", InputFormat::delimited},
        {"access", InputFormat::access},    {"dpkg", InputFormat::dpkg},
        {"captured", InputFormat::captured}};
    InputChoices& input = options.input;
    app.add_option("FILE", options.file, "Keys or events, - for standard input (default)")
        ->type_name("");
    app.add_option("--input-format", input.format,
                   "auto, keys (one a line), jsonl, delimited, access, dpkg, or captured (what "
                   "GetRecords gave)")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("NAME")
        ->group("Input");
    app.add_option_function<std::string>(
           "--delimiter",
           [&input](const std::string& text) { input.delimiter = events::delimiter_of(text); },
           "Character between the columns of delimited text, or tab")
        ->check(check_delimiter)
        ->type_name("CHAR")
        ->group("Input");
    auto* key = app.add_option_function<std::string>(
                       "--key-field",
                       [&input](const std::string& text) {
                           input.key_fields = InputChoices::parse_fields(text);
                       },
                       "Field that is the partition key, by number from 1 or by name; several "
                       "with commas between them make one key")
                    ->check(check_fields)
                    ->type_name("FIELDS")
                    ->group("Input");
    app.add_option("--key-regex", input.key_regex,
                   "Pattern whose first group (or whole match) in the line is the partition key")
        ->excludes(key)
        ->type_name("PATTERN")
        ->group("Input");
    app.add_option_function<std::string>(
           "--time-field",
           [&input](const std::string& text) {
               input.time_field = events::FieldChoice::parse(text);
           },
           "Field that is the time, by number from 1 or by name")
        ->check(check_fields)
        ->type_name("FIELD")
        ->group("Input");
    app.add_option("--record-bytes", input.record_bytes,
                   "Bytes of data in each record (default: as many as the input shows)")
        ->check(within(0.0, 10485760.0))
        ->check(check_finite)
        ->type_name("N")
        ->group("Input");
}

inline void add_stream_options(CLI::App& app, Options& options) {
    static const std::map<std::string, weir::ArrivalModel> models{
        {"even", weir::ArrivalModel::even},
        {"poisson", weir::ArrivalModel::poisson},
        {"daily", weir::ArrivalModel::daily}};
    auto* shards = app.add_option("--shards", options.shards, "Shards of equal ranges")
                       ->capture_default_str()
                       ->check(within(1, 10000))
                       ->type_name("N")
                       ->group("Stream");
    app.add_option("--list-shards", options.layout,
                   "File with what `aws kinesis list-shards` printed: these shards instead")
        ->excludes(shards)
        ->type_name("FILE")
        ->group("Stream");
    app.add_option("--write-records", options.write_records, "Records a second that a shard takes")
        ->capture_default_str()
        ->check(within(1, 100'000'000))
        ->type_name("N")
        ->group("Stream");
    app.add_option("--write-bytes", options.write_bytes, "Bytes a second that a shard takes")
        ->capture_default_str()
        ->check(within(1.0, 1e12))
        ->check(check_finite)
        ->type_name("N")
        ->group("Stream");
    app.add_option("--consumers", options.consumers, "Consumers that read everything")
        ->capture_default_str()
        ->check(within(0, 1000))
        ->type_name("N")
        ->group("Stream");
    app.add_option("--rate", options.rate,
                   "Records a second where the input has no times (default: half of what the "
                   "shards take)")
        ->check(within(1e-6, 1e12))
        ->check(check_finite)
        ->type_name("N")
        ->group("Time");
    app.add_option("--arrivals", options.arrivals,
                   "even, poisson or daily, where the input has no times")
        ->transform(CLI::CheckedTransformer(models).description(""))
        ->type_name("MODEL")
        ->group("Time");
    app.add_option("--peak", options.peak_to_mean, "Peak over mean of the daily arrivals, 1 to 2")
        ->capture_default_str()
        ->check(within(1.0, 2.0))
        ->check(check_finite)
        ->type_name("FACTOR")
        ->group("Time");
    app.add_option("--speed", options.speed, "Divide the times of the input by this")
        ->capture_default_str()
        ->check(within(1e-3, 1e9))
        ->check(check_finite)
        ->type_name("FACTOR")
        ->group("Time");
}

inline void add_question_options(CLI::App& app, Options& options) {
    app.add_option("--compare", options.compare,
                   "Another key function, beside the keys as they are: salted:N, "
                   "salted:N:round_robin, random, constant:KEY, field:FIELDS, or composed:FIELD; "
                   "may be repeated")
        ->check(check_key_function)
        ->type_name("FUNCTION")
        ->group("Questions");
    app.add_option("--fail-if", options.fail_if,
                   "Exit with 1 if this holds of the keys as they are, such as "
                   "'max_over_mean > 1.5 or verdict == hot_key'; may be repeated")
        ->check(check_condition)
        ->type_name("CONDITION")
        ->group("Questions");
    app.add_option("--hot", options.hot_ratio, "Times the mean from which a shard is hot")
        ->capture_default_str()
        ->check(within(1.01, 1000.0))
        ->check(check_finite)
        ->type_name("FACTOR")
        ->group("Questions");
    app.add_option("--target", options.target,
                   "Share of a shard's limits that its busiest second should stay below")
        ->capture_default_str()
        ->check(within(0.01, 1000.0))
        ->check(check_finite)
        ->type_name("SHARE")
        ->group("Questions");
    app.add_option("--seed", options.seed, "Seed of all that is left to chance")
        ->capture_default_str()
        ->type_name("N")
        ->group("Questions");
    app.add_option("--memory", options.memory_mib, "Most memory for counting keys")
        ->capture_default_str()
        ->check(within(16, 65536))
        ->type_name("MIB")
        ->group("Questions");
    app.add_flag("--one-pass", options.one_pass,
                 "Don't read the input again where memory was too small to count exactly")
        ->group("Questions");
    app.add_flag("--no-costs", options.no_costs, "Don't measure what hashing and routing cost")
        ->group("Questions");
}

inline void add_output_options(CLI::App& app, Options& options) {
    static const std::map<std::string, OutputFormat> formats{
        {"terminal", OutputFormat::terminal}, {"markdown", OutputFormat::markdown},
        {"json", OutputFormat::json},         {"csv", OutputFormat::csv},
        {"html", OutputFormat::html},         {"svg", OutputFormat::svg},
        {"mermaid", OutputFormat::mermaid},   {"benchmark", OutputFormat::benchmark}};
    static const std::map<std::string, weir::CsvTable> tables{
        {"shards", weir::CsvTable::shards},
        {"top_keys", weir::CsvTable::top_keys},
        {"load_map", weir::CsvTable::load_map}};
    std::vector<std::string> names;
    for (const NamedPicture& one : pictures)
        names.emplace_back(one.name);

    app.add_option("--format", options.output.format,
                   "terminal, markdown, json, csv, html, svg, mermaid or benchmark")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("NAME")
        ->group("Output");
    app.add_option("--table", options.output.table, "For csv: shards, top_keys or load_map")
        ->transform(CLI::CheckedTransformer(tables).description(""))
        ->type_name("NAME")
        ->group("Output");
    app.add_option("--picture", options.output.picture,
                   "For svg: heat_map, hash_ranges, loads, top_keys, comparison or lineage")
        ->check(CLI::IsMember(names).description(""))
        ->type_name("NAME")
        ->group("Output");
    app.add_option("--output", options.output_file, "Write there, not to standard output")
        ->type_name("FILE")
        ->group("Output");
    app.add_option("--html", options.html_file, "Write the page with all pictures as well")
        ->type_name("FILE")
        ->group("Output");
    app.add_option("--pictures", options.pictures_folder, "Write every picture as SVG as well")
        ->type_name("FOLDER")
        ->group("Output");
    app.add_option("--top", options.top, "Keys in the list of the busiest")
        ->capture_default_str()
        ->check(within(0, 1000))
        ->type_name("N")
        ->group("Output");
    events::add_color_option(app, options.output.color, "Output");
    app.add_flag("-q,--quiet", options.quiet, "No progress bar")->group("Output");
}

}  // namespace detail

/// Teaches a parser the options of weir-keys; `options` must outlive it.
inline void add_options(CLI::App& app, Options& options) {
    app.description(
        "Shows how partition keys spread over the shards of a stream: whether the trouble is a\n"
        "hot shard or a hot key, what would be throttled, and what to do about it.");
    app.footer(
        "Exit status: 0 looked at, 1 a condition of --fail-if holds, 2 the input or an option "
        "makes\nno sense.");
    detail::add_input_options(app, options);
    detail::add_stream_options(app, options);
    detail::add_question_options(app, options);
    detail::add_output_options(app, options);
}

}  // namespace keys
