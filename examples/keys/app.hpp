// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "../events/input.hpp"
#include "../events/progress.hpp"
#include "../events/terminal.hpp"
#include "../events/text.hpp"
#include "comparison_feed.hpp"
#include "input_source.hpp"
#include "options.hpp"
#include "outputs.hpp"
#include "weir/analysis/fail_if.hpp"

namespace keys {

constexpr int exit_looked_at = 0;
constexpr int exit_condition_holds = 1;
constexpr int exit_senseless = 2;

/// Where the program writes: its report, and everything else.
struct Streams {
    std::FILE* report = stdout;
    std::FILE* words = stderr;
};

/// One run of weir-keys, from the first record to the exit status.
class App {
public:
    App(const Options& options, std::vector<weir::KeyFunction> own, const Streams& streams)
        : options_{options}, own_{std::move(own)}, streams_{streams} {}

    /// Errors: std::runtime_error with the reason
    int run() {
        read("");
        weir::KeyComparison& comparison = feed_->comparison();
        if (!options_.one_pass && can_read_again_ && !comparison.exact()) {
            comparison.begin_recount();
            read("again, to count exactly: ");
            if (!comparison.end_recount()) {
                notes_.push_back(
                    "The input changed while it was read a second time; counts of keys are those "
                    "of the second.");
            }
        }
        weir::KeyReport report = comparison.report();
        describe(report);
        if (!options_.no_costs) {
            comparison.measure_costs(
                report, [] { return std::chrono::steady_clock::now().time_since_epoch(); });
        }
        write(report);
        return judge(report);
    }

private:
    /// Reads the input from start to end.
    void read(std::string_view which) {
        const auto input = events::open_input(options_.file);
        std::error_code error;
        can_read_again_ = std::filesystem::is_regular_file(options_.file, error);
        InputSource source{*input->in, input->name, options_.input};
        if (!feed_) feed_.emplace(options_, std::move(own_), source.mean_data_bytes());
        const auto words = events::Surroundings::of(streams_.words);
        events::Progress progress{streams_.words,
                                  events::Style::choose(options_.output.color, words),
                                  !options_.quiet && words.terminal};
        while (const InputRecord* record = source.next()) {
            feed_->take(*record);
            progress.step([&](const events::Style& style) {
                return events::progress_text(
                    source.tally().bytes, input->bytes,
                    fmt::format("{}{}", which,
                                events::counted(record->ordinal + 1, "record", "records")),
                    style);
            });
        }
        progress.clear();
        input_name_ = input->name;
        tally_ = source.tally();
        notes_ = source.notes();
        if (source.format() != "keys" && tally_.events > 0) {
            notes_.insert(notes_.begin(),
                          fmt::format("Read as {}; key: {}; time: {}.", source.format(),
                                      source.key_in_words(), source.time_in_words()));
        }
        if (const auto nothing = source.nothing_in_words()) {
            notes_.push_back(fmt::format("{} {}.", input->name, *nothing));
        }
    }

    /// Fills in what only the program knows of the input.
    void describe(weir::KeyReport& report) const {
        report.input = input_name_;
        report.lines = tally_.lines;
        report.lines_skipped = tally_.bad;
        if (report.arrivals != weir::ArrivalModel::recorded && report.records > 0) {
            report.notes.push_back(fmt::format(
                "The input has no times: its records are taken to come at {} a second{}.",
                weir::number_text(feed_->rate()),
                options_.rate ? "" : ", half of what the shards take"));
        }
        if (feed_->lost() > 0) {
            report.notes.push_back(
                "Some aggregated records hold records whose keys they do not name; these are left "
                "out.");
        }
        for (const std::string& note : notes_) {
            report.notes.push_back(note);
        }
        for (const InputTally::Reason& reason : tally_.reasons) {
            report.notes.push_back(
                fmt::format("{} skipped: {}.",
                            events::counted(reason.count, "line was", "lines were"), reason.why));
        }
    }

    void write(const weir::KeyReport& report) const {
        if (!options_.html_file.empty()) {
            write_file(options_.html_file, weir::report_html(report));
        }
        if (!options_.pictures_folder.empty()) write_pictures(report, options_.pictures_folder);
        const bool to_file = !options_.output_file.empty();
        const auto style = report_style(options_.output.color, to_file ? nullptr : streams_.report);
        const std::string text = text_of(report, options_.output, style);
        if (to_file) return write_file(options_.output_file, text);
        const bool written =
            std::fwrite(text.data(), 1, text.size(), streams_.report) == text.size() &&
            std::fflush(streams_.report) == 0;
        if (!written) throw std::runtime_error{"cannot write the report"};
    }

    /// Says which conditions hold.  Gives: the exit status
    int judge(const weir::KeyReport& report) const {
        int status = exit_looked_at;
        for (const std::string& text : options_.fail_if) {
            const auto outcome = weir::parse_fail_if(text).condition->judge(report);
            if (!outcome.holds) continue;
            status = exit_condition_holds;
            for (const std::string& reason : outcome.reasons) {
                fmt::print(streams_.words, "weir-keys: {}\n", reason);
            }
        }
        return status;
    }

    const Options& options_;
    std::vector<weir::KeyFunction> own_;
    Streams streams_;
    std::optional<ComparisonFeed> feed_;  ///< from when the input is known
    bool can_read_again_ = false;
    std::string input_name_;
    InputTally tally_;
    std::vector<std::string> notes_;
};

/// The whole of weir-keys, with key functions of the caller's own to compare with.
/// Gives: the exit status
inline int run(int argc, const char* const* argv, std::vector<weir::KeyFunction> own = {},
               const Streams& streams = {}) {
    Options options;
    CLI::App parser;
    add_options(parser, options);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? exit_looked_at : exit_senseless;
    }
    try {
        return App{options, std::move(own), streams}.run();
    } catch (const std::exception& error) {
        fmt::print(streams.words, "weir-keys: {}\n", error.what());
        return exit_senseless;
    }
}

}  // namespace keys
