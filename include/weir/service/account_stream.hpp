// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/routing/uniform_scaling.hpp"
#include "weir/service/call_rate.hpp"
#include "weir/service/consumer_registry.hpp"
#include "weir/service/encryption_marks.hpp"
#include "weir/service/on_demand.hpp"
#include "weir/service/operation.hpp"
#include "weir/service/stream_meter.hpp"
#include "weir/service/transition.hpp"
#include "weir/service/types.hpp"
#include "weir/stream/stream.hpp"

namespace weir::inline v0 {

/// Whether and with which key a stream encrypts.
struct StreamEncryption {
    EncryptionType type = EncryptionType::none;
    std::optional<std::string> key_id{};
};

/// How a stream is paid for and grows.
struct StreamCapacity {
    StreamMode mode = StreamMode::provisioned;
    std::uint32_t warm_mibps = 0;
};

/// What an account knows of one of its streams beside the stream: control operations only look at
/// it one at a time, under the account's lock.
struct StreamRecord {
    StreamStatus state = StreamStatus::creating;  ///< or active, or deleting
    Transition changing{};                        ///< into that state, or out of it
    TagMap tags{};
    std::optional<std::string> policy{};
    std::set<MetricsName> monitoring{};
    RollingCount mode_updates{};
    RollingCount encryption_starts{};
    RollingCount encryption_stops{};
    ConsumerRegistry consumers{};
    std::vector<std::pair<ServiceOperation, CallRate>> calls{};
};

/// One stream of an account: the stream, and what happens to it by itself.
///
/// Edges:
///   gate  set_gate() -> gate(): who is let through plainly sees a stream made in full.
///
/// Thread: any, for the stream and for what says nothing else.
template <class Storage, class Clock, class Throttle>
class AccountStream final : public Stream<Storage, Clock, Throttle>, private StreamDues {
    using Base = Stream<Storage, Clock, Throttle>;
    using Turn = typename StreamState<Storage, Clock, Throttle>::Turn;

public:
    /// Why a call has to look closer before it touches records.
    enum Gate : std::uint32_t {
        closed = 1,     ///< CREATING or DELETING
        encrypted = 2,  ///< some records are
        kms_fails = 4,  ///< the key's management refuses
        metered = 8,    ///< single shards have metrics
        changing = 16,  ///< encryption is about to start, stop or take another key
    };

    AccountStream(const StreamOptions& options, Clock& clock,
                  const typename Storage::Options& storage, StreamCapacity capacity,
                  const OnDemandOptions& growth, std::uint32_t metrics_kept)
        : AccountStream{options, clock,       Base::throttle_for(options), storage, capacity,
                        growth,  metrics_kept} {}
    AccountStream(const StreamOptions& options, Clock& clock, const Throttle& throttle,
                  const typename Storage::Options& storage, StreamCapacity capacity,
                  const OnDemandOptions& growth, std::uint32_t metrics_kept)
        : Base{options, clock, throttle, storage},
          meter{metrics_kept},
          capacity_{capacity},
          growth_{growth} {
        const Instant now = this->stream_creation_timestamp();
        minute_ = minute_of(now);
        growth_.begin(now, {});
        this->set_dues(*this, now, next_due(now));
    }

    [[nodiscard]] std::uint32_t gate() const noexcept {
        return gate_.load(std::memory_order_acquire);  // gate: reader
    }
    void set_gate(Gate bit, bool on) noexcept {
        if (on) {
            gate_.fetch_or(bit, std::memory_order_release);  // gate: writer
        } else {
            gate_.fetch_and(~std::uint32_t{bit}, std::memory_order_release);  // gate: writer
        }
    }

    using Base::get_records;
    using Base::max_record_size_in_kib;
    using Base::put_record;
    using Base::put_records;
    using Base::read_pushed;
    using Base::set_max_record_size_in_kib;
    using Base::who;
    using typename Base::BatchCall;

    /// Does what is due.
    void settle_now() { static_cast<void>(this->door()); }
    /// UPDATING while a change of its shards, its encryption or its capacity is under way.
    [[nodiscard]] StreamStatus update_status() {
        Turn turn;
        static_cast<void>(this->door(turn));
        return next_encryption_ || next_capacity_ ? StreamStatus::updating : this->status();
    }
    /// Open shards as they count against a limit: as many as are open at any time from now until
    /// a reshard under way is through.
    [[nodiscard]] std::uint64_t shards_that_count() {
        Turn turn;
        static_cast<void>(this->door(turn));
        const std::uint64_t open = this->topology().table().size();
        return this->pending() ? most_open(open, this->pending()->to_come()) : open;
    }

    /// The second in the sequence numbers of a shard that there was.
    [[nodiscard]] std::uint64_t create_seconds_of(ShardId shard) const noexcept {
        return this->topology().at(shard.index).origin().create_seconds;
    }
    /// Waits for an instant, or for records anywhere in the stream.  Thread: blocks.
    void wait_until(Instant deadline) {
        static_cast<void>(this->waiters().wait_until(
            this->clock(), deadline, [] { return Readiness::no; }, [&] { return deadline; }));
    }
    /// Counts a GetShardIterator against the rate of its shard.
    [[nodiscard]] bool admit_iterator_call(ShardId shard, Instant now, std::uint32_t per_second) {
        const std::lock_guard lock{calls_mutex_};
        return iterator_calls_[shard.index].admit(now, per_second);
    }

    [[nodiscard]] StreamEncryption encryption() {
        Turn turn;
        static_cast<void>(this->door(turn));
        return encryption_;
    }
    /// Which records were encrypted, of those that are there now.
    [[nodiscard]] EncryptionMarks marks() const {
        const std::lock_guard lock{marks_mutex_};
        return marks_;
    }
    /// From `takes` on, new records are encrypted, or no longer; `kms_error` is what the management
    /// says of the key until it is told otherwise.
    void begin_encryption(StreamEncryption next, Duration takes,
                          std::optional<Errc> kms_error = std::nullopt) {
        Turn turn;
        const Instant now = this->door(turn);
        next_encryption_.emplace(Transition{now, takes}, std::move(next));
        next_refusal_ = kms_error;
        set_gate(changing, true);
        this->set_dues_at(now, settle_locked(now));
    }
    /// What the management of its keys says, by `error_of(key)`: to every put and read, of the key
    /// in use; and of the key to come, from the switch on.
    template <class ErrorOf>
    void tell_kms_errors(ErrorOf&& error_of) {
        Turn turn;
        static_cast<void>(this->door(turn));
        const auto error = [&](const StreamEncryption& encryption) -> std::optional<Errc> {
            return encryption.key_id ? error_of(std::string_view{*encryption.key_id})
                                     : std::nullopt;
        };
        set_kms_error(error(encryption_));
        next_refusal_ = next_encryption_ ? error(next_encryption_->second) : std::nullopt;
    }
    /// What it says to a call that comes now, or nothing.
    [[nodiscard]] std::optional<Errc> kms_error() {
        if ((gate() & changing) != 0) {
            static_cast<void>(settle_now());
        }
        if ((gate() & kms_fails) == 0) {
            return std::nullopt;
        }
        const int code = kms_error_.load(std::memory_order_relaxed);  // relaxed: a value of its own
        return code < 0 ? std::nullopt : std::optional{static_cast<Errc>(code)};
    }

    [[nodiscard]] StreamCapacity capacity() {
        Turn turn;
        static_cast<void>(this->door(turn));
        return capacity_;
    }
    /// What it will be once a change that has begun is through.
    [[nodiscard]] StreamCapacity wanted_capacity() {
        Turn turn;
        static_cast<void>(this->door(turn));
        return next_capacity_ ? next_capacity_->second : capacity_;
    }
    void begin_capacity(StreamCapacity next, Duration takes) {
        Turn turn;
        const Instant now = this->door(turn);
        next_capacity_.emplace(Transition{now, takes}, next);
        this->set_dues_at(now, settle_locked(now));
    }
    /// The warm throughput that the open shards amount to, up to what was asked for.
    /// Units: MiB a second.
    [[nodiscard]] std::uint32_t current_warm_mibps() {
        Turn turn;
        static_cast<void>(this->door(turn));
        const auto shards = this->topology().table().size();
        const auto there = growth_.capacity_mibps(shards);
        return there < capacity_.warm_mibps ? there : capacity_.warm_mibps;
    }

    /// The metrics of single shards that are kept from now on.
    void set_shard_metrics(const std::set<MetricsName>& names) noexcept {
        std::uint32_t bits = 0;
        for (const MetricsName name : names) {
            bits |= std::uint32_t{1} << static_cast<unsigned>(name);
        }
        shard_metrics_.store(bits, std::memory_order_relaxed);  // relaxed: a value of its own
        set_gate(metered, bits != 0);
    }
    [[nodiscard]] bool keeps(MetricsName name) const noexcept {
        // relaxed: a value of its own
        return (shard_metrics_.load(std::memory_order_relaxed) >> static_cast<unsigned>(name) &
                1U) != 0;
    }
    /// Notes a shard's metric if it is kept.
    void note(MetricsName name, Metric metric, ShardId shard, std::uint64_t value) {
        if (keeps(name)) {
            meter.note(metric, shard, value);
        }
    }
    /// All data points of minutes that are over.
    [[nodiscard]] std::vector<MetricSeries> metric_data() {
        static_cast<void>(settle_now());
        return meter.all();
    }

    StreamRecord record;  ///< under the account's lock
    StreamMeter meter;

private:
    Instant settle(Instant now) override { return settle_locked(now); }

    static constexpr Duration minute{60'000'000};

    [[nodiscard]] static Instant minute_of(Instant now) noexcept {
        return Instant::from_seconds(detail::floor_divide(now.seconds(), 60) * 60);
    }

    void set_kms_error(std::optional<Errc> code) {
        kms_error_.store(code ? static_cast<int>(*code) : -1,
                         std::memory_order_relaxed);  // relaxed: a value of its own
        set_gate(kms_fails, code.has_value());
    }

    Instant settle_locked(Instant now) {
        if (now < minute_ || minute_ + minute <= now) {
            meter.roll(minute_, this->metrics_at(now));
            minute_ = minute_of(now);
        }
        if (next_encryption_ && next_encryption_->first.is_over(now)) {
            switch_encryption(now, std::move(next_encryption_->second));
            next_encryption_.reset();
            set_kms_error(std::exchange(next_refusal_, std::nullopt));
            set_gate(changing, false);
        }
        if (next_capacity_ && next_capacity_->first.is_over(now)) {
            const bool begins = next_capacity_->second.mode != capacity_.mode;
            capacity_ = next_capacity_->second;
            next_capacity_.reset();
            if (begins) {
                growth_.begin(now, loads());
            }
        }
        if (capacity_.mode == StreamMode::on_demand) {
            grow(now);
        }
        return next_due(now);
    }
    [[nodiscard]] Instant next_due(Instant now) const noexcept {
        Instant due = minute_ + minute;
        if (capacity_.mode == StreamMode::on_demand && growth_.next_look(now) < due) {
            due = growth_.next_look(now);
        }
        const auto take = [&due](const auto& next) {
            if (next) {
                const Instant end = next->first.end();
                due = end < due ? end : due;
            }
        };
        take(next_encryption_);
        take(next_capacity_);
        return due;
    }

    /// Everything from here on is under the stream's lock.
    void switch_encryption(Instant now, StreamEncryption next) {
        EncryptionSwitch change{.encrypted = next.type == EncryptionType::kms, .when = now};
        change.first_index.reserve(this->topology().size());
        for (std::uint32_t index = 0; index < this->topology().size(); ++index) {
            change.first_index.push_back(this->topology().at(index).log.totals().written.records +
                                         1);
        }
        auto switches = std::make_shared<EncryptionMarks::Switches>();
        const Instant oldest = this->horizon(now);
        for (std::size_t at = 0; at < switches_.size(); ++at) {
            // What the next one was before the horizon says all that can still be seen.
            if (at + 1 == switches_.size() || switches_[at + 1].when >= oldest) {
                switches->push_back(switches_[at]);
            }
        }
        switches->push_back(std::move(change));
        switches_ = *switches;
        encryption_ = std::move(next);
        {
            const std::lock_guard lock{marks_mutex_};
            marks_ = EncryptionMarks{std::move(switches)};
        }
        set_gate(encrypted, true);
    }

    [[nodiscard]] std::vector<ShardLoad> loads() const {
        const auto& topology = this->topology();
        std::vector<ShardLoad> all;
        for (const ShardId id : topology.lineage().open_shards()) {
            all.push_back({id, topology.lineage().node(id).range,
                           topology.at(id.index).log.totals().written.bytes});
        }
        return all;
    }
    void grow(Instant now) {
        if (this->pending()) {  // one that was asked for past the account; its shards are not ours
            return;
        }
        const auto steps = growth_.look(now, loads(), capacity_.warm_mibps);
        if (!steps.empty()) {
            this->topology().reshard(steps, now);
            this->waiters().wake();
        }
    }

    std::atomic<std::uint32_t> gate_{closed};
    std::atomic<int> kms_error_{-1};
    std::atomic<std::uint32_t> shard_metrics_{0};
    mutable std::mutex marks_mutex_;
    EncryptionMarks marks_;  // under marks_mutex_
    std::mutex calls_mutex_;
    std::map<std::uint32_t, CallRate> iterator_calls_;  // by shard, under calls_mutex_

    // Under the stream's lock.
    Instant minute_;
    StreamEncryption encryption_;
    EncryptionMarks::Switches switches_;
    std::optional<std::pair<Transition, StreamEncryption>> next_encryption_;
    std::optional<Errc> next_refusal_;  // of the key in next_encryption_
    StreamCapacity capacity_;
    std::optional<std::pair<Transition, StreamCapacity>> next_capacity_;
    OnDemandGrowth growth_;
};

}  // namespace weir::inline v0
