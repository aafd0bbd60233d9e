// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/fail_if.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sample_report.hpp"

using weir::parse_fail_if;

namespace {

bool holds(std::string_view text, const weir::KeyReport& report, std::size_t which = 0) {
    const auto parsed = parse_fail_if(text);
    INFO(text << " " << parsed.mistake.message);
    REQUIRE(parsed.condition);
    return parsed.condition->judge(report, which).holds;
}

weir::KeyReport plain() {
    weir::KeyReport report;
    report.records = 200;
    weir::KeySpread& spread = report.spreads.emplace_back();
    spread.records.max_over_mean = 1.5;
    spread.records.p_value = 1e-10;
    spread.throttle.throttled_records = 3;
    spread.verdict = weir::KeyVerdict::hot_shard;
    return report;
}

}  // namespace

TEST_CASE("figures are compared as written") {
    const weir::KeyReport report = plain();
    CHECK_FALSE(holds("max_over_mean > 1.5", report));
    CHECK(holds("max_over_mean >= 1.5", report));
    CHECK(holds("max_over_mean<=1.5", report));
    CHECK_FALSE(holds("max_over_mean < 1.5", report));
    CHECK(holds("max_over_mean == 15e-1", report));
    CHECK_FALSE(holds("max_over_mean != 1.50", report));
    CHECK(holds("max_over_mean > -2", report));
    CHECK(holds("throttled_share > 1%", report));
    CHECK(holds("throttled_share >= 1.5%", report));
    CHECK(holds("p_value < 1e-9", report));
    CHECK_FALSE(holds("p_value < 1E-10", report));
    CHECK(holds("throttled_records == 3", report));
}

TEST_CASE("verdicts are the same or not") {
    CHECK(holds("verdict == hot_shard", plain()));
    CHECK_FALSE(holds("verdict == hot_key", plain()));
    CHECK(holds("verdict != even", plain()));
}

TEST_CASE("and binds before or") {
    const weir::KeyReport report = plain();
    CHECK(holds("records > 1 or records > 999 and records > 999", report));
    CHECK(holds("records > 999 and records > 1 or records > 1", report));
    CHECK_FALSE(holds("records > 1 and records > 999 or records > 999", report));
    CHECK_FALSE(holds("records > 1 and records > 2 and records > 999", report));
}

TEST_CASE("it says what held, with its value") {
    const auto parsed = parse_fail_if(
        "throttled_share > 1% and verdict == hot_shard or records > 999 or records < 201");
    REQUIRE(parsed.condition);
    const auto outcome = parsed.condition->judge(plain());
    CHECK(outcome.holds);
    CHECK(outcome.reasons == std::vector<std::string>{"throttled_share > 1%: it is 0.015 (1.5 %)",
                                                      "verdict == hot_shard: it is hot_shard",
                                                      "records < 201: it is 200"});
    const auto none = parse_fail_if("records > 999").condition->judge(plain());
    CHECK_FALSE(none.holds);
    CHECK(none.reasons.empty());
}

TEST_CASE("what no number of shards is enough for is above every number") {
    const weir::KeyReport report = samples::hot_key_report();
    CHECK(holds("shards_needed_uniform > 1000000", report));
    CHECK_FALSE(holds("shards_needed_uniform < 1000000", report));
    CHECK(parse_fail_if("shards_needed_uniform > 5").condition->judge(report).reasons.front() ==
          "shards_needed_uniform > 5: no number is enough");
}

TEST_CASE("the key function that is judged can be chosen") {
    const weir::KeyReport report = samples::several_functions_report();
    CHECK(holds("verdict == hot_key", report));
    CHECK(holds("verdict == even", report, 2));
    CHECK_FALSE(holds("records >= 0", report, 3));
}

TEST_CASE("whatever else is written is a mistake at its place") {
    const auto mistake = [](std::string_view text) {
        const auto parsed = parse_fail_if(text);
        INFO(text);
        REQUIRE_FALSE(parsed.condition);
        CHECK(parsed.mistake.message.starts_with(
            "at position " + std::to_string(parsed.mistake.position + 1) + " of "));
        return parsed.mistake.position;
    };
    CHECK(mistake("") == 0);
    CHECK(mistake("  ") == 2);
    CHECK(mistake("skew > 1") == 0);
    CHECK(mistake("gini") == 4);
    CHECK(mistake("gini = 1") == 5);
    CHECK(mistake("gini > ") == 7);
    CHECK(mistake("gini > x") == 7);
    CHECK(mistake("gini > 1e") == 7);
    CHECK(mistake("gini > .") == 7);
    CHECK(mistake("gini > 1.5.2") == 10);
    CHECK(mistake("gini > 1x") == 8);
    CHECK(mistake("gini > 1e999") == 7);
    CHECK(mistake("gini > nan") == 7);
    CHECK(mistake("gini > 1 gini") == 9);
    CHECK(mistake("gini > 1 and") == 12);
    CHECK(mistake("gini > 1 && gini > 2") == 9);
    CHECK(mistake("verdict > hot_key") == 8);
    CHECK(mistake("verdict == hot") == 11);
    CHECK(mistake("verdict == 3") == 11);
    const std::string message = parse_fail_if("skew > 1").mistake.message;
    CHECK(message.find("there is no figure skew; known are verdict, records, bytes") !=
          message.npos);
    CHECK(message.find("throttled_share") != message.npos);
    CHECK(parse_fail_if("verdict == hot").mistake.message.find("no_records, even, chance") !=
          std::string::npos);
}

TEST_CASE("long and wild texts are read to their end") {
    std::string many = "gini > 1";
    for (int at = 0; at < 10'000; ++at) {
        many += at % 2 == 0 ? " or gini > 1" : " and gini > 1";
    }
    CHECK_FALSE(holds(many, plain()));
    CHECK(holds("gini < 0." + std::string(200, '0') + "1", plain()));
    CHECK_FALSE(parse_fail_if("gini > " + std::string(5000, '9')).condition.has_value());
    CHECK_FALSE(parse_fail_if("\x1b[31m\xff").condition.has_value());
    CHECK(parse_fail_if("\x1b").mistake.message.find('\x1b') == std::string::npos);
}
