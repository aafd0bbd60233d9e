// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

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
    /// A change of the shards that was accepted.
    struct Change {
        enum Kind : std::uint8_t { split, merge, scale };
        Kind kind;
        ShardId one{};
        ShardId other{};
        HashKey at{};
        std::uint32_t target = 0;
        Instant accepted{};
    };
    [[nodiscard]] const StreamOptions& options() const { return options_; }
    [[nodiscard]] const ModelTexts& texts() const { return texts_; }
    [[nodiscard]] Instant created() const { return created_; }
    [[nodiscard]] ModelShards& shards() { return shards_; }
    [[nodiscard]] const ModelShards& shards() const { return shards_; }
    [[nodiscard]] std::uint64_t record_bytes_max() const {
        return std::uint64_t{options_.max_record_size_in_kib} * 1024;
    }

    [[nodiscard]] StreamStatus status() const {
        return pending_ ? StreamStatus::updating : StreamStatus::active;
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
        if (pending_) {
            pending_->accepted = std::min(pending_->accepted, now);
            const Instant due = pending_->accepted + options_.resharding_time;
            if (due <= now) {
                apply(*pending_, due);
                pending_.reset();
            }
        }
        if (last_trim_ + trim_interval() <= now) {
            trim(now);
        }
    }
    void begin(Instant now, Change change) {
        if (options_.resharding_time > Duration{0}) {
            change.accepted = now;
            pending_ = change;
        } else {
            apply(change, now);
        }
    }

private:
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
    void apply(const Change& change, Instant when) {
        switch (change.kind) {
            case Change::split:
                shards_.split(change.one, change.at, when);
                break;
            case Change::merge:
                shards_.merge(change.one, change.other, when);
                break;
            case Change::scale:
                shards_.scale_to(change.target, when);
                break;
        }
    }

    StreamOptions options_;
    ModelTexts texts_;
    Instant created_;
    std::chrono::hours retention_;
    ModelShards shards_;
    std::optional<Change> pending_;
    Instant last_trim_;
};

}  // namespace weir::inline v0
