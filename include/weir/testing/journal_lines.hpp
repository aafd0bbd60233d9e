// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "weir/testing/journal.hpp"
#include "weir/testing/json_members.hpp"

/// A journal as JSON lines, to be kept and replayed. Needs nlohmann/json.
namespace weir::inline v0 {

/// The first line: what the rest is.
struct JournalHeader {
    static constexpr std::string_view format_name = "weir journal";
    static constexpr std::uint32_t version_written = 1;

    std::string format{format_name};
    std::uint32_t version = version_written;
    std::uint64_t made = 0;  ///< entries ever made, also those let go
    JournalOptions options{};
};
template <>
inline constexpr std::string_view member_list<JournalHeader> = "format version made options";

/// Why lines are no journal.
struct JournalLinesError {
    std::size_t line = 0;  ///< from 1
    std::string what{};

    /// Such as `line 3: records[1].data: is not base64`.
    [[nodiscard]] std::string to_string() const {
        return "line " + std::to_string(line) + ": " + what;
    }
    friend bool operator==(const JournalLinesError&, const JournalLinesError&) = default;
};
template <>
inline constexpr std::string_view member_list<JournalLinesError> = "line what";

/// An entry as one JSON object, without the end of its line. Its members have a fixed order.
[[nodiscard]] inline std::string to_json(const JournalEntry& entry) {
    return detail::json_of(entry).dump();
}

/// A journal as lines: its header, then an entry each.
[[nodiscard]] inline std::string write_lines(const Journal& journal) {
    JournalHeader header;
    header.made = journal.made();
    header.options = journal.options();
    std::string lines = detail::json_of(header).dump() + '\n';
    for (const JournalEntry& entry : journal.entries()) {
        lines += to_json(entry) + '\n';
    }
    return lines;
}

/// Reads what `write_lines` wrote, line by line.
class JournalReader {
public:
    /// Takes the next line, without its end.  Gives: false if it is wrong, and why in `error()`.
    [[nodiscard]] bool take(std::string_view line) {
        ++error_.line;
        const auto json = detail::Json::parse(line, nullptr, false);
        if (json.is_discarded()) {
            return fail("is not JSON");
        }
        return error_.line == 1 ? take_header(json) : take_entry(json);
    }
    [[nodiscard]] const JournalLinesError& error() const noexcept { return error_; }

    /// Everything that was taken, which has to be a header at least.
    [[nodiscard]] Journal journal() && {
        return Journal{header_.options, std::move(entries_), header_.made};
    }

private:
    bool fail(std::string what) {
        error_.what = std::move(what);
        return false;
    }
    bool fail_as(const detail::JsonReader& reader) {
        const std::string_view problem = reader.problem();
        return fail(std::string{problem.substr(problem.find_first_not_of(".: "))});
    }
    bool take_header(const detail::Json& json) {
        // A later version may have members that are not known here.
        const std::string format{JournalHeader::format_name};
        if (!json.is_object() || !json.contains("format") || json["format"] != format) {
            return fail("is not the header of a weir journal");
        }
        std::uint32_t version = 0;
        detail::JsonReader reader;
        if (!json.contains("version") || !reader.read(json["version"], version) ||
            version != JournalHeader::version_written) {
            return fail("is of a version that can't be read here");
        }
        return reader.read(json, header_) || fail_as(reader);
    }
    bool take_entry(const detail::Json& json) {
        JournalEntry entry;
        detail::JsonReader reader;
        if (!reader.read(json, entry)) {
            return fail_as(reader);
        }
        if (entry.number <= (entries_.empty() ? 0 : entries_.back().number)) {
            return fail("number: does not rise");
        }
        if (entry.number > header_.made) {
            return fail("number: more entries than the header says were made");
        }
        entries_.push_back(std::move(entry));
        return true;
    }

    JournalHeader header_;
    std::deque<JournalEntry> entries_;
    JournalLinesError error_;
};

/// The journal that `write_lines` made these lines of. Any bytes may come.
[[nodiscard]] inline tl::expected<Journal, JournalLinesError> read_lines(std::string_view lines) {
    JournalReader reader;
    bool first = true;
    while (first || !lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        if (!reader.take(line)) {
            return tl::unexpected{reader.error()};
        }
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        first = false;
    }
    return std::move(reader).journal();
}

}  // namespace weir::inline v0
