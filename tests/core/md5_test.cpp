// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5.hpp"

#include <span>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "guarded_page.hpp"
#include "md5_reference.hpp"
#include "vectors.hpp"
#include "weir/core/random.hpp"

using weir::HashKey;
using weir::md5;
using weir::md5_hash_key;

static_assert(md5_hash_key("") == HashKey(0xd41d8cd98f00b204, 0xe9800998ecf8427e));
static_assert(md5_hash_key("a") == HashKey(0x0cc175b9c0f1b6a8, 0x31c399e269772661));
static_assert(md5("abc")[0] == 0x90 && md5("abc")[15] == 0x72);
static_assert(md5_hash_key("12345678901234567890123456789012345678901234567890123456789012345678901"
                           "234567890") == HashKey(0x57edf4a22be3c955, 0xac49da2e2107b67a));

namespace {

std::string in_hexadecimal(const weir::Md5Digest& digest) {
    std::string text;
    for (const auto byte : digest) {
        text += "0123456789abcdef"[byte / 16];
        text += "0123456789abcdef"[byte % 16];
    }
    return text;
}

std::string random_text(weir::Random& random, std::size_t size) {
    std::string text(size, '\0');
    for (char& byte : text) {
        byte = static_cast<char>(random.below(256));
    }
    return text;
}

}  // namespace

TEST_CASE("MD5 of the test suite of RFC 1321") {
    CHECK(in_hexadecimal(md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(in_hexadecimal(md5("a")) == "0cc175b9c0f1b6a831c399e269772661");
    CHECK(in_hexadecimal(md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(in_hexadecimal(md5("message digest")) == "f96b697d7cb7938d525a2f31aaf161d0");
    CHECK(in_hexadecimal(md5("abcdefghijklmnopqrstuvwxyz")) == "c3fcd3d76192e4007dfb496cca67e13b");
    CHECK(in_hexadecimal(md5("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")) ==
          "d174ab98d277d9f5a5611c2c9f419d9f");
    CHECK(in_hexadecimal(md5("1234567890123456789012345678901234567890123456789012345678901234567"
                             "8901234567890")) == "57edf4a22be3c955ac49da2e2107b67a");
    CHECK(in_hexadecimal(md5(std::string(1'000'000, 'a'))) == "7707d6ae4e027c70eea2a935c2296f21");
}

TEST_CASE("every partition key goes where other programs say it goes") {
    const auto file = vectors("partition_hash.json");
    for (const auto& vector : file["partitionKeys"]) {
        const auto key = vector["partitionKey"].get<std::string>();
        INFO("partition key " << key);
        CHECK(md5_hash_key(key).to_string() == vector["hashKey"].get<std::string>());
        CHECK(in_hexadecimal(md5(key)) == vector["md5Hex"].get<std::string>());
    }
}

TEST_CASE("a key of any length is hashed as the RFC says") {
    const std::uint64_t seed = 0x5eed0001;
    INFO("seed " << seed);
    weir::Random random{seed};
    for (std::size_t size = 0; size <= 300; ++size) {
        INFO("size " << size);
        const std::string key = random_text(random, size);
        CHECK(md5_hash_key(key) == md5_reference(key));
    }
}

TEST_CASE("hashing a key reads nothing before and nothing behind it") {
    weir::Random random{0x5eed0002};
    GuardedPage page;
    for (std::size_t size = 0; size <= 300; ++size) {
        INFO("size " << size);
        const std::string key = random_text(random, size);
        CHECK(md5_hash_key(page.at_start(key)) == md5_reference(key));
        CHECK(md5_hash_key(page.at_end(key)) == md5_reference(key));
    }
}

TEST_CASE("bytes and text have the same hash") {
    const std::string_view text = "sixteen bytes, or more of them";
    CHECK(md5(std::as_bytes(std::span(text))) == md5(text));
    CHECK(md5(std::span<const std::byte>{}) == md5(""));
}
