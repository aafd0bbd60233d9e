// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "weir/core/instant.hpp"

namespace weir::inline v0::detail {

/// A number in which every bit of `value` has its say. The same on every machine.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 33)) * 0xff51'afd7'ed55'8ccd;
    value = (value ^ (value >> 33)) * 0xc4ce'b9fe'1a85'ec53;
    return value ^ (value >> 33);
}
/// The same of a number and a text (FNV-1a).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value, std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325 ^ mixed(value);
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100'0000'01b3;
    }
    return mixed(hash);
}

/// A length of time for people: days, hours, minutes, seconds; microseconds where there are some.
[[nodiscard]] inline std::string time_text(Duration length) {
    const bool negative = length < Duration{0};
    const auto micros = negative ? 0 - static_cast<std::uint64_t>(length.count())
                                 : static_cast<std::uint64_t>(length.count());
    const std::uint64_t seconds = micros / 1'000'000;
    const std::uint64_t days = seconds / 86'400;
    char text[64];
    int size = 0;
    const auto add = [&](const char* form, auto... values) {
        size += std::snprintf(text + size, sizeof text - static_cast<std::size_t>(size), form,
                              values...);
    };
    add("%s", negative ? "-" : "");
    if (days > 0) {
        add("%llud ", static_cast<unsigned long long>(days));
    }
    add("%02u:%02u:%02u", static_cast<unsigned>(seconds / 3600 % 24),
        static_cast<unsigned>(seconds / 60 % 60), static_cast<unsigned>(seconds % 60));
    if (micros % 1'000'000 != 0) {
        add(micros % 1000 == 0 ? ".%03u" : ".%06u",
            static_cast<unsigned>(micros % 1000 == 0 ? micros % 1'000'000 / 1000
                                                     : micros % 1'000'000));
    }
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace weir::inline v0::detail
