// SPDX-License-Identifier: Apache-2.0
// Values for a debugger to show; shown.json says how.
#include <cstdio>
#include <string>
#include <string_view>

#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using weir::Instant;

/// Where a debugger stops.
[[gnu::noinline]] void look(const void* at) {
    std::printf("%p\n", at);
}

const std::string long_text(300, 'x');
const auto number = weir::SequenceNumber::make({1'700'000'000, 3, 17, 1'700'000'001});

struct Shown {
    weir::ShardId id{12};
    weir::HashKey key = weir::HashKey::max();
    weir::Uint128 one{1};
    weir::HashKeyRange keys{1, weir::HashKey{1, 0}};
    weir::SequenceNumber sequence_number = number;
    weir::SequenceNumber old_number{};
    Instant epoch{};
    Instant at = Instant::from_millis(951'782'400'500);
    Instant first = Instant::min();
    Instant last = Instant::max();
    weir::Blob blob{"Z\xfcrich, Z\xc3\xbcrich \"\\\n"};
    weir::Blob nothing{};
    weir::Argument<weir::ShardId> left_out{};
    weir::Argument<weir::ShardId> as_value{weir::ShardId{3}};
    weir::Argument<weir::ShardId> as_text{"x-3"};
    weir::RecordView view{"user-7", "hello", 17, Instant::from_seconds(1'700'000'001),
                          weir::ShardStamp{1'700'000'000, 3}};
    weir::Record record{view};
    weir::Shard open_shard{.shard_id = weir::ShardId{4},
                           .hash_key_range = {0, 5},
                           .sequence_number_range = {},
                           .parent_shard_id = weir::ShardId{1},
                           .adjacent_parent_shard_id = {}};
    weir::Shard closed_shard{.shard_id = weir::ShardId{4},
                             .hash_key_range = {0, 5},
                             .sequence_number_range = {{}, weir::SequenceNumber{}},
                             .parent_shard_id = {},
                             .adjacent_parent_shard_id = {}};
    weir::ShardIterator place{};
    weir::ShardIterator behind{};
    weir::Blob cut{long_text};
};

}  // namespace

int main() {
    weir::ManualClock clock{Instant::from_seconds(1'700'000'000)};
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};
    Shown shown;
    const auto put = stream.put_record({.data = "d", .partition_key = "k"});
    shown.place = *stream.get_shard_iterator({.shard_id = weir::ShardId{0}});
    shown.behind = *stream.get_shard_iterator(
        {.shard_id = weir::ShardId{0},
         .shard_iterator_type = weir::ShardIteratorType::after_sequence_number,
         .starting_sequence_number = put->sequence_number});
    look(&shown);
    return 0;
}
