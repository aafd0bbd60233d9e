// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_benchmark.hpp"

#include "catch.hpp"

#include <string>

#include "analysis/sample_report.hpp"
#include "fmt/format.h"
#include "weir/core/json_text.hpp"

TEST_CASE("an entry for each figure of which less is better, for each key function") {
    const std::string json = weir::report_benchmark(samples::several_functions_report());
    const std::string value =
        fmt::format("{}", samples::several_functions_report().spreads[2].records.max_over_mean);
    CHECK(json.starts_with("[\n  {\"name\":\"customer_id / max_over_mean\",\"unit\":\"ratio\","));
    CHECK(json.find("{\"name\":\"uuid / max_over_mean\",\"unit\":\"ratio\",\"value\":" + value +
                    "}") != json.npos);
    CHECK(json.find("customer_id / throttled_share\",\"unit\":\"share\"") != json.npos);
    CHECK(json.find("p_value") == json.npos);
    CHECK(json.find("customer_id / shards_needed_uniform") == json.npos);
    CHECK(json.find("uuid / shards_needed_uniform") != json.npos);
}

TEST_CASE("every report gives JSON") {
    for (const auto& [name, report] : samples::all_reports()) {
        INFO(name);
        const std::string json = weir::report_benchmark(report);
        CHECK(weir::is_json_object("{\"a\":" + json + "}"));
        CHECK(weir::is_utf8(json));
    }
    CHECK(weir::report_benchmark(weir::KeyReport{}) == "[]\n");
}

TEST_CASE("a function without a name is known by its place") {
    weir::KeyReport report;
    report.spreads.resize(2);
    CHECK(weir::report_benchmark(report).find("key function 2 / gini") != std::string::npos);
}
