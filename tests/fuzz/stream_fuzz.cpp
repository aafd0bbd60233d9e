// SPDX-License-Identifier: Apache-2.0
// Any calls with any arguments, in any order, at any time: none crashes, and every record that was
// taken is read again. The input's bytes choose the calls, its other bytes are their texts.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "weir/stream/stream.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

void must(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// Takes choices and texts off the front of the input.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size)
        : rest_{reinterpret_cast<const char*>(data), size} {}

    bool empty() const { return rest_.empty(); }
    unsigned choice() { return empty() ? 0U : static_cast<unsigned char>(take(1).front()); }
    std::string text() { return std::string{take(choice())}; }

private:
    std::string_view take(std::size_t size) {
        const auto taken = rest_.substr(0, std::min(size, rest_.size()));
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view rest_;
};

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

class Calls {
public:
    explicit Calls(Input input) : input_{input} {}

    void run() {
        for (int calls = 0; !input_.empty() && calls < 200; ++calls) {
            call(input_.choice() % 9);
        }
        must(count_all() == accepted_);
    }

private:
    void call(unsigned which) {
        switch (which) {
            case 0: return put();
            case 1: return split();
            case 2: return merge();
            case 3: return scale();
            case 4: return clock_.advance(weir::Duration{input_.choice() * 1000});
            case 5: return iterate();
            case 6: return read_text();
            case 7: return list();
            default: return put();
        }
    }
    std::string shard() { return "shardId-" + std::to_string(input_.choice() % 8); }
    void put() {
        const auto key = input_.text();
        const auto data = input_.text();
        const auto hash = input_.text();
        weir::PutRecordRequest request{.data = data, .partition_key = key};
        if (!hash.empty()) {
            request.explicit_hash_key = hash;
        }
        accepted_ += stream_.put_record(request) ? 1U : 0U;
    }
    void split() {
        const auto id = shard();
        (void)stream_.split_shard({.shard_to_split = id, .new_starting_hash_key = input_.text()});
    }
    void merge() {
        const auto one = shard();
        const auto other = shard();
        (void)stream_.merge_shards({.shard_to_merge = one, .adjacent_shard_to_merge = other});
    }
    void scale() { (void)stream_.update_shard_count({.target_shard_count = input_.choice() % 6}); }
    void iterate() {
        const auto id = shard();
        const auto number = input_.text();
        const auto type = static_cast<weir::ShardIteratorType>(input_.choice() % 5);
        const auto iterator = stream_.get_shard_iterator(
            {.shard_id = id, .shard_iterator_type = type, .starting_sequence_number = number});
        if (iterator) {
            must(stream_.get_records(stream_.to_text(*iterator)).has_value());
        }
    }
    void read_text() { (void)stream_.get_records(input_.text(), input_.choice()); }
    void list() {
        weir::ListShardsRequest request;
        request.next_token = input_.text();
        (void)stream_.list_shards(request);
    }
    std::uint64_t count_all() {
        std::uint64_t count = 0;
        const auto listed = stream_.list_shards();
        for (const auto& shard : listed->shards) {
            auto next = stream_.get_shard_iterator(
                {.shard_id = shard.shard_id,
                 .shard_iterator_type = weir::ShardIteratorType::trim_horizon});
            must(next.has_value());
            for (std::size_t got = 1; got > 0;) {
                const auto page = stream_.get_records({.shard_iterator = *next});
                must(page.has_value());
                got = page->next_shard_iterator ? page->records.size() : 0;
                count += page->records.size();
                next = page->next_shard_iterator.value_or(*next);
            }
        }
        return count;
    }

    Input input_;
    weir::ManualClock clock_;
    Stream stream_{{.shard_count = 2}, clock_};
    std::uint64_t accepted_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Calls{Input{data, size}}.run();
    return 0;
}
