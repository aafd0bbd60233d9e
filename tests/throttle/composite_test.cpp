// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/composite.hpp"

#include "catch.hpp"

#include <chrono>
#include <cstdint>

#include "weir/throttle/fixed_rate.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/throttle/unlimited.hpp"

using std::chrono::milliseconds;
using weir::Composite;
using weir::Duration;
using weir::FixedRate;
using weir::Instant;
using weir::ServiceThrottle;
using weir::Verdict;

namespace {

const Instant start = Instant::from_seconds(1'700'000'000);

/// A throttle of reads that can be told to change its mind between the question and the call.
struct Fickle {
    int reads_left = 5;
    bool refuses_when_called = false;
    std::uint64_t charged = 0;
    Duration wait = milliseconds{7};

    Fickle fresh() const { return Fickle{}; }
    Verdict admit_write(Instant, weir::WriteTotals, std::uint64_t) noexcept {
        return {.admitted = true};
    }
    bool admits_all(Instant, weir::WriteTotals, weir::WriteTotals more) noexcept {
        return more.records < 10;
    }
    Verdict ask_read(Instant) noexcept {
        return reads_left > 0 ? Verdict{.admitted = true} : Verdict{false, wait};
    }
    Verdict admit_read(Instant now) noexcept {
        if (refuses_when_called) {
            return {false, wait};
        }
        const Verdict verdict = ask_read(now);
        reads_left -= verdict.admitted ? 1 : 0;
        return verdict;
    }
    void charge_read(Instant, std::uint64_t bytes) noexcept { charged += bytes; }
    void give_back_read(Instant) noexcept { ++reads_left; }
};

}  // namespace

TEST_CASE("several throttles admit a write that all of them admit") {
    Composite throttle{FixedRate::records_per_second(10, 3), weir::Unlimited{},
                       FixedRate::bytes_per_second(1000, 100)};
    CHECK(throttle.admit_write(start, {0, 0}, 50).admitted);
    CHECK(throttle.admit_write(start, {1, 50}, 60) == Verdict{false, milliseconds{10}});
    CHECK(throttle.admit_write(start, {1, 50}, 50).admitted);
    CHECK(throttle.admit_write(start, {2, 100}, 0).admitted);
    CHECK(throttle.admit_write(start, {3, 100}, 0) == Verdict{false, milliseconds{100}});
}

TEST_CASE("the longest wait of all that refuse is the one told, and never is longer still") {
    Composite throttle{FixedRate::records_per_second(1, 1), FixedRate::bytes_per_second(1000, 100)};
    CHECK(throttle.admit_write(start, {0, 0}, 100).admitted);
    CHECK(throttle.admit_write(start, {1, 100}, 100) == Verdict{false, milliseconds{1000}});
    const std::uint64_t too_large = std::uint64_t{1} << 40;
    CHECK(throttle.admit_write(start, {1, 100}, too_large) == Verdict{false, Duration{0}});
}

TEST_CASE("a part that refuses does not keep another from noticing the time") {
    Composite throttle{FixedRate::records_per_second(1, 1),
                       FixedRate::bytes_per_second(1000, 1000)};
    CHECK(throttle.admit_write(start, {0, 0}, 1000).admitted);
    const Instant later = start + milliseconds{100};
    CHECK_FALSE(throttle.admit_write(later, {1, 1000}, 100).admitted);
    CHECK(throttle.part<1>().admit_write(start, {1, 1000}, 100).admitted);
}

TEST_CASE("a read that one part refuses uses up nothing of the others") {
    Composite<Fickle, Fickle, Fickle> throttle;
    throttle.part<1>().reads_left = 0;
    for (int call = 0; call < 10; ++call) {
        CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{7}});
    }
    CHECK(throttle.part<0>().reads_left == 5);
    CHECK(throttle.part<2>().reads_left == 5);
    throttle.part<2>().reads_left = 0;
    throttle.part<2>().wait = milliseconds{9};
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{9}});
    throttle.part<2>().reads_left = 5;
    throttle.part<1>().reads_left = 1;
    CHECK(throttle.admit_read(start).admitted);
    CHECK(throttle.part<0>().reads_left == 4);
    CHECK(throttle.part<1>().reads_left == 0);
    CHECK(throttle.part<2>().reads_left == 4);
}

TEST_CASE("a part that changes its mind makes the parts before it take their read back") {
    Composite<Fickle, Fickle, Fickle> throttle;
    throttle.part<2>().refuses_when_called = true;
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{7}});
    CHECK(throttle.part<0>().reads_left == 5);
    CHECK(throttle.part<1>().reads_left == 5);
    throttle.part<2>().refuses_when_called = false;
    throttle.part<0>().refuses_when_called = true;
    CHECK_FALSE(throttle.admit_read(start).admitted);
    CHECK(throttle.part<0>().reads_left == 5);
    CHECK(throttle.part<1>().reads_left == 5);
    CHECK(throttle.part<2>().reads_left == 5);
}

TEST_CASE("every part is charged for a read, and gives one back") {
    Composite<Fickle, Fickle> throttle;
    CHECK(throttle.admit_read(start).admitted);
    throttle.charge_read(start, 9);
    throttle.give_back_read(start);
    CHECK(throttle.part<0>().charged == 9);
    CHECK(throttle.part<1>().charged == 9);
    CHECK(throttle.part<0>().reads_left == 5);
    CHECK(throttle.part<1>().reads_left == 5);
}

TEST_CASE("the service's throttle keeps its calls while another part refuses") {
    Composite<ServiceThrottle, Fickle> throttle;
    throttle.part<1>().reads_left = 0;
    for (int call = 0; call < 20; ++call) {
        CHECK_FALSE(throttle.admit_read(start).admitted);
    }
    throttle.part<1>().reads_left = 100;
    throttle.part<1>().refuses_when_called = true;
    for (int call = 0; call < 20; ++call) {
        CHECK_FALSE(throttle.admit_read(start).admitted);
    }
    throttle.part<1>().refuses_when_called = false;
    for (int call = 0; call < 5; ++call) {
        CHECK(throttle.admit_read(start).admitted);
    }
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{200}});
    CHECK(throttle.part<1>().reads_left == 95);
}

TEST_CASE("throttles nest, and a fresh one is unused down to the last part") {
    using Pair = Composite<FixedRate, weir::Unlimited>;
    const Pair pair{FixedRate::records_per_second(10, 1), weir::Unlimited{}};
    Composite<Pair, FixedRate> throttle{pair, FixedRate::bytes_per_second(10, 1)};
    CHECK(throttle.admit_write(start, {0, 0}, 1).admitted);
    CHECK(throttle.admit_write(start, {1, 1}, 1) == Verdict{false, milliseconds{100}});
    auto fresh = throttle.fresh();
    CHECK(fresh.admit_write(start, {0, 0}, 1).admitted);
    CHECK(fresh.admit_write(start, {1, 1}, 0) == Verdict{false, milliseconds{100}});
}

TEST_CASE("several throttles admit many records at a glance if each of them does") {
    Composite<ServiceThrottle, Fickle> throttle;
    CHECK_FALSE(throttle.admits_all(start, {0, 0}, {1, 1}));
    CHECK(throttle.admit_write(start, {0, 0}, 1).admitted);
    CHECK(throttle.admits_all(start, {0, 0}, {9, 900}));
    CHECK_FALSE(throttle.admits_all(start, {0, 0}, {10, 1000}));
    CHECK_FALSE(throttle.admits_all(start, {0, 0}, {9, 1'048'577}));
}

TEST_CASE("waiting is in vain if it is for either of two throttles") {
    using weir::detail::both;
    const Verdict in_vain{false, Duration{0}};
    const Verdict later{false, milliseconds{5}};
    CHECK(both(in_vain, later) == in_vain);
    CHECK(both(later, in_vain) == in_vain);
    CHECK(both(later, Verdict{false, milliseconds{9}}) == Verdict{false, milliseconds{9}});
}
