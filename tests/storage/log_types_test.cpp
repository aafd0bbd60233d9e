// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/log_types.hpp"

#include <limits>

#include "catch.hpp"

TEST_CASE("a read that asks for nothing special wants everything from the first record on") {
    const weir::LogReadRequest request;
    CHECK(request.from == 1);
    CHECK(request.records_max == std::numeric_limits<std::uint64_t>::max());
    CHECK(request.bytes_max == std::numeric_limits<std::uint64_t>::max());
    CHECK(request.horizon_millis == 0);
    CHECK(request.hint.segment == 0);
}

TEST_CASE("an append that gives nothing has not been taken") {
    CHECK(weir::Appended{}.outcome == weir::AppendOutcome::refused);
    CHECK(weir::Appended{}.index == 0);
    CHECK_FALSE(weir::LogTotals{}.sealed);
}
