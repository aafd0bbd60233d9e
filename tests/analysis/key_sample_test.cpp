// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_sample.hpp"

#include <array>
#include <string>

#include "catch.hpp"

using weir::KeySample;

TEST_CASE("a short input is kept whole, in its order") {
    KeySample sample{4};
    for (std::uint64_t at = 0; at < 3; ++at) {
        const std::string key = "key" + std::to_string(at);
        sample.add({key, "data", at});
    }
    const auto sources = sample.sources();
    REQUIRE(sources.size() == 3);
    CHECK(sources[2].key == "key2");
    CHECK(sources[2].data == "data");
    CHECK(sources[2].ordinal == 2);
    CHECK(sample.seen() == 3);
}

TEST_CASE("of a long input each record is kept as likely as any other") {
    std::array<int, 10> tenths{};
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        KeySample sample{20, seed};
        for (std::uint64_t at = 0; at < 1000; ++at)
            sample.add({"k", "", at});
        CHECK(sample.size() == 20);
        for (const auto& source : sample.sources())
            ++tenths.at(source.ordinal / 100);
    }
    for (const int count : tenths) {
        CHECK(count > 135);  // 200 and five times their standard deviation
        CHECK(count < 265);
    }
}

TEST_CASE("the second of two records takes the only place half of the time") {
    int second = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        KeySample sample{1, seed};
        sample.add({"k", "", 0});
        sample.add({"k", "", 1});
        second += sample.sources()[0].ordinal == 1 ? 1 : 0;
    }
    CHECK(second > 420);
    CHECK(second < 580);
}

TEST_CASE("long texts are kept by their start") {
    KeySample sample{1};
    sample.add({std::string(10'000, 'k'), std::string(1'000'000, 'd'), 0});
    CHECK(sample.sources()[0].key.size() == KeySample::key_bytes_max);
    CHECK(sample.sources()[0].data.size() == KeySample::data_bytes_max);
}

TEST_CASE("a sample of nothing stays empty") {
    KeySample sample{0};
    sample.add({"k", "", 0});
    CHECK(sample.size() == 0);
    CHECK(sample.sources().empty());
}
