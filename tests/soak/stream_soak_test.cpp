// SPDX-License-Identifier: Apache-2.0
// Eight writers and eight consumers of one stream that is split and merged all the time, over
// segments of a few records: what was acknowledged is what each consumer gets, once and in order.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "soak/soak.hpp"
#include "weir/core/random.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using weir_test::soak_readers;
using weir_test::soak_writers;
using weir_test::Tally;
using namespace std::chrono_literals;

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

constexpr std::uint32_t keys_each = 6;
constexpr std::uint32_t records_a_key = 200;  // in a round

std::uint64_t place_of(const weir::SequenceNumber& number) {
    return std::hash<std::string>{}(number.to_string());
}
std::uint64_t what_is(std::string_view key, std::string_view data) {
    return std::hash<std::string_view>{}(key)*31 + std::hash<std::string_view>{}(data);
}

/// Puts each key's records in order, one by one or in batches.
class Writer {
public:
    Writer(Stream& stream, std::uint32_t number, std::uint64_t seed)
        : stream_{stream}, random_{seed * 100 + number} {
        for (std::uint32_t key = 0; key < keys_each; ++key) {
            keys_.push_back("w" + std::to_string(number) + "-k" + std::to_string(key));
        }
    }
    void run() {
        for (std::uint32_t record = 0; record < records_a_key; ++record) {
            const std::string data = std::to_string(record);
            random_.chance(0.5) ? put_each(data) : put_all(data);
        }
    }
    Tally acknowledged;
    std::uint64_t wrong = 0;

private:
    void put_each(const std::string& data) {
        for (const std::string& key : keys_) {
            const auto put = stream_.put_record({.data = data, .partition_key = key});
            wrong += put ? 0U : 1U;
            if (put) {
                acknowledged.add(place_of(put->sequence_number), what_is(key, data));
            }
        }
    }
    void put_all(const std::string& data) {
        std::array<weir::PutRecordsRequestEntry, keys_each> batch;
        std::array<weir::PutRecordsResultEntry, keys_each> results;
        for (std::size_t at = 0; at < batch.size(); ++at) {
            batch[at] = {.data = data, .partition_key = keys_[at]};
        }
        wrong += stream_.put_records(batch, results).value_or(keys_each);
        for (std::size_t at = 0; at < results.size(); ++at) {
            if (results[at].ok()) {
                acknowledged.add(place_of(results[at].sequence_number), what_is(keys_[at], data));
            }
        }
    }

    Stream& stream_;
    weir::Random random_;
    std::vector<std::string> keys_;
};

/// Reads shards as consumers do: a child as soon as all its parents are at their end.
class Consumer {
public:
    explicit Consumer(Stream& stream) : stream_{stream} {}

    void start(weir::ShardId shard, weir::ShardIteratorType type) {
        const auto iterator =
            stream_.get_shard_iterator({.shard_id = shard, .shard_iterator_type = type});
        wrong += iterator ? 0U : 1U;
        if (iterator) {
            reading_.push_back({shard, *iterator});
        }
    }
    /// Until nobody writes and nothing more comes.
    void run(const std::atomic<std::uint32_t>& writing) {
        for (bool last_look = false; !last_look;) {
            const bool finished = writing == 0;
            last_look = !read_each() && finished;
        }
    }
    Tally read;
    std::uint64_t wrong = 0;

private:
    struct Reading {
        weir::ShardId shard;
        weir::ShardIterator from;
    };

    /// Gives: false if no shard had a record or came to its end.
    bool read_each() {
        bool any = false;
        for (std::size_t at = 0; at < reading_.size();) {
            auto page = stream_.get_records({.shard_iterator = reading_[at].from, .limit = 9});
            if (!page) {
                ++wrong;
                return false;
            }
            for (const weir::RecordView record : page->records) {
                any = true;
                take(record);
            }
            if (page->next_shard_iterator) {
                reading_[at++].from = *page->next_shard_iterator;
                continue;
            }
            any = true;
            ended_.insert(reading_[at].shard);
            reading_.erase(reading_.begin() + static_cast<std::ptrdiff_t>(at));
            start_ready(page->child_shards);
        }
        if (!any) {
            std::this_thread::yield();
        }
        return any;
    }
    void start_ready(const std::vector<weir::ChildShard>& children) {
        wrong += children.empty() ? 1U : 0U;
        for (const weir::ChildShard& child : children) {
            bool ready = true;
            for (const weir::ShardId parent : child.parent_shards) {
                ready = ready && ended_.contains(parent);
            }
            if (ready) {
                start(child.shard_id, weir::ShardIteratorType::trim_horizon);
            }
        }
    }
    void take(const weir::RecordView& record) {
        Place& place = places_[std::string{record.partition_key()}];
        const auto number = record.sequence_number();
        wrong += record.data().as_text() == std::to_string(place.next++) ? 0U : 1U;
        wrong += number > place.last ? 0U : 1U;
        place.last = number;
        read.add(place_of(number), what_is(record.partition_key(), record.data().as_text()));
    }

    struct Place {
        std::uint32_t next = 0;
        weir::SequenceNumber last;
    };
    Stream& stream_;
    std::deque<Reading> reading_;
    std::set<weir::ShardId> ended_;
    std::map<std::string, Place, std::less<>> places_;
};

std::vector<weir::Shard> open_shards(Stream& stream) {
    const auto listed = stream.list_shards(
        {.shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_latest}});
    return listed.value().shards;
}

/// Splits and merges at random and lets time pass for as long as somebody writes.
void reshard(Stream& stream, weir::ManualClock& clock, const std::atomic<std::uint32_t>& writing,
             std::uint64_t seed) {
    weir::Random random{seed};
    for (int done = 0; writing > 0;) {
        clock.advance(1ms);
        std::this_thread::yield();
        if (done > 60) {
            continue;
        }
        const auto open = open_shards(stream);
        const std::size_t at = random.below(open.size());
        const weir::Shard& shard = open[at];
        if (open.size() < 6 && random.chance(0.6)) {
            done += stream.split_shard({.shard_to_split = shard.shard_id,
                                        .new_starting_hash_key = shard.hash_key_range.middle()})
                        ? 1
                        : 0;
            continue;
        }
        for (const weir::Shard& other : open) {
            if (shard.hash_key_range.adjoins(other.hash_key_range)) {
                done += stream.merge_shards({.shard_to_merge = shard.shard_id,
                                             .adjacent_shard_to_merge = other.shard_id})
                            ? 1
                            : 0;
            }
        }
    }
}

/// Gives: what is wrong; adds what was acknowledged.
std::uint64_t play(Stream& stream, weir::ManualClock& clock, std::uint64_t seed,
                   Tally& acknowledged) {
    std::atomic<std::uint32_t> writing{soak_writers};
    std::deque<Writer> writers;
    std::deque<Consumer> consumers;
    const auto open = open_shards(stream);
    for (std::uint32_t number = 0; number < soak_readers + 1; ++number) {
        Consumer& consumer = consumers.emplace_back(stream);
        for (const weir::Shard& shard : open) {
            consumer.start(shard.shard_id, weir::ShardIteratorType::trim_horizon);
        }
    }
    std::vector<std::thread> threads;
    for (std::uint32_t number = 0; number < soak_writers; ++number) {
        Writer& writer = writers.emplace_back(stream, number, seed);
        threads.emplace_back([&writer, &writing] {
            writer.run();
            --writing;
        });
    }
    for (std::uint32_t number = 0; number < soak_readers; ++number) {
        threads.emplace_back([&, number] { consumers[number].run(writing); });
    }
    threads.emplace_back([&] { reshard(stream, clock, writing, seed); });
    for (std::thread& thread : threads) {
        thread.join();
    }
    consumers.back().run(writing);  // the last one begins only now

    Tally all;
    std::uint64_t wrong = 0;
    for (const Writer& writer : writers) {
        all.add(writer.acknowledged);
        wrong += writer.wrong;
    }
    for (const Consumer& consumer : consumers) {
        wrong += consumer.wrong + (consumer.read == all ? 0U : 1U);
    }
    wrong += all.records == std::uint64_t{soak_writers} * keys_each * records_a_key ? 0U : 1U;
    acknowledged.add(all);
    return wrong;
}

}  // namespace

TEST_CASE("Each of eight consumers gets what eight writers of a stream were told, once, in order") {
    const std::uint64_t first = weir_test::soak_seed();
    weir::ManualClock clock;
    Stream stream{{.shard_count = 3},
                  clock,
                  weir::Unlimited{},
                  {.first_segment_bytes = 256, .segment_bytes = 512, .segment_records_max = 4}};
    Tally acknowledged;
    std::uint64_t wrong = 0;
    std::uint64_t seed = first;
    for (weir_test::SoakRounds rounds; wrong == 0 && rounds.next(); ++seed) {
        wrong += play(stream, clock, seed, acknowledged);
        clock.advance(25h);  // what was put expires, and its memory is used again
    }
    CAPTURE(first, seed, acknowledged.records);
    CHECK(wrong == 0);
    CHECK(stream.metrics().incoming_records == acknowledged.records);
    weir_test::report_soak("stream", acknowledged, acknowledged.records * soak_readers, wrong == 0);
}
