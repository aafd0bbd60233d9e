// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/progress.hpp"

#include <string>

#include "catch.hpp"

namespace {

constexpr weir::Instant now = weir::Instant::from_seconds(1'795'550'060);

demo::InputTally half_way() {
    demo::InputTally input;
    input.bytes = 500;
    input.events = 1234;
    return input;
}

}  // namespace

TEST_CASE("the bar shows the share of the input, and counts alone where its size is not known") {
    const demo::Style plain;
    CHECK(demo::progress_text(half_way(), 1000, 3, now, plain) ==
          "############............  50 %  1,234 records  2026-11-24 19:54:20  3 shards");
    CHECK(demo::progress_text(half_way(), 0, 1, now, plain) ==
          "1,234 records  2026-11-24 19:54:20  1 shard");
    CHECK(demo::progress_text(half_way(), 100, 1, now, plain).find("100 %") != std::string::npos);
}

TEST_CASE("the bar fits a narrow terminal") {
    const demo::Style narrow{false, false, 60};
    demo::InputTally input = half_way();
    input.events = 1'000'000'000;
    const std::string text = demo::progress_text(input, 1000, 10000, now, narrow);
    CHECK(text.size() < 60);
    CHECK(text.starts_with("#####.....  50 %  1,000,000,000 records"));
}
