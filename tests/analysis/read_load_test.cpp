// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/read_load.hpp"

#include <chrono>
#include <limits>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

TEST_CASE("consumers of GetRecords share what each has to itself with enhanced fan-out") {
    const ReadLoad load = read_load(1'048'576, 3);
    CHECK(load.consumers == 3);
    CHECK(load.shared_share == 1.5);
    CHECK(load.fan_out_share == 0.5);
    CHECK(load.most_shared == 2);
    CHECK(load.polling_interval == 600ms);
}

TEST_CASE("one consumer may call five times a second, five once each") {
    CHECK(read_load(1, 1).polling_interval == 200ms);
    CHECK(read_load(1, 5).polling_interval == 1s);
    CHECK(read_load(1, 0).polling_interval == 200ms);
    CHECK(read_load(1, 1, {.read_calls_per_second = 3}).polling_interval == 333'334us);
}

TEST_CASE("the bytes of a full shard serve two consumers") {
    CHECK(read_load(1'048'576, 1).most_shared == 2);
    CHECK(read_load(1'048'577, 1).most_shared == 1);
    CHECK(read_load(2'097'152, 1).most_shared == 1);
    CHECK(read_load(2'097'153, 1).most_shared == 0);
    CHECK(read_load(699'050, 1).most_shared == 3);
}

TEST_CASE("where there are few bytes, what one call gives is the limit") {
    // 5 calls a second of 10,000 records each, and 1,000 records a second come in.
    CHECK(read_load(1, 1).most_shared == 50);
    CHECK(read_load(0, 1).most_shared == 50);
    CHECK(read_load(0, 0).shared_share == 0);
    CHECK(read_load(0, 1, {.write_records_per_second = 100'000}).most_shared == 0);
    // Where a shard gives more bytes a second than its calls can carry, the calls count.
    CHECK(read_load(10'485'760, 1, {.read_bytes_per_second = 1'000'000'000}).most_shared == 5);
}

TEST_CASE("odd numbers are no trouble to readers") {
    const auto most = std::numeric_limits<std::uint32_t>::max();
    for (const double odd : {std::numeric_limits<double>::quiet_NaN(), -1.0}) {
        const ReadLoad load = read_load(odd, most, {0, 0, 0, 0});
        CHECK(load.shared_share == 0);
        CHECK(load.fan_out_share == 0);
        CHECK(load.most_shared == 10'000);
        CHECK(load.polling_interval > 0s);
    }
    for (const double much : {1e300, std::numeric_limits<double>::infinity()}) {
        const ReadLoad load = read_load(much, most);
        CHECK(load.most_shared == 0);
        CHECK(load.shared_share > 1e300);
        CHECK(load.shared_share <= std::numeric_limits<double>::max());
    }
}
