// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simulate/oracle.hpp"
#include "simulate/reach.hpp"
#include "weir/testing/faults.hpp"
#include "weir/testing/simulation.hpp"

namespace weir_test {

/// What a consumer can do wrong, or its table of leases.
enum class Mistake : std::uint8_t {
    none,
    table_takes_any_checkpoint,  ///< of whoever has lost the lease, too: a zombie
    take_does_not_count,         ///< a lease changes hands, and its counter stays
    takes_whatever_it_sees,      ///< also where another came first
    children_before_parents,
    forgets_children,  ///< looks for shards only once
    empty_page_is_the_end,
    checkpoints_before_processing,
    skips_a_record_on_resuming,
    begins_anew_at_latest,      ///< when its iterator has expired
    trusts_its_lease_for_ever,  ///< goes on after a pause as if nothing had happened
    drops_the_rest_of_a_page,   ///< when the user's code has failed
};
inline constexpr std::size_t mistakes = 12;

[[nodiscard]] constexpr std::string_view to_string(Mistake mistake) noexcept {
    constexpr std::string_view names[mistakes] = {"none",
                                                  "table takes any checkpoint",
                                                  "take does not count",
                                                  "takes whatever it sees",
                                                  "children before parents",
                                                  "forgets children",
                                                  "empty page is the end",
                                                  "checkpoints before processing",
                                                  "skips a record on resuming",
                                                  "begins anew at LATEST",
                                                  "trusts its lease for ever",
                                                  "drops the rest of a page"};
    return names[static_cast<std::size_t>(mistake)];
}

/// What is known of a shard's consumer, as KCL keeps it in its table.
struct Lease {
    weir::ShardId shard{};
    std::string owner{};
    std::uint64_t counter = 0;  ///< rises when the lease is renewed or changes hands
    std::optional<weir::SequenceNumber> checkpoint{};  ///< nothing: TRIM_HORIZON
    bool ended = false;                                ///< SHARD_END
};

/// How a conditional write ended, as its caller sees it.
enum class Written : std::uint8_t { done, refused, unknown };

/// The table of leases that the workers share, with faults: writes that are refused as if another
/// had come first, whose replies are lost, and listings that are old.
class LeaseTable {
public:
    LeaseTable(weir::Simulation& simulation, weir::FaultPlan& plan, Oracle& oracle, Reach& reach,
               Mistake mistake)
        : simulation_{simulation}, plan_{plan}, oracle_{oracle}, reach_{reach}, mistake_{mistake} {}

    [[nodiscard]] std::map<std::uint32_t, Lease> list() {
        if (plan_.happens(weir::FaultFamily::stale_read)) {
            reach_.count(Reached::lease_listing_stale);
            return older_;
        }
        older_ = leases_;
        return leases_;
    }
    /// Adds a shard that has no lease yet.
    void create(weir::ShardId shard, const std::string& worker) {
        write(worker, "creates", shard,
              [&] { return leases_.try_emplace(shard.index, Lease{shard}).second; });
    }
    /// Takes a lease that still has this counter.
    Written take(weir::ShardId shard, std::uint64_t counter, const std::string& worker) {
        return write(worker, "takes", shard, [&] {
            Lease& lease = leases_[shard.index];
            if (lease.counter != counter && mistake_ != Mistake::takes_whatever_it_sees) {
                return false;
            }
            if (!lease.owner.empty() && lease.owner != worker) {
                reach_.count(Reached::lease_taken_over);
            }
            lease.owner = worker;
            lease.counter += mistake_ == Mistake::take_does_not_count ? 0 : 1;
            const weir::Instant now = simulation_.now();
            oracle_.tell(
                [=](weir::ConsumerChecker& checker) { checker.took_lease(now, worker, shard); });
            return true;
        });
    }
    Written renew(weir::ShardId shard, std::uint64_t counter, const std::string& worker) {
        return write(worker, "renews", shard, [&] {
            Lease& lease = leases_[shard.index];
            const bool is_his = lease.owner == worker && lease.counter == counter;
            lease.counter += is_his ? 1 : 0;
            return is_his;
        });
    }
    /// Everything up to a number is done; without one, all of the shard.
    Written checkpoint(weir::ShardId shard, std::uint64_t counter, const std::string& worker,
                       std::optional<weir::SequenceNumber> number) {
        return write(worker, number ? "checkpoints" : "ends", shard, [&] {
            Lease& lease = leases_[shard.index];
            const bool is_his = lease.owner == worker && lease.counter == counter;
            if (!is_his && mistake_ != Mistake::table_takes_any_checkpoint) {
                return false;
            }
            lease.checkpoint = number ? number : lease.checkpoint;
            lease.ended = lease.ended || !number;
            const weir::Instant now = simulation_.now();
            oracle_.tell([=](weir::ConsumerChecker& checker) {
                if (number) {
                    checker.checkpointed(now, worker, shard, *number);
                } else {
                    checker.ended(now, worker, shard);
                }
            });
            return true;
        });
    }

private:
    template <class Change>
    Written write(const std::string& worker, const char* what, weir::ShardId shard,
                  Change&& change) {
        const bool refused = plan_.happens(weir::FaultFamily::conflict).has_value();
        const bool done = !refused && change();
        // A reply that is lost with a write that was refused looks the same to the caller.
        const bool lost = plan_.happens(weir::FaultFamily::lose_reply).has_value();
        if (!done && !refused && leases_[shard.index].owner != worker) {
            reach_.count(Reached::zombie_refused);
        }
        if (lost && done) {
            reach_.count(Reached::lease_reply_lost);
        }
        std::string line = worker + "  ";
        line += what;
        line += ' ' + shard.to_string();
        line += done ? " -> done" : " -> refused";
        line += refused ? " [conflict]" : "";
        line += lost ? " [lose reply]" : "";
        simulation_.remember(line);
        return lost ? Written::unknown : done ? Written::done : Written::refused;
    }

    weir::Simulation& simulation_;
    weir::FaultPlan& plan_;
    Oracle& oracle_;
    Reach& reach_;
    Mistake mistake_;
    std::map<std::uint32_t, Lease> leases_;  // by shard
    std::map<std::uint32_t, Lease> older_;   // as the listing before gave it
};

}  // namespace weir_test
