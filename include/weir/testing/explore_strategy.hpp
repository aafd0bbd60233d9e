// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "weir/testing/explore_clock.hpp"
#include "weir/testing/explore_operation.hpp"

namespace weir::inline v0 {

/// A set of threads.
class ExploreThreads {
public:
    constexpr ExploreThreads() noexcept = default;
    constexpr explicit ExploreThreads(std::uint32_t bits) noexcept : bits_{bits} {}
    [[nodiscard]] static constexpr ExploreThreads only(unsigned thread) noexcept {
        return ExploreThreads{std::uint32_t{1} << thread};
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr bool has(unsigned thread) const noexcept {
        return (bits_ >> thread & 1U) != 0;
    }
    [[nodiscard]] constexpr unsigned size() const noexcept {
        return static_cast<unsigned>(std::popcount(bits_));
    }
    /// The lowest of a set that is not empty.
    [[nodiscard]] constexpr unsigned first() const noexcept {
        return static_cast<unsigned>(std::countr_zero(bits_));
    }
    /// The `rank`-th lowest, from 0.
    [[nodiscard]] constexpr unsigned at(std::uint64_t rank) const noexcept {
        std::uint32_t bits = bits_;
        for (; rank > 0; --rank) {
            bits &= bits - 1;
        }
        return static_cast<unsigned>(std::countr_zero(bits));
    }
    constexpr void add(unsigned thread) noexcept { bits_ |= std::uint32_t{1} << thread; }
    constexpr void remove(unsigned thread) noexcept { bits_ &= ~(std::uint32_t{1} << thread); }

    friend constexpr ExploreThreads operator|(ExploreThreads a, ExploreThreads b) noexcept {
        return ExploreThreads{a.bits_ | b.bits_};
    }
    friend constexpr ExploreThreads operator&(ExploreThreads a, ExploreThreads b) noexcept {
        return ExploreThreads{a.bits_ & b.bits_};
    }
    friend constexpr ExploreThreads operator-(ExploreThreads a, ExploreThreads b) noexcept {
        return ExploreThreads{a.bits_ & ~b.bits_};
    }
    friend constexpr bool operator==(ExploreThreads, ExploreThreads) noexcept = default;

private:
    std::uint32_t bits_ = 0;
};

/// Where an execution stands when the next step has to be given to a thread.
struct ExploreState {
    static constexpr unsigned nobody = explore_threads_max;

    ExploreThreads ready;       ///< never empty
    unsigned running = nobody;  ///< who took the last step, if he is ready
    std::array<ExploreOperation, explore_threads_max> next{};  ///< what each would do
};

/// Decides all that can go one way or another.
class ExploreStrategy {
public:
    static constexpr unsigned give_up = explore_threads_max;

    virtual ~ExploreStrategy() = default;

    /// Before each execution.  Gives: false if there is nothing left to explore.
    [[nodiscard]] virtual bool begin() = 0;
    /// Who takes the next step, or `give_up`: what could follow was explored before.
    [[nodiscard]] virtual unsigned pick(const ExploreState& state) = 0;
    /// One of `count` possibilities, of which 0 is the one that a simple machine would take.
    [[nodiscard]] virtual std::uint32_t choose(std::uint32_t count) = 0;
    /// After each step, as what it turned out to be.
    virtual void executed(unsigned /*thread*/, const ExploreOperation& /*operation*/) {}
    /// False if threads that wait for others are to be treated like all others.
    [[nodiscard]] virtual bool respects_spins() const { return true; }
    /// True if everything was explored that the strategy sets out to explore.
    [[nodiscard]] virtual bool complete() const { return false; }
    /// Empty, or what the program did that no program does twice if it is deterministic.
    [[nodiscard]] const std::string& objection() const noexcept { return objection_; }
    /// What it is and which execution this is, for the story of a failure.
    [[nodiscard]] virtual std::string description() const = 0;

protected:
    void object(std::string objection) {
        if (objection_.empty()) {
            objection_ = std::move(objection);
        }
    }

private:
    std::string objection_;
};

}  // namespace weir::inline v0
