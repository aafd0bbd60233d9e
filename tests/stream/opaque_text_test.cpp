// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/opaque_text.hpp"

#include <cstdint>
#include <string>

#include "catch.hpp"
#include "weir/core/random.hpp"

using weir::OpaqueText;

namespace {

constexpr std::uint64_t numbers[] = {1, 0xffff'ffff'ffff'ffff, 0, 42};

}  // namespace

TEST_CASE("Numbers come back from their opaque text") {
    const OpaqueText text{OpaqueText::Kind::shard_iterator, 7, 6};
    std::uint64_t read[4] = {};
    REQUIRE(text.read(text.write(numbers), read));
    for (int at = 0; at < 4; ++at) {
        CHECK(read[at] == numbers[at]);
    }
}

TEST_CASE("The text is as long as the service's and begins like it") {
    for (const std::size_t name : {1U, 13U, 14U, 29U, 30U, 64U, 128U}) {
        const OpaqueText text{OpaqueText::Kind::shard_iterator, 7, name};
        const auto written = text.write(numbers);
        const std::size_t decoded = 152 + 16 * ((name + 2) / 16);
        CHECK(written.size() == (decoded + 2) / 3 * 4);
        CHECK(written.substr(0, 10) == "AAAAAAAAAA");
        CHECK(written.size() <= 512);
    }
}

TEST_CASE("No text is read that this stream did not write") {
    const OpaqueText text{OpaqueText::Kind::shard_iterator, 7, 6};
    const auto good = text.write(numbers);
    std::uint64_t read[4] = {};

    SECTION("another stream's, or of another kind") {
        CHECK_FALSE(OpaqueText(OpaqueText::Kind::shard_iterator, 8, 6).read(good, read));
        CHECK_FALSE(OpaqueText(OpaqueText::Kind::page_token, 7, 6).read(good, read));
        CHECK_FALSE(OpaqueText(OpaqueText::Kind::shard_iterator, 7, 64).read(good, read));
    }
    SECTION("with any one character changed, left out or put in") {
        for (std::size_t at = 0; at < good.size(); ++at) {
            auto changed = good;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            REQUIRE_FALSE(text.read(changed, read));
            REQUIRE_FALSE(text.read(good.substr(0, at), read));
            REQUIRE_FALSE(text.read(good.substr(0, at) + "A" + good.substr(at), read));
        }
    }
    SECTION("random text of the right length") {
        weir::Random random{5};
        for (int round = 0; round < 5'000; ++round) {
            std::string forged;
            for (std::size_t at = 0; at < good.size(); ++at) {
                forged += weir::detail::base64_digits[random.below(64)];
            }
            REQUIRE_FALSE(text.read(forged, read));
        }
    }
}

TEST_CASE("Two texts with nearly the same numbers have little in common") {
    const OpaqueText text{OpaqueText::Kind::shard_iterator, 7, 6};
    const std::uint64_t other[] = {1, 0xffff'ffff'ffff'ffff, 0, 43};
    const auto a = text.write(numbers);
    const auto b = text.write(other);
    std::size_t same = 0;
    for (std::size_t at = 12; at < a.size(); ++at) {
        same += a[at] == b[at] ? 1U : 0U;
    }
    CHECK(same < a.size() / 8);
}
