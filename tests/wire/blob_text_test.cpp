// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/blob_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"

namespace {

std::string encoded(std::string_view data) {
    std::string text = "x";
    weir::wire::append_base64(text, data);
    return text.substr(1);
}
/// What a text decodes to, with a guard behind the room that it may use.
std::optional<std::string> decoded(std::string_view text) {
    const std::size_t room = weir::wire::decoded_size_max(text.size());
    std::vector<std::byte> out(room + 1, std::byte{0x5a});
    const auto size = weir::wire::decode_base64(text, out.data());
    CHECK(out.back() == std::byte{0x5a});
    if (!size) {
        return std::nullopt;
    }
    return std::string{reinterpret_cast<const char*>(out.data()), *size};
}

}  // namespace

TEST_CASE("Base64 has the standard's test vectors") {
    const char* vectors[][2] = {{"", ""},
                                {"f", "Zg=="},
                                {"fo", "Zm8="},
                                {"foo", "Zm9v"},
                                {"foob", "Zm9vYg=="},
                                {"fooba", "Zm9vYmE="},
                                {"foobar", "Zm9vYmFy"}};
    for (const auto& [data, text] : vectors) {
        CHECK(encoded(data) == text);
        CHECK(decoded(text) == data);
    }
}

TEST_CASE("Data of any length goes to base64 and back, as by the careful functions") {
    weir::Random random{5};
    for (std::size_t size = 0; size < 100; ++size) {
        std::vector<std::uint8_t> bytes(size);
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(random.next());
        }
        const std::string data{bytes.begin(), bytes.end()};
        const std::string text = encoded(data);
        CHECK(text == weir::to_base64(bytes));
        CHECK(decoded(text) == data);
    }
}

TEST_CASE("A text with any byte changed decodes exactly if the careful function says so") {
    for (const std::string_view whole : {"Zm9vYmFy", "Zm9vYg==", "Zm9vYmE="}) {
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (int value = 0; value < 256; ++value) {
                std::string text{whole};
                text[at] = static_cast<char>(value);
                const auto careful = weir::from_base64(text);
                const auto quick = decoded(text);
                REQUIRE(quick.has_value() == careful.has_value());
                if (quick) {
                    CHECK(*quick == std::string{careful->begin(), careful->end()});
                }
            }
        }
    }
    for (const std::string_view text : {"=", "====", "A===", "AAA", "AA==AAAA", "A=AA"}) {
        CHECK_FALSE(decoded(text));
    }
}

TEST_CASE("What is wrong with a text is said in the service's words") {
    const auto is = [](std::string_view text, std::string_view why) {
        return weir::wire::base64_problem(text) ==
               "'" + std::string{text} + "' can not be converted to a Blob: " + std::string{why};
    };
    CHECK(is("A", "Base64 encoded length is expected a multiple of 4 bytes but found: 1"));
    CHECK(is("AAA\xc3\xa9", "Invalid Base64 character: '\xc3\xa9'"));
    CHECK(is("=AAA", "Invalid Base64 character: '='"));
    CHECK(is("AA-_", "Invalid Base64 character: '-'"));
    CHECK(is("AAB=", "Invalid last non-pad Base64 character dectected"));
    CHECK(is("====", "Invalid last non-pad Base64 character dectected"));
}
