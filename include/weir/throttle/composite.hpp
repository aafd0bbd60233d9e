// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

namespace detail {

template <std::size_t Index, class Throttle>
struct CompositePart {
    Throttle throttle;
};

template <class Indices, class... Throttles>
class CompositeParts;

template <std::size_t... Indices, class... Throttles>
class CompositeParts<std::index_sequence<Indices...>, Throttles...>
    : private CompositePart<Indices, Throttles>... {
public:
    CompositeParts() = default;
    explicit CompositeParts(const Throttles&... throttles)
        : CompositePart<Indices, Throttles>{throttles.fresh()}... {}
    explicit CompositeParts(const CompositeParts* other)
        : CompositePart<Indices, Throttles>{other->template get<Indices>().fresh()}... {}

    template <std::size_t Index>
    [[nodiscard]] auto& get() noexcept {
        return part_at<Index>(*this);
    }
    template <std::size_t Index>
    [[nodiscard]] const auto& get() const noexcept {
        return part_at<Index>(*this);
    }

private:
    template <std::size_t Index, class Throttle>
    static Throttle& part_at(CompositePart<Index, Throttle>& part) noexcept {
        return part.throttle;
    }
    template <std::size_t Index, class Throttle>
    static const Throttle& part_at(const CompositePart<Index, Throttle>& part) noexcept {
        return part.throttle;
    }
};

/// Both have to admit; a wait that never ends outlasts every other.
[[nodiscard]] constexpr Verdict both(Verdict a, Verdict b) noexcept {
    if (a.admitted || b.admitted) {
        return a.admitted ? b : a;
    }
    const bool in_vain = a.retry_after == Duration{0} || b.retry_after == Duration{0};
    const Duration longest = a.retry_after < b.retry_after ? b.retry_after : a.retry_after;
    return {false, in_vain ? Duration{0} : longest};
}

}  // namespace detail

/// Admits what all of several throttles admit, and says the longest wait of those that do not.
///
/// Every part is asked about every write, also after another has refused. A read is first asked
/// about everywhere and then taken everywhere, so a refusal uses nothing up; a part that changes
/// its mind between the two, in a race, makes the others take their token back.
///
/// Thread: as the parts.
template <composable_throttle First, composable_throttle... Rest>
class Composite {
    using Indices = std::index_sequence_for<First, Rest...>;

public:
    Composite() = default;

    /// Takes over the limits of the given throttles and nothing of what they have admitted.
    explicit Composite(const First& first, const Rest&... rest) : parts_{first, rest...} {}

    [[nodiscard]] Composite fresh() const { return Composite{&parts_}; }

    [[nodiscard]] Verdict admit_write(Instant now, WriteTotals so_far,
                                      std::uint64_t bytes) noexcept {
        return all([&](auto& part) { return part.admit_write(now, so_far, bytes); }, Indices{});
    }

    [[nodiscard]] bool admits_all(Instant now, WriteTotals so_far, WriteTotals more) noexcept
        requires(bulk_throttle<First> && (bulk_throttle<Rest> && ...)) {
        return each_admits(now, so_far, more, Indices{});
    }

    [[nodiscard]] Verdict admit_read(Instant now) noexcept {
        const Verdict verdict = ask_read(now);
        return verdict.admitted ? take<0>(now) : verdict;
    }
    [[nodiscard]] Verdict ask_read(Instant now) noexcept {
        return all([&](auto& part) { return part.ask_read(now); }, Indices{});
    }
    void charge_read(Instant now, std::uint64_t bytes) noexcept {
        each([&](auto& part) { part.charge_read(now, bytes); }, Indices{});
    }
    void give_back_read(Instant now) noexcept {
        each([&](auto& part) { part.give_back_read(now); }, Indices{});
    }

    template <std::size_t Index>
    [[nodiscard]] auto& part() noexcept {
        return parts_.template get<Index>();
    }

private:
    using Parts = detail::CompositeParts<Indices, First, Rest...>;

    explicit Composite(const Parts* parts) : parts_{parts} {}

    template <class Question, std::size_t... Index>
    Verdict all(Question question, std::index_sequence<Index...>) noexcept {
        Verdict verdict{.admitted = true};
        ((verdict = detail::both(verdict, question(part<Index>()))), ...);
        return verdict;
    }
    template <std::size_t... Index>
    bool each_admits(Instant now, WriteTotals so_far, WriteTotals more,
                     std::index_sequence<Index...>) noexcept {
        return (part<Index>().admits_all(now, so_far, more) && ...);
    }
    template <class Action, std::size_t... Index>
    void each(Action action, std::index_sequence<Index...>) noexcept {
        (action(part<Index>()), ...);
    }

    template <std::size_t Index>
    Verdict take(Instant now) noexcept {
        if constexpr (Index > sizeof...(Rest)) {
            return {.admitted = true};
        } else {
            Verdict verdict = part<Index>().admit_read(now);
            if (verdict.admitted) {
                verdict = take<Index + 1>(now);
                if (!verdict.admitted) {
                    part<Index>().give_back_read(now);
                }
            }
            return verdict;
        }
    }

    Parts parts_;
};

}  // namespace weir::inline v0
