// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

/// A stream in virtual time, and short ways to use it.
struct StreamUnderTest {
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;

    explicit StreamUnderTest(weir::StreamOptions options = {},
                             const weir::RingOptions& storage = {})
        : stream{std::move(options), clock, weir::ServiceThrottle{}, storage} {}

    weir::PutRecordResult put(std::string_view key, std::string_view data = "data") {
        return stream.put_record({.data = data, .partition_key = key}).value();
    }
    weir::ShardIterator iterator(
        std::uint32_t shard, weir::ShardIteratorType type = weir::ShardIteratorType::trim_horizon) {
        return stream
            .get_shard_iterator({.shard_id = weir::ShardId{shard}, .shard_iterator_type = type})
            .value();
    }
    /// Data of all that can be read from a place; moves the clock on as the throttle wants it.
    std::vector<std::string> read_all(weir::ShardIterator from) {
        std::vector<std::string> all;
        for (;;) {
            const auto page = stream.get_records({.shard_iterator = from});
            if (!page && page.error().retry_after() > weir::Duration{0}) {
                clock.advance(page.error().retry_after());
                continue;
            }
            for (const auto record : page.value().records) {
                all.emplace_back(record.data().as_text());
            }
            if (page->records.empty() || !page->next_shard_iterator) {
                return all;
            }
            from = *page->next_shard_iterator;
        }
    }

    weir::ManualClock clock;
    Stream stream;
};
