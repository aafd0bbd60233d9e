// SPDX-License-Identifier: Apache-2.0
// Replays an event log through a stream in virtual time and proves what came out of it.

#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app.hpp"
#include "options.hpp"

int main(int argc, char** argv) {
    demo::Options options;
    CLI::App parser;
    demo::add_options(parser, options);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? 0 : demo::exit_senseless;
    }
    try {
        return demo::run(options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "weir-demo: {}\n", error.what());
        return demo::exit_senseless;
    }
}
