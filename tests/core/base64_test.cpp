// SPDX-License-Identifier: Apache-2.0
#include "weir/core/base64.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"

namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("Base64 text is that of RFC 4648") {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, text] : vectors) {
        CHECK(weir::to_base64(bytes_of(plain)) == text);
        CHECK(weir::from_base64(text) == bytes_of(plain));
    }
}

TEST_CASE("Base64 text that to_base64 would not write is refused") {
    for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zm=v",
                             "Zg==Zg==", "Zm8 ", "Zm8\n", "Zm-v", "Zm_v", "=Zm8"}) {
        CAPTURE(text);
        CHECK_FALSE(weir::from_base64(text).has_value());
    }
}

TEST_CASE("Any bytes come back from their base64 text, and no changed text gives them") {
    weir::Random random{20'261'124};
    for (int round = 0; round < 2'000; ++round) {
        std::vector<std::uint8_t> bytes(random.below(80));
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(random.below(256));
        }
        auto text = weir::to_base64(bytes);
        REQUIRE(weir::from_base64(text) == bytes);
        if (!text.empty()) {
            text[random.below(text.size())] ^= 1;
            REQUIRE(weir::from_base64(text) != bytes);
        }
    }
}
