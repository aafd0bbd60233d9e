// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "weir/testing/explore_clock.hpp"

namespace weir::inline v0 {

/// What a thread knows, or hands on with a release.
struct ExploreKnowledge {
    ExploreClock clock;
    std::uint32_t fence = 0;  ///< the newest sequentially consistent fence that happened before

    void join(const ExploreKnowledge& other) noexcept {
        clock.join(other.clock);
        fence = fence < other.fence ? other.fence : fence;
    }
};

/// What an access to an atomic gave.
struct ExploreAccess {
    std::uint64_t before = 0;
    bool wrote = false;
    bool stale = false;      ///< something newer was there to be read
    std::uint64_t from = 0;  ///< the step that wrote what was read; 0: it was there before
};

/// Memory as the C++ standard allows it to behave.
///
/// Weak: each location has a modification order. A read takes any value in it that coherence, what
/// happens before, and the single order of sequentially consistent operations leave; a write takes
/// any place in it. An update stands right behind what it read. Release sequences are those of
/// C++20: an update goes on with one, any other write begins anew.
///
/// Strong: there is one value in each location; what happens before is kept all the same.
///
/// Not modelled: a read of a value that is written later in the execution (load buffering), and a
/// single order that contradicts what happens before, which C++20 allows where acquire and release
/// are mixed with sequentially consistent operations on the same location.
class ExploreMemory {
public:
    using Index = std::uint32_t;

    void begin(bool weak, unsigned threads) {
        weak_ = weak;
        used_ = 0;
        numbers_ = 0;
        fences_.clear();
        for (unsigned thread = 0; thread < threads; ++thread) {
            threads_[thread] = {};
            threads_[thread].now.clock.set(thread, 1);
        }
    }
    /// Says which step is taken next, for who reads what it writes.
    void set_step(std::uint64_t step) noexcept { step_ = step; }
    /// A location that holds `value` since before the threads began.
    Index add(std::uint64_t value) {
        if (used_ == locations_.size()) {
            locations_.emplace_back();
        }
        locations_[used_].begin(value);
        return used_++;
    }
    [[nodiscard]] std::uint64_t latest(Index location) const {
        const Location& at = locations_[location];
        return at.writes[at.order.back()].value;
    }
    [[nodiscard]] const ExploreClock& clock(unsigned thread) const {
        return threads_[thread].now.clock;
    }

    template <class Choose>
    ExploreAccess read(unsigned thread, Index location, std::memory_order order, Choose&& choose) {
        Location& at = locations_[location];
        const Index last = at.last();
        const Index back = weak_ ? pick(last - floor(thread, at, order), choose) : 0;
        const Index write = at.order[last - back];
        const std::uint64_t value = at.writes[write].value;
        const std::uint64_t from = at.writes[write].step;
        take(thread, at, write, order);
        threads_[thread].now.clock.advance(thread);
        return {value, false, back != 0, from};
    }
    template <class Choose>
    void write(unsigned thread, Index location, std::uint64_t value, std::memory_order order,
               Choose&& choose) {
        Location& at = locations_[location];
        Index place = at.last() + 1;
        if (weak_) {
            find_places(at, floor(thread, at, order));
            place = candidates_[pick(count_of_candidates() - 1, choose)] + 1;
        }
        put(thread, at, place, {value, carried(thread, order), false, 0, 0}, order);
        threads_[thread].now.clock.advance(thread);
    }
    /// `change(before)` is what is written.
    template <class Change, class Choose>
    ExploreAccess update(unsigned thread, Index location, std::memory_order order, Change&& change,
                         Choose&& choose) {
        Location& at = locations_[location];
        Index behind = at.last();
        if (weak_) {
            find_places(at, floor(thread, at, order));
            behind = candidates_[pick(count_of_candidates() - 1, choose)];
        }
        const std::uint64_t before = at.writes[at.order[behind]].value;
        const std::uint64_t from = at.writes[at.order[behind]].step;
        const bool stale = behind != at.last();
        replace(thread, at, behind, change(before), order);
        return {before, true, stale, from};
    }
    template <class Choose>
    ExploreAccess compare_exchange(unsigned thread, Index location, std::uint64_t expected,
                                   std::uint64_t desired, std::memory_order success,
                                   std::memory_order failure, bool may_fail, Choose&& choose) {
        Location& at = locations_[location];
        Index place = at.last();
        if (weak_) {
            const Index for_update = floor(thread, at, success);
            const Index for_read = floor(thread, at, failure);
            candidates_.clear();
            for (Index candidate = at.last() + 1; candidate-- > 0;) {
                const bool equal = at.value(candidate) == expected;
                if (equal ? candidate >= for_update && at.takes_after(candidate)
                          : candidate >= for_read) {
                    candidates_.push_back(candidate);
                }
            }
            place = candidates_[pick(count_of_candidates() - 1, choose)];
        }
        const std::uint64_t before = at.value(place);
        const std::uint64_t from = at.writes[at.order[place]].step;
        const bool stale = place != at.last();
        if (before == expected && !(may_fail && choose(2U) != 0)) {
            replace(thread, at, place, desired, success);
            return {before, true, stale, from};
        }
        take(thread, at, at.order[place], failure);
        threads_[thread].now.clock.advance(thread);
        return {before, false, stale, from};
    }
    void fence(unsigned thread, std::memory_order order) {
        Thread& self = threads_[thread];
        if (acquires(order)) {
            self.now.join(self.seen);
        }
        if (order == std::memory_order_seq_cst) {
            Fence& fence = fences_.emplace_back();
            fence.number = ++numbers_;
            fence.clock = self.now.clock;
            if (fences_.size() > 1) {
                fence.clock.join(fences_[fences_.size() - 2].clock);
            }
            self.now.fence = static_cast<std::uint32_t>(fences_.size());
        }
        if (releases(order)) {
            self.fenced = self.now;
        }
        self.now.clock.advance(thread);
    }

private:
    struct Thread {
        ExploreKnowledge now;
        ExploreKnowledge seen;    // what an acquire fence would add
        ExploreKnowledge fenced;  // what the last release fence handed on
    };
    struct Write {
        std::uint64_t value = 0;
        ExploreKnowledge released;
        bool update = false;
        Index place = 0;
        std::uint64_t step = 0;
    };
    struct Known {
        std::uint32_t count;  // as which of its thread's operations
        Index write;          // what it wrote or read
    };
    struct Location {
        std::vector<Write> writes;  // as they were executed
        std::vector<Index> order;   // the same in modification order
        std::array<std::vector<Known>, explore_threads_max> accesses;
        std::vector<Known> consistent;  // the sequentially consistent ones, by number

        void begin(std::uint64_t value) {
            writes.clear();
            writes.push_back({value, {}, false, 0, 0});
            order.assign(1, 0);
            consistent.clear();
            for (auto& of_thread : accesses) {
                of_thread.clear();
            }
        }
        [[nodiscard]] Index last() const { return static_cast<Index>(order.size()) - 1; }
        [[nodiscard]] std::uint64_t value(Index place) const { return writes[order[place]].value; }
        /// True if a write can come right behind the one at `place`.
        [[nodiscard]] bool takes_after(Index place) const {
            return place == last() || !writes[order[place + 1]].update;
        }
        /// The place of the latest of `list` up to `count`, or 0.
        [[nodiscard]] Index place_of_latest(const std::vector<Known>& list,
                                            std::uint32_t count) const {
            for (std::size_t at = list.size(); at-- > 0;) {
                if (list[at].count <= count) {
                    return writes[list[at].write].place;
                }
            }
            return 0;
        }
    };
    struct Fence {
        std::uint32_t number = 0;
        ExploreClock clock;  // what happened before it or an earlier one
    };

    [[nodiscard]] static bool acquires(std::memory_order order) noexcept {
        return order != std::memory_order_relaxed && order != std::memory_order_release;
    }
    [[nodiscard]] static bool releases(std::memory_order order) noexcept {
        return order == std::memory_order_release || order == std::memory_order_acq_rel ||
               order == std::memory_order_seq_cst;
    }
    [[nodiscard]] Index count_of_candidates() const {
        return static_cast<Index>(candidates_.size());
    }
    /// The places, from the last down to `least`, that a write can come right behind.
    void find_places(const Location& at, Index least) {
        candidates_.clear();
        for (Index place = at.last() + 1; place-- > least;) {
            if (at.takes_after(place)) {
                candidates_.push_back(place);
            }
        }
    }
    /// 0 to `most`.
    template <class Choose>
    static Index pick(Index most, Choose&& choose) {
        return most == 0 ? 0 : choose(most + 1);
    }

    /// The first place in the modification order that is not too old for the thread.
    ///
    /// Whatever an operation that happens before has read or written, and, through the single order
    /// of fences and sequentially consistent operations, what came before this one in that.
    [[nodiscard]] Index floor(unsigned thread, const Location& at, std::memory_order order) const {
        const ExploreKnowledge& now = threads_[thread].now;
        const bool consistent = order == std::memory_order_seq_cst;
        const std::size_t fence = consistent ? fences_.size() : now.fence;
        Index least = 0;
        for (unsigned other = 0; other < explore_threads_max; ++other) {
            std::uint32_t count = now.clock.of(other);
            if (fence != 0 && fences_[fence - 1].clock.of(other) > count) {
                count = fences_[fence - 1].clock.of(other);
            }
            const Index place = at.place_of_latest(at.accesses[other], count);
            least = least < place ? place : least;
        }
        const std::uint32_t number = consistent   ? numbers_
                                     : fence != 0 ? fences_[fence - 1].number
                                                  : 0;
        const Index place = at.place_of_latest(at.consistent, number);
        return least < place ? place : least;
    }

    /// Remembers that the thread has read or written `write`.
    void note(unsigned thread, Location& at, Index write, std::memory_order order) {
        if (weak_) {
            at.accesses[thread].push_back({threads_[thread].now.clock.of(thread), write});
            if (order == std::memory_order_seq_cst) {
                at.consistent.push_back({++numbers_, write});
            }
        }
    }
    void take(unsigned thread, Location& at, Index write, std::memory_order order) {
        Thread& self = threads_[thread];
        const ExploreKnowledge& released = at.writes[write].released;
        if (acquires(order)) {
            self.now.join(released);
        }
        self.seen.join(released);
        note(thread, at, write, order);
    }
    [[nodiscard]] ExploreKnowledge carried(unsigned thread, std::memory_order order) const {
        return releases(order) ? threads_[thread].now : threads_[thread].fenced;
    }
    void put(unsigned thread, Location& at, Index place, Write write, std::memory_order order) {
        write.step = step_;
        if (!weak_) {
            at.writes[0] = write;
            return;
        }
        const auto index = static_cast<Index>(at.writes.size());
        at.writes.push_back(write);
        at.order.insert(at.order.begin() + place, index);
        for (Index moved = place; moved < at.order.size(); ++moved) {
            at.writes[at.order[moved]].place = moved;
        }
        note(thread, at, index, order);
    }
    /// Writes right behind what is read.
    void replace(unsigned thread, Location& at, Index behind, std::uint64_t value,
                 std::memory_order order) {
        Thread& self = threads_[thread];
        const ExploreKnowledge released = at.writes[at.order[behind]].released;
        if (acquires(order)) {
            self.now.join(released);
        }
        self.seen.join(released);
        Write write{value, carried(thread, order), true, 0, 0};
        write.released.join(released);
        put(thread, at, behind + 1, write, order);
        self.now.clock.advance(thread);
    }

    bool weak_ = false;
    std::uint64_t step_ = 0;
    std::array<Thread, explore_threads_max> threads_{};
    std::vector<Location> locations_;
    Index used_ = 0;
    std::uint32_t numbers_ = 0;  // sequentially consistent operations and fences so far
    std::vector<Fence> fences_;
    std::vector<Index> candidates_;
};

}  // namespace weir::inline v0
