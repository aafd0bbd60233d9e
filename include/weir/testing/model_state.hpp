// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/core/instant.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/model_shards.hpp"
#include "weir/testing/model_texts.hpp"

namespace weir::inline v0 {

/// What all operations of a model stream share: its shards, its retention, and what is due.
class ModelState {
public:
    ModelState(StreamOptions options, Instant now, const ModelRateLimits& limits = {})
        : options_{std::move(options)},
          texts_{options_.stream_name, options_.account_id, options_.region},
          created_{now},
          retention_{options_.retention_period},
          shards_{options_.shard_count, now, limits},
          last_trim_{now} {}

protected:
    [[nodiscard]] const StreamOptions& options() const { return options_; }
    [[nodiscard]] const ModelTexts& texts() const { return texts_; }
    [[nodiscard]] Instant created() const { return created_; }
    [[nodiscard]] ModelShards& shards() { return shards_; }
    [[nodiscard]] const ModelShards& shards() const { return shards_; }
    [[nodiscard]] std::uint64_t record_bytes_max() const {
        return std::uint64_t{options_.max_record_size_in_kib} * 1024;
    }

    [[nodiscard]] StreamStatus status() const {
        return pending_.empty() ? StreamStatus::active : StreamStatus::updating;
    }
    [[nodiscard]] std::string arn() const {
        return "arn:aws:kinesis:" + options_.region + ":" + options_.account_id + ":stream/" +
               options_.stream_name;
    }
    [[nodiscard]] std::optional<Error> check_active() const {
        if (status() != StreamStatus::active) {
            return texts_.not_active(status());
        }
        return std::nullopt;
    }
    [[nodiscard]] std::chrono::hours retention() const { return retention_; }
    /// What has expired by now stays gone.
    void set_retention(Instant now, std::chrono::hours period) {
        trim(now);
        retention_ = period;
    }
    /// What arrived before it is not shown.
    [[nodiscard]] Instant horizon(Instant now) const { return now - retention_; }

    /// Does what was due before `now`. What began at a time to come, for the clock has stepped back
    /// since, begins now.
    void settle(Instant now) {
        last_trim_ = std::min(last_trim_, now);
        if (last_move_ > now) {
            for (Planned& planned : pending_) {
                planned.due -= last_move_ - now;
            }
            last_move_ = now;
        }
        while (!pending_.empty() && pending_.front().due <= now) {
            last_move_ = pending_.front().due;
            shards_.apply(pending_.front().move, last_move_);
            pending_.pop_front();
        }
        if (last_trim_ + trim_interval() <= now) {
            trim(now);
        }
    }
    /// Accepts moves, which follow one another at equal distances; the last one ends the reshard.
    void begin(Instant now, const std::vector<ModelMove>& moves) {
        const HashKey takes{static_cast<std::uint64_t>(options_.resharding_time.count())};
        for (const ModelMove& move : moves) {
            const HashKey after = takes * (pending_.size() + 1) / moves.size();
            const Duration wait{static_cast<std::int64_t>(after.lo())};
            pending_.push_back({now + wait, move});
        }
        last_move_ = now;
        settle(now);
    }

private:
    /// A split or merge that was accepted, and when it takes place.
    struct Planned {
        Instant due;
        ModelMove move;
    };

    /// A 256th of the retention, but at least a second and at most ten minutes.
    [[nodiscard]] Duration trim_interval() const {
        return std::clamp<Duration>(Duration{retention_} / 256, std::chrono::seconds{1},
                                    std::chrono::minutes{10});
    }
    /// What has expired by now stays gone, also when the clock steps back.
    void trim(Instant now) {
        for (ModelShard& shard : shards_.all()) {
            shard.let_go(horizon(now));
        }
        last_trim_ = now;
    }

    StreamOptions options_;
    ModelTexts texts_;
    Instant created_;
    std::chrono::hours retention_;
    ModelShards shards_;
    std::deque<Planned> pending_;
    Instant last_move_ = Instant::min();  // or when the moves were accepted
    Instant last_trim_;
};

}  // namespace weir::inline v0
