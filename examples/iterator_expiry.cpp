// SPDX-License-Identifier: Apache-2.0
// An iterator lives five minutes. With a clock of your own that takes no time at all.
#include <fmt/core.h>

#include <chrono>
#include <weir/weir.hpp>

int main() {
    using namespace std::chrono_literals;
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};

    const auto iterator = stream.get_shard_iterator({.shard_id = weir::ShardId{0}}).value();
    clock.advance(5min);
    const bool still_good = stream.get_records({.shard_iterator = iterator}).has_value();

    clock.advance(1ms);
    const auto late = stream.get_records({.shard_iterator = iterator});
    fmt::print("{}: {}\n", weir::to_string(late.error().code()), late.error().message());
    return still_good && late.error().code() == weir::Errc::expired_iterator ? 0 : 1;
}
