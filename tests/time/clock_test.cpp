// SPDX-License-Identifier: Apache-2.0
#include "weir/time/clock.hpp"

#include "catch.hpp"

#include "weir/time/cached_clock.hpp"
#include "weir/time/manual_clock.hpp"
#include "weir/time/system_clock.hpp"

namespace {

using weir::Instant;

struct Sundial {
    Instant now() noexcept { return Instant::from_seconds(12); }
};
struct SaysNumber {
    long now() noexcept;
};
struct MayThrow {
    Instant now();
};
struct Mute {};
struct NeedsToBeTold {
    explicit NeedsToBeTold(int) {}
    Instant now() noexcept;
};

static_assert(weir::time_source<Sundial>);
static_assert(weir::time_source<weir::SystemClock>);
static_assert(weir::time_source<const weir::SystemClock>);
static_assert(weir::time_source<weir::ManualClock>);
static_assert(weir::time_source<weir::CachedClock<Sundial>>);
static_assert(weir::time_source<NeedsToBeTold>);
static_assert(!weir::time_source<SaysNumber>);
static_assert(!weir::time_source<MayThrow>);
static_assert(!weir::time_source<Mute>);
static_assert(!weir::time_source<int>);

template <class Clock>
concept has_default = requires {
    weir::default_clock<Clock>();
};
static_assert(has_default<Sundial>);
static_assert(has_default<weir::ManualClock>);
static_assert(!has_default<NeedsToBeTold>);
static_assert(!has_default<Mute>);

}  // namespace

TEST_CASE("there is one default clock of each kind in the program") {
    CHECK(&weir::default_clock<Sundial>() == &weir::default_clock<Sundial>());
    CHECK(weir::default_clock<Sundial>().now() == Instant::from_seconds(12));
    weir::default_clock<weir::ManualClock>().set(Instant::from_seconds(5));
    CHECK(weir::default_clock<weir::ManualClock>().now() == Instant::from_seconds(5));
}
