// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/error.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/random.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/simulated_time.hpp"

namespace weir::inline v0 {

/// What can go wrong, with a call or else.
enum class FaultFamily : std::uint8_t {
    refuse,           ///< an error instead of the call; nothing is done
    throttle,         ///< the allowance is said to be spent: of the call, or of entries of a batch
    lose_reply,       ///< the call is done, and its caller gets an error
    repeat,           ///< the call is done twice, as by a transport that tries again
    expire_iterator,  ///< the iterator is said to have expired
    empty_page,       ///< a page without records, from which reading goes on at the same place
    short_page,       ///< a page of one record where there may be more
    delay,            ///< the reply takes time, which its caller waits
    stall_shard,      ///< reads of the shard give nothing for a while
    clock_jump,       ///< the clock jumps before the call
    reshard,          ///< a shard is split or merged between the call and the stream
    pause,            ///< somebody hangs between two of its steps
    crash,            ///< somebody ends, with all that it knew
    conflict,         ///< a conditional write is refused as if another had come first
    stale_read,       ///< a read gives what was there some time ago
    fail_callback,    ///< the code of a user fails
};
/// The first so many befall the calls of a kinesis_api; for the rest `FaultPlan::happens` is asked.
inline constexpr std::size_t call_fault_families = 11;
inline constexpr std::size_t fault_families = 16;

[[nodiscard]] constexpr std::string_view to_string(FaultFamily family) noexcept {
    constexpr std::string_view names[fault_families] = {
        "refuse",     "throttle", "lose reply",  "repeat",       "expire iterator", "empty page",
        "short page", "delay",    "stall shard", "clock jump",   "reshard",         "pause",
        "crash",      "conflict", "stale read",  "fail callback"};
    return names[static_cast<std::size_t>(family)];
}

/// A fault, and how bad it is.
struct Fault {
    FaultFamily family = FaultFamily::refuse;
    /// Of refuse and lose_reply.
    Errc error = Errc::internal_failure;
    /// Of throttle: which entries of a batch; all if none is named.
    std::vector<std::size_t> entries{};
    /// Of delay, stall_shard, pause and clock_jump, where it may be negative.
    Duration length{0};
    /// Of reshard: does it.
    std::function<void()> action{};
};

/// Says of which calls a rule is.
struct FaultMatch {
    KinesisOperation operation = KinesisOperation::put_record;
    std::optional<ShardId> shard_id{};    ///< only calls about this shard
    std::optional<std::string> caller{};  ///< only calls of this caller
    std::uint64_t nth = 1;                ///< the first such call from now on, the second, ...
    std::uint64_t times = 1;              ///< how many calls from then on; `always` for all
    static constexpr std::uint64_t always = ~std::uint64_t{0};
};

/// Which faults happen: those that a test wrote down, and those that a seed draws.
///
/// A family's faults are decided one by one, by a hash of the seed, the family and how many were
/// decided before. So one that is taken away leaves all the others where they were, and a failure
/// can be made smaller fault by fault.
///
/// Thread: one.
class FaultPlan {
public:
    explicit FaultPlan(std::uint64_t seed = 1) noexcept : seed_{seed} {}

    /// Names a fault that was drawn.
    struct Drawn {
        FaultFamily family = FaultFamily::refuse;
        std::uint64_t ordinal = 0;  ///< of the decisions of its family, from 0
        friend auto operator<=>(const Drawn&, const Drawn&) = default;
    };

    /// Writes down a fault for certain calls, which must be such as it can befall.
    void script(FaultMatch match, Fault fault) {
        WEIR_CHECK(match.nth > 0 && match.times > 0, "a call is the first, or a later one");
        WEIR_CHECK(concerns(fault.family, match.operation), "no such fault befalls this call");
        WEIR_CHECK(fault.length != Duration{0} || !takes_a_while(fault.family),
                   "a fault of this family needs a length");
        WEIR_CHECK(fault.family != FaultFamily::reshard || fault.action != nullptr,
                   "a reshard needs an action that does it");
        rules_.push_back({std::move(match), std::move(fault), 0});
    }
    /// Draws a family's faults, each with this probability; 0 takes the family away.
    void draw(FaultFamily family, double probability) noexcept {
        WEIR_CHECK(probability >= 0 && probability <= 1, "a probability is from 0 to 1");
        weights_[static_cast<std::size_t>(family)] = probability;
    }
    /// Lets one fault not happen that would have been drawn.
    void spare(Drawn fault) { spared_.insert(fault); }
    /// Lets no other faults happen than these, of those that would have been drawn.
    void only(std::set<Drawn> faults) { only_ = std::move(faults); }
    /// Draws nothing any more; what was written down still happens.
    void calm() noexcept { weights_.fill(0); }
    /// What reshards the stream when a drawn fault says so; without it none does.
    void reshard_by(std::function<void(Random&)> action) { reshard_ = std::move(action); }

    /// The faults that were drawn and happened, in their order.
    [[nodiscard]] const std::vector<Drawn>& drawn() const noexcept { return drawn_; }
    /// How many of a family happened, drawn or written down.
    [[nodiscard]] std::uint64_t happened(FaultFamily family) const noexcept {
        return happened_[static_cast<std::size_t>(family)];
    }
    /// Rules whose calls have not all come yet: a test that ends with some has not tested them.
    [[nodiscard]] std::size_t waiting() const noexcept {
        return static_cast<std::size_t>(
            std::count_if(rules_.begin(), rules_.end(), [](const Rule& rule) {
                const FaultMatch& match = rule.match;
                const bool is_endless = match.times == FaultMatch::always;
                return rule.seen < match.nth ||
                       (!is_endless && rule.seen - match.nth < match.times - 1);
            }));
    }

    /// A shard that gives nothing for a while, whoever reads it.
    struct Stall {
        Duration since{0};  ///< on the simulation's own time
        Duration until{0};
    };
    void stall(ShardId shard, Stall stall) { stalls_[shard.index] = stall; }
    /// The stall in which a shard is, if it is in one.
    [[nodiscard]] std::optional<Stall> stalled(ShardId shard, Duration now) const {
        const auto stall = stalls_.find(shard.index);
        return stall != stalls_.end() && now < stall->second.until ? std::optional{stall->second}
                                                                   : std::nullopt;
    }

    /// The faults of one call, decided now.
    [[nodiscard]] std::vector<Fault> decide(KinesisOperation operation,
                                            std::optional<ShardId> shard, std::string_view caller,
                                            std::size_t entries) {
        std::vector<Fault> faults;
        for (Rule& rule : rules_) {
            const FaultMatch& match = rule.match;
            if (match.operation == operation && (!match.shard_id || match.shard_id == shard) &&
                (!match.caller || *match.caller == caller)) {
                ++rule.seen;
                if (rule.seen >= match.nth && rule.seen - match.nth < match.times) {
                    count(rule.fault.family);
                    faults.push_back(rule.fault);
                }
            }
        }
        for (std::size_t at = 0; at < fault_families; ++at) {
            const auto family = static_cast<FaultFamily>(at);
            if (weights_[at] > 0 && concerns(family, operation)) {
                draw_one(family, entries, Duration{0}, faults);
            }
        }
        return faults;
    }

    /// A fault of what is no call of an api, decided now; nothing if none happens.
    ///
    /// `longest` is for those that take a while: from a fiftieth of that on.
    [[nodiscard]] std::optional<Fault> happens(FaultFamily family, Duration longest = {}) {
        std::vector<Fault> faults;
        if (weights_[static_cast<std::size_t>(family)] > 0) {
            draw_one(family, 0, longest, faults);
        }
        return faults.empty() ? std::nullopt : std::optional{std::move(faults.front())};
    }

    /// True if a family can befall an operation.
    [[nodiscard]] static constexpr bool concerns(FaultFamily family,
                                                 KinesisOperation operation) noexcept {
        const bool puts = is_put(operation);
        const bool is_read = operation == KinesisOperation::get_records;
        switch (family) {
            case FaultFamily::throttle:
                return puts || is_read;
            case FaultFamily::repeat:
                return puts;
            case FaultFamily::expire_iterator:
            case FaultFamily::empty_page:
            case FaultFamily::short_page:
            case FaultFamily::stall_shard:
                return is_read;
            case FaultFamily::reshard:
                return puts || is_read;
            case FaultFamily::pause:
            case FaultFamily::crash:
            case FaultFamily::conflict:
            case FaultFamily::stale_read:
            case FaultFamily::fail_callback:
                return false;
            case FaultFamily::refuse:
            case FaultFamily::lose_reply:
            case FaultFamily::delay:
            case FaultFamily::clock_jump:
                break;
        }
        return true;
    }

private:
    struct Rule {
        FaultMatch match;
        Fault fault;
        std::uint64_t seen;
    };

    [[nodiscard]] static constexpr bool takes_a_while(FaultFamily family) noexcept {
        return family == FaultFamily::delay || family == FaultFamily::stall_shard ||
               family == FaultFamily::clock_jump;
    }
    void count(FaultFamily family) noexcept { ++happened_[static_cast<std::size_t>(family)]; }

    void draw_one(FaultFamily family, std::size_t entries, Duration longest,
                  std::vector<Fault>& faults) {
        const auto at = static_cast<std::size_t>(family);
        const Drawn drawn{family, decided_[at]++};
        // Everything about the fault comes from these three numbers.
        Random random{detail::mixed(seed_ ^ detail::mixed(detail::mixed(at) ^ drawn.ordinal))};
        if (!random.chance(weights_[at]) || spared_.contains(drawn) ||
            (only_ && !only_->contains(drawn)) || (family == FaultFamily::reshard && !reshard_)) {
            return;
        }
        Fault fault{.family = family};
        const auto between = [&random](std::int64_t least, std::int64_t most) {
            return Duration{least + static_cast<std::int64_t>(random.below(
                                        static_cast<std::uint64_t>(most - least + 1)))};
        };
        switch (family) {
            case FaultFamily::throttle:
                for (std::size_t entry = 0; entry < entries; ++entry) {
                    if (random.chance(0.5)) {
                        fault.entries.push_back(entry);
                    }
                }
                break;
            case FaultFamily::delay:
                fault.length = between(1'000, 5'000'000);
                break;
            case FaultFamily::stall_shard:
                fault.length = between(1'000'000, 60'000'000);
                break;
            case FaultFamily::pause:
                fault.length = between(longest.count() / 50, longest.count());
                break;
            case FaultFamily::clock_jump:
                fault.length = between(-10'000'000, 10'000'000);
                break;
            case FaultFamily::reshard:
                fault.action = [this, seed = random.next()] {
                    Random choice{seed};
                    reshard_(choice);
                };
                break;
            default:
                break;
        }
        drawn_.push_back(drawn);
        count(family);
        faults.push_back(std::move(fault));
    }

    std::uint64_t seed_;
    std::deque<Rule> rules_;
    std::array<double, fault_families> weights_{};
    std::array<std::uint64_t, fault_families> decided_{};
    std::array<std::uint64_t, fault_families> happened_{};
    std::map<std::uint32_t, Stall> stalls_;  // by shard
    std::set<Drawn> spared_;
    std::optional<std::set<Drawn>> only_;
    std::vector<Drawn> drawn_;
    std::function<void(Random&)> reshard_;
};

}  // namespace weir::inline v0
