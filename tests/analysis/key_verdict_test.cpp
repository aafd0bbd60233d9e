// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "analysis/loads.hpp"
#include "analysis/spreads.hpp"
#include "catch.hpp"
#include "weir/analysis/reshard_advice.hpp"
#include "weir/analysis/shards_needed.hpp"

using namespace weir;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

KeySpread spread_of(const std::vector<std::uint64_t>& records) {
    return spreads::of(records);
}

KeyLoad key_of(std::uint64_t records) {
    return spreads::key("customer-17", records);
}

ChanceBand band(double high) {
    ChanceBand chance;
    chance.rounds = 100;
    chance.max_over_mean = {1, high};
    return chance;
}

KeyVerdict verdict_of(const KeySpread& spread) {
    return judge_keys(spread).verdict;
}

/// Puts so many records, each of a key that `pick` gives.
template <class Pick>
std::vector<KeyLoad> put(std::size_t records, Pick pick) {
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t at = 0; at < records; ++at) {
        ++counts[pick(at)];
    }
    std::vector<KeyLoad> keys;
    for (const auto& [name, count] : counts) {
        KeyLoad key;
        key.key = name;
        key.hash_key = md5_hash_key(name);
        key.records = count;
        key.bytes = count * 200;
        keys.push_back(key);
    }
    return keys;
}

/// A key of so many, as Zipf's law has them.
auto zipf_pick(std::size_t keys, double exponent, std::uint64_t seed) {
    std::vector<double> below;
    double sum = 0;
    for (std::size_t at = 0; at < keys; ++at) {
        below.push_back(sum += std::pow(static_cast<double>(at + 1), -exponent));
    }
    return [below, random = Random{seed}](std::size_t) mutable {
        const auto at =
            std::upper_bound(below.begin(), below.end(), random.fraction() * below.back());
        return "user-" + std::to_string(at - below.begin());
    };
}

/// What the 95th of a hundred ways to throw the keys at equal shards gives.
ChanceBand thrown(const std::vector<KeyLoad>& keys, std::size_t shards, std::uint64_t seed) {
    Random random{seed};
    std::vector<double> ratios;
    for (int round = 0; round < 100; ++round) {
        std::vector<ShardLoad> loads(shards);
        for (const auto& key : keys) {
            loads[random.below(shards)].records += key.records;
        }
        ratios.push_back(loads::max_over_mean(loads));
    }
    std::sort(ratios.begin(), ratios.end());
    ChanceBand chance;
    chance.rounds = 100;
    chance.max_over_mean = {ratios[2], ratios[97]};
    return chance;
}

/// A spread of keys that arrive evenly over so many seconds, with everything filled.
KeySpread analysed(const std::vector<KeyLoad>& keys, const std::vector<HashKeyRange>& ranges,
                   double seconds) {
    KeySpread spread;
    spread.distinct_keys = keys.size();
    spread.shards = loads::routed(keys, ranges);
    for (auto& shard : spread.shards) {
        shard.peak_share = ShardLimits{}.write_share(static_cast<double>(shard.records) / seconds,
                                                     static_cast<double>(shard.bytes) / seconds);
    }
    spread.top_keys = loads::heaviest(keys, 20);
    spread.chance = thrown(keys, ranges.size(), 5);
    const auto load = loads::counted(keys, static_cast<std::uint32_t>(ranges.size()));
    const RangeLoad peak{static_cast<double>(load.total().records) / seconds,
                         static_cast<double>(load.total().bytes) / seconds};
    spread.needed = shards_needed(load, loads::heaviest(keys, 1'000), peak);
    spread.advice = advise_reshard(load, loads::heaviest(keys, 1'000), ranges);
    judge_into(spread);
    return spread;
}

}  // namespace

TEST_CASE("every verdict has a word") {
    CHECK(to_string(KeyVerdict::no_records) == "no_records");
    CHECK(to_string(KeyVerdict::even) == "even");
    CHECK(to_string(KeyVerdict::chance) == "chance");
    CHECK(to_string(KeyVerdict::few_keys) == "few_keys");
    CHECK(to_string(KeyVerdict::hot_key) == "hot_key");
    CHECK(to_string(KeyVerdict::hot_shard) == "hot_shard");
    CHECK(to_string(KeyVerdict::too_few_shards) == "too_few_shards");
    CHECK(to_string(static_cast<KeyVerdict>(99)) == "unknown");
}

TEST_CASE("without records there is no verdict") {
    CHECK(verdict_of(KeySpread{}) == KeyVerdict::no_records);
    CHECK(verdict_of(spread_of({0, 0})) == KeyVerdict::no_records);
    CHECK(judge_keys(KeySpread{}).advices.empty());
    CHECK_FALSE(judge_keys(KeySpread{}).text.empty());
}

TEST_CASE("even shards are even, with what room there is") {
    KeySpread spread = spread_of({100, 110, 90, 100});
    CHECK(judge_keys(spread).text ==
          "As even as it can be: the fullest shard has 1.10 times the mean.");
    spread.shards[1].peak_share = 0.62;
    const auto judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::even);
    CHECK(judgement.text ==
          "As even as it can be: the fullest shard has 1.10 times the mean, with 38 % head-room in "
          "the busiest second.");
}

TEST_CASE("a key with more than a shard can fairly carry is hot") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(150)};
    CHECK(verdict_of(spread) == KeyVerdict::even);
    spread.top_keys = {key_of(151)};
    const auto judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::hot_key);
    CHECK(judgement.text ==
          "Splitting cannot help: one key, \"customer-17\", is 38 % of the traffic, 1.51 times a "
          "shard's fair share.");
    spread.top_keys.push_back(key_of(170));
    CHECK(judge_keys(spread).text ==
          "Splitting cannot help: 2 keys are too much for a shard, the busiest, \"customer-17\", "
          "with 42 % of the traffic.");
}

TEST_CASE("a key that is too much for a shard in its busiest second is hot") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(20)};
    spread.needed.busiest_key_share = 1;
    CHECK(verdict_of(spread) == KeyVerdict::even);
    spread.needed.busiest_key_share = 1.3;
    const auto judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::hot_key);
    CHECK(says(judgement.text, "One key takes 130 % of a shard's limit"));
    spread.top_keys.clear();
    CHECK(verdict_of(spread) == KeyVerdict::hot_key);
    spread = spread_of({100});
    spread.needed.busiest_key_share = 1.3;
    CHECK(verdict_of(spread) == KeyVerdict::hot_key);
}

TEST_CASE("the same key everywhere is a hot key, but two alike are few keys") {
    KeySpread spread = spread_of({0, 400, 0, 0});
    spread.distinct_keys = 1;
    spread.top_keys = {key_of(400)};
    CHECK(verdict_of(spread) == KeyVerdict::hot_key);
    spread = spread_of({0, 200, 0, 200});
    spread.distinct_keys = 2;
    spread.top_keys = {key_of(200), key_of(200)};
    spread.chance = band(4);
    CHECK(verdict_of(spread) == KeyVerdict::few_keys);
}

TEST_CASE("a fuller shard than chance makes is a hot shard, up to it it is chance") {
    KeySpread spread = spread_of({160, 80, 80, 80});
    spread.chance = band(1.6 / 1.09);
    CHECK(verdict_of(spread) == KeyVerdict::chance);
    CHECK(says(judge_keys(spread).text, "1.60 times the mean, no more than chance gives"));
    spread.chance = band(1.6 / 1.11);
    CHECK(verdict_of(spread) == KeyVerdict::hot_shard);
    CHECK(judge_keys(spread).text ==
          "Many keys meet in shardId-000000000000: it has 1.60 times the mean, where chance "
          "explains 1.44. A split helps.");
    spread = spread_of({150, 83, 83, 84});
    spread.chance = band(1.1);
    CHECK(verdict_of(spread) == KeyVerdict::even);
}

TEST_CASE("within chance few keys are to blame, or shards without any") {
    KeySpread spread = spread_of({160, 80, 80, 80});
    spread.chance = band(1.7);
    spread.distinct_keys = 39;
    CHECK(verdict_of(spread) == KeyVerdict::few_keys);
    CHECK(judge_keys(spread).text ==
          "39 keys for 4 shards are few: the fullest has 1.60 times the mean.");
    spread.distinct_keys = 40;
    CHECK(verdict_of(spread) == KeyVerdict::chance);
    spread.shards[2].records = 0;
    spread.chance = band(2);
    CHECK(verdict_of(spread) == KeyVerdict::few_keys);
    CHECK(says(judge_keys(spread).text, "1 stay idle and"));
    spread.chance = band(1.2);
    CHECK(verdict_of(spread) == KeyVerdict::hot_shard);
}

TEST_CASE("without a band few keys are few and many keys meet") {
    KeySpread spread = spread_of({160, 80, 80, 80});
    CHECK(verdict_of(spread) == KeyVerdict::hot_shard);
    CHECK(says(judge_keys(spread).text, "a split helps"));
    spread.distinct_keys = 39;
    CHECK(verdict_of(spread) == KeyVerdict::few_keys);
}

TEST_CASE("a range that is too wide is what makes its shard hot, whatever chance says") {
    KeySpread spread = spread_of({200, 100, 100});
    spread.shards[0].range = {HashKey{}, (HashKey{1} << 127) - 1};
    spread.chance = band(3);
    CHECK(verdict_of(spread) == KeyVerdict::even);
    spread.shards[0].records = spread.shards[0].bytes = 210;
    const auto judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::hot_shard);
    CHECK(judgement.text ==
          "shardId-000000000000 has 1.54 times the mean, for its range is 1.50 times as wide as "
          "the mean: a split helps.");
}

TEST_CASE("an even spread that is too much needs more shards") {
    KeySpread spread = spread_of({100, 110, 90, 100});
    spread.shards[2].peak_share = 0.8;
    CHECK(verdict_of(spread) == KeyVerdict::even);
    spread.shards[2].peak_share = 0.93;
    spread.needed.uniform = 6;
    auto judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::too_few_shards);
    CHECK(judgement.text ==
          "Spread evenly, but too much: the fullest shard is at 93 % of its limit in its busiest "
          "second.");
    CHECK(judgement.advices.front() == "Take 6 shards to stay below 80 % in the busiest second.");
    spread.shards[2].peak_share = 0.5;
    spread.throttle.throttled_records = 8;
    judgement = judge_keys(spread);
    CHECK(judgement.verdict == KeyVerdict::too_few_shards);
    CHECK(says(judgement.text, "2.0 % of all is throttled"));
}

TEST_CASE("the lines may be drawn elsewhere") {
    KeySpread spread = spread_of({120, 80, 100, 100});
    spread.shards[2].peak_share = 0.6;
    CHECK(judge_keys(spread, {.hot_ratio = 1.1}).verdict == KeyVerdict::hot_shard);
    CHECK(judge_keys(spread, {.target_share = 0.5}).verdict == KeyVerdict::too_few_shards);
    spread.shards[1].bytes = 40 * 1'048'576;
    CHECK(verdict_of(spread) == KeyVerdict::hot_shard);
    CHECK(judge_keys(spread, {.limits = {.write_bytes_per_second = 1'000'000'000'000}}).verdict ==
          KeyVerdict::even);
}

TEST_CASE("many keys alike are even, whatever they are called") {
    const auto ranges = uniform_ranges(16);
    const auto sequential =
        put(100'000, [](std::size_t at) { return "order-" + std::to_string(at); });
    const auto judged = analysed(sequential, ranges, 60);
    INFO(judged.verdict_text);
    CHECK(judged.verdict == KeyVerdict::even);
    CHECK(says(judged.verdict_text, "head-room"));
    CHECK(judged.advice.steps.empty());
    CHECK(analysed(put(100'000, zipf_pick(50'000, 0, 1)), ranges, 60).verdict == KeyVerdict::even);
    CHECK(analysed(put(100'000, zipf_pick(50'000, 0.8, 1)), ranges, 60).verdict ==
          KeyVerdict::even);
}

TEST_CASE("Zipf's law makes hot keys of the first, and chance of the others") {
    const auto ranges = uniform_ranges(16);
    const auto steep = analysed(put(100'000, zipf_pick(50'000, 1.4, 1)), ranges, 60);
    INFO(steep.verdict_text);
    CHECK(steep.verdict == KeyVerdict::hot_key);
    CHECK(says(steep.verdict_text, "\"user-0\""));
    const auto plain = analysed(put(100'000, zipf_pick(5'000, 1, 1)), ranges, 60);
    CHECK(plain.verdict == KeyVerdict::hot_key);
    CHECK(says(plain.verdict_text, "one key, \"user-0\", is 11 % of the traffic"));

    // Of so many keys none is too much, but where two large ones meet a shard is.
    std::size_t by_chance = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        auto pick = zipf_pick(50'000, 0.95, seed);
        const auto renamed = [&](std::size_t at) { return std::to_string(seed) + pick(at); };
        const auto judged = analysed(put(100'000, renamed), ranges, 60);
        INFO(seed << ": " << judged.verdict_text);
        CHECK((judged.verdict == KeyVerdict::chance || judged.verdict == KeyVerdict::even));
        by_chance += judged.verdict == KeyVerdict::chance ? 1U : 0U;
    }
    CHECK(by_chance > 0);
}

TEST_CASE("one hot key among many is told from a hot shard") {
    Random random{9};
    const auto keys = put(100'000, [&](std::size_t at) {
        return random.chance(0.34) ? std::string{"tenant-1"} : "order-" + std::to_string(at);
    });
    const auto judged = analysed(keys, uniform_ranges(16), 60);
    CHECK(judged.verdict == KeyVerdict::hot_key);
    CHECK(says(judged.verdict_text,
               "Splitting cannot help: one key, \"tenant-1\", is 34 % of the traffic, 5.4"));
    CHECK(says(judged.advices.front(), "at least 6 values"));
    CHECK(says(judged.advices.back(), "To spare the other keys until then"));
}

TEST_CASE("few keys on many shards are few keys") {
    Random random{9};
    const auto keys =
        put(100'000, [&](std::size_t) { return "station-" + std::to_string(random.below(20)); });
    const auto judged = analysed(keys, uniform_ranges(16), 60);
    INFO(judged.verdict_text);
    CHECK(judged.verdict == KeyVerdict::few_keys);
    CHECK(says(judged.verdict_text, "20 keys for 16 shards are few"));
}

TEST_CASE("lopsided ranges make hot shards, and the advice splits them") {
    Lineage lineage{4};
    for (std::uint32_t id = 0; id < 3; ++id) {
        for (const ShardId part : lineage.open_shards()) {
            if (part.index != 3 && lineage.open_count() < 16) {
                lineage.split(part, lineage.node(part).range.middle());
            }
        }
    }
    const auto ranges = loads::open_ranges(lineage);
    REQUIRE(ranges.size() == 16);
    const auto keys = put(100'000, [](std::size_t at) { return "order-" + std::to_string(at); });
    const auto judged = analysed(keys, ranges, 60);
    INFO(judged.verdict_text);
    CHECK(judged.verdict == KeyVerdict::hot_shard);
    CHECK(says(judged.verdict_text, "times as wide as the mean"));
    CHECK(says(judged.advices.front(), "Split shardId-000000000015 at hash key "));
}

TEST_CASE("keys that meet by explicit hash keys make a hot shard") {
    auto keys = put(100'000, [](std::size_t at) { return "order-" + std::to_string(at); });
    Random random{2};
    for (std::size_t at = 0; at < keys.size(); at += 3) {
        keys[at].hash_key = (HashKey{5} << 125) + (HashKey{random(), random()} >> 4);
    }
    const auto judged = analysed(keys, uniform_ranges(8), 60);
    INFO(judged.verdict_text);
    CHECK(judged.verdict == KeyVerdict::hot_shard);
    CHECK(says(judged.verdict_text, "Many keys meet in shardId-000000000005"));
    CHECK(std::any_of(judged.advices.begin(), judged.advices.end(), [](const auto& advice) {
        return says(advice, "Split shardId-000000000005 at hash key");
    }));
}

TEST_CASE("an even load above the shards' limits takes more of them") {
    const auto keys = put(100'000, [](std::size_t at) { return "order-" + std::to_string(at); });
    const auto judged = analysed(keys, uniform_ranges(4), 25);
    CHECK(judged.verdict == KeyVerdict::too_few_shards);
    REQUIRE(judged.needed.uniform);
    CHECK(*judged.needed.uniform <= 6);
    CHECK(
        says(judged.advices.front(), "Take " + std::to_string(*judged.needed.uniform) + " shards"));
}

TEST_CASE("sentences stay short and numbers finite whatever a spread holds") {
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        Random random{seed};
        const double odd[] = {0,
                              -1,
                              0.5,
                              1.7,
                              1e300,
                              std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()};
        const auto any = [&] { return odd[random.below(std::size(odd))]; };
        const auto count = [&] { return random.next() >> random.below(64); };
        std::vector<std::uint64_t> records(random.below(6));
        std::generate(records.begin(), records.end(), count);
        KeySpread spread;
        for (const std::uint64_t one : records) {
            ShardLoad shard;
            shard.range = {HashKey{count()}, HashKey{count(), count()}};
            shard.records = one;
            shard.bytes = count();
            shard.peak_share = any();
            spread.shards.push_back(shard);
        }
        spread.distinct_keys = count();
        spread.chance = band(any());
        spread.chance.rounds = static_cast<std::uint32_t>(random.below(2));
        spread.needed.busiest_key_share = any();
        spread.needed.by_total = static_cast<std::uint32_t>(count());
        if (random.chance(0.5)) {
            spread.needed.uniform = static_cast<std::uint32_t>(count());
        }
        for (std::uint64_t at = random.below(3); at > 0; --at) {
            spread.top_keys.push_back(key_of(count()));
            spread.top_keys.back().key = std::string(random.below(300), 'k');
        }
        spread.throttle.throttled_records = random.chance(0.5) ? count() : 0;
        const auto judgement = judge_keys(
            spread,
            {.limits = {count(), count(), 0, 0}, .hot_ratio = any(), .target_share = any()});
        INFO("seed " << seed << ": " << judgement.text);
        CHECK(judgement.text.size() <= 160);
        CHECK_FALSE(judgement.text.empty());
        CHECK_FALSE(says(judgement.text, "nan"));
        CHECK_FALSE(says(judgement.text, "inf"));
        for (const auto& advice : judgement.advices) {
            CHECK_FALSE(says(advice, "nan"));
        }
    }
}
