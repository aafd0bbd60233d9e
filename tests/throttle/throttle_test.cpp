// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/throttle.hpp"

#include "catch.hpp"

#include <cstdint>

#include "weir/throttle/composite.hpp"
#include "weir/throttle/fixed_rate.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/throttle/unlimited.hpp"

namespace {

using weir::Instant;
using weir::Verdict;
using weir::WriteTotals;

/// Written by a user, with no more than the concept asks for, and neither copied nor moved.
struct EverySecondWrite {
    EverySecondWrite() = default;
    EverySecondWrite(const EverySecondWrite&) = delete;
    EverySecondWrite& operator=(const EverySecondWrite&) = delete;

    EverySecondWrite fresh() const { return {}; }
    Verdict admit_write(Instant, WriteTotals so_far, std::uint64_t) noexcept {
        return {so_far.records % 2 == 0, weir::Duration{0}};
    }
    Verdict admit_read(Instant) noexcept { return {true, weir::Duration{0}}; }
    void charge_read(Instant, std::uint64_t) noexcept {}
};

struct NoFresh {
    Verdict admit_write(Instant, WriteTotals, std::uint64_t) noexcept;
    Verdict admit_read(Instant) noexcept;
    void charge_read(Instant, std::uint64_t) noexcept;
};
struct FreshOfAnother : NoFresh {
    NoFresh fresh() const;
};
struct FreshChangesIt : NoFresh {
    FreshChangesIt fresh();
};
struct WithoutTotals {
    WithoutTotals fresh() const;
    Verdict admit_write(Instant, std::uint64_t) noexcept;
    Verdict admit_read(Instant) noexcept;
    void charge_read(Instant, std::uint64_t) noexcept;
};
struct SaysBool {
    SaysBool fresh() const;
    bool admit_write(Instant, WriteTotals, std::uint64_t) noexcept;
    Verdict admit_read(Instant) noexcept;
    void charge_read(Instant, std::uint64_t) noexcept;
};
struct MayThrow {
    MayThrow fresh() const;
    Verdict admit_write(Instant, WriteTotals, std::uint64_t);
    Verdict admit_read(Instant) noexcept;
    void charge_read(Instant, std::uint64_t) noexcept;
};
struct ReadsForNothing {
    ReadsForNothing fresh() const;
    Verdict admit_write(Instant, WriteTotals, std::uint64_t) noexcept;
    Verdict admit_read(Instant) noexcept;
};
struct ReadsItsOwnClock {
    ReadsItsOwnClock fresh() const;
    Verdict admit_write(WriteTotals, std::uint64_t) noexcept;
    Verdict admit_read() noexcept;
    void charge_read(std::uint64_t) noexcept;
};

static_assert(weir::throttle_policy<EverySecondWrite>);
static_assert(!weir::composable_throttle<EverySecondWrite>);
static_assert(!weir::throttle_policy<NoFresh>);
static_assert(!weir::throttle_policy<FreshOfAnother>);
static_assert(!weir::throttle_policy<FreshChangesIt>);
static_assert(!weir::throttle_policy<WithoutTotals>);
static_assert(!weir::throttle_policy<SaysBool>);
static_assert(!weir::throttle_policy<MayThrow>);
static_assert(!weir::throttle_policy<ReadsForNothing>);
static_assert(!weir::throttle_policy<ReadsItsOwnClock>);
static_assert(!weir::throttle_policy<int>);

static_assert(weir::composable_throttle<weir::Unlimited>);
static_assert(weir::composable_throttle<weir::FixedRate>);
static_assert(weir::composable_throttle<weir::ServiceThrottle>);
static_assert(weir::composable_throttle<
              weir::Composite<weir::ServiceThrottle, weir::FixedRate, weir::FixedRate>>);

static_assert(weir::bulk_throttle<weir::Unlimited>);
static_assert(weir::bulk_throttle<weir::FixedRate>);
static_assert(weir::bulk_throttle<weir::ServiceThrottle>);
static_assert(weir::bulk_throttle<weir::Composite<weir::ServiceThrottle, weir::FixedRate>>);
static_assert(!weir::bulk_throttle<EverySecondWrite>);

template <class... Throttles>
concept composes = requires {
    typename weir::Composite<Throttles...>;
};
static_assert(composes<weir::Unlimited>);
static_assert(!composes<weir::Unlimited, EverySecondWrite>);

}  // namespace

TEST_CASE("a verdict says no unless it is made to say yes") {
    CHECK_FALSE(Verdict{}.admitted);
    CHECK(Verdict{} == Verdict{false, weir::Duration{0}});
    CHECK_FALSE(Verdict{} == Verdict{true, weir::Duration{0}});
    CHECK_FALSE(Verdict{} == Verdict{false, weir::Duration{1}});
}

TEST_CASE("a policy that cannot be moved is handed on by what fresh makes") {
    const EverySecondWrite limits;
    EverySecondWrite shard_throttle{limits.fresh()};
    CHECK(shard_throttle.admit_write(Instant{}, {0, 0}, 1).admitted);
    CHECK_FALSE(shard_throttle.admit_write(Instant{}, {1, 1}, 1).admitted);
    CHECK(shard_throttle.admit_read(Instant{}).admitted);
    shard_throttle.charge_read(Instant{}, 1);
}
