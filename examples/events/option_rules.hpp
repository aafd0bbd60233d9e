// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "terminal.hpp"

/// Rules that options of several programs have in common.
namespace events {

/// A range that says nothing of itself in the help.
template <class T>
CLI::Validator within(T least, T most) {
    return CLI::Range(least, most).description("");
}

/// CLI11 takes `nan` for a number, and every range lets it pass.
inline std::string check_finite(const std::string& text) {
    const bool number = text.find_first_of("0123456789") != std::string::npos;
    return number ? "" : "a number is needed";
}

inline std::string check_delimiter(const std::string& text) {
    if (text.size() == 1 || text == "\\t" || text == "tab") return {};
    return "a delimiter is one character, or tab";
}
/// The character that such a text means.
inline char delimiter_of(const std::string& text) {
    return text.size() == 1 ? text.front() : '\t';
}

inline std::string check_field(const std::string& text) {
    return text.empty() || text == "0" ? "fields are counted from 1, or named" : "";
}

inline void add_color_option(CLI::App& app, ColorChoice& color, const std::string& group) {
    static const std::map<std::string, ColorChoice> colors{{"auto", ColorChoice::automatic},
                                                           {"always", ColorChoice::always},
                                                           {"never", ColorChoice::never}};
    app.add_option("--color", color, "auto, always or never")
        ->transform(CLI::CheckedTransformer(colors).description(""))
        ->type_name("WHEN")
        ->group(group);
}

}  // namespace events
