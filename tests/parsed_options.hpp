// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

/// What a command line says; `teach(parser, options)` tells the parser what it may.
/// Gives: the options, or nothing when the command line is refused.
template <class Options, class Teach>
std::optional<Options> parsed_options(std::vector<std::string> arguments, Teach&& teach) {
    Options options;
    CLI::App parser;
    teach(parser, options);
    std::reverse(arguments.begin(), arguments.end());
    try {
        parser.parse(arguments);
    } catch (const CLI::ParseError&) {
        return std::nullopt;
    }
    return options;
}
