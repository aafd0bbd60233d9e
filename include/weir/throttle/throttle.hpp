// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"

namespace weir::inline v0 {

/// Whether a shard takes one more write or read, and if not, when to ask again.
///
/// `retry_after` is zero if the answer is yes, and if waiting would not change it.
struct Verdict {
    bool admitted = false;
    Duration retry_after{};

    friend constexpr bool operator==(const Verdict&, const Verdict&) noexcept = default;
};

/// Decides whether one shard takes one more write or read.
///
/// A policy has state but no time of its own: `now` comes from the caller, so a test needs no
/// clock. A `now` earlier than one before admits nothing extra.
///
/// `admit_write` is a question, not a charge. `so_far` is all that the shard has taken before this
/// record; the caller advances it only by a step that fails if it has moved meanwhile, and then
/// asks again. So admission and charge are one step, no refund exists, and a record that is
/// refused or gets lost costs nothing. What the caller owes in return: `so_far` was true at some
/// moment after `now` was read. The records of a batch are asked about in order with the same
/// `now`; only the first of them needs true totals, the others count those before them as taken.
///
/// A read is charged after it is done, since nobody knows its size before.
///
/// `fresh` makes another policy with the same limits of which nothing is used. It has to give a
/// prvalue, so a policy needs no copy and no move.
///
/// Thread: every call races with itself and with the others, except `fresh`.
template <class Policy>
concept throttle_policy = requires(Policy& policy, const Policy& limits, Instant now,
                                   WriteTotals so_far, std::uint64_t bytes) {
    { limits.fresh() } -> std::same_as<Policy>;
    { policy.admit_write(now, so_far, bytes) } -> std::same_as<Verdict>;
    { policy.admit_read(now) } -> std::same_as<Verdict>;
    { policy.charge_read(now, bytes) } -> std::same_as<void>;
    requires noexcept(policy.admit_write(now, so_far, bytes));
    requires noexcept(policy.admit_read(now));
    requires noexcept(policy.charge_read(now, bytes));
};

/// A throttle that can be asked about many records at once: yes means that each of them, in any
/// order, would be admitted by `admit_write`; no means nothing.
template <class Policy>
concept bulk_throttle = throttle_policy<Policy> &&
    requires(Policy& policy, Instant now, WriteTotals so_far, WriteTotals more) {
    { policy.admits_all(now, so_far, more) } -> std::same_as<bool>;
    requires noexcept(policy.admits_all(now, so_far, more));
};

/// A throttle that can be asked about a read without using anything up, and that takes back a read
/// which it admitted and which did not happen. Several of them can decide together.
template <class Policy>
concept composable_throttle = throttle_policy<Policy> && requires(Policy& policy, Instant now) {
    { policy.ask_read(now) } -> std::same_as<Verdict>;
    { policy.give_back_read(now) } -> std::same_as<void>;
    requires noexcept(policy.ask_read(now));
    requires noexcept(policy.give_back_read(now));
};

}  // namespace weir::inline v0
