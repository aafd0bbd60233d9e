// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/explore.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace weir_test {

/// A stream of tiny segments that is put to, read and resharded at the same time.
///
/// Where two threads do control operations one waits for the other, which ExploreDpor does not
/// respect: such scenarios are for the other strategies.
class StreamProgram final : public weir::ExploreProgram {
public:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Stream = weir::Stream<Storage, weir::ManualClock, weir::Unlimited>;
    using Action = std::function<void(StreamProgram&)>;

    struct Scenario {
        std::string name;
        std::uint32_t shards = 1;
        Action setup;
        std::vector<Action> threads;
    };

    explicit StreamProgram(const Scenario& scenario) : scenario_{scenario} {
        weir::StreamOptions options;
        options.shard_count = scenario.shards;
        weir::RingOptions memory;
        memory.first_segment_bytes = 256;
        memory.segment_bytes = 256;
        memory.segment_records_max = 2;
        stream_ = std::make_unique<Stream>(options, clock_, weir::Unlimited{}, memory);
        if (scenario.setup) {
            scenario.setup(*this);
        }
    }

    [[nodiscard]] unsigned threads() const override {
        return static_cast<unsigned>(scenario_.threads.size());
    }
    void run(unsigned thread) override { scenario_.threads[thread](*this); }

    /// Puts a record whose hash key is the lowest, or the highest of all.
    void put(bool high) {
        const char id = static_cast<char>(++begun_);
        const std::string_view key{high ? "high" : "low"};
        const weir::Blob data{reinterpret_cast<const std::byte*>(&id), 1};
        const auto result = stream_->put_record(
            {.data = data,
             .partition_key = key,
             .explicit_hash_key = high ? weir::HashKey::max() : weir::HashKey{}});
        expect(result.has_value(), "a put failed");
        puts_.push_back({id, high, result->shard_id, result->sequence_number, now()});
    }
    /// Puts a record at either end of the hash keys with one call.
    void put_batch() {
        const std::array<char, 2> ids{static_cast<char>(begun_ + 1), static_cast<char>(begun_ + 2)};
        begun_ += 2;
        std::array<weir::PutRecordsRequestEntry, 2> batch;
        std::array<weir::PutRecordsResultEntry, 2> results;
        for (std::size_t at = 0; at < batch.size(); ++at) {
            batch[at] = {.data = std::string_view{&ids[at], 1},
                         .partition_key = at == 1 ? "high" : "low",
                         .explicit_hash_key = at == 1 ? weir::HashKey::max() : weir::HashKey{}};
        }
        const auto failed = stream_->put_records(batch, results);
        expect(failed.has_value() && *failed == 0, "a batch failed");
        for (std::size_t at = 0; at < batch.size(); ++at) {
            puts_.push_back(
                {ids[at], at == 1, results[at].shard_id, results[at].sequence_number, now()});
        }
    }
    void split() {
        const auto middle = weir::HashKeyRange::whole().middle();
        expect(
            stream_
                ->split_shard({.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = middle})
                .has_value(),
            "a split failed");
    }
    void merge() {
        expect(stream_
                   ->merge_shards({.shard_to_merge = weir::ShardId{0},
                                   .adjacent_shard_to_merge = weir::ShardId{1}})
                   .has_value(),
               "a merge failed");
    }
    void scale() {
        expect(stream_->update_shard_count({.target_shard_count = 2}).has_value(),
               "a change of the number of shards failed");
    }
    /// Every operation that only tells something.
    void describe() {
        expect(!stream_->list_shards({})->shards.empty(), "no shards");
        expect(!stream_->describe_stream()->shards.empty(), "no shards described");
        expect(stream_->describe_stream_summary().open_shard_count > 0, "no open shard");
        expect(stream_->metrics().incoming_records <= begun_, "more came in than was put");
    }
    /// Every type of iterator; the stream's first record is in shard 0.
    void ask_for_iterators() {
        using Type = weir::ShardIteratorType;
        for (const Type type : {Type::trim_horizon, Type::latest, Type::at_timestamp,
                                Type::at_sequence_number, Type::after_sequence_number}) {
            weir::GetShardIteratorRequest request{.shard_id = weir::ShardId{0},
                                                  .shard_iterator_type = type};
            if (type == Type::at_timestamp) {
                request.timestamp = now();
            } else if (type == Type::at_sequence_number || type == Type::after_sequence_number) {
                request.starting_sequence_number = puts_[0].number;
            }
            expect(stream_->get_shard_iterator(request).has_value(), "no iterator");
        }
    }
    void let_time_pass(std::chrono::hours time) { clock_.advance(time); }
    void retain_longer() {
        expect(stream_->increase_stream_retention_period(std::chrono::hours{48}).has_value(),
               "the retention did not grow");
    }
    /// What is older than a day is gone from now on.
    void retain_a_day() {
        expect(stream_->decrease_stream_retention_period(std::chrono::hours{24}).has_value(),
               "the retention did not shrink");
    }
    /// Reads shard 0 to what is its end now, and looks at its children if it is closed.
    void follow() {
        auto iterator = stream_->get_shard_iterator({.shard_id = weir::ShardId{0}});
        expect(iterator.has_value(), "no iterator");
        std::size_t before = 0;
        for (int page = 0; page < 4; ++page) {
            auto read = stream_->get_records({.shard_iterator = *iterator});
            expect(read.has_value(), "a read failed");
            const std::size_t records = read->records.size();
            if (!read->next_shard_iterator) {
                expect(!read->child_shards.empty(), "a shard ended without children");
                for (const auto& child : read->child_shards) {
                    expect(stream_->get_shard_iterator({.shard_id = child.shard_id}).has_value(),
                           "a child that cannot be read yet");
                }
                return;
            }
            iterator = *read->next_shard_iterator;
            if (records == 0 && before == 0 && page > 0) {
                return;
            }
            before = records;
        }
    }

    void finish() override {
        std::set<char> seen;
        const auto shards = static_cast<std::uint32_t>(stream_->list_shards({})->shards.size());
        for (std::uint32_t index = 0; index < shards; ++index) {
            const auto iterator = stream_->get_shard_iterator({.shard_id = weir::ShardId{index}});
            expect(iterator.has_value(), "a shard that cannot be read");
            read_all(weir::ShardId{index}, *iterator, seen);
        }
        const auto kept = std::count_if(puts_.begin(), puts_.end(), [this](const Put& put) {
            return put.time >= now() - stream_->describe_stream_summary().retention_period;
        });
        expect(seen.size() == static_cast<std::size_t>(kept), "lost, or kept too long");
        check_order();
        stream_.reset();
    }

private:
    struct Put {
        char id;
        bool high;
        weir::ShardId shard;
        weir::SequenceNumber number;
        weir::Instant time;
    };
    [[nodiscard]] weir::Instant now() const { return clock_.now(); }
    static void expect(bool holds, const char* what) { weir::explore_expect(holds, what); }

    void read_all(weir::ShardId shard, weir::ShardIterator iterator, std::set<char>& seen) {
        for (;;) {
            auto read = stream_->get_records({.shard_iterator = iterator});
            expect(read.has_value(), "a read failed");
            for (const weir::RecordView record : read->records) {
                const char id = record.data().as_text()[0];
                expect(seen.insert(id).second, "doubled: a record is in two places");
                const Put* put = find(id);
                expect(put != nullptr, "a record that nobody put");
                expect(put->shard == shard && put->number == record.sequence_number(),
                       "a record is elsewhere than its put was told");
            }
            if (!read->next_shard_iterator || read->records.empty()) {
                return;
            }
            iterator = *read->next_shard_iterator;
        }
    }
    [[nodiscard]] const Put* find(char id) const {
        for (const Put& put : puts_) {
            if (put.id == id) {
                return &put;
            }
        }
        return nullptr;
    }
    /// Of one key, what went to a child has a number above all that went to its parent.
    void check_order() {
        for (const Put& a : puts_) {
            for (const Put& b : puts_) {
                if (a.high == b.high && a.shard.index < b.shard.index) {
                    expect(a.number < b.number, "a child's number is not above its parent's");
                }
            }
        }
    }

    const Scenario& scenario_;
    weir::ManualClock clock_{weir::Instant::from_seconds(1'700'000'000)};
    std::unique_ptr<Stream> stream_;
    std::uint8_t begun_ = 0;
    std::vector<Put> puts_;
};

}  // namespace weir_test
