// SPDX-License-Identifier: Apache-2.0
// Real threads put, read, split, merge and let time pass, over segments of a few records: nothing
// is lost, nothing comes twice, and each key's records keep their order through every reshard.
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;

namespace {

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

constexpr int writers = 4;
constexpr int keys_each = 6;
constexpr int rounds = 2'000;  // records of each key

std::string key_of(int writer, int key) {
    return "w" + std::to_string(writer) + "-k" + std::to_string(key);
}

/// Puts `rounds` records for each of a writer's keys, one by one or in batches.
void write(Stream& stream, int writer) {
    std::vector<std::string> keys;
    for (int key = 0; key < keys_each; ++key) {
        keys.push_back(key_of(writer, key));
    }
    std::vector<weir::PutRecordsRequestEntry> batch(keys_each);
    std::vector<weir::PutRecordsResultEntry> results(keys_each);
    for (int round = 0; round < rounds; ++round) {
        const std::string data = std::to_string(round);
        if (round % 2 == 0) {
            for (const auto& key : keys) {
                stream.put_record({.data = data, .partition_key = key}).value();
            }
            continue;
        }
        for (std::size_t at = 0; at < keys.size(); ++at) {
            batch[at] = {.data = data, .partition_key = keys[at]};
        }
        if (stream.put_records(batch, results).value() != 0) {
            std::abort();
        }
    }
}

/// Splits and merges at random for as long as there is someone who writes.
void reshard(Stream& stream, const std::atomic<int>& writing, std::uint64_t seed) {
    weir::Random random{seed};
    int done = 0;
    while (writing > 0 && done < 400) {
        const auto open =
            stream
                .list_shards(
                    {.shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_latest}})
                .value()
                .shards;
        const auto& shard = open[random.below(open.size())];
        if (open.size() < 6 && random.chance(0.6)) {
            done += stream.split_shard({.shard_to_split = shard.shard_id,
                                        .new_starting_hash_key = shard.hash_key_range.middle()})
                        ? 1
                        : 0;
        } else {
            for (const auto& other : open) {
                if (shard.hash_key_range.adjoins(other.hash_key_range)) {
                    done += stream.merge_shards({.shard_to_merge = shard.shard_id,
                                                 .adjacent_shard_to_merge = other.shard_id})
                                ? 1
                                : 0;
                }
            }
        }
        std::this_thread::yield();
    }
}

/// What a reader has seen of each key: the next number expected, and the last sequence number.
struct Ledger {
    std::map<std::string, int, std::less<>> next;
    std::map<std::string, weir::SequenceNumber, std::less<>> last;
    std::uint64_t records = 0;
    int misplaced = 0;

    void note(const weir::RecordView& record) {
        ++records;
        const std::string key{record.partition_key()};
        const auto number = record.sequence_number();
        misplaced += std::to_string(next[key]++) != record.data().as_text() ? 1 : 0;
        misplaced += number <= last[key] ? 1 : 0;
        last[key] = number;
    }
};

/// Reads a shard until it ends, or until nothing more comes although nobody writes.
void drain(Stream& stream, std::uint32_t shard, const std::atomic<int>& writing, Ledger& ledger) {
    auto iterator = stream.get_shard_iterator({.shard_id = weir::ShardId{shard}}).value();
    for (;;) {
        const bool last_look = writing == 0;
        const auto page = stream.get_records({.shard_iterator = iterator, .limit = 7}).value();
        for (const auto record : page.records) {
            ledger.note(record);
        }
        if (!page.next_shard_iterator || (page.records.empty() && last_look)) {
            return;
        }
        iterator = *page.next_shard_iterator;
        if (page.records.empty()) {
            std::this_thread::yield();
        }
    }
}

/// Shards in the order of their ids: a parent always comes before its children.
void read_in_order(Stream& stream, const std::atomic<int>& writing, Ledger& ledger) {
    for (std::uint32_t shard = 0;; ++shard) {
        if (!stream.get_shard_iterator({.shard_id = weir::ShardId{shard}})) {
            return;
        }
        drain(stream, shard, writing, ledger);
    }
}

}  // namespace

TEST_CASE("Puts, reads, splits and merges by many threads lose, double and disorder nothing") {
    const std::uint64_t seed = 20'261'124;
    CAPTURE(seed);
    weir::ManualClock clock;
    Stream stream{{.shard_count = 2},
                  clock,
                  weir::Unlimited{},
                  {.first_segment_bytes = 256, .segment_bytes = 512, .segment_records_max = 4}};
    std::atomic<int> writing{writers};
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&stream, &writing, writer] {
            write(stream, writer);
            --writing;
        });
    }
    threads.emplace_back([&] { reshard(stream, writing, seed); });
    threads.emplace_back([&] {
        while (writing > 0) {
            clock.advance(1ms);
            std::this_thread::yield();
        }
    });
    Ledger follower;
    threads.emplace_back([&] { read_in_order(stream, writing, follower); });
    for (auto& thread : threads) {
        thread.join();
    }
    Ledger afterwards;
    read_in_order(stream, writing, afterwards);

    const std::uint64_t all = std::uint64_t{writers} * keys_each * rounds;
    CHECK(stream.metrics().incoming_records == all);
    CHECK(afterwards.records == all);
    CHECK(afterwards.misplaced == 0);
    CHECK(afterwards.next.size() == std::size_t{writers} * keys_each);
    // The follower saw a prefix: shards that were made behind its back it may not have reached.
    CHECK(follower.misplaced == 0);
    CHECK(follower.records <= all);
    CHECK(stream.describe_stream_summary().open_shard_count >= 1);
}

TEST_CASE("Readers that are overtaken by trimming go on in order with what is left") {
    weir::ManualClock clock;
    Stream stream{{.shard_count = 1},
                  clock,
                  weir::Unlimited{},
                  {.first_segment_bytes = 256, .segment_bytes = 512, .segment_records_max = 4}};
    std::atomic<bool> done{false};
    std::thread writer{[&] {
        for (int record = 0; record < 6'000; ++record) {
            stream.put_record({.data = std::to_string(record), .partition_key = "k"}).value();
            clock.advance(1min);
        }
        done = true;
    }};
    std::vector<std::thread> readers;
    std::atomic<int> misplaced{0};
    for (int reader = 0; reader < 2; ++reader) {
        readers.emplace_back([&] {
            int last = -1;
            std::vector<Stream::Batch> held;
            while (!done) {
                const auto from = stream.get_shard_iterator({.shard_id = weir::ShardId{0}});
                auto page = stream.get_records({.shard_iterator = from.value(), .limit = 50});
                if (!page) {
                    continue;  // the clock went past the iterator's life in between
                }
                int before = -1;
                for (const auto record : page->records) {
                    const int number = std::stoi(std::string{record.data().as_text()});
                    misplaced += before >= 0 && number != before + 1 ? 1 : 0;
                    before = number;
                }
                if (!page->records.empty()) {
                    const int first =
                        std::stoi(std::string{(*page->records.begin()).data().as_text()});
                    misplaced += first < last ? 1 : 0;
                    last = first;
                    held.push_back(std::move(page->records));
                }
                if (held.size() > 5) {
                    held.erase(held.begin());
                }
            }
        });
    }
    writer.join();
    for (auto& reader : readers) {
        reader.join();
    }
    CHECK(misplaced == 0);
    CHECK(stream.bytes_in_use() < 300'000);
}
