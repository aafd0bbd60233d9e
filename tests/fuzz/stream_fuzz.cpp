// SPDX-License-Identifier: Apache-2.0
// Any calls with any texts for arguments, in any order, at any time: a stream answers them as its
// model does. The input's bytes choose the calls; keys, numbers and shards are texts among them.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/input.hpp"
#include "model/twins.hpp"

namespace {

/// Little memory in each segment, and a throttle that is met now and then.
TwinOptions options() {
    TwinOptions options;
    options.stream.shard_count = 2;
    options.stream.update_shard_count_limit = 3;
    options.storage.first_segment_bytes = 256;
    options.storage.segment_bytes = 512;
    options.storage.segment_records_max = 4;
    options.throttle.write_burst_records = 50;
    options.throttle.write_records_per_second = 50;
    options.model = options.stream;
    return options;
}

class Calls {
public:
    explicit Calls(Input input) : input_{input} {}

    void run() {
        for (int calls = 0; !input_.empty() && calls < 200; ++calls) {
            must_agree(call(input_.choice() % 13));
        }
        must_agree(twins_.list_all());
        for (const weir::Shard& shard : std::vector<weir::Shard>{twins_.shards()}) {
            must_agree(twins_.read_shard(shard.shard_id, 10'000));
        }
        must_agree(twins_.metrics());
    }

private:
    static void must_agree(const Difference& found) {
        if (found) {
            std::fprintf(stderr, "%s\n", found->c_str());
        }
        must(!found, "the stream answers as its model does");
    }
    Difference call(unsigned which) {
        switch (which) {
            case 0:
                return split();
            case 1:
                return merge();
            case 2:
                return twins_.update_shard_count({input_.choice() % 9});
            case 3:
                return move_clock();
            case 4:
                return place();
            case 5:
                return read();
            case 6:
                return read_text();
            case 7:
                return list();
            case 8:
                return list_text();
            case 9:
                return describe();
            case 10:
                return put_batch();
            default:
                return put();
        }
    }

    /// A text, or nothing if it is empty.
    template <class T>
    static weir::Argument<T> given(std::string_view text) {
        return text.empty() ? weir::Argument<T>{} : weir::Argument<T>{text};
    }
    std::string shard() {
        const auto which = input_.choice();
        return which < 200 ? "shardId-" + std::to_string(which % 8) : input_.text();
    }
    Difference put() {
        const auto key = input_.text();
        const auto data = input_.text();
        const auto hash = input_.text();
        const auto after = input_.text();
        return twins_.put_record(
            {.data = data,
             .partition_key = key,
             .explicit_hash_key = given<weir::HashKey>(hash),
             .sequence_number_for_ordering = given<weir::SequenceNumber>(after)});
    }
    Difference put_batch() {
        std::vector<std::string> texts(3 * (1 + input_.choice() % 4));
        std::vector<weir::PutRecordsRequestEntry> records;
        for (std::size_t at = 0; at < texts.size(); at += 3) {
            texts[at] = input_.text();
            texts[at + 1] = input_.text();
            texts[at + 2] = input_.text();
            records.push_back({.data = texts[at],
                               .partition_key = texts[at + 1],
                               .explicit_hash_key = given<weir::HashKey>(texts[at + 2])});
        }
        return twins_.put_records(records);
    }
    Difference split() {
        const auto id = shard();
        const auto key = input_.text();
        return twins_.split_shard({.shard_to_split = id, .new_starting_hash_key = key});
    }
    Difference merge() {
        const auto one = shard();
        const auto other = shard();
        return twins_.merge_shards({.shard_to_merge = one, .adjacent_shard_to_merge = other});
    }
    Difference move_clock() {
        constexpr std::int64_t micros[] = {1,           999,           1'000,          999'999,
                                           1'000'000,   60'000'000,    299'999'999,    300'000'000,
                                           300'000'001, 3'600'000'000, 82'800'000'000, -1'000,
                                           -1'000'000};
        const std::int64_t times = 1 + input_.choice() % 3;
        const auto moved =
            twins_.now() + weir::Duration{times * micros[input_.choice() % std::size(micros)]};
        const auto first = options().start - std::chrono::seconds{10};
        twins_.set_clock(moved < first ? first : moved);
        return std::nullopt;
    }
    Difference place() {
        const auto id = shard();
        const auto number = input_.text();
        weir::GetShardIteratorRequest request{
            .shard_id = id,
            .shard_iterator_type = static_cast<weir::ShardIteratorType>(input_.choice() % 5),
            .starting_sequence_number = given<weir::SequenceNumber>(number),
            .timestamp = {}};
        if (input_.choice() % 2 == 1) {
            request.timestamp = twins_.now() - weir::Duration{input_.choice() * 100'000};
        }
        return twins_.get_shard_iterator(request);
    }
    Difference read() {
        if (twins_.places().empty()) {
            return std::nullopt;
        }
        const auto from = twins_.places()[input_.choice() % twins_.places().size()];
        return twins_.get_records(from, input_.choice(), true, false);
    }
    Difference read_text() {
        const auto text = input_.text();
        return twins_.get_records_by_forged_text(text, input_.choice());
    }
    Difference list() {
        const auto after = input_.text();
        const auto filtered = input_.text();
        weir::ListShardsRequest request{.exclusive_start_shard_id = given<weir::ShardId>(after)};
        if (const auto most = input_.choice(); most % 2 == 1) {
            request.max_results = most / 2;
        }
        if (const auto type = input_.choice(); type < 128) {
            request.shard_filter = {.type = static_cast<weir::ShardFilterType>(type % 6),
                                    .shard_id = given<weir::ShardId>(filtered),
                                    .timestamp = {}};
            if (const auto ago = input_.choice(); ago > 0) {
                request.shard_filter->timestamp = twins_.now() - weir::Duration{ago * 1'000'000};
            }
        }
        return twins_.list_shards(request, std::nullopt);
    }
    Difference list_text() {
        weir::ListShardsRequest request;
        request.next_token = input_.text();
        must(!twins_.stream().list_shards(request), "a token that nobody made is refused");
        return std::nullopt;
    }
    Difference describe() {
        const auto after = input_.text();
        return twins_.describe_stream(
            {.limit = input_.choice(), .exclusive_start_shard_id = given<weir::ShardId>(after)});
    }

    Input input_;
    Twins twins_{options()};
};

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Calls{Input{bytes}}.run();
}
