// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/fixed_rate.hpp"

#include "catch.hpp"

#include <chrono>

using std::chrono::milliseconds;
using weir::FixedRate;
using weir::Instant;
using weir::Verdict;

namespace {

const Instant start = Instant::from_seconds(1'700'000'000);

}  // namespace

TEST_CASE("a rate in records looks at records and not at bytes") {
    auto throttle = FixedRate::records_per_second(10, 2);
    CHECK(throttle.admit_write(start, {0, 0}, 1'000'000'000).admitted);
    CHECK(throttle.admit_write(start, {1, 1'000'000'000}, 1).admitted);
    CHECK(throttle.admit_write(start, {2, 1'000'000'001}, 1) == Verdict{false, milliseconds{100}});
    CHECK(throttle.admit_write(start + milliseconds{100}, {2, 1'000'000'001}, 1).admitted);
}

TEST_CASE("a rate in bytes looks at bytes and not at records") {
    auto throttle = FixedRate::bytes_per_second(1000, 500);
    CHECK(throttle.admit_write(start, {1'000'000, 0}, 500).admitted);
    CHECK(throttle.admit_write(start, {1'000'001, 500}, 20) == Verdict{false, milliseconds{20}});
    CHECK(throttle.admit_write(start, {1'000'001, 500}, 0).admitted);
}

TEST_CASE("a fixed rate lets every read through") {
    auto throttle = FixedRate::records_per_second(1, 1);
    for (int call = 0; call < 10; ++call) {
        CHECK(throttle.ask_read(start).admitted);
        CHECK(throttle.admit_read(start).admitted);
        throttle.charge_read(start, 1'000'000'000);
    }
}

TEST_CASE("a fresh fixed rate has the limits and none of the use") {
    auto by_records = FixedRate::records_per_second(10, 2);
    CHECK(by_records.admit_write(start, {0, 0}, 9).admitted);
    CHECK(by_records.admit_write(start, {1, 9}, 9).admitted);
    auto more_records = by_records.fresh();
    CHECK(more_records.admit_write(start, {0, 0}, 9).admitted);
    CHECK(more_records.admit_write(start, {1, 9}, 9).admitted);
    CHECK(more_records.admit_write(start, {2, 18}, 9) == Verdict{false, milliseconds{100}});
    auto more_bytes = FixedRate::bytes_per_second(10, 2).fresh();
    CHECK(more_bytes.admit_write(start, {5, 0}, 2).admitted);
    CHECK(more_bytes.admit_write(start, {6, 2}, 1) == Verdict{false, milliseconds{100}});
}

TEST_CASE("a fixed rate admits many records at a glance by what it counts") {
    auto by_records = FixedRate::records_per_second(10, 5);
    CHECK_FALSE(by_records.admits_all(start, {0, 0}, {5, 1'000'000}));  // a new millisecond
    CHECK(by_records.admit_write(start, {0, 0}, 1).admitted);
    CHECK(by_records.admits_all(start, {0, 0}, {5, 1'000'000}));
    CHECK_FALSE(by_records.admits_all(start, {0, 0}, {6, 6}));
    auto by_bytes = FixedRate::bytes_per_second(10, 5);
    CHECK(by_bytes.admit_write(start, {0, 0}, 1).admitted);
    CHECK(by_bytes.admits_all(start, {0, 0}, {1'000'000, 5}));
    CHECK_FALSE(by_bytes.admits_all(start, {0, 0}, {1, 6}));
}
