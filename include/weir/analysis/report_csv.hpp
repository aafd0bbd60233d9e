// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/core/base64.hpp"

namespace weir::inline v0 {

/// What a CSV file lists.
enum class CsvTable { shards, top_keys, load_map };

namespace detail {

/// Lines of values with commas between them.  Source: RFC 4180.
class CsvWriter {
public:
    explicit CsvWriter(std::string_view header) : out_{header} { out_ += "\r\n"; }

    /// A text from outside. One that a spreadsheet would compute, as it begins with `=`, `+`, `-`,
    /// `@` or a tab or a line end, gets an apostrophe in front, which spreadsheets take for "this
    /// is a text". Control characters but for tabs and line ends become U+FFFD.
    void text(std::string_view text) {
        separate();
        out_ += '"';
        if (!text.empty() && std::string_view{"=+-@\t\r\n"}.find(text.front()) != text.npos) {
            out_ += '\'';
        }
        const std::string kept = replaced_text(text, [](std::uint32_t code) {
            return (code < 0x20 && code != '\t' && code != '\r' && code != '\n') || code == 0x7f;
        });
        for (const char c : kept) {
            out_ += c;
            if (c == '"') {
                out_ += c;
            }
        }
        out_ += '"';
    }
    /// What needs neither quotes nor care: digits, letters, points and dashes within.
    void plain(std::string_view text) {
        separate();
        out_ += text;
    }
    void count(std::uint64_t value) { plain(fmt::format("{}", value)); }
    void number(double value) { plain(fmt::format("{}", finite(value))); }
    void end_line() {
        out_ += "\r\n";
        first_ = true;
    }

    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void separate() {
        if (!first_) {
            out_ += ',';
        }
        first_ = false;
    }

    bool first_ = true;
    std::string out_;
};

inline std::string shards_csv(const KeyReport& report) {
    CsvWriter csv{
        "key_function,shard_id,starting_hash_key,ending_hash_key,records,bytes,share,"
        "throttled_records,throttled_bytes,peak_share,top_key_share"};
    for (const KeySpread& spread : report.spreads) {
        for (const ShardLoad& shard : spread.shards) {
            csv.text(spread.name);
            csv.plain(shard.shard_id.to_string());
            csv.plain(shard.range.starting_hash_key.to_string());
            csv.plain(shard.range.ending_hash_key.to_string());
            csv.count(shard.records);
            csv.count(shard.bytes);
            csv.number(figures::ratio(shard.records, report.records));
            csv.count(shard.throttled_records);
            csv.count(shard.throttled_bytes);
            csv.number(shard.peak_share);
            csv.number(shard.top_key_share);
            csv.end_line();
        }
    }
    return std::move(csv).take();
}

inline std::string top_keys_csv(const KeyReport& report) {
    CsvWriter csv{
        "key_function,key,key_base64,hash_key,shard_id,records,bytes,share,bytes_share,"
        "limit_share,records_over,bytes_over"};
    for (const KeySpread& spread : report.spreads) {
        for (const KeyLoad& key : spread.top_keys) {
            const auto* first = reinterpret_cast<const std::uint8_t*>(key.key.data());
            const auto shard = shard_of(spread, key);
            csv.text(spread.name);
            csv.text(key.key);
            csv.plain("\"" + to_base64({first, key.key.size()}) + "\"");
            csv.plain(key.hash_key.to_string());
            csv.plain(shard ? shard->to_string() : "");
            csv.count(key.records);
            csv.count(key.bytes);
            csv.number(figures::ratio(key.records, report.records));
            csv.number(figures::ratio(key.bytes, report.bytes));
            csv.number(key_limit_share(report, key));
            csv.count(key.records_over);
            csv.count(key.bytes_over);
            csv.end_line();
        }
    }
    return std::move(csv).take();
}

inline std::string load_map_csv(const KeyReport& report) {
    CsvWriter csv{"key_function,shard_id,time,seconds,records,bytes,throttled_records,peak_share"};
    for (const KeySpread& spread : report.spreads) {
        const LoadMap& map = spread.map;
        const bool sound = map.shards > 0 && map.cells.size() / map.shards >= map.bins;
        for (std::size_t shard = 0; sound && shard < map.shards; ++shard) {
            for (std::size_t bin = 0; bin < map.bins; ++bin) {
                const LoadMap::Cell& cell = map.at(shard, bin);
                if (cell.records == 0 || shard >= spread.shards.size()) {
                    continue;
                }
                const auto bins = static_cast<std::int64_t>(bin);
                const Instant at =
                    map.start + Duration{bin == 0 || map.bin.count() <= 0
                                             ? 0
                                             : saturating_scale(map.bin.count(), bins)};
                csv.text(spread.name);
                csv.plain(spread.shards[shard].shard_id.to_string());
                csv.plain(instant_text(at));
                csv.number(static_cast<double>(map.bin.count()) / 1e6);
                csv.count(cell.records);
                csv.count(cell.bytes);
                csv.count(cell.throttled_records);
                csv.number(cell.peak_share);
                csv.end_line();
            }
        }
    }
    return std::move(csv).take();
}

}  // namespace detail

/// One table of the report as CSV, with a header line; each line names its key function.
///
/// The exact bytes of a key are in `key_base64`, as `key` is made safe for spreadsheets. The load
/// map has a line for each cell that holds records.
/// Source: RFC 4180; OWASP, CSV injection.
[[nodiscard]] inline std::string report_csv(const KeyReport& report, CsvTable table) {
    switch (table) {
        case CsvTable::shards:
            return detail::shards_csv(report);
        case CsvTable::top_keys:
            return detail::top_keys_csv(report);
        case CsvTable::load_map:
            return detail::load_map_csv(report);
    }
    return {};
}

}  // namespace weir::inline v0
