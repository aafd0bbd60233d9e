// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_analysis.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "catch.hpp"
#include "dies.hpp"
#include "generated_keys.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/random.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;
using weir::HashKey;
using weir::Instant;
using weir::KeyAnalysis;
using weir::KeyAnalysisOptions;
using weir::KeyedRecord;
using weir::Lineage;
using weir::ShardId;
using weir::ShardNode;
using weir_test::dies;

namespace {

const Instant start = Instant::from_seconds(1'600'000'000);

KeyAnalysisOptions over(Lineage lineage) {
    KeyAnalysisOptions options;
    options.lineage = std::move(lineage);
    return options;
}
KeyAnalysisOptions shards(std::uint32_t count) {
    return over(Lineage{count});
}

/// Records of some keys, one each tenth of a millisecond.
std::vector<KeyedRecord> records_of(const std::vector<std::string>& keys) {
    std::vector<KeyedRecord> records;
    for (const std::string& key : keys) {
        const auto passed = std::chrono::microseconds{100 * records.size()};
        records.push_back({.key = key, .bytes = 50 + key.size(), .at = start + passed});
    }
    return records;
}

std::vector<std::uint32_t> copy_of(std::span<const std::uint32_t> places) {
    return {places.begin(), places.end()};
}

/// Everything that an analysis has found must be the same in the other.
void check_same(const KeyAnalysis& one, const KeyAnalysis& other) {
    CHECK(one.counter().records() == other.counter().records());
    CHECK(one.counter().bytes() == other.counter().bytes());
    const auto top = one.counter().top(1'000);
    const auto other_top = other.counter().top(1'000);
    REQUIRE(top.size() == other_top.size());
    bool same = true;
    for (std::size_t at = 0; at < top.size(); ++at) {
        same = same && top[at].key == other_top[at].key &&
               top[at].records == other_top[at].records && top[at].bytes == other_top[at].bytes;
    }
    for (std::size_t place = 0; place < one.shard_count(); ++place) {
        same = same && one.loads()[place].records == other.loads()[place].records &&
               one.loads()[place].bytes == other.loads()[place].bytes &&
               one.loads()[place].square_bytes == other.loads()[place].square_bytes &&
               one.forecast().admitted(place) == other.forecast().admitted(place) &&
               one.forecast().refused(place) == other.forecast().refused(place) &&
               one.grid().shard(place).peak_share == other.grid().shard(place).peak_share;
    }
    for (std::size_t at = 0; at < one.by_hash().slices().size(); ++at) {
        same = same && one.by_hash().slices()[at].records == other.by_hash().slices()[at].records &&
               one.by_hash().slices()[at].bytes == other.by_hash().slices()[at].bytes;
    }
    CHECK(same);
}

/// Bytes that the program has fetched from the system's allocator; 0 if nobody can tell.
std::size_t fetched() {
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 33)
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
#endif
#endif
    return 0;
}

/// Whether memory is fetched from that allocator, which sanitizers have their own of.
bool fetched_can_be_told() {
    const std::size_t before = fetched();
    const std::vector<std::byte> memory(std::size_t{4} << 20);
    return fetched() >= before + memory.size();
}

/// What ten thousand keys and their records take.
constexpr std::size_t callers_bytes = std::size_t{2} << 20;

/// Keys of 16 to 64 bytes, none twice; new ones at each call.
class NewKeys {
public:
    const std::vector<std::string>& next(std::size_t count) {
        keys_.resize(count);
        for (std::string& key : keys_) {
            key = fmt::format("{:016}", number_++);
            key.append(random_.below(49), 'x');
        }
        return keys_;
    }

private:
    weir::Random random_{5};
    std::uint64_t number_ = 0;
    std::vector<std::string> keys_;
};

}  // namespace

TEST_CASE("places are those of the shards that a stream puts the same keys into") {
    weir::ManualClock clock{start};
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{.shard_count = 3}, clock};
    Lineage lineage{3};
    const HashKey at = lineage.node(ShardId{1}).range.starting_hash_key + 12'345;
    REQUIRE(stream.split_shard({.shard_to_split = ShardId{1}, .new_starting_hash_key = at}));
    REQUIRE(lineage.split(ShardId{1}, at));
    REQUIRE(
        stream.merge_shards({.shard_to_merge = ShardId{0}, .adjacent_shard_to_merge = ShardId{3}}));
    REQUIRE(lineage.merge(ShardId{0}, ShardId{3}));

    KeyAnalysis analysis{over(lineage)};
    CHECK(analysis.shard_count() == 3);
    const auto keys = generated::uniform(2'000, 1'500, 3);
    const auto places = copy_of(analysis.add(records_of(keys)));
    REQUIRE(places.size() == keys.size());
    std::size_t same = 0;
    for (std::size_t n = 0; n < keys.size(); ++n) {
        clock.advance(2ms);
        const auto put = stream.put_record({.data = "x", .partition_key = keys[n]});
        REQUIRE(put);
        same += analysis.shards()[places[n]] == put->shard_id ? 1U : 0U;
        CHECK(analysis.range(places[n]).contains(weir::md5_hash_key(keys[n])));
    }
    CHECK(same == keys.size());
    CHECK(analysis.place_of(HashKey{0}) == 0);
    CHECK(analysis.place_of(HashKey::max()) == 2);
    CHECK(analysis.shards()[2] == ShardId{2});
}

TEST_CASE("a hash key that a record brings counts in place of its key's") {
    KeyAnalysis analysis{shards(4)};
    std::vector<KeyedRecord> records(8, {.key = "k", .bytes = 10, .at = start});
    records[3].explicit_hash_key = HashKey{0};
    records[5].explicit_hash_key = HashKey::max();
    const auto places = analysis.add(records);
    const auto usual = static_cast<std::uint32_t>(analysis.place_of(weir::md5_hash_key("k")));
    CHECK(copy_of(places) ==
          std::vector<std::uint32_t>{usual, usual, usual, 0, usual, 3, usual, usual});
    CHECK(analysis.counter().distinct() == 3);
    CHECK(analysis.counter().count(HashKey{0}).records == 1);
    CHECK(analysis.counter().count(weir::md5_hash_key("k")).records == 6);
    CHECK(analysis.by_hash().slices().front().records == 1);
    CHECK(analysis.by_hash().slices().back().records == 1);
}

TEST_CASE("many records at once are counted as one by one") {
    const auto keys = generated::zipf(1'300, 400, 1.1, 4);
    auto records = records_of(keys);
    weir::Random random{9};
    for (KeyedRecord& record : records) {
        record.bytes += random.below(20'000);
        if (random.below(10) == 0) {
            record.explicit_hash_key = HashKey{random.next(), random.next()};
        }
    }
    KeyAnalysis together{shards(5)};
    const auto places = copy_of(together.add(records));
    REQUIRE(places.size() > 2 * KeyAnalysis::batch);
    KeyAnalysis alone{shards(5)};
    std::vector<std::uint32_t> each;
    for (const KeyedRecord& record : records) {
        const auto place = alone.add({&record, 1});
        REQUIRE(place.size() == 1);
        each.push_back(place.front());
    }
    CHECK(each == places);
    check_same(together, alone);
    CHECK(together.forecast().outcome().throttled_records > 0);
    CHECK(together.forecast().outcome().throttled_records ==
          alone.forecast().outcome().throttled_records);
}

TEST_CASE("loads of shards add up to what came") {
    KeyAnalysis analysis{shards(3)};
    std::vector<KeyedRecord> records{{.key = "a", .bytes = 3, .at = start},
                                     {.key = "a", .bytes = 4, .at = start}};
    analysis.add(records);
    const auto& load = analysis.loads()[analysis.place_of(weir::md5_hash_key("a"))];
    CHECK(load.records == 2);
    CHECK(load.bytes == 7);
    CHECK(load.square_bytes == 25);
    CHECK(analysis.by_hash().total().bytes == 7);
}

TEST_CASE("records that travel together are one to each shard's limits") {
    auto options = shards(2);
    options.limits.write_records_per_second = 1;
    KeyAnalysis analysis{options};
    const auto keys = generated::uniform(1'100, 900, 8);
    const auto records = records_of(keys);
    const auto places = copy_of(analysis.add_aggregate(records, start + 5s, 100));
    REQUIRE(places.size() == keys.size());
    std::uint64_t bytes[2] = {100, 100};
    for (std::size_t n = 0; n < keys.size(); ++n) {
        CHECK(places[n] == analysis.place_of(weir::md5_hash_key(keys[n])));
        bytes[places[n]] += records[n].bytes;
    }
    for (std::size_t place = 0; place < 2; ++place) {
        CHECK(analysis.forecast().admitted(place) == weir::WriteTotals{1, bytes[place]});
        CHECK(analysis.grid().shard(place).records == 1);
        CHECK(analysis.grid().shard(place).bytes == bytes[place]);
        CHECK(analysis.loads()[place].bytes == bytes[place] - 100);
    }
    CHECK(analysis.counter().records() == 1'100);
    CHECK(analysis.grid().map().start == start + 5s);

    analysis.add_aggregate(records, start + 5s, 100);
    CHECK(analysis.forecast().outcome().throttled_records == 2);
    CHECK(analysis.forecast().outcome().throttled_bytes == bytes[0] + bytes[1]);
    CHECK(analysis.counter().records() == 2'200);
}

TEST_CASE("records that travel together leave the shards alone that none of them is for") {
    KeyAnalysis analysis{shards(8)};
    const KeyedRecord record{.key = "k", .bytes = 10, .at = start};
    analysis.add_aggregate({&record, 1}, start, 7);
    for (std::size_t place = 0; place < 8; ++place) {
        const bool its_own = place == analysis.place_of(weir::md5_hash_key("k"));
        CHECK(analysis.forecast().admitted(place).bytes == (its_own ? 17U : 0U));
    }
}

TEST_CASE("nothing is added by nothing") {
    KeyAnalysis analysis{shards(2)};
    CHECK(analysis.add({}).empty());
    CHECK(analysis.add_aggregate({}, start, 1'000).empty());
    CHECK(analysis.counter().records() == 0);
    CHECK(analysis.grid().map().bins == 0);
    const KeyedRecord record{.key = "k", .bytes = 10, .at = start};
    CHECK(analysis.add({&record, 1}).size() == 1);
    CHECK(analysis.add({}).empty());
    CHECK(analysis.counter().records() == 1);
}

TEST_CASE("a layout that does not own every hash key once is a mistake of the program") {
    const auto layout = [](std::vector<ShardNode> nodes) {
        return [=] { KeyAnalysis{over(Lineage{nodes})}; };
    };
    const HashKey middle{1ULL << 63, 0};
    const ShardNode lower{.range = {HashKey{}, middle - 1}};
    const ShardNode upper{.range = {middle, HashKey::max()}};
    ShardNode closed = upper;
    closed.open = false;
    CHECK_FALSE(dies(layout({lower, upper})));
    CHECK_FALSE(dies(layout({upper, lower})));
    CHECK_FALSE(dies(layout({lower, upper, closed})));
    CHECK(dies(layout({})));
    CHECK(dies(layout({lower})));
    CHECK(dies(layout({upper})));
    CHECK(dies(layout({lower, closed})));
    CHECK(dies(layout({lower, {.range = {middle + 1, HashKey::max()}}})));
    CHECK(dies(layout({lower, {.range = {middle - 1, HashKey::max()}}})));
    CHECK(dies(layout({lower, {.range = {middle, HashKey{}}}})));
    const ShardNode all{.range = {HashKey{}, HashKey::max()}};
    CHECK_FALSE(dies(layout({all})));
    CHECK(dies(layout({all, all})));
}

TEST_CASE("less memory than an analysis takes is a mistake of the program") {
    auto options = shards(1);
    options.memory_bytes = KeyAnalysis::memory_bytes_min;
    CHECK_FALSE(dies([&] { KeyAnalysis{options}; }));
    --options.memory_bytes;
    CHECK(dies([&] { KeyAnalysis{options}; }));
}

TEST_CASE("limits of 0 count as 1") {
    auto options = shards(1);
    options.limits = {.write_records_per_second = 0, .write_bytes_per_second = 0};
    KeyAnalysis analysis{options};
    CHECK(analysis.options().limits.write_bytes_per_second == 1);
    const std::vector<KeyedRecord> records(3, {.key = "k", .bytes = 1, .at = start});
    analysis.add(records);
    CHECK(analysis.forecast().outcome().throttled_records == 2);
    CHECK(analysis.grid().shard(0).throttled_records == 2);
    CHECK(analysis.grid().shard(0).peak_share == 3);
}

TEST_CASE("the allowances are a second's worth at once") {
    const auto options = KeyAnalysis::throttle_options(
        {.write_records_per_second = 7, .write_bytes_per_second = 800});
    CHECK(options.write_records_per_second == 7);
    CHECK(options.write_burst_records == 7);
    CHECK(options.write_bytes_per_second == 800);
    CHECK(options.write_burst_bytes == 800);
}

TEST_CASE("memory stays within what was given, however many keys come") {
    constexpr std::size_t given = std::size_t{64} << 20;
    const std::size_t before = fetched();
    auto options = shards(1'000);
    options.memory_bytes = given;
    KeyAnalysis analysis{options};
    NewKeys keys;
    std::size_t most = 0;
    for (int part = 0; part < 300; ++part) {
        auto records = records_of(keys.next(10'000));
        for (KeyedRecord& record : records) {
            record.at += std::chrono::minutes{6 * part};
        }
        analysis.add(records);
        CHECK(analysis.counter().memory_bytes() <= given / 8 * 5);
        most = std::max(most, fetched());
    }
    CHECK(analysis.counter().records() == 3'000'000);
    CHECK_FALSE(analysis.counter().exact());
    CHECK(analysis.counter().distinct() == Approx(3e6).epsilon(0.03));
    const std::size_t grid = 1'000 * (80 + 32 * analysis.grid().bins_max());
    const std::size_t by_hash = analysis.by_hash().slices().size() * 16;
    CHECK(analysis.counter().memory_bytes() + grid + by_hash + analysis.table().bytes() < given);
    // The texts and the records of the caller are part of what was fetched.
    CHECK(most - before < given + callers_bytes);
    CHECK((!fetched_can_be_told() || most - before > given / 2));
}

TEST_CASE("the most shards have room in the least memory") {
    const std::size_t before = fetched();
    auto options = shards(10'000);
    options.memory_bytes = KeyAnalysis::memory_bytes_min;
    KeyAnalysis analysis{options};
    NewKeys keys;
    for (int part = 0; part < 20; ++part) {
        analysis.add(records_of(keys.next(10'000)));
    }
    CHECK(fetched() - before < KeyAnalysis::memory_bytes_min + callers_bytes);
    CHECK_FALSE(analysis.counter().exact());
    CHECK(analysis.counter().memory_bytes() > (std::size_t{3} << 20));
}

TEST_CASE("a second pass makes the counts of kept keys exact") {
    auto options = shards(4);
    options.memory_bytes = KeyAnalysis::memory_bytes_min;
    KeyAnalysis analysis{options};
    const auto pass = [](auto add) {
        NewKeys keys;
        const std::string busy = "busy";
        for (int part = 0; part < 4; ++part) {
            auto records = records_of(keys.next(100'000));
            for (std::size_t n = 0; n < records.size(); n += 10) {
                records[n].key = busy;
            }
            add(records);
        }
    };
    pass([&](const auto& records) { analysis.add(records); });
    REQUIRE_FALSE(analysis.counter().exact());
    const auto admitted = analysis.forecast().admitted(0);
    const auto load = analysis.loads()[1].records;
    analysis.begin_recount();
    pass([&](const auto& records) { analysis.count_again(records); });
    CHECK(analysis.end_recount());
    const auto top = analysis.counter().top(1);
    REQUIRE(top.size() == 1);
    CHECK(top[0].key == "busy");
    CHECK(top[0].records == 40'000);
    CHECK(top[0].exact());
    CHECK(analysis.forecast().admitted(0) == admitted);
    CHECK(analysis.loads()[1].records == load);
    CHECK(analysis.counter().records() == 400'000);
}

TEST_CASE("a second pass over other records says so") {
    KeyAnalysis analysis{shards(4)};
    const auto keys = generated::uniform(1'000, 100, 1);
    const auto records = records_of(keys);
    analysis.add(records);
    analysis.begin_recount();
    analysis.count_again(std::span{records}.first(999));
    CHECK_FALSE(analysis.end_recount());
    CHECK(analysis.counter().records() == 999);
}
