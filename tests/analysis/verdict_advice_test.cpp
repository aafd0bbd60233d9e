// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/verdict_advice.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "spreads.hpp"
#include "weir/routing/uniform_ranges.hpp"

using namespace weir;

namespace {

KeySpread spread_of(const std::vector<std::uint64_t>& records) {
    return spreads::of(records);
}

KeyLoad key_of(std::uint64_t records) {
    return spreads::key("some key", records);
}

std::vector<std::string> advices(const KeySpread& spread, KeyVerdict verdict) {
    const VerdictOptions options;
    const detail::KeyFacts facts{spread, options};
    return detail::VerdictAdvice{spread, facts, options}.advices(verdict);
}

bool any_says(const std::vector<std::string>& texts, const std::string& part) {
    for (const std::string& text : texts) {
        if (text.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("a step is a sentence") {
    CHECK(advice_text(SplitStep{ShardId{3}, HashKey{17}}) ==
          "Split shardId-000000000003 at hash key 17.");
    CHECK(advice_text(MergeStep{ShardId{3}, ShardId{12}}) ==
          "Merge shardId-000000000003 and shardId-000000000012.");
}

TEST_CASE("a hot key takes as many salts as make each part a fair share") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(300)};
    CHECK(any_says(advices(spread, KeyVerdict::hot_key),
                   "Salt the key with at least 3 values, such as #0 to #2 at its end"));
    spread.top_keys = {key_of(301)};
    CHECK(any_says(advices(spread, KeyVerdict::hot_key), "at least 4 values"));
    spread.needed.busiest_key_share = 4.1;  // of which each part may have 0.8
    CHECK(any_says(advices(spread, KeyVerdict::hot_key), "at least 6 values"));
    CHECK(any_says(advices(spread, KeyVerdict::hot_key), "order within each of its 6 parts only"));
    spread.top_keys = {key_of(160), key_of(170)};
    CHECK(any_says(advices(spread, KeyVerdict::hot_key), "Salt the hot keys"));
}

TEST_CASE("a hot key is to be set apart until it is salted, if that helps") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(300)};
    CHECK_FALSE(any_says(advices(spread, KeyVerdict::hot_key), "until then"));
    spread.advice.steps = {SplitStep{ShardId{0}, HashKey{9}}};
    spread.advice.reason = "Because.";
    CHECK(any_says(advices(spread, KeyVerdict::hot_key), "until then: Because."));
}

TEST_CASE("a hot shard takes the advised steps, or a split in its middle") {
    KeySpread spread = spread_of({100, 500});
    CHECK(any_says(
        advices(spread, KeyVerdict::hot_shard),
        "Split shardId-000000000001 at hash key " + (HashKey{3} << 126).to_string() + "."));
    spread.advice.reason = "Because.";
    spread.advice.steps = {SplitStep{ShardId{1}, HashKey{9}}, MergeStep{ShardId{0}, ShardId{2}}};
    auto texts = advices(spread, KeyVerdict::hot_shard);
    REQUIRE(texts.size() == 3);
    CHECK(texts[0] == "Split shardId-000000000001 at hash key 9.");
    CHECK(texts[1] == "Merge shardId-000000000000 and shardId-000000000002.");
    spread.advice.steps.resize(7, SplitStep{ShardId{1}, HashKey{9}});
    texts = advices(spread, KeyVerdict::hot_shard);
    REQUIRE(texts.size() == 6);
    CHECK(texts[4] == "And 3 more steps: Because.");
    spread.advice.steps.clear();
    spread.shards[1].range = {HashKey{7}, HashKey{8}};
    CHECK_FALSE(any_says(advices(spread, KeyVerdict::hot_shard), "Split"));
}

TEST_CASE("few keys should become more") {
    KeySpread spread = spread_of({100, 0, 0, 50});
    spread.distinct_keys = 2;
    CHECK(any_says(advices(spread, KeyVerdict::few_keys), "40 or more for 4 shards"));
    CHECK(any_says(advices(spread, KeyVerdict::few_keys), "no more than 2 shards are ever busy"));
    spread.distinct_keys = 4;
    CHECK_FALSE(any_says(advices(spread, KeyVerdict::few_keys), "ever busy"));
}

TEST_CASE("chance is no fault of the key, but steps even it out") {
    KeySpread spread = spread_of({100, 50});
    CHECK(advices(spread, KeyVerdict::chance).size() == 1);
    spread.advice.steps = {SplitStep{ShardId{1}, HashKey{9}}};
    spread.advice.reason = "Because.";
    CHECK(any_says(advices(spread, KeyVerdict::chance), "As the keys lie now: Because."));
    spread.needed.by_total = 3;
    CHECK(any_says(advices(spread, KeyVerdict::chance), "takes 3 shards to stay below 80 %"));
}

TEST_CASE("too few shards should be as many as the busiest second takes") {
    KeySpread spread = spread_of({100, 100});
    spread.shards[0].peak_share = 0.9;
    spread.needed.uniform = 3;
    CHECK(advices(spread, KeyVerdict::too_few_shards) ==
          std::vector<std::string>{"Take 3 shards to stay below 80 % in the busiest second."});
    spread.needed.uniform = 9;
    spread.needed.balanced = 7;
    auto texts = advices(spread, KeyVerdict::too_few_shards);
    CHECK(any_says(texts, "Take 9 shards"));
    CHECK(any_says(texts, "doubles it at most"));
    CHECK(any_says(texts, "Cut by load, 7 shards are enough."));
}

TEST_CASE("where one second is unlike the others the number follows from the fullest shard") {
    KeySpread spread = spread_of({100, 100});
    spread.shards[0].peak_share = 1.3;
    spread.needed.uniform = 1;
    auto texts = advices(spread, KeyVerdict::too_few_shards);
    CHECK(any_says(texts, "Take 4 shards"));
    CHECK(any_says(texts, "few keys are busy at once"));
    spread.shards[0].peak_share = 0.1;
    CHECK(any_says(advices(spread, KeyVerdict::too_few_shards), "Take 3 shards"));
    spread.shards[0].peak_share = 1e300;
    CHECK(any_says(advices(spread, KeyVerdict::too_few_shards), "more than 10000"));
}

TEST_CASE("where half the shards would do it is said") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.shards[0].peak_share = 0.1;
    spread.needed.uniform = 2;
    CHECK(advices(spread, KeyVerdict::even) ==
          std::vector<std::string>{"2 shards are enough for this load."});
    spread.needed.uniform = 1;
    CHECK(advices(spread, KeyVerdict::even) ==
          std::vector<std::string>{"1 shard is enough for this load."});
    spread.needed.uniform = 3;
    CHECK(advices(spread, KeyVerdict::even).empty());
    spread.needed.uniform = 1;
    spread.shards[0].peak_share = 0;  // nothing is known of seconds
    CHECK(advices(spread, KeyVerdict::even).empty());
    CHECK(advices(spread, KeyVerdict::no_records).empty());
}
