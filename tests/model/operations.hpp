// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/arguments.hpp"
#include "model/choices.hpp"
#include "model/setup.hpp"
#include "model/twins.hpp"

/// Does random operations to a stream and its model, one or a few a step.
///
/// What a numbered step does follows from its number and from how the two stand, not from the steps
/// before, so that a failing run can be made shorter by leaving steps out.
class Operations {
public:
    Operations(std::uint64_t seed, const TwinOptions& options, const Setup& setup)
        : seed_{seed}, setup_{setup}, twins_{options}, start_{options.start} {}

    /// Gives: what differs.
    Difference step(std::uint64_t number) {
        Choices choices{seed_ * 0x9e37'79b9'7f4a'7c15 + number};
        return step(choices);
    }
    Difference step(Choices& choices) {
        Arguments arguments{choices, twins_};
        const auto operation = draw(choices);
        before_ = twins_.now();
        name_ = operation_names[static_cast<std::size_t>(operation)];
        detail_.clear();
        twins_.forget_outcome();
        if (twins_.shards().empty() || arguments.chance(1)) {
            if (auto found = twins_.list_all()) {
                return found;
            }
        }
        return act(operation, arguments);
    }

    /// Looks at all that the two can still show.  Gives: what differs.
    Difference look_at_all() {
        if (auto found = twins_.list_all()) {
            return found;
        }
        for (const weir::Shard& shard : std::vector<weir::Shard>{twins_.shards()}) {
            if (auto found = twins_.read_shard(shard.shard_id, 10'000)) {
                return found;
            }
        }
        if (auto found = twins_.describe_stream({})) {
            return found;
        }
        const Difference found = twins_.metrics();
        return found ? found : twins_.look_at_held();
    }

    /// Operations of which the answers were compared so far.
    [[nodiscard]] std::uint64_t compared() const { return compared_; }
    /// What the last step did, and what came of it.
    [[nodiscard]] std::string description() const {
        std::string text{name_};
        text += " at +" + std::to_string((before_ - start_).count()) + " us";
        if (!detail_.empty()) {
            text += " " + detail_;
        }
        return text + ": " + twins_.outcome();
    }

private:
    [[nodiscard]] Operation draw(Choices& choices) const {
        std::uint64_t sum = 0;
        for (const auto weight : setup_.weights) {
            sum += weight;
        }
        std::uint64_t at = choices.below(sum);
        std::size_t operation = 0;
        while (at >= setup_.weights[operation]) {
            at -= setup_.weights[operation++];
        }
        return static_cast<Operation>(operation);
    }

    Difference act(Operation operation, Arguments& draw) {
        ++compared_;
        switch (operation) {
            case Operation::put_record:
                return put(draw, false);
            case Operation::put_odd_record:
                return put(draw, true);
            case Operation::put_records:
                return put_batch(draw, false);
            case Operation::put_odd_records:
                return put_batch(draw, true);
            case Operation::burst:
                return burst(draw);
            case Operation::place:
                return place(draw, false);
            case Operation::odd_place:
                return place(draw, true);
            case Operation::read_on:
                return read(draw, false);
            case Operation::read_by_text:
                return read(draw, true);
            case Operation::read_forged:
                return read_forged(draw);
            case Operation::read_shard:
                return read_shard(draw);
            case Operation::list_shards:
                return list(draw, false);
            case Operation::list_oddly:
                return list(draw, true);
            case Operation::list_next_page:
                return list_next(draw);
            case Operation::describe:
                return describe(draw);
            case Operation::metrics:
                return twins_.metrics();
            case Operation::split:
                return split(draw, false);
            case Operation::odd_split:
                return split(draw, true);
            case Operation::merge:
                return merge(draw, false);
            case Operation::odd_merge:
                return merge(draw, true);
            case Operation::scale:
                return scale(draw);
            case Operation::retention:
                return retention(draw);
            case Operation::ready:
                return ready(draw);
            case Operation::held:
                return held(draw);
            default:
                return move_clock(operation, draw);
        }
    }

    [[nodiscard]] std::size_t size(Arguments& draw) const {
        if (draw.chance(1)) {
            static constexpr std::size_t large[] = {1'048'576, 1'048'577,  1'126'400,
                                                    1'126'401, 10'485'760, 10'485'761};
            return draw.one_of(large);
        }
        return draw.below(setup_.data_max + 1);
    }
    Difference put(Arguments& draw, bool odd) {
        weir::PutRecordRequest request{.data = draw.data(odd ? size(draw) : plain_size(draw)),
                                       .partition_key = draw.key(),
                                       .explicit_hash_key = {},
                                       .sequence_number_for_ordering = {}};
        if (draw.chance(20)) {
            request.explicit_hash_key = draw.hash_key_argument();
        }
        if (draw.chance(20)) {
            request.sequence_number_for_ordering = draw.number_argument();
        }
        if (odd && draw.chance(50)) {
            request.partition_key = draw.odd_key();
        }
        if (odd && draw.chance(50)) {
            request.explicit_hash_key = draw.odd_hash_key();
        }
        if (odd && draw.chance(50)) {
            request.sequence_number_for_ordering = draw.odd_number();
        }
        detail_ = "key '" + std::string{request.partition_key} + "', " +
                  std::to_string(request.data.size()) + " bytes, hash key '" +
                  request.explicit_hash_key.as_given() + "', after '" +
                  request.sequence_number_for_ordering.as_given() + "'";
        return twins_.put_record(request);
    }
    [[nodiscard]] std::size_t plain_size(Arguments& draw) const {
        if (setup_.large_records && draw.chance(6)) {
            static constexpr std::size_t large[] = {1'048'576, 3'000'000, 10'485'750, 10'485'760};
            return draw.one_of(large);
        }
        return draw.below(setup_.data_max + 1);
    }

    Difference put_batch(Arguments& draw, bool odd) {
        std::size_t count = draw.below(8) + 1;
        if (draw.chance(odd ? 30 : 3)) {
            static constexpr std::size_t counts[] = {0, 60, 500, 501};
            count = draw.one_of(counts);
        }
        std::vector<weir::PutRecordsRequestEntry> records;
        const bool large = odd && draw.chance(20);
        for (std::size_t at = 0; at < count; ++at) {
            weir::PutRecordsRequestEntry& record = records.emplace_back();
            record.partition_key = draw.key();
            record.data = draw.data(large        ? 1'048'000
                                    : count > 60 ? draw.below(10)
                                                 : plain_size(draw));
            if (draw.chance(10)) {
                record.explicit_hash_key = draw.hash_key_argument();
            }
            if (odd && draw.chance(5)) {
                record.partition_key = draw.odd_key();
            }
            if (odd && draw.chance(5)) {
                record.explicit_hash_key = draw.odd_hash_key();
            }
            if (odd && draw.chance(2)) {
                record.data = draw.data(size(draw));
            }
        }
        detail_ = std::to_string(count) + " records";
        return twins_.put_records(records);
    }
    Difference burst(Arguments& draw) {
        const std::size_t count = draw.below(40) + 1;
        const std::string_view key = draw.key();
        detail_ = std::to_string(count) + " records of key '" + std::string{key} + "'";
        for (std::size_t at = 0; at < count; ++at) {
            ++compared_;
            if (auto found = twins_.put_record({.data = draw.data(plain_size(draw)),
                                                .partition_key = key,
                                                .explicit_hash_key = {},
                                                .sequence_number_for_ordering = {}})) {
                return found;
            }
        }
        return std::nullopt;
    }

    Difference place(Arguments& draw, bool odd) {
        weir::GetShardIteratorRequest request;
        request.shard_id = draw.shard_argument();
        request.shard_iterator_type = static_cast<weir::ShardIteratorType>(draw.below(5));
        const bool by_number =
            request.shard_iterator_type == weir::ShardIteratorType::at_sequence_number ||
            request.shard_iterator_type == weir::ShardIteratorType::after_sequence_number;
        if (by_number != (odd && draw.chance(30))) {
            const weir::SequenceNumber number = draw.number();
            request.starting_sequence_number = number;
            if (draw.chance(80)) {
                request.shard_id = weir::ShardId{number.shard_index()};
            }
        }
        if (request.shard_iterator_type == weir::ShardIteratorType::at_timestamp &&
            !(odd && draw.chance(30))) {
            request.timestamp = draw.time();
        }
        if (odd && draw.chance(40)) {
            request.shard_id = draw.odd_shard();
        }
        if (odd && draw.chance(40)) {
            request.starting_sequence_number = draw.odd_number();
        }
        detail_ = std::string{to_string(request.shard_iterator_type)} + " of '" +
                  request.shard_id.as_given() + "' from '" +
                  request.starting_sequence_number.as_given() + "' or " +
                  differences::text(request.timestamp);
        return twins_.get_shard_iterator(request);
    }
    [[nodiscard]] std::uint32_t limit(Arguments& draw) const {
        static constexpr std::uint32_t limits[] = {1, 2, 3, 7, 20, 10'000, 10'000};
        static constexpr std::uint32_t odd[] = {0, 10'001, 4'294'967'295};
        return draw.chance(3) ? draw.one_of(odd) : draw.one_of(limits);
    }
    Difference read(Arguments& draw, bool by_text) {
        if (twins_.places().empty()) {
            return place(draw, false);
        }
        const bool newest = draw.chance(50);
        const Twins::Place from = newest ? twins_.places().back() : draw.one_of(twins_.places());
        if (twins_.now() - from.model.created > setup_.options.stream.iterator_life &&
            draw.chance(80)) {
            return place(draw, false);
        }
        const std::uint32_t most = limit(draw);
        detail_ = from.model.shard_id.to_string() + " from index " +
                  std::to_string(from.model.position.sequence_index()) + ", " +
                  std::to_string(most) + " records at most";
        return twins_.get_records(from, most, by_text, draw.chance(5));
    }
    Difference read_forged(Arguments& draw) {
        if (twins_.places().empty()) {
            return place(draw, false);
        }
        const auto& pages = twins_.pages();
        const std::string text =
            !pages.empty() && draw.chance(20)
                ? draw.one_of(pages).stream
                : draw.forged(twins_.stream().to_text(draw.one_of(twins_.places()).stream));
        detail_ = "'" + text + "'";
        return twins_.get_records_by_forged_text(text, limit(draw));
    }
    Difference read_shard(Arguments& draw) {
        const weir::ShardId shard = draw.shard_id();
        const std::uint32_t most = std::max<std::uint32_t>(limit(draw), 3);
        detail_ = shard.to_string() + ", " + std::to_string(most) + " records a page";
        return twins_.read_shard(shard, most);
    }
    Difference ready(Arguments& draw) {
        if (twins_.places().empty()) {
            return place(draw, false);
        }
        const Twins::Place from =
            draw.chance(60) ? twins_.places().back() : draw.one_of(twins_.places());
        detail_ = from.model.shard_id.to_string() + " from index " +
                  std::to_string(from.model.position.sequence_index());
        return twins_.has_something(from);
    }

    Difference list(Arguments& draw, bool odd) {
        weir::ListShardsRequest request;
        if (draw.chance(40)) {
            request.max_results = static_cast<std::uint32_t>(draw.below(5) + 1);
        }
        if (draw.chance(20)) {
            request.exclusive_start_shard_id = draw.shard_argument();
        }
        if (draw.chance(70)) {
            weir::ShardFilter& filter = request.shard_filter.emplace();
            filter.type = static_cast<weir::ShardFilterType>(draw.below(6));
            if (filter.type == weir::ShardFilterType::after_shard_id || (odd && draw.chance(20))) {
                filter.shard_id = draw.shard_argument();
            }
            if (filter.type == weir::ShardFilterType::at_timestamp ||
                filter.type == weir::ShardFilterType::from_timestamp || (odd && draw.chance(20))) {
                filter.timestamp = draw.time();
            }
            detail_ = "filter " + std::to_string(static_cast<int>(filter.type)) + " '" +
                      filter.shard_id.as_given() + "' " + differences::text(filter.timestamp);
        }
        if (odd) {
            make_odd(draw, request);
        }
        detail_ += ", after '" + request.exclusive_start_shard_id.as_given() + "', at most " +
                   differences::text(request.max_results) + ", token " +
                   differences::text(request.next_token);
        return twins_.list_shards(request, std::nullopt);
    }
    static void make_odd(Arguments& draw, weir::ListShardsRequest& request) {
        static constexpr std::uint32_t counts[] = {0, 1'000, 1'001, 10'000, 10'001};
        switch (draw.below(6)) {
            case 0:
                request.exclusive_start_shard_id = draw.odd_shard();
                break;
            case 1:
                request.max_results = draw.one_of(counts);
                break;
            case 2:
                request.next_token = draw.chance(50) ? "" : "no token";
                break;
            case 3:
                request.stream_creation_timestamp = draw.time();
                break;
            case 4:
                if (request.shard_filter) {
                    request.shard_filter->shard_id = draw.odd_shard();
                }
                break;
            default:
                if (request.shard_filter) {
                    request.shard_filter->timestamp.reset();
                }
                break;
        }
    }
    Difference list_next(Arguments& draw) {
        if (twins_.pages().empty()) {
            return list(draw, false);
        }
        const Twins::Page page =
            draw.chance(60) ? twins_.pages().back() : draw.one_of(twins_.pages());
        weir::ListShardsRequest request;
        if (draw.chance(30)) {
            request.max_results = static_cast<std::uint32_t>(draw.below(5) + 1);
        }
        if (draw.chance(5)) {
            request.exclusive_start_shard_id = draw.shard_argument();
        }
        if (draw.chance(5)) {
            request.shard_filter.emplace();
        }
        if (draw.chance(5)) {
            request.stream_creation_timestamp = draw.time();
        }
        detail_ = "page " + page.model + ", at most " + differences::text(request.max_results);
        return twins_.list_shards(request, page);
    }
    Difference describe(Arguments& draw) {
        if (draw.chance(50)) {
            return twins_.describe_stream_summary();
        }
        static constexpr std::uint32_t limits[] = {0, 1, 2, 5, 100, 101, 10'000, 10'001};
        weir::DescribeStreamRequest request;
        if (draw.chance(60)) {
            request.limit = draw.one_of(limits);
        }
        if (draw.chance(40)) {
            request.exclusive_start_shard_id =
                draw.chance(80) ? draw.shard_argument() : draw.odd_shard();
        }
        detail_ = "limit " + differences::text(request.limit) + ", after '" +
                  request.exclusive_start_shard_id.as_given() + "'";
        return twins_.describe_stream(request);
    }

    /// A split or merge is followed by a look at all shards.
    Difference reshaped(const Difference& found) { return found ? found : twins_.list_all(); }
    /// True while the stream may get more shards; many make the model slow.
    [[nodiscard]] bool may_grow() const {
        return twins_.shards().empty() || twins_.shards().back().shard_id.index < most_shards;
    }
    [[nodiscard]] std::vector<weir::Shard> open_shards() const {
        std::vector<weir::Shard> open;
        for (const weir::Shard& shard : twins_.shards()) {
            if (!shard.sequence_number_range.ending_sequence_number) {
                open.push_back(shard);
            }
        }
        std::sort(open.begin(), open.end(), [](const weir::Shard& a, const weir::Shard& b) {
            return a.hash_key_range.starting_hash_key < b.hash_key_range.starting_hash_key;
        });
        return open;
    }
    Difference split(Arguments& draw, bool odd) {
        const auto open = open_shards();
        if (!may_grow() || open.empty()) {
            return twins_.list_all();
        }
        const weir::Shard shard = draw.one_of(open);
        weir::SplitShardRequest request{.shard_to_split = shard.shard_id,
                                        .new_starting_hash_key = split_key(draw, shard)};
        if (odd && draw.chance(50)) {
            request.shard_to_split = draw.chance(50) ? draw.odd_shard() : draw.shard_argument();
        }
        if (odd && draw.chance(50)) {
            request.new_starting_hash_key =
                draw.chance(20) ? weir::Argument<weir::HashKey>{} : draw.odd_hash_key();
        }
        detail_ = "'" + request.shard_to_split.as_given() + "' at '" +
                  request.new_starting_hash_key.as_given() + "'";
        return reshaped(twins_.split_shard(request));
    }
    static weir::HashKey split_key(Arguments& draw, const weir::Shard& shard) {
        const weir::HashKeyRange range = shard.hash_key_range;
        switch (draw.below(6)) {
            case 0:
                return range.starting_hash_key + draw.below(4);
            case 1:
                return range.ending_hash_key - draw.below(4);
            case 2:
                return draw.hash_key();
            default:
                return range.middle() - draw.below(3);
        }
    }
    Difference merge(Arguments& draw, bool odd) {
        const auto open = open_shards();
        if (!may_grow() || open.empty()) {
            return twins_.list_all();
        }
        const std::size_t at = draw.below(open.size());
        weir::MergeShardsRequest request{
            .shard_to_merge = open[at].shard_id,
            .adjacent_shard_to_merge = open[(at + 1) % open.size()].shard_id};
        if (odd && draw.chance(60)) {
            request.adjacent_shard_to_merge =
                draw.chance(50) ? draw.odd_shard() : draw.shard_argument();
        }
        if (odd && draw.chance(60)) {
            request.shard_to_merge = draw.chance(50) ? draw.odd_shard() : draw.shard_argument();
        }
        detail_ = "'" + request.shard_to_merge.as_given() + "' and '" +
                  request.adjacent_shard_to_merge.as_given() + "'";
        return reshaped(twins_.merge_shards(request));
    }
    Difference scale(Arguments& draw) {
        const auto open = static_cast<std::uint32_t>(open_shards().size());
        if (!may_grow()) {
            return twins_.list_all();
        }
        const auto target = static_cast<std::uint32_t>(
            draw.chance(10) ? draw.below(40)
                            : std::min<std::uint64_t>(open / 2 + draw.below(open + 3), 12));
        detail_ = "from " + std::to_string(open) + " to " + std::to_string(target);
        return reshaped(twins_.update_shard_count({target}));
    }
    Difference retention(Arguments& draw) {
        static constexpr int hours[] = {24, 24, 25, 26, 30, 48, 168, 8760, 8761, 23, 0, -1};
        const std::chrono::hours period{draw.one_of(hours)};
        const bool increase = draw.chance(50);
        detail_ = std::string{increase ? "up" : "down"} + " to " + std::to_string(period.count()) +
                  " hours";
        return twins_.change_retention(period, increase);
    }

    Difference move_clock(Operation operation, Arguments& draw) {
        --compared_;
        const weir::Instant now = twins_.now();
        weir::Instant to = now;
        switch (operation) {
            case Operation::tick:
                to = now + weir::Duration{static_cast<std::int64_t>(draw.below(4'000))};
                break;
            case Operation::wait_a_while:
                to = now + waits(draw);
                break;
            case Operation::leap:
                to = now + leaps(draw);
                break;
            default:
                to = now - backs(draw);
                break;
        }
        const weir::Instant earliest = start_ - Arguments::seconds(10);
        const weir::Instant latest = weir::Instant::from_seconds(13'000'000'000);
        twins_.set_clock(std::clamp(to, earliest, latest));
        detail_ = "by " + std::to_string((twins_.now() - now).count()) + " us";
        return std::nullopt;
    }
    static weir::Duration waits(Arguments& draw) {
        static constexpr std::int64_t some[] = {1,           999'999,     1'000'000,
                                                5'000'000,   60'000'000,  299'999'999,
                                                300'000'000, 300'000'001, 600'000'000};
        return draw.chance(50) ? weir::Duration{draw.one_of(some)}
                               : weir::Duration{static_cast<std::int64_t>(draw.below(10'000'000))};
    }
    static weir::Duration leaps(Arguments& draw) {
        if (draw.chance(4)) {
            return Arguments::seconds(draw.below(100'000'000));
        }
        return draw.chance(50) ? Arguments::seconds(draw.below(30 * 3600))
                               : Arguments::seconds(3600 * (draw.below(4) + 22));
    }
    static weir::Duration backs(Arguments& draw) {
        switch (draw.below(4)) {
            case 0:
                return weir::Duration{static_cast<std::int64_t>(draw.below(3'000))};
            case 1:
                return Arguments::seconds(draw.below(3)) + weir::Duration{1};
            case 2:
                return Arguments::seconds(draw.below(1'000));
            default:
                return Arguments::seconds(draw.below(200'000));
        }
    }
    Difference held(Arguments& draw) {
        if (draw.chance(20)) {
            twins_.drop_held();
        }
        return twins_.look_at_held();
    }

    static constexpr std::uint32_t most_shards = 120;

    std::uint64_t seed_;
    const Setup& setup_;
    Twins twins_;
    weir::Instant start_;
    weir::Instant before_{};
    std::string_view name_;
    std::string detail_;
    std::uint64_t compared_ = 0;
};
