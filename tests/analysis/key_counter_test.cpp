// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_counter.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/key_streams.hpp"
#include "dies.hpp"
#include "weir/core/random.hpp"

using weir::HashKey;
using weir::KeyCount;
using weir::KeyCounter;
using weir::KeyWeight;
using weir_test::KeyedRecord;
using weir_test::KeyedRecords;

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t least_memory = KeyCounter::memory_bytes_min;

struct Truth {
    std::string key;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
};
using Truths = std::map<HashKey, Truth>;

Truths truths_of(const KeyedRecords& all) {
    Truths truths;
    for (const KeyedRecord& record : all) {
        Truth& truth = truths[record.hash];
        truth.key = record.key.substr(0, 1'024);
        truth.records += 1;
        truth.bytes += record.bytes;
    }
    return truths;
}

/// Counts records one by one and looks at the memory meanwhile.
struct Counted {
    KeyCounter counter;
    std::size_t fewest_dropped_from = ~std::size_t{0};

    explicit Counted(const KeyedRecords& all, std::size_t memory = least_memory)
        : counter{{.memory_bytes = memory}} {
        for (const KeyedRecord& record : all) {
            const std::size_t before = counter.size();
            counter.add(record.key, record.hash, record.bytes);
            REQUIRE(counter.memory_bytes() <= memory);
            if (counter.size() < before) {
                fewest_dropped_from = std::min(fewest_dropped_from, before);
            }
        }
    }
};

bool lies_within(std::uint64_t truth, std::uint64_t count, std::uint64_t over) {
    return count - over <= truth && truth <= count && over <= count;
}

void check_count(const KeyCount& count, const Truth& truth) {
    REQUIRE(lies_within(truth.records, count.records, count.records_over));
    REQUIRE(lies_within(truth.bytes, count.bytes, count.bytes_over));
}

/// All that is promised about any input.
void check_promises(const Counted& counted, const KeyedRecords& all) {
    const KeyCounter& counter = counted.counter;
    const Truths truths = truths_of(all);
    std::uint64_t bytes = 0;
    for (const auto& [hash, truth] : truths) {
        const KeyCount count = counter.count(hash);
        check_count(count, truth);
        REQUIRE(count.hash_key == hash);
        if (!count.kept) {
            REQUIRE(count.key.empty());
            REQUIRE(count.records - count.records_over == 0);
            REQUIRE(truth.records <= counter.certain_records());
            REQUIRE(truth.bytes <= counter.certain_bytes());
            const double load = static_cast<double>(KeyWeight::of(truth.records, truth.bytes));
            const auto total = KeyWeight::of(counter.records(), counter.bytes());
            REQUIRE(load <= counter.certain_share() * static_cast<double>(total) * (1 + 1e-12));
        }
        bytes += truth.bytes;
    }
    std::size_t kept = 0;
    counter.for_each([&](const KeyCount& count) {
        const Truth& truth = truths.at(count.hash_key);
        check_count(count, truth);
        REQUIRE(count.kept);
        REQUIRE(count.key == truth.key);
        ++kept;
    });
    CHECK(kept == counter.size());
    CHECK(counter.records() == all.size());
    CHECK(counter.bytes() == bytes);
    const auto distinct = static_cast<double>(truths.size());
    const double error = 5 * counter.distinct_error() * distinct;
    CHECK(std::abs(static_cast<double>(counter.distinct()) - distinct) <= error);
    CHECK(counter.exact() == (counted.fewest_dropped_from == ~std::size_t{0}));
    CHECK((!counter.exact() || counter.size() == truths.size()));
    const auto fewest = static_cast<double>(counted.fewest_dropped_from);
    CHECK(counter.certain_share() <= 2.07 / fewest);
}

using Fields =
    std::tuple<std::string, HashKey, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t>;
std::vector<Fields> fields_of(const KeyCounter& counter) {
    std::vector<Fields> all;
    counter.for_each([&all](const KeyCount& count) {
        all.emplace_back(count.key, count.hash_key, count.records, count.bytes, count.records_over,
                         count.bytes_over);
    });
    return all;
}

/// The same records in batches of all sizes.
template <class Size>
void add_in_batches(KeyCounter& counter, const KeyedRecords& all, std::uint64_t seed) {
    weir::Random random{seed};
    for (std::size_t first = 0; first < all.size();) {
        const auto size = static_cast<std::size_t>(random.below(random.chance(0.5) ? 20 : 400));
        std::vector<std::string_view> keys;
        std::vector<HashKey> hashes;
        std::vector<Size> bytes;
        for (; keys.size() < size && first < all.size(); ++first) {
            keys.push_back(all[first].key);
            hashes.push_back(all[first].hash);
            bytes.push_back(static_cast<Size>(all[first].bytes));
        }
        counter.add(std::span<const std::string_view>{keys}, hashes, bytes);
    }
}

std::vector<KeyedRecords> streams(std::uint64_t seed, std::size_t count) {
    return {weir_test::uniform_keys(seed, count, 300), weir_test::uniform_keys(seed, count, 2'000),
            weir_test::zipf_keys(seed, count, 10'000), weir_test::hidden_keys(seed, count)};
}

}  // namespace

TEST_CASE("whatever comes, each count is within its bounds and no hot key is missing") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        std::size_t kind = 0;
        for (const KeyedRecords& all : streams(seed, 20'000)) {
            CAPTURE(seed, kind++);
            const Counted counted{all};
            check_promises(counted, all);
        }
    }
}

TEST_CASE("the same holds for inputs made to fill the memory or to push keys out") {
    for (const KeyedRecords& all :
         {weir_test::growing_keys(20'000), weir_test::rising_keys(30'000),
          weir_test::uniform_keys(1, 20'000, 1), weir_test::uniform_keys(1, 20'000, 2),
          weir_test::uniform_keys(1, 50'000, 1'000'000'000)}) {
        check_promises(Counted{all}, all);
    }
}

TEST_CASE("counts are exact as long as all keys have room") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        for (const KeyedRecords& all : streams(seed, 20'000)) {
            const Counted counted{all, std::size_t{4} << 20};
            const KeyCounter& counter = counted.counter;
            check_promises(counted, all);
            CHECK(counter.exact());
            CHECK(counter.certain_share() == 0);
            CHECK(counter.distinct() == truths_of(all).size());
            CHECK(counter.distinct_error() == 0);
            counter.for_each([](const KeyCount& count) {
                REQUIRE(count.records_over == 0);
                REQUIRE(count.bytes_over == 0);
            });
            const KeyCount other = counter.count(HashKey{1, 2});
            CHECK((!other.kept && other.records == 0 && other.bytes == 0));
        }
    }
}

TEST_CASE("a key that is hot by records is kept, and so is one that is hot by bytes") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const KeyedRecords all = weir_test::hidden_keys(seed, 60'000);
        const Counted counted{all};
        REQUIRE_FALSE(counted.counter.exact());
        const auto top = counted.counter.top(2);
        REQUIRE(top.size() == 2);
        std::vector<std::string> names{top[0].key, top[1].key};
        std::sort(names.begin(), names.end());
        CHECK(names == std::vector<std::string>{"large", "often"});
        CHECK(counted.counter.count(weir::md5_hash_key("often")).records_over == 0);
    }
}

TEST_CASE("batches count what single records do") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        auto all_streams = streams(seed, 20'000);
        all_streams.push_back(weir_test::growing_keys(10'000));
        for (const KeyedRecords& all : all_streams) {
            const Counted single{all};
            KeyCounter batches{{.memory_bytes = least_memory}};
            KeyCounter wide{{.memory_bytes = least_memory}};
            add_in_batches<std::uint32_t>(batches, all, seed);
            add_in_batches<std::uint64_t>(wide, all, seed + 1);
            const auto expected = fields_of(single.counter);
            for (const KeyCounter* counter : {&batches, &wide}) {
                REQUIRE(fields_of(*counter) == expected);
                CHECK(counter->records() == single.counter.records());
                CHECK(counter->bytes() == single.counter.bytes());
                CHECK(counter->distinct() == single.counter.distinct());
                CHECK(counter->certain_share() == single.counter.certain_share());
            }
        }
    }
}

TEST_CASE("a record given as many is counted as many single ones") {
    KeyCounter counter;
    const HashKey hash{1, 2};
    counter.add("key", hash, 700, 7);
    counter.add("key", hash, 100);
    counter.add("key", hash, 0, 0);
    counter.add("nothing", {3, 4}, 0, 0);
    CHECK(counter.records() == 8);
    CHECK(counter.bytes() == 800);
    CHECK(counter.size() == 1);
    CHECK(counter.count(hash).records == 8);
    CHECK(counter.count(hash).bytes == 800);
}

TEST_CASE("a second pass over the same input makes the counts of the kept keys exact") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        for (const KeyedRecords& all : streams(seed, 20'000)) {
            Counted counted{all};
            KeyCounter& counter = counted.counter;
            const double certain = counter.certain_share();
            const std::uint64_t distinct = counter.distinct();
            const auto before = fields_of(counter);
            counter.begin_recount();
            add_in_batches<std::uint32_t>(counter, all, seed);
            CHECK(counter.end_recount());
            check_promises(counted, all);
            CHECK(counter.certain_share() == certain);
            CHECK(counter.distinct() == distinct);
            CHECK(counter.size() == before.size());
            const Truths truths = truths_of(all);
            counter.for_each([&truths](const KeyCount& count) {
                REQUIRE(count.records == truths.at(count.hash_key).records);
                REQUIRE(count.bytes == truths.at(count.hash_key).bytes);
                REQUIRE(count.records_over == 0);
                REQUIRE(count.bytes_over == 0);
            });
        }
    }
}

TEST_CASE("a second pass over another input is found out") {
    const KeyedRecords all = weir_test::zipf_keys(1, 5'000, 5'000);
    for (const bool fewer : {false, true}) {
        KeyedRecords other = all;
        if (fewer) {
            other.pop_back();
        } else {
            other.back().bytes += 1;
        }
        Counted counted{all};
        counted.counter.begin_recount();
        add_in_batches<std::uint64_t>(counted.counter, other, 1);
        CHECK_FALSE(counted.counter.end_recount());
        CHECK(counted.counter.records() == other.size());
    }
}

TEST_CASE("counting goes on after a second pass") {
    const KeyedRecords all = weir_test::zipf_keys(1, 20'000, 10'000);
    const KeyedRecords more = weir_test::zipf_keys(2, 20'000, 20'000);
    Counted counted{all};
    counted.counter.begin_recount();
    add_in_batches<std::uint32_t>(counted.counter, all, 1);
    REQUIRE(counted.counter.end_recount());
    add_in_batches<std::uint32_t>(counted.counter, more, 1);
    KeyedRecords both = all;
    both.insert(both.end(), more.begin(), more.end());
    check_promises(counted, both);
}

TEST_CASE("the top keys are the heaviest, and of equal ones the first by name") {
    KeyCounter counter;
    const std::vector<KeyedRecord> records{
        weir_test::keyed_record("b", 100), weir_test::keyed_record("c", 100),
        weir_test::keyed_record("a", 100), weir_test::keyed_record("heavy", 5'000),
        weir_test::keyed_record("light", 1)};
    for (const KeyedRecord& record : records) {
        counter.add(record.key, record.hash, record.bytes);
    }
    counter.add("many", weir::md5_hash_key("many"), 30, 3);
    const std::vector<std::string> order{"heavy", "many", "a", "b", "c", "light"};
    for (std::size_t count = 0; count < 9; ++count) {
        const auto top = counter.top(count);
        REQUIRE(top.size() == std::min(count, order.size()));
        for (std::size_t at = 0; at < top.size(); ++at) {
            CHECK(top[at].key == order[at]);
            CHECK(top[at].hash_key == weir::md5_hash_key(order[at]));
        }
    }
    CHECK(counter.top(most).size() == order.size());
}

TEST_CASE("the top keys of many are those of a full sort") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const KeyedRecords all = weir_test::zipf_keys(seed, 10'000, 5'000);
        const Counted counted{all, 1 << 20};
        std::vector<std::pair<std::uint64_t, std::string>> sorted;
        for (const auto& [hash, truth] : truths_of(all)) {
            sorted.emplace_back(most - KeyWeight::of(truth.records, truth.bytes), truth.key);
        }
        std::sort(sorted.begin(), sorted.end());
        const auto top = counted.counter.top(50);
        REQUIRE(top.size() == 50);
        for (std::size_t at = 0; at < top.size(); ++at) {
            CHECK(top[at].key == sorted[at].second);
        }
    }
}

TEST_CASE("an empty key is a key, and so is one of a megabyte") {
    KeyCounter counter{{.memory_bytes = least_memory}};
    counter.add("", weir::md5_hash_key(""), 5);
    counter.add({}, weir::md5_hash_key(""), 6);
    const std::string huge(1 << 20, 'h');
    for (int turn = 0; turn < 100; ++turn) {
        counter.add(huge, weir::md5_hash_key(huge), 1 << 20);
    }
    CHECK(counter.size() == 2);
    CHECK(counter.count(weir::md5_hash_key("")).bytes == 11);
    CHECK(counter.top(1).front().key == huge.substr(0, 1'024));
    CHECK(counter.exact());
}

TEST_CASE("no key at all is even, and nothing is asked in vain") {
    KeyCounter counter;
    counter.add(std::span<const std::string_view>{}, {}, std::span<const std::uint32_t>{});
    CHECK(counter.exact());
    CHECK(counter.distinct() == 0);
    CHECK(counter.certain_share() == 0);
    CHECK(counter.top(10).empty());
    CHECK(counter.records() == 0);
    counter.begin_recount();
    CHECK(counter.end_recount());
}

TEST_CASE("counts stay at the greatest number instead of beginning anew") {
    KeyCounter counter{{.memory_bytes = least_memory}};
    const HashKey hot = weir::md5_hash_key("hot");
    counter.add("hot", hot, most - 1, most - 1);
    for (int turn = 0; turn < 5; ++turn) {
        counter.add("hot", hot, 3, 3);
    }
    CHECK(counter.count(hot).records == most);
    CHECK(counter.count(hot).bytes == most);
    CHECK(counter.records() == most);
    CHECK(counter.bytes() == most);
    // Every key is as heavy as can be, so that none is lighter than the others.
    for (std::uint64_t key = 0; key < 20'000; ++key) {
        const std::string text = std::to_string(key);
        counter.add(text, weir::md5_hash_key(text), most, most);
        REQUIRE(counter.size() > 0);
    }
    CHECK(counter.certain_share() == 1);
    CHECK(counter.count(hot).records >= most / KeyWeight::record);
    CHECK(counter.records() == most);
    CHECK(counter.top(3).size() == 3);
}

TEST_CASE("a million keys that come once take no more memory than a thousand, and are counted") {
    weir::Random random{1};
    const std::size_t memory = std::size_t{1} << 20;
    KeyCounter counter{{.memory_bytes = memory}};
    constexpr std::size_t batch = 500;
    std::vector<HashKey> hashes(batch);
    const std::vector<std::string_view> keys(batch, "sixteen bytes key");
    const std::vector<std::uint32_t> bytes(batch, 100);
    for (std::size_t turn = 0; turn < 1'000'000 / batch; ++turn) {
        for (HashKey& hash : hashes) {
            const std::uint64_t high = random.next();
            hash = {high, random.next()};
        }
        counter.add(std::span<const std::string_view>{keys}, hashes, bytes);
        REQUIRE(counter.memory_bytes() <= memory);
    }
    CHECK(counter.records() == 1'000'000);
    CHECK(std::abs(static_cast<double>(counter.distinct()) - 1e6) < 3e4);
    CHECK(counter.certain_share() < 1e-4);
    CHECK(counter.certain_records() < 100);
}

TEST_CASE("hash keys that somebody chose are counted, too, and soon") {
    KeyCounter counter{{.memory_bytes = least_memory}};
    for (std::uint64_t turn = 0; turn < 100'000; ++turn) {
        counter.add("chosen", {turn << 32, 0}, 1);
        counter.add("chosen", {turn % 64 << 58, ~std::uint64_t{0}}, 1);
    }
    CHECK(counter.records() == 200'000);
    CHECK(counter.count({std::uint64_t{5} << 58, ~std::uint64_t{0}}).kept);
    CHECK(std::abs(static_cast<double>(counter.distinct()) - 100'064) < 4'000);
}

TEST_CASE("mistakes of the caller are named") {
    CHECK(weir_test::dies([] { KeyCounter{{.memory_bytes = least_memory - 1}}; }));
    CHECK(weir_test::dies([] { KeyCounter{{.memory_bytes = 0}}; }));
    CHECK(weir_test::dies([] { KeyCounter{}.end_recount(); }));
    CHECK(weir_test::dies([] {
        KeyCounter counter;
        counter.begin_recount();
        counter.begin_recount();
    }));
    CHECK(weir_test::dies([] {
        const std::vector<HashKey> hashes(2);
        const std::vector<std::string_view> keys(2);
        const std::vector<std::uint32_t> bytes(1);
        KeyCounter{}.add(std::span<const std::string_view>{keys}, hashes, bytes);
    }));
}
