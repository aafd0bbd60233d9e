// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/md5.hpp"
#include "weir/storage/log_types.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/opaque_text.hpp"
#include "weir/stream/reshard_chain.hpp"
#include "weir/stream/texts.hpp"
#include "weir/stream/topology.hpp"
#include "weir/stream/validation.hpp"
#include "weir/stream/waiters.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// What is wrong with the options of a stream, or nothing.
[[nodiscard]] inline std::optional<Error> validate(const StreamOptions& options) {
    Violations found;
    if (!validation::is_name(options.stream_name)) {
        found.add(validation::quoted(options.stream_name), "streamName",
                  texts::join({validation::pattern, "[a-zA-Z0-9_.-]+"}));
    }
    if (options.stream_name.empty()) {
        found.add("''", "streamName", validation::at_least("length", 1));
    } else if (options.stream_name.size() > limits::stream_name_size_max) {
        found.add(validation::quoted(options.stream_name), "streamName",
                  validation::at_most("length", limits::stream_name_size_max));
    }
    validation::check_limit(found, options.shard_count, "shardCount",
                            limits::shards_per_stream_max);
    const auto kib = options.max_record_size_in_kib;
    if (kib < limits::max_record_size_in_kib_default) {
        found.add(validation::quoted(std::to_string(kib)), "maxRecordSizeInKiB",
                  validation::at_least("value", limits::max_record_size_in_kib_default));
    } else if (kib > limits::max_record_size_in_kib_max) {
        found.add(validation::quoted(std::to_string(kib)), "maxRecordSizeInKiB",
                  validation::at_most("value", limits::max_record_size_in_kib_max));
    }
    if (auto error = found.error()) {
        return error;
    }
    if (options.account_id.size() != 12 || !validation::is_digits(options.account_id)) {
        return Error{Errc::invalid_argument, "The account id must have 12 digits."};
    }
    const auto hours = options.retention_period.count();
    if (hours < limits::retention_hours_min) {
        return texts::retention_too_short(hours);
    }
    if (hours > limits::retention_hours_max) {
        return texts::retention_too_long(hours);
    }
    if (options.resharding_time < Duration{0} || options.iterator_life < Duration{0}) {
        return Error{Errc::invalid_argument, "A duration must not be negative."};
    }
    return std::nullopt;
}

namespace detail {

/// What control operations take turns by. A policy that schedules threads itself brings its own.
template <class Atomics>
struct ControlMutex {
    using Type = std::mutex;
};
template <class Atomics>
requires requires {
    typename Atomics::mutex;
}
struct ControlMutex<Atomics> {
    using Type = typename Atomics::mutex;
};

}  // namespace detail

/// What an account says about a reshard of one of its streams.
struct ReshardTerms {
    /// How long the stream is UPDATING before it takes effect.
    Duration resharding_time{0};
    /// Open shards that the account may have, and those that its other streams have.
    std::uint32_t shard_limit = limits::account_shards_default;
    std::uint64_t other_shards = 0;
};

/// What somebody else has to do for a stream from time to time. It is done at the stream's door, by
/// the first call after it is due, and in turn with the stream's control operations.
class StreamDues {
public:
    StreamDues() = default;
    StreamDues(const StreamDues&) = delete;
    StreamDues& operator=(const StreamDues&) = delete;

    /// Does what is due by now.  Gives: when it is due next.
    virtual Instant settle(Instant now) = 0;

protected:
    ~StreamDues() = default;
};

/// What all operations of a stream share: who it is, its shards, and what is due.
///
/// Thread: any, unless a function says that the caller holds the lock.
template <class Storage, class Clock, class Throttle>
class StreamState {
    using Atomics = typename Storage::AtomicsType;
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    StreamState(const StreamState&) = delete;
    StreamState& operator=(const StreamState&) = delete;

    [[nodiscard]] Clock& clock() const noexcept { return clock_; }
    [[nodiscard]] const std::string& stream_name() const noexcept { return who_.stream; }
    [[nodiscard]] std::string stream_arn() const { return who_.arn(); }
    /// Tells this stream's iterators from those of others, be they of the same name.
    [[nodiscard]] std::uint64_t stream_id() const noexcept { return stream_id_; }
    [[nodiscard]] Instant stream_creation_timestamp() const noexcept { return created_; }
    /// Memory of the segments that hold records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_in_use() const noexcept { return storage_.bytes_in_use(); }
    /// Memory of all segments, in use or kept for use.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_reserved() const noexcept {
        return storage_.bytes_reserved();
    }

protected:
    using ShardType = StreamShard<Storage, Throttle>;
    using TopologyType = Topology<Storage, Throttle>;
    using Mutex = typename detail::ControlMutex<Atomics>::Type;
    using Turn = std::unique_lock<Mutex>;

    StreamState(StreamOptions options, Clock& clock, const Throttle& throttle,
                const typename Storage::Options& storage)
        : options_{checked(std::move(options))},
          who_{options_.stream_name, options_.account_id, options_.region},
          clock_{clock},
          created_{clock.now()},
          stream_id_{id_of(who_, created_, options_.iterator_seed)},
          throttle_{throttle.fresh()},
          storage_{storage},
          topology_{storage_, throttle_, options_.shard_count, created_, create_seconds()},
          iterator_text_{stream_id_, who_.stream.size()},
          // relaxed: nobody else knows the stream yet
          retention_micros_{Duration{options_.retention_period}.count()},
          max_record_size_in_kib_{options_.max_record_size_in_kib} {
        last_trim_ = created_;
        set_due();
    }
    ~StreamState() = default;

    /// Reads the clock, and does what is due by then: every operation passes here before it looks
    /// at the stream or changes it.
    Instant door() noexcept(false) {
        const Instant now = clock_.now();
        // relaxed: hints
        if (now.micros() >= due_micros_.load(std::memory_order_relaxed) ||
            now.micros() < since_micros_.load(std::memory_order_relaxed)) [[unlikely]] {
            try_to_settle(now);
        }
        return now;
    }
    /// As `door`, for control operations: waits for its turn.
    Instant door(Turn& turn) {
        turn = Turn{mutex_};
        const Instant now = clock_.now();
        settle(now);
        return now;
    }

    [[nodiscard]] Instant next_due() const noexcept {
        // relaxed: a hint
        return Instant::from_micros(due_micros_.load(std::memory_order_relaxed));
    }

    /// Accepts a reshard, of which each step has its share of the time that it takes.  The caller
    /// holds the lock and has checked the steps.
    void begin_reshard(std::vector<ReshardStep> steps, Duration takes, Instant now) {
        if (takes > Duration{0}) {
            pending_.emplace(std::move(steps), now, takes);
            set_due();
            return;
        }
        topology_.reshard(steps, now);
        waiters_.wake();
    }
    [[nodiscard]] StreamStatus status() const noexcept {
        return pending_ ? StreamStatus::updating : StreamStatus::active;
    }
    /// The reshard that is under way.  The caller holds the lock.
    [[nodiscard]] const std::optional<ReshardChain>& pending() const noexcept { return pending_; }
    [[nodiscard]] std::optional<Error> check_active() const {
        if (status() == StreamStatus::active) {
            return std::nullopt;
        }
        return texts::not_active(who_, status());
    }

    [[nodiscard]] Duration retention() const noexcept {
        // relaxed: a single value
        return Duration{retention_micros_.load(std::memory_order_relaxed)};
    }
    /// What has expired by now stays gone.  The caller holds the lock.
    void set_retention(Instant now, std::chrono::hours period) noexcept {
        trim(now);
        // relaxed: a single value
        retention_micros_.store(Duration{period}.count(), std::memory_order_relaxed);
        set_due();
    }
    /// What arrived before it is not shown; what was trimmed is not shown either.
    [[nodiscard]] Instant horizon(Instant now) const noexcept { return now - retention(); }
    /// The latest closing of a shard that is gone for good.  The caller holds the lock.
    [[nodiscard]] Instant gone_until() const noexcept { return gone_until_; }
    /// The same, so that a record of this very millisecond is still shown.
    [[nodiscard]] std::int64_t horizon_millis(Instant now) const noexcept {
        const Instant at = horizon(now);
        const auto millis = at.millis();
        return millis * 1000 < at.micros() ? millis + 1 : millis;
    }

    [[nodiscard]] std::uint32_t max_record_size_in_kib() const noexcept {
        return max_record_size_in_kib_.load(std::memory_order_relaxed);  // relaxed: a single value
    }
    void set_max_record_size_in_kib(std::uint32_t size) noexcept {
        max_record_size_in_kib_.store(size, std::memory_order_relaxed);  // relaxed: a single value
    }
    [[nodiscard]] std::uint64_t record_bytes_max() const noexcept {
        return std::uint64_t{max_record_size_in_kib()} * 1024;
    }
    /// The terms of a stream that has its account to itself.
    [[nodiscard]] ReshardTerms own_terms() const noexcept {
        return {.resharding_time = options_.resharding_time,
                .shard_limit = options_.shard_limit,
                .other_shards = 0};
    }
    /// From `when` on `dues`, which has to live as long as the stream is used, is settled at the
    /// door. The caller holds the lock, or nobody else knows the stream yet.
    void set_dues(StreamDues& dues, Instant now, Instant when) {
        dues_ = &dues;
        set_dues_at(now, when);
    }
    /// What was due at some time is due at another one.  The caller holds the lock.
    void set_dues_at(Instant now, Instant when) noexcept {
        dues_since_ = now;
        dues_at_ = when;
        set_due();
    }
    [[nodiscard]] std::uint64_t create_seconds() const noexcept {
        return created_.seconds() < 0 ? 0 : static_cast<std::uint64_t>(created_.seconds());
    }

    /// The error of a record that its shard did not take, without any allocation.
    [[nodiscard]] Error put_error(Errc code, ShardId shard, Duration retry_after) const noexcept {
        return code == Errc::provisioned_throughput_exceeded
                   ? Error::throttled_shard(who_.stream, who_.account, shard, retry_after)
                   : Error::memory_budget_exceeded(who_.stream, who_.account, shard);
    }

    [[nodiscard]] Waiters<Atomics>& waiters() noexcept { return waiters_; }
    [[nodiscard]] BatchCounters<Atomics>& batch_counters() noexcept { return batch_counters_; }
    [[nodiscard]] const BatchCounters<Atomics>& batch_counters() const noexcept {
        return batch_counters_;
    }
    [[nodiscard]] TopologyType& topology() noexcept { return topology_; }
    [[nodiscard]] const TopologyType& topology() const noexcept { return topology_; }
    [[nodiscard]] const StreamIdentity& who() const noexcept { return who_; }
    [[nodiscard]] const StreamOptions& options() const noexcept { return options_; }
    [[nodiscard]] const ShardIteratorText& iterator_text() const noexcept { return iterator_text_; }

private:
    static StreamOptions checked(StreamOptions options) {
        const auto error = validate(options);
        WEIR_CHECK(!error.has_value(), "the options of a stream must pass validate()");
        return options;
    }
    static std::uint64_t id_of(const StreamIdentity& who, Instant created, std::uint64_t seed) {
        const HashKey hash = md5_hash_key(texts::join(
            {who.arn(), " ", std::to_string(created.micros()), " ", std::to_string(seed)}));
        return hash.hi();
    }

    /// Trimming is lazy: at a 256th of the retention, between a second and ten minutes.
    [[nodiscard]] Duration trim_interval() const noexcept {
        const Duration share = retention() / 256;
        const Duration least{1'000'000};
        const Duration most{600'000'000};
        return share < least ? least : share < most ? share : most;
    }
    [[nodiscard]] Instant next_trim() const noexcept { return last_trim_ + trim_interval(); }
    /// Tells `door` from when until when there is nothing to do.
    void set_due() noexcept {
        Instant since = last_trim_;
        Instant due = next_trim();
        if (pending_) {
            since = pending_->since() < since ? since : pending_->since();
            due = pending_->due() < due ? pending_->due() : due;
        }
        if (dues_at_ < due) {
            since = dues_since_ < since ? since : dues_since_;
            due = dues_at_;
        }
        since_micros_.store(since.micros(), std::memory_order_relaxed);  // relaxed: a hint
        due_micros_.store(due.micros(), std::memory_order_relaxed);      // relaxed: a hint
    }
    [[gnu::noinline]] void try_to_settle(Instant now) {
        const Turn turn{mutex_, std::try_to_lock};
        if (turn.owns_lock()) {  // otherwise someone is doing it
            settle(now);
        }
    }
    /// Does what is due; the caller holds the lock.
    void settle(Instant now) {
        step_back_to(now);
        if (pending_ && pending_->due() <= now) {
            take_steps(pending_->due_by(now));
        }
        if (next_trim() <= now) {
            trim(now);
        }
        if (dues_ != nullptr && (dues_at_ <= now || now < dues_since_)) {
            dues_at_ = dues_->settle(now);
            dues_since_ = now;
        }
        set_due();
    }
    /// Takes the next steps of the reshard under way, each at the instant at which it was due.
    void take_steps(std::span<const ReshardStep> steps) {
        topology_.reshard(steps, [this](std::size_t step) { return pending_->due(step); });
        pending_->take(steps.size());
        if (pending_->to_come().empty()) {
            pending_.reset();
        }
        waiters_.wake();
    }
    /// What began at a time that is yet to come begins now: the clock has stepped back, and nothing
    /// is to wait until it is there again.
    void step_back_to(Instant now) noexcept {
        last_trim_ = now < last_trim_ ? now : last_trim_;
        if (pending_) {
            pending_->step_back_to(now);
        }
    }
    /// Lets go for good of what has expired by now, whatever the clock does afterwards.
    void trim(Instant now) noexcept {
        const Instant oldest = horizon(now);
        const auto oldest_millis = horizon_millis(now);
        topology_.sweep([&](ShardType& shard) {
            const bool expired = shard.has_expired(oldest);
            if (expired) {
                const Instant closed = shard.closure()->closed;
                gone_until_ = gone_until_ < closed ? closed : gone_until_;
                shard.discard();
            } else {
                shard.trim(oldest_millis);
            }
            return expired;
        });
        last_trim_ = now;
    }

    const StreamOptions options_;
    const StreamIdentity who_;
    Clock& clock_;
    const Instant created_;
    const std::uint64_t stream_id_;
    const Throttle throttle_;
    Storage storage_;
    TopologyType topology_;
    const ShardIteratorText iterator_text_;
    BatchCounters<Atomics> batch_counters_;
    Waiters<Atomics> waiters_;
    atomic<std::int64_t> due_micros_{std::numeric_limits<std::int64_t>::max()};
    atomic<std::int64_t> since_micros_{std::numeric_limits<std::int64_t>::min()};
    atomic<std::int64_t> retention_micros_;
    atomic<std::uint32_t> max_record_size_in_kib_;
    Mutex mutex_;
    std::optional<ReshardChain> pending_;  // under mutex_
    StreamDues* dues_ = nullptr;           // under mutex_
    Instant dues_at_ = Instant::max();     // under mutex_
    Instant dues_since_ = Instant::min();  // under mutex_: when that was said
    Instant last_trim_;                    // under mutex_
    Instant gone_until_ = Instant::min();  // under mutex_
};

}  // namespace weir::inline v0
