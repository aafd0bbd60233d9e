// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>

#include "consumer.hpp"
#include "demo_stream.hpp"
#include "event_source.hpp"
#include "key_table.hpp"
#include "ledger.hpp"
#include "producer.hpp"
#include "resharder.hpp"
#include "tally.hpp"

namespace demo {

struct ReplaySettings {
    ReshardRules rules;
    bool reshard = true;
    std::uint64_t seed = 1;
};

/// Runs a log through a stream in virtual time.
///
/// Nothing waits. The clock jumps to whatever is due next: an event of the log, the retry of a
/// refused record, a round of reading, a look at the shards.
class Replay {
public:
    Replay(DemoStream& stream, weir::ManualClock& clock, Tally& tally,
           const ReplaySettings& settings)
        : clock_(clock),
          tally_(tally),
          producer_(stream, keys_, ledger_, tally, settings.seed),
          consumer_(stream, keys_, ledger_, tally),
          resharder_(stream, keys_, tally, producer_, consumer_, settings.rules, settings.reshard) {
        producer_.on_put = [this](weir::ShardId shard) { consumer_.wake(shard, clock_.now()); };
        resharder_.start(clock_.now());
    }
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;

    /// Runs to the end of the log, and on until all that was put has been read.
    void run(std::optional<TimedEvent> first, EventSource& source,
             const std::function<void()>& on_progress) {
        std::optional<TimedEvent> event = std::move(first);
        while (consumer_.failure().empty()) {
            const auto due =
                earliest({event ? std::optional{event->due} : std::nullopt, producer_.next_due(),
                          consumer_.next_due(),
                          event || unfinished() ? resharder_.next_due() : std::nullopt});
            if (!due) break;
            clock_.set(std::max(*due, clock_.now()));
            const weir::Instant now = clock_.now();
            if (is_due(producer_.next_due(), now)) producer_.retry(now);
            while (event && event->due <= now) {
                producer_.offer(event->event, event->ordinal, now);
                resharder_.wake(now);
                event = source.next();
                on_progress();
            }
            if (is_due(resharder_.next_due(), now)) {
                resharder_.look(now, event || producer_.waiting() > 0);
            }
            if (is_due(consumer_.next_due(), now)) consumer_.poll(now);
            on_progress();
        }
    }

    [[nodiscard]] const KeyTable& keys() const noexcept { return keys_; }
    [[nodiscard]] Verdict verdict() const { return ledger_.verdict(); }
    [[nodiscard]] const std::string& failure() const noexcept { return consumer_.failure(); }
    [[nodiscard]] std::size_t open_shards() const noexcept { return resharder_.open_shards(); }

private:
    static bool is_due(const std::optional<weir::Instant>& due, weir::Instant now) {
        return due && *due <= now;
    }

    static std::optional<weir::Instant> earliest(
        std::initializer_list<std::optional<weir::Instant>> all) {
        std::optional<weir::Instant> first;
        for (const auto& due : all) {
            if (due && (!first || *due < *first)) first = due;
        }
        return first;
    }

    /// Whether the shards may still change although the log has ended.
    [[nodiscard]] bool unfinished() const {
        return producer_.waiting() > 0 || resharder_.updating();
    }

    weir::ManualClock& clock_;
    Tally& tally_;
    KeyTable keys_;
    Ledger ledger_;
    Producer producer_;
    Consumer consumer_;
    Resharder resharder_;
};

}  // namespace demo
