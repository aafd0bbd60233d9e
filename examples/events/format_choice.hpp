// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "access_log.hpp"
#include "delimited.hpp"
#include "dpkg_log.hpp"
#include "json_lines.hpp"
#include "row.hpp"

namespace events {

enum class FormatName { automatic, dpkg, access, jsonl, delimited };

/// How many of the lines are rows with a time, given that a first line may be a heading.
inline std::size_t rows_with_time(RowFormat& format, const std::vector<std::string_view>& lines,
                                  const std::optional<FieldChoice>& time) {
    std::size_t count = 0;
    Row row;
    for (const std::string_view line : lines) {
        const SplitResult result = format.split(line, row);
        if (result == SplitResult::heading) ++count;
        if (result != SplitResult::row) continue;
        const auto choice = time ? time : format.usual_time(row);
        const auto text = choice ? row.find(*choice) : std::nullopt;
        if (text && parse_time(*text)) ++count;
    }
    return count;
}

/// The delimiter that makes rows with a time of the most lines, at least half, if any does.
inline std::optional<char> guess_delimiter(const std::vector<std::string_view>& lines,
                                           const std::optional<FieldChoice>& time) {
    std::optional<char> best;
    std::size_t most = (lines.size() + 1) / 2;
    for (const char candidate : {'\t', ',', ';', '|'}) {
        Delimited format{candidate};
        const std::size_t count = rows_with_time(format, lines, time);
        if (count > 0 && count >= most + (best ? 1 : 0)) {
            most = count;
            best = candidate;
        }
    }
    return best;
}

/// The first format that understands at least half of the lines, if any does.
inline std::unique_ptr<RowFormat> guess_format(const std::vector<std::string_view>& lines,
                                               const std::optional<FieldChoice>& time) {
    const auto fits = [&](RowFormat& format) {
        const std::size_t count = rows_with_time(format, lines, time);
        return count > 0 && count * 2 >= lines.size();
    };
    if (auto dpkg = std::make_unique<DpkgLog>(); fits(*dpkg)) return dpkg;
    if (auto access = std::make_unique<AccessLog>(); fits(*access)) return access;
    if (auto jsonl = std::make_unique<JsonLines>(); fits(*jsonl)) return jsonl;
    if (const auto delimiter = guess_delimiter(lines, time)) {
        return std::make_unique<Delimited>(*delimiter);
    }
    return nullptr;
}

/// Gives: nothing only where the format was left open and the lines are of no known one
inline std::unique_ptr<RowFormat> choose_format(FormatName wanted, std::optional<char> delimiter,
                                                const std::optional<FieldChoice>& time,
                                                const std::vector<std::string_view>& lines) {
    switch (wanted) {
        case FormatName::dpkg:
            return std::make_unique<DpkgLog>();
        case FormatName::access:
            return std::make_unique<AccessLog>();
        case FormatName::jsonl:
            return std::make_unique<JsonLines>();
        case FormatName::automatic:
            if (!delimiter) return guess_format(lines, time);
            break;
        case FormatName::delimited:
            if (!delimiter) delimiter = guess_delimiter(lines, time);
            break;
    }
    return std::make_unique<Delimited>(delimiter.value_or(','));
}

/// Why the start of an input shows that it is no log, or nothing; `program` is what could read it.
inline std::optional<std::string> not_a_log(std::string_view head, std::string_view program) {
    const auto starts = [&](std::string_view magic) { return head.starts_with(magic); };
    const auto through = [&](std::string_view is, std::string_view command) {
        return fmt::format("is {}; try: {} FILE | {} -", is, command, program);
    };
    using namespace std::string_view_literals;
    if (starts("\x1F\x8B"sv)) return through("compressed with gzip", "zcat");
    if (starts("\xFD"
               "7zXZ"sv)) {
        return through("compressed with xz", "xzcat");
    }
    if (starts("\x28\xB5\x2F\xFD"sv)) {
        return through("compressed with zstd", "zstdcat");
    }
    if (starts("\xFF\xFE"sv) || starts("\xFE\xFF"sv)) {
        return through("UTF-16 text", "iconv -f utf-16 -t utf-8");
    }
    std::size_t control = 0;
    for (const char c : head) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r'))
            ++control;
    }
    if (control * 20 > head.size()) {
        return "looks like a binary file: more than one byte in twenty is no text";
    }
    return std::nullopt;
}

}  // namespace events
