// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "weir/service/account_stream.hpp"
#include "weir/service/names.hpp"
#include "weir/service/outputs.hpp"
#include "weir/service/service_texts.hpp"

namespace weir::inline v0 {

/// How subscriptions behave.
struct SubscriptionTerms {
    Duration life = limits::subscription_life;
    Duration heartbeat = std::chrono::seconds{5};
    std::uint64_t bytes_per_second = limits::read_bytes_per_second;
};

/// What one look at a subscription gave.
template <class Event>
struct BasicSubscriptionStep {
    std::optional<Event> event{};
    std::optional<Error> error{};  ///< it is over: what the event stream ends with
    bool ended = false;            ///< it is over, without an error
    Instant next_due{};            ///< when to look again at the latest, if it is not over
};

/// A running subscription of one consumer to one shard: what SubscribeToShard gives.
///
/// It is pulled with `next`, waited for with `wait`, or pushed with `push`; all three give the same
/// events. It lives five minutes at most and ends by itself at the end of a closed shard, when
/// another one takes over, and when its consumer or stream is gone.
///
/// Thread: one at a time; any number of subscriptions at once.
template <class Stream>
class BasicSubscription {
public:
    using Event = BasicSubscribeToShardEvent<typename Stream::Batch>;
    using Step = BasicSubscriptionStep<Event>;

    /// `slot` is that of its consumer and shard, in which it is number `number`.
    BasicSubscription(std::shared_ptr<Stream> stream, std::shared_ptr<SubscriptionSlot> slot,
                      std::uint64_t number, const ShardIterator& from, std::string consumer,
                      const SubscriptionTerms& terms, Instant now)
        : stream_{std::move(stream)},
          slot_{std::move(slot)},
          number_{number},
          place_{from},
          consumer_{std::move(consumer)},
          terms_{terms},
          begun_{now},
          spoke_{now} {}

    /// Looks for what there is by `now`, which is the stream's time: at most one event.
    [[nodiscard]] Step next(Instant now) {
        if (over_) {
            return {.ended = true};
        }
        stream_->settle_now();
        if (auto error = end_error()) {
            over_ = true;
            return {.error = std::move(error)};
        }
        begun_ = now < begun_ ? now : begun_;
        spoke_ = now < spoke_ ? now : spoke_;
        if (now >= begun_ + terms_.life) {
            over_ = true;
            return {.ended = true};
        }
        if (child_shards_told_) {
            over_ = true;
            return {.ended = true};
        }
        const Instant paid = slot_->paid_at(now);
        if (now < paid) {
            return {.next_due = earlier(paid, begun_ + terms_.life)};
        }
        return look(now);
    }

    /// As `next`, but waits until there is something or `deadline` has come.  Thread: blocks.
    [[nodiscard]] Step wait(Instant deadline) {
        for (;;) {
            const Instant now = stream_->clock().now();
            Step step = next(now);
            if (step.event || step.error || step.ended || deadline <= now) {
                return step;
            }
            const Instant until = earlier(step.next_due, deadline);
            // New records matter only once what was taken is paid for.
            const bool listens = slot_->paid_at(now) <= now;
            if (listens) {
                static_cast<void>(stream_->wait_for_records(place_, until));
            } else {
                stream_->wait_until(until);
            }
        }
    }

    /// Calls `deliver` with each step that has something, until nothing more is due.
    /// Gives: when to push again at the latest; nothing if it is over.
    template <class Deliver>
    std::optional<Instant> push(Instant now, Deliver&& deliver) {
        for (;;) {
            Step step = next(now);
            const bool over = step.error || step.ended;
            const Instant due = step.next_due;
            const bool idle = !step.event && !over;
            if (!idle) {
                deliver(std::move(step));
            }
            if (over) {
                return std::nullopt;
            }
            if (idle) {
                return due;
            }
        }
    }

    [[nodiscard]] bool is_over() const noexcept { return over_; }
    [[nodiscard]] const std::string& consumer_arn() const noexcept { return consumer_; }
    [[nodiscard]] ShardId shard_id() const noexcept { return place_.shard_id(); }

private:
    static constexpr std::uint32_t event_records_max = 10'000;
    static constexpr std::uint64_t event_bytes_max = 1'048'576;

    [[nodiscard]] static Instant earlier(Instant a, Instant b) noexcept { return a < b ? a : b; }

    [[nodiscard]] std::optional<Error> end_error() const {
        switch (slot_->end_of(number_)) {
            case SubscriptionSlot::End::taken_over:
                return texts::subscription_exists(stream_->who(), place_.shard_id(),
                                                  consumer_name());
            case SubscriptionSlot::End::consumer_gone:
                return texts::consumer_not_found(consumer_, stream_->who().account);
            case SubscriptionSlot::End::none:
                break;
        }
        if (const auto code = stream_->kms_error()) {
            return texts::kms(*code, "of the stream");
        }
        return std::nullopt;
    }
    [[nodiscard]] std::string_view consumer_name() const {
        const auto parsed = names::parse_arn(consumer_);
        return parsed ? parsed->consumer : std::string_view{consumer_};
    }

    [[nodiscard]] Step look(Instant now) {
        if (end_) {
            return tell_end(now);
        }
        auto page = stream_->read_pushed({.shard_iterator = place_, .limit = event_records_max},
                                         event_bytes_max, now);
        if (!page) {
            over_ = true;
            return {.error = std::move(page.error())};
        }
        const bool at_end = !page->next_shard_iterator.has_value();
        if (page->records.empty() && !at_end && now < spoke_ + terms_.heartbeat) {
            place_ = *page->next_shard_iterator;
            return {.next_due = earlier(spoke_ + terms_.heartbeat, begun_ + terms_.life)};
        }
        Step step;
        step.event.emplace();
        Event& event = *step.event;
        event.millis_behind_latest = page->millis_behind_latest;
        if (at_end) {
            end_.emplace(page->millis_behind_latest, std::move(page->child_shards));
            if (page->records.empty()) {
                return tell_end(now);
            }
        } else {
            place_ = *page->next_shard_iterator;
        }
        event.continuation_sequence_number = continuation(*page, now);
        slot_->charge(now, page->records.bytes(), terms_.bytes_per_second);
        note(page->records.size(), page->records.bytes(),
             static_cast<std::uint64_t>(page->millis_behind_latest.count()));
        event.records = std::move(page->records);
        event.encryption = stream_->marks();
        event.owner = BatchOwner{stream_};
        spoke_ = now;
        step.next_due = now;
        return step;
    }

    /// The end has an event of its own: there are clients that look at no records beside it.
    [[nodiscard]] Step tell_end(Instant now) {
        Step step;
        step.event.emplace();
        step.event->millis_behind_latest = end_->first;
        step.event->child_shards = std::move(end_->second);
        child_shards_told_ = true;
        note(0, 0, static_cast<std::uint64_t>(end_->first.count()));
        spoke_ = now;
        step.next_due = now;
        return step;
    }

    void note(std::uint64_t records, std::uint64_t bytes, std::uint64_t behind) {
        const std::string_view name = consumer_name();
        stream_->meter.note(Metric::subscribe_to_shard_event_bytes, name, bytes);
        stream_->meter.note(Metric::subscribe_to_shard_event_records, name, records);
        stream_->meter.note(Metric::subscribe_to_shard_event_millis_behind_latest, name, behind);
        stream_->meter.note(Metric::subscribe_to_shard_event_success, name, 1);
        stream_->note(MetricsName::outgoing_bytes, Metric::shard_outgoing_bytes, shard_id(), bytes);
        stream_->note(MetricsName::outgoing_records, Metric::shard_outgoing_records, shard_id(),
                      records);
    }

    /// A place after all that was given and before all that was not, for AT_ and AFTER_ alike.
    [[nodiscard]] SequenceNumber continuation(const typename Stream::GetRecordsResult& page,
                                              Instant now) {
        if (!page.records.empty()) {
            RecordView last;
            for (const RecordView record : page.records) {
                last = record;
            }
            resume_index_ = last.sequence_index();
            resume_seconds_ = last.sequence_number().seconds() + 1;
        } else if (const auto before = page.next_shard_iterator->sequence_index() - 1;
                   before != resume_index_) {
            const auto seconds = now.seconds();
            resume_index_ = before;
            resume_seconds_ = static_cast<std::uint64_t>(seconds < 0 ? 0 : seconds) + 1;
        }
        const std::uint64_t created = stream_->create_seconds_of(shard_id());
        return SequenceNumber::make(
            {.shard_create_seconds = created,
             .shard_index = shard_id().index,
             .sequence_index = resume_index_,
             .seconds = resume_seconds_ < created ? created : resume_seconds_});
    }

    std::shared_ptr<Stream> stream_;
    std::shared_ptr<SubscriptionSlot> slot_;
    std::uint64_t number_;
    ShardIterator place_;
    std::string consumer_;
    SubscriptionTerms terms_;
    Instant begun_;
    Instant spoke_;
    /// Where to resume: after the record of that index, whose second lies before this one.
    std::uint64_t resume_index_ = ~std::uint64_t{0};
    std::uint64_t resume_seconds_ = 0;
    /// Once the last record is given: how far behind that was, and the children to tell of.
    std::optional<std::pair<std::chrono::milliseconds, std::vector<ChildShard>>> end_;
    bool child_shards_told_ = false;
    bool over_ = false;
};

}  // namespace weir::inline v0
