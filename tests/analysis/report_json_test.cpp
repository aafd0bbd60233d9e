// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_json.hpp"

#include "catch.hpp"

#include <string>
#include <string_view>

#include "analysis/markup_check.hpp"
#include "analysis/sample_report.hpp"
#include "fmt/format.h"
#include "weir/core/json_text.hpp"

namespace {

bool has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("every report is JSON and UTF-8") {
    for (const auto& [name, report] : samples::all_reports()) {
        INFO(name);
        const std::string json = weir::report_json(report);
        CHECK(weir::is_json_object(json));
        CHECK(weir::is_utf8(json));
        CHECK_FALSE(has(json, ": nan"));
        CHECK_FALSE(has(json, ":nan"));
        CHECK_FALSE(has(json, ":inf"));
        CHECK(json.size() < 12'000'000);
    }
}

TEST_CASE("the top level speaks of the key function in use") {
    const weir::KeyReport report = samples::hot_key_report();
    const std::string json = weir::report_json(report);
    CHECK(has(json, "\"records\": 720000,"));
    CHECK(has(json, "\"distinct_keys\": 2000,"));
    CHECK(
        has(json, fmt::format("\"max_over_mean\": {},", report.spreads[0].records.max_over_mean)));
    CHECK(has(json, "\"verdict\": \"hot_key\""));
    CHECK(has(json, "\"shards_needed_uniform\": null"));
    CHECK(has(json,
              "{\"shard_id\":\"shardId-000000000015\",\"starting_hash_key\":"
              "\"319014718988379809496913694467282698240\",\"ending_hash_key\":"
              "\"340282366920938463463374607431768211455\""));
    CHECK(has(json,
              "\"operation\":\"SplitShard\",\"shard_to_split\":\"shardId-000000000006\","
              "\"new_starting_hash_key\":\"138239711561631250781995934269155835904\""));
    CHECK(has(json, "\"operation\":\"MergeShards\""));
    CHECK(has(json, "{\"key\":\"customer_id-1000\",\"hash_key\":"));
    CHECK(has(json, "\"first\": \"2025-11-30T12:00:00Z\""));
    CHECK_FALSE(has(json, "key_functions"));
}

TEST_CASE("every figure that a condition can name is a member") {
    const std::string json = weir::report_json(samples::even_report());
    for (const weir::ReportMetric& metric : weir::report_metrics) {
        CHECK(has(json, fmt::format("\n  \"{}\": ", metric.name)));
    }
}

TEST_CASE("several key functions have the same members each") {
    const std::string json = weir::report_json(samples::several_functions_report());
    CHECK(has(json, "\"key_functions\": ["));
    for (const std::string_view name : {"customer_id", "customer_id#4", "uuid"}) {
        CHECK(has(json, fmt::format("      \"key_function\": \"{}\"", name)));
    }
    CHECK(markup::count(json, "\"top_keys\": [") == 4);
}

TEST_CASE("counts above what a double holds stay exact") {
    weir::KeyReport report = samples::even_report();
    report.bytes = 18'446'744'073'709'551'615U;
    CHECK(has(weir::report_json(report), "\"bytes\": 18446744073709551615,"));
}

TEST_CASE("a key that is no UTF-8 comes with its bytes") {
    const std::string json = weir::report_json(samples::hostile_report());
    CHECK(has(json,
              "\"key\":\"\xef\xbf\xbd\xef\xbf\xbd not \xef\xbf\xbd( UTF-8\","
              "\"key_base64\":\"//4gbm90IMMoIFVURi04\""));
}

TEST_CASE("the map lists what holds records, and no more cells than are bearable") {
    weir::KeyReport report;
    weir::KeySpread& spread = report.spreads.emplace_back();
    spread.map.shards = 2;
    spread.map.bins = 2;
    spread.map.cells = {{}, {3, 30, 1, 0.25}, {4, 40, 0, 0.5}, {}};
    CHECK(has(weir::report_json(report), "\"cells\": [[0,1,3,30,1,0.25],[1,0,4,40,0,0.5]]"));
    spread.map.shards = 1000;
    spread.map.bins = 1000;
    spread.map.cells.assign(1'000'000, {1, 1, 0, 0.001});
    const std::string json = weir::report_json(report);
    CHECK(has(json, "[999,124,8,8,0,0.001]"));
    CHECK_FALSE(has(json, "[999,131,"));
}
