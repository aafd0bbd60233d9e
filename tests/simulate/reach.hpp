// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir_test {

/// States that a campaign has to come to: one that never does has not tried them.
enum class Reached : std::uint8_t {
    put_throttled,
    read_throttled,
    batch_taken_in_part,
    reply_lost_after_commit,
    split_during_put,
    reshard_during_read,
    shard_ended,
    child_waited,
    children_of_a_merge,
    page_empty,
    iterator_expired,
    lease_taken_over,
    zombie_refused,
    lease_reply_lost,
    lease_listing_stale,
    crashed_with_a_page,
    paused_with_a_page,
    callback_failed_midway,
    record_came_again,
    clock_stepped_back,
    trimmed_under_a_reader,
    shard_expired_under_a_reader,
    steps_interleaved,
};
inline constexpr std::size_t reached_states = 23;

[[nodiscard]] constexpr std::string_view to_string(Reached state) noexcept {
    constexpr std::array<std::string_view, reached_states> names{
        "put throttled",          "read throttled",
        "batch taken in part",    "reply lost after commit",
        "split during a put",     "reshard during a read",
        "shard read to its end",  "child waited",
        "children of a merge",    "page empty",
        "iterator expired",       "lease taken over",
        "zombie refused",         "lease reply lost",
        "lease listing stale",    "crashed with a page",
        "paused with a page",     "callback failed midway",
        "record came again",      "clock stepped back",
        "trimmed under a reader", "shard expired under a reader",
        "steps interleaved",
    };
    return names[static_cast<std::size_t>(state)];
}

/// How often each state was come to.
struct Reach {
    std::array<std::uint64_t, reached_states> counts{};

    void count(Reached state) noexcept { ++counts[static_cast<std::size_t>(state)]; }
    [[nodiscard]] std::uint64_t of(Reached state) const noexcept {
        return counts[static_cast<std::size_t>(state)];
    }
    void add(const Reach& other) noexcept {
        for (std::size_t at = 0; at < reached_states; ++at) {
            counts[at] += other.counts[at];
        }
    }
};

}  // namespace weir_test
