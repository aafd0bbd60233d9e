// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_facts.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "analysis/sample_report.hpp"

using weir::KeyVerdict;

TEST_CASE("each verdict has a code and a title of its own") {
    std::set<std::string_view> codes;
    std::set<std::string_view> titles;
    for (const KeyVerdict verdict : weir::all_verdicts) {
        codes.insert(weir::to_string(verdict));
        titles.insert(weir::verdict_title(verdict));
    }
    CHECK(codes.size() == 8);
    CHECK(titles.size() == 8);
    CHECK(weir::to_string(KeyVerdict::hot_key) == "hot_key");
    CHECK(weir::verdict_tone(KeyVerdict::hot_key) == weir::VerdictTone::bad);
    CHECK(weir::verdict_tone(KeyVerdict::chance) == weir::VerdictTone::good);
    CHECK(weir::arrival_code(weir::ArrivalModel::poisson) == "poisson");
}

TEST_CASE("a key takes of one shard what it brings a second") {
    weir::KeyReport report;
    report.records = 1000;
    report.bytes = 1'048'576'000;
    report.records_per_second = 100;
    weir::KeyLoad key;
    key.records = 500;
    CHECK(weir::key_limit_share(report, key) == 0.05);
    key.bytes = 524'288'000;  // 50 records a second of 1 MiB each
    CHECK(weir::key_limit_share(report, key) == 50);
    report.limits.write_bytes_per_second = 0;
    CHECK(weir::key_limit_share(report, key) == 0);
    CHECK(weir::key_limit_share(weir::KeyReport{}, key) == 0);
}

TEST_CASE("shards are put in order by their records, those with as many stay as they were") {
    weir::KeySpread spread;
    for (const std::uint64_t records : {5U, 9U, 5U, 1U}) {
        spread.shards.emplace_back().records = records;
    }
    CHECK(weir::shards_by_load(spread) == std::vector<std::size_t>{1, 0, 2, 3});
    CHECK(weir::loads_over_mean(spread) == std::vector<double>{1.8, 1, 1, 0.2});
    CHECK(weir::idle_shards(spread) == 0);
    spread.shards[3].records = 0;
    spread.shards[1].peak_share = 1.01;
    spread.shards[2].peak_share = 1;
    CHECK(weir::idle_shards(spread) == 1);
    CHECK(weir::shards_over_limit(spread) == 1);
    CHECK(weir::peak_share(spread) == 1.01);
}

TEST_CASE("one shard that is much fuller does not flatten the diagram of the others") {
    weir::KeySpread spread;
    spread.chance.max_over_mean = {1.1, 1.6};
    CHECK(weir::load_diagram_top(spread, {3.0, 0.5}) == 3);
    CHECK(weir::load_diagram_top(spread, {184.0, 0.5}) == 5);
    CHECK(weir::load_diagram_top(spread, {}) == 1.6);
    CHECK(weir::beyond_chance(spread, 1.7));
    CHECK_FALSE(weir::beyond_chance(spread, 1.6));
    CHECK_FALSE(weir::beyond_chance(weir::KeySpread{}, 100));
}

TEST_CASE("a key that points to no shard has none") {
    weir::KeySpread spread;
    weir::KeyLoad key;
    CHECK_FALSE(weir::shard_of(spread, key).has_value());
    spread.shards.emplace_back().shard_id = weir::ShardId{7};
    CHECK(weir::shard_of(spread, key)->index == 7);
}

TEST_CASE("places among all hash keys") {
    CHECK(weir::hash_position(weir::HashKey{0}) == 0);
    CHECK(weir::hash_position(weir::HashKey::max()) == 1);
    CHECK(weir::hash_position(weir::HashKey{std::uint64_t{1} << 62, 0}) == 0.25);
    CHECK(weir::range_text(weir::HashKeyRange::whole()) == "0.0-100.0 %");
    const weir::HashKey middle{std::uint64_t{1} << 63, 0};
    CHECK(weir::last_place(middle - 1, 56) == 27);
    CHECK(weir::last_place(weir::HashKey::max(), 56) == 55);
    CHECK(weir::last_place(weir::HashKey{0}, 56) == 0);
    CHECK(weir::key_letter(0) == 'a');
    CHECK(weir::key_letter(26) == ' ');
}

TEST_CASE("what was looked at and what to do come in words") {
    const weir::KeyReport report = samples::even_report();
    CHECK(weir::report_line(report) ==
          "720,000 records, 16 shards, 60 s, 12,000 records/s, 8.2 MiB/s, seed 42");
    CHECK(weir::report_line(weir::KeyReport{}) == "0 records, 1 shard, seed 0");
    CHECK(weir::short_step_text(
              weir::SplitStep{weir::ShardId{3}, weir::HashKey{std::uint64_t{1} << 63, 0}}) ==
          "split shard 3 at 170141183460469231731687303715884105728 (50.0 %)");
    CHECK(weir::short_step_text(weir::MergeStep{weir::ShardId{1}, weir::ShardId{2}}) ==
          "merge shards 1 and 2");
}
