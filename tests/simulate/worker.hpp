// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simulate/leases.hpp"
#include "simulate/oracle.hpp"
#include "simulate/setup.hpp"
#include "weir/core/record.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/simulation.hpp"

namespace weir_test {

/// A consumer that shares the shards of a stream with others by leases, as KCL does: it takes those
/// that nobody renews, reads parents before children, processes a page after it has fetched it,
/// checkpoints after processing, and lets go of a lease that it could not renew in time.
template <class Api>
class Worker {
public:
    struct Surroundings {
        const Setup& setup;
        weir::Simulation& simulation;
        weir::FaultPlan& plan;
        LeaseTable& leases;
        Oracle& oracle;
        Reach& reach;
        Mistake mistake;
    };

    Worker(Surroundings around, Api& api, std::string name)
        : around_{around},
          api_{api},
          name_{std::move(name)},
          id_{name_},
          random_{around.simulation.random(name_)} {}

    std::optional<weir::Instant> step(weir::Instant now) {
        const weir::Duration time = around_.simulation.elapsed();
        if (time >= next_shards_) {
            find_shards();
            next_shards_ = time + std::chrono::seconds{15};
        }
        if (time >= next_leases_) {
            renew(time);
            take(time);
            next_leases_ = time + around_.setup.failover / 4;
        }
        for (auto at = held_.begin(); at != held_.end();) {
            at = go_on(now, time, at->second) ? std::next(at) : held_.erase(at);
        }
        if (const auto crash = around_.plan.happens(weir::FaultFamily::crash)) {
            return now + begin_anew();
        }
        if (const auto pause =
                around_.plan.happens(weir::FaultFamily::pause, around_.setup.failover * 4)) {
            around_.simulation.remember(name_ + "  pauses");
            if (has_a_page()) {
                around_.reach.count(Reached::paused_with_a_page);
            }
            return now + pause->length;
        }
        return now + (has_a_page() ? around_.setup.poll_every / 4 : around_.setup.poll_every);
    }

private:
    using Page = typename Api::GetRecordsResult;
    using Place = std::remove_cvref_t<
        decltype(std::declval<typename Api::GetRecordsRequestType>().shard_iterator)>;

    /// A shard that this worker holds.
    struct Held {
        weir::ShardId shard{};
        std::uint64_t counter = 0;
        weir::Duration renewed{};                    ///< when it was known to be held, last
        std::optional<weir::SequenceNumber> done{};  ///< all up to here is processed
        std::optional<Place> place{};
        std::optional<Page> page{};  ///< fetched and not all processed
        std::size_t processed = 0;   ///< of its records
        bool is_processed = false;   ///< all of it, so that a checkpoint follows
        bool anew = false;           ///< has to ask for a place, as its own has expired
        bool is_over = false;        ///< has expired
        bool skips = false;          ///< the mistake
    };
    struct Observed {
        std::uint64_t counter = 0;
        weir::Duration since{};
    };

    [[nodiscard]] bool wrong(Mistake mistake) const noexcept { return around_.mistake == mistake; }
    [[nodiscard]] bool has_a_page() const {
        return std::any_of(held_.begin(), held_.end(),
                           [](const auto& held) { return held.second.page.has_value(); });
    }

    void find_shards() {
        if (wrong(Mistake::forgets_children) && !shards_.empty()) {
            return;
        }
        const auto listed = api_.list_shards();
        if (!listed) {
            return;
        }
        shards_ = listed->shards;
        const auto leases = around_.leases.list();
        for (const weir::Shard& shard : shards_) {
            if (!leases.contains(shard.shard_id.index)) {
                around_.leases.create(shard.shard_id, id_);
            }
        }
    }

    void renew(weir::Duration time) {
        for (auto at = held_.begin(); at != held_.end();) {
            Held& held = at->second;
            const Written written = around_.leases.renew(held.shard, held.counter, id_);
            if (written == Written::done) {
                ++held.counter;
                held.renewed = time;
            }
            at = written == Written::refused ? held_.erase(at) : std::next(at);
        }
    }
    [[nodiscard]] bool holds(const Held& held, weir::Duration time) const {
        return time - held.renewed < around_.setup.failover ||
               wrong(Mistake::trusts_its_lease_for_ever);
    }

    void take(weir::Duration time) {
        const auto leases = around_.leases.list();
        unsigned taken = 0;
        for (const auto& [index, lease] : leases) {
            const auto [seen, is_new] = observed_.try_emplace(index, Observed{lease.counter, time});
            if (!is_new && seen->second.counter != lease.counter) {
                seen->second = {lease.counter, time};
            }
            const bool free =
                lease.owner.empty() || time - seen->second.since >= around_.setup.failover;
            if (!free || lease.ended || held_.contains(index) || taken == 2 ||
                !may_begin(leases, lease.shard)) {
                continue;
            }
            const Written written = around_.leases.take(lease.shard, lease.counter, id_);
            if (written == Written::done) {
                ++taken;
                Held held;
                held.shard = lease.shard;
                held.counter = lease.counter + (wrong(Mistake::take_does_not_count) ? 0 : 1);
                held.renewed = time;
                held.done = lease.checkpoint;
                held.skips =
                    lease.checkpoint.has_value() && wrong(Mistake::skips_a_record_on_resuming);
                held_.emplace(index, std::move(held));
            }
        }
    }
    /// True if the parents were read to their ends, or are gone.
    [[nodiscard]] bool may_begin(const std::map<std::uint32_t, Lease>& leases,
                                 weir::ShardId shard) const {
        const auto found = std::find_if(shards_.begin(), shards_.end(), [&](const auto& listed) {
            return listed.shard_id == shard;
        });
        if (wrong(Mistake::children_before_parents)) {
            return true;
        }
        if (found == shards_.end()) {  // it has expired, or is newer than what is known here
            return !shards_.empty() && shard.index < shards_.back().shard_id.index;
        }
        for (const auto& parent : {found->parent_shard_id, found->adjacent_parent_shard_id}) {
            const bool is_listed =
                parent && std::any_of(shards_.begin(), shards_.end(), [&](const auto& listed) {
                    return listed.shard_id == *parent;
                });
            const auto lease = parent ? leases.find(parent->index) : leases.end();
            const bool is_over = lease != leases.end() && lease->second.ended;
            if (is_listed && !is_over) {
                around_.reach.count(Reached::child_waited);
                return false;
            }
        }
        return true;
    }

    /// Fetches, or processes what was fetched.  Gives: false if the shard is held no more.
    bool go_on(weir::Instant now, weir::Duration time, Held& held) {
        if (held.page && held.is_processed) {
            return checkpoint(held);  // whoever holds it: the table has to know
        }
        if (!holds(held, time)) {
            return false;
        }
        if (held.page) {
            process(now, held);
            return true;
        }
        if (!held.place) {
            find_place(held);
        }
        if (held.place) {
            fetch(held);
        }
        return !held.is_over;
    }
    void find_place(Held& held) {
        weir::GetShardIteratorRequest where{.shard_id = held.shard};
        if (held.anew && wrong(Mistake::begins_anew_at_latest)) {
            where.shard_iterator_type = weir::ShardIteratorType::latest;
        } else if (held.done) {
            where.shard_iterator_type = weir::ShardIteratorType::after_sequence_number;
            where.starting_sequence_number = *held.done;
        }
        auto place = api_.get_shard_iterator(where);
        if (place) {
            held.place = *place;
            held.anew = false;
        } else if (place.error().code() == weir::Errc::resource_not_found) {
            end_expired(held);
        }
    }
    void fetch(Held& held) {
        auto page = api_.get_records({.shard_iterator = *held.place, .limit = 1'000});
        if (!page) {
            if (page.error().code() == weir::Errc::expired_iterator) {
                held.place.reset();
                held.anew = true;
            } else if (page.error().code() == weir::Errc::resource_not_found) {
                end_expired(held);
            }
            return;
        }
        around_.oracle.tell(
            [shard = held.shard](weir::ConsumerChecker& checker) { checker.reads(shard); });
        if (page->records.empty() && page->next_shard_iterator &&
            !wrong(Mistake::empty_page_is_the_end)) {
            held.place = *page->next_shard_iterator;
            return;
        }
        if (wrong(Mistake::checkpoints_before_processing)) {
            for (const weir::RecordView record : page->records) {
                held.done = record.sequence_number();
            }
            if (held.done) {
                static_cast<void>(
                    around_.leases.checkpoint(held.shard, held.counter, id_, held.done));
            }
        }
        held.page = std::move(*page);
        held.processed = 0;
        held.is_processed = false;
    }
    /// The shard has expired: there is nothing left to be read.
    void end_expired(Held& held) {
        held.is_over = true;
        around_.reach.count(Reached::shard_expired_under_a_reader);
        around_.oracle.tell([shard = held.shard](weir::ConsumerChecker& checker) {
            checker.needs_not_read(shard);
        });
        static_cast<void>(around_.leases.checkpoint(held.shard, held.counter, id_, std::nullopt));
    }

    void process(weir::Instant now, Held& held) {
        std::size_t at = 0;
        for (const weir::RecordView record : held.page->records) {
            if (at++ < held.processed) {
                continue;
            }
            if (around_.plan.happens(weir::FaultFamily::fail_callback)) {
                around_.reach.count(Reached::callback_failed_midway);
                around_.simulation.remember(name_ + "  the user's code fails");
                if (wrong(Mistake::drops_the_rest_of_a_page)) {
                    break;
                }
                return;  // and tries again
            }
            if (!std::exchange(held.skips, false)) {
                process(now, held, record);
            }
            held.done = record.sequence_number();
            ++held.processed;
        }
        held.is_processed = true;
    }
    void process(weir::Instant now, const Held& held, const weir::RecordView& record) {
        if (held.done &&
            record.sequence_number().sequence_index() > held.done->sequence_index() + 1) {
            around_.reach.count(Reached::trimmed_under_a_reader);
        }
        around_.oracle.processed(now, id_, held.shard, record);
    }
    /// Gives: false if the shard is held no more.
    bool checkpoint(Held& held) {
        const bool is_end = !held.page->next_shard_iterator ||
                            (held.page->records.empty() && wrong(Mistake::empty_page_is_the_end));
        if (held.done) {
            const Written written =
                around_.leases.checkpoint(held.shard, held.counter, id_, held.done);
            if (written != Written::done) {
                return written == Written::unknown;  // the page stays, and its checkpoint with it
            }
        }
        if (!is_end) {
            held.place = *held.page->next_shard_iterator;
            held.page.reset();
            return true;
        }
        const Written written =
            around_.leases.checkpoint(held.shard, held.counter, id_, std::nullopt);
        if (written == Written::done) {
            around_.reach.count(Reached::shard_ended);
        }
        return written == Written::unknown;
    }

    /// Forgets everything.  Gives: how long it is away.
    weir::Duration begin_anew() {
        if (has_a_page()) {
            around_.reach.count(Reached::crashed_with_a_page);
        }
        around_.simulation.remember(name_ + "  crashes");
        held_.clear();
        observed_.clear();
        shards_.clear();
        next_shards_ = next_leases_ = weir::Duration{0};
        if (random_.chance(0.5)) {
            id_ = name_ + '.' + std::to_string(++lives_);
        }
        return std::chrono::seconds{random_.between(1, 60)};
    }

    Surroundings around_;
    Api& api_;
    std::string name_;
    std::string id_;  // what it calls itself in the table
    weir::Random random_;
    std::map<std::uint32_t, Held> held_;          // by shard
    std::map<std::uint32_t, Observed> observed_;  // leases of others, by shard
    std::vector<weir::Shard> shards_;
    weir::Duration next_shards_{0};
    weir::Duration next_leases_{0};
    unsigned lives_ = 0;
};

}  // namespace weir_test
