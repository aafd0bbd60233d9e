// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_rates.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

}  // namespace

TEST_CASE("A bucket admits its capacity at once and its rate from then on") {
    weir::ModelBucket bucket{10, 3};
    for (int token = 0; token < 3; ++token) {
        REQUIRE(bucket.admits(start, 1));
        bucket.take(1);
    }
    CHECK_FALSE(bucket.admits(start, 1));
    CHECK(bucket.fits_at(1) == start + 100ms);
    CHECK_FALSE(bucket.admits(start + 100ms - 1us, 1));
    CHECK(bucket.admits(start + 100ms, 1));
}

TEST_CASE("A bucket's debt is paid to the last token") {
    weir::ModelBucket bucket{7, 100};
    CHECK(bucket.admits(start, 100));
    bucket.take(70);
    CHECK(bucket.full_at() == start + 10s);
    CHECK_FALSE(bucket.admits(start + 10s - 1ms, 100));
    CHECK(bucket.admits(start + 10s, 100));
}

TEST_CASE("A clock that steps back pays nothing, and what comes then was paid already") {
    weir::ModelBucket bucket{1000, 10};
    static_cast<void>(bucket.admits(start, 0));
    bucket.take(10);
    CHECK_FALSE(bucket.admits(start - 1h, 1));
    CHECK_FALSE(bucket.admits(start, 1));
    CHECK(bucket.admits(start + 1ms, 1));
}

TEST_CASE("What is larger than the capacity fits an empty bucket only") {
    weir::ModelBucket bucket{1000, 10};
    CHECK(bucket.admits(start, 50));
    bucket.take(50);
    CHECK(bucket.fits_at(50) == start + 50ms);
    CHECK_FALSE(bucket.admits(start + 49ms, 50));
    CHECK(bucket.admits(start + 50ms, 50));
}

TEST_CASE("A write takes from both allowances or from none") {
    weir::ModelShardRates rates{{.write_burst_bytes = 100, .write_burst_records = 2}};
    CHECK_FALSE((rates.admit_write(start, 90) && rates.admit_write(start, 90)));
    CHECK(rates.admit_write(start, 10));
    CHECK_FALSE(rates.admit_write(start, 0));
    CHECK(rates.write_wait(start, 0) == 1ms);
}

TEST_CASE("Reads that overdraw their bytes wait until the bucket is full") {
    weir::ModelShardRates rates{{.read_bytes_per_second = 1000, .read_burst_bytes = 1000}};
    REQUIRE(rates.admit_read(start));
    rates.charge_read(start, 900);
    REQUIRE(rates.admit_read(start));
    rates.charge_read(start, 600);
    CHECK_FALSE(rates.admit_read(start));
    CHECK(rates.read_wait(start) == 1500ms);
    CHECK_FALSE(rates.admit_read(start + 1499ms));
    CHECK(rates.admit_read(start + 1500ms));
}

TEST_CASE("Without limits everything is admitted") {
    weir::ModelShardRates rates{{.limited = false}};
    for (int call = 0; call < 10'000; ++call) {
        REQUIRE(rates.admit_write(start, 1'000'000));
        REQUIRE(rates.admit_read(start));
        rates.charge_read(start, 10'000'000);
    }
}
