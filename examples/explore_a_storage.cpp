// SPDX-License-Identifier: Apache-2.0
// A small lock-free log with a mistake that no test with threads finds in an afternoon. The
// explorer finds it in a moment, prints what happened, and shows that the mended log has no such
// execution.
#include <fmt/core.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <weir/core/atomics.hpp>
#include <weir/testing/explore.hpp>

namespace {

/// Numbers in the order of their places. All that threads share goes through `Atomics`: for a
/// program that is `weir::StdAtomics`, which costs nothing; for a test it is the explorer's.
template <class Atomics = weir::StdAtomics>
class SmallLog {
public:
    static constexpr std::size_t capacity = 4;

    /// `by_count` is the mistake: it says how many records are written, but not which.
    explicit SmallLog(bool by_count) : by_count_{by_count} {
        Atomics::name(tail_, "tail");
        Atomics::name(written_, "written");
        for (std::size_t at = 0; at < capacity; ++at) {
            Atomics::name(slots_[at].value, "slot " + std::to_string(at));
            Atomics::name(slots_[at].ready, "ready " + std::to_string(at));
        }
    }

    /// Gives: the number's place.
    std::size_t append(int value) noexcept {
        const std::size_t at = tail_.fetch_add(1, std::memory_order_relaxed);
        slots_[at].value.set(value);
        if (by_count_) {
            written_.fetch_add(1, std::memory_order_release);
        } else {
            slots_[at].ready.store(true, std::memory_order_release);
        }
        return at;
    }
    /// The number at a place, if it is there.
    std::optional<int> read(std::size_t at) const noexcept {
        const bool is_there = by_count_ ? at < written_.load(std::memory_order_acquire)
                                        : slots_[at].ready.load(std::memory_order_acquire);
        return is_there ? std::optional{slots_[at].value.get()} : std::nullopt;
    }

private:
    template <class T>
    using atomic = typename Atomics::template atomic<T>;
    struct Slot {
        typename Atomics::template plain<int> value{};
        atomic<bool> ready{false};
    };

    bool by_count_;
    atomic<std::size_t> tail_{0};
    atomic<std::size_t> written_{0};
    std::array<Slot, capacity> slots_;
};

/// Two writers and a reader. The explorer makes a new one for each execution.
class WritersAndReader final : public weir::ExploreProgram {
public:
    explicit WritersAndReader(bool by_count) : log_{by_count} {}

    [[nodiscard]] unsigned threads() const override { return 3; }
    void run(unsigned thread) override {
        if (thread < 2) {
            places_[thread] = log_.append(static_cast<int>(thread) + 1);
        } else {
            const auto first = log_.read(0);
            weir::explore_expect(!first || *first == 1 || *first == 2, "nobody wrote that");
        }
    }
    void finish() override {
        for (const unsigned writer : {0U, 1U}) {
            weir::explore_expect(log_.read(places_[writer]) == static_cast<int>(writer) + 1,
                                 "a number is not where it was put");
        }
    }

private:
    SmallLog<weir::ExploreAtomics> log_;
    std::array<std::size_t, 2> places_{};
};

bool expect(bool holds, const char* what) {
    if (!holds) {
        fmt::print("This did not hold: {}\n", what);
    }
    return holds;
}

}  // namespace

int main() {
    // Random schedules find most mistakes at once.
    const auto wrong = [] { return std::make_unique<WritersAndReader>(true); };
    weir::ExploreRandom random{{.seed = 1, .executions = 10'000}};
    const weir::ExploreResult found = weir::explore(random, {}, wrong);
    if (!expect(!found.passed(), "the explorer finds the mistake")) {
        return 1;
    }
    fmt::print("With a count of what is written, after {} executions that went well:\n\n{}\n",
               found.executions, weir::explore_simpler(*found.failure, wrong).story());

    // The mended log, in every order of its steps, and with all that weak memory allows.
    const auto right = [] { return std::make_unique<WritersAndReader>(false); };
    weir::ExploreDpor orders;
    const weir::ExploreResult strong = weir::explore(orders, {.weak_memory = false}, right);
    weir::ExploreBounded all{{.preemptions = weir::ExploreBounded::unbounded}};
    const weir::ExploreResult weak = weir::explore(all, {.weak_memory = true}, right);
    fmt::print(
        "{}{}With a flag in each slot: all {} executions on strong memory that differ, and "
        "all {} on weak memory, go well.\n",
        strong.story(), weak.story(), strong.executions, weak.executions);
    const bool exhausted = strong.passed() && strong.complete && weak.passed() && weak.complete;

    // Nobody waits for anybody: with any thread stopped after any of its steps the others end.
    const weir::ExploreResult frozen = weir::explore_frozen({.executions = 100}, {}, right);
    fmt::print("And whoever is stopped, after any of {} steps, the others end.\n", frozen.freezes);
    return expect(exhausted, "the mended log has no failing execution") &&
                   expect(frozen.passed(), "nobody waits")
               ? 0
               : 1;
}
