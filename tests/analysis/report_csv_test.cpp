// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_csv.hpp"

#include "catch.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sample_report.hpp"

using weir::CsvTable;
using weir::report_csv;

namespace {

/// Reads what RFC 4180 describes; nothing if it is not that.
std::optional<std::vector<std::vector<std::string>>> read(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string& value = rows.back().back();
        if (quoted && text[at] == '"') {
            quoted = at + 1 < text.size() && text[at + 1] == '"';
            at += quoted ? 1 : 0;
            value += quoted ? "\"" : "";
        } else if (quoted) {
            value += text[at];
        } else if (text[at] == '"') {
            if (!value.empty()) {
                return std::nullopt;
            }
            quoted = true;
        } else if (text[at] == ',') {
            rows.back().emplace_back();
        } else if (text[at] == '\r') {
            if (at + 1 == text.size() || text[++at] != '\n') {
                return std::nullopt;
            }
            rows.emplace_back(1);
        } else if (text[at] == '\n') {
            return std::nullopt;
        } else {
            value += text[at];
        }
    }
    if (quoted || rows.back() != std::vector<std::string>{""}) {
        return std::nullopt;
    }
    rows.pop_back();
    return rows;
}

}  // namespace

TEST_CASE("every table of every report has as many values in each line as in its first") {
    for (const auto& [name, report] : samples::all_reports()) {
        for (const CsvTable table : {CsvTable::shards, CsvTable::top_keys, CsvTable::load_map}) {
            INFO(name << " " << static_cast<int>(table));
            const auto rows = read(report_csv(report, table));
            REQUIRE(rows);
            bool even = true;
            for (const auto& row : *rows) {
                even = even && row.size() == rows->front().size();
            }
            CHECK(even);
        }
    }
}

TEST_CASE("shards are listed for each key function") {
    const auto rows = read(report_csv(samples::several_functions_report(), CsvTable::shards));
    REQUIRE(rows);
    REQUIRE(rows->size() == 1 + 3 * 16);
    CHECK((*rows)[0][1] == "shard_id");
    CHECK((*rows)[17][0] == "customer_id#4");
    CHECK((*rows)[1][1] == "shardId-000000000000");
    CHECK((*rows)[1][3] == "21267647932558653966460912964485513215");
}

TEST_CASE("a key that a spreadsheet would compute begins with an apostrophe") {
    weir::KeyReport report = samples::even_report();
    std::vector<weir::KeyLoad>& keys = report.spreads[0].top_keys;
    const std::vector<std::string> texts{"=1+1", "+1", "-1", "@a", "\t=1", "a=1", "a\"b\nc"};
    for (std::size_t at = 0; at < texts.size(); ++at) {
        keys[at].key = texts[at];
    }
    const auto rows = read(report_csv(report, CsvTable::top_keys));
    REQUIRE(rows);
    for (std::size_t at = 0; at < texts.size(); ++at) {
        CHECK((*rows)[at + 1][1] == (at < 5 ? "'" : "") + texts[at]);
    }
    CHECK((*rows)[1][2] == "PTErMQ==");
}

TEST_CASE("keys are UTF-8 without control characters, and their bytes are there") {
    weir::KeyReport report = samples::even_report();
    report.spreads[0].top_keys[0].key = std::string{"a\0\xff\x1b", 4};
    const auto rows = read(report_csv(report, CsvTable::top_keys));
    REQUIRE(rows);
    CHECK((*rows)[1][1] == "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK((*rows)[1][2] == "YQD/Gw==");
}

TEST_CASE("the load map lists cells that hold records, with their time") {
    weir::KeyReport report;
    weir::KeySpread& spread = report.spreads.emplace_back();
    spread.name = "k";
    spread.shards.resize(2);
    spread.shards[1].shard_id = weir::ShardId{9};
    spread.map.start = weir::Instant::from_seconds(60);
    spread.map.shards = 2;
    spread.map.bins = 2;
    spread.map.bin = std::chrono::seconds{5};
    spread.map.cells = {{}, {}, {}, {4, 40, 2, 0.5}};
    CHECK(report_csv(report, CsvTable::load_map) ==
          "key_function,shard_id,time,seconds,records,bytes,throttled_records,peak_share\r\n"
          "\"k\",shardId-000000000009,1970-01-01T00:01:05Z,5,4,40,2,0.5\r\n");
}
