// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <string_view>
#include <type_traits>

#include "weir/testing/printers.hpp"

/// Shows values of weir with fmt, as printers.hpp does: `fmt::print("{}", put)`, and vectors of
/// them. What may stand in the braces is what fmt takes for a text, such as `{:>40}`.
template <weir::printable T>
struct fmt::formatter<T, char> {
    constexpr auto parse(fmt::format_parse_context& context) { return text_.parse(context); }
    template <class Context>
    auto format(const T& value, Context& context) const {
        return text_.format(weir::to_text(value), context);
    }

private:
    fmt::formatter<std::string_view, char> text_;  // no base, or ranges would put it in quotes
};

/// They have a form of their own, also those that fmt would take for ranges.
template <weir::printable T>
struct fmt::is_range<T, char> : std::false_type {};
