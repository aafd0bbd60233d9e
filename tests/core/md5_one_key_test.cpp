// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_one_key.hpp"

#include "catch.hpp"

#include <string>

#include "weir/core/random.hpp"

namespace {

using weir::Md5Path;
using weir::detail::md5_hash_one_key;

}  // namespace

TEST_CASE("one key is hashed alike on every path, whatever its length") {
    if (weir::best_md5_path() != Md5Path::avx512) {
        WARN("this processor lacks AVX-512: only the other path is tested");
    }
    const std::uint64_t seed = 0x6d64'3531;
    CAPTURE(seed);
    weir::Random random{seed};
    for (const Md5Path limit : {Md5Path::portable, Md5Path::avx512}) {
        weir::limit_md5_path(limit);
        for (int turn = 0; turn < 4000; ++turn) {
            std::string key(static_cast<std::size_t>(turn % 130), '\0');
            for (char& letter : key) {
                letter = static_cast<char>(random.below(256));
            }
            CAPTURE(turn);
            REQUIRE(md5_hash_one_key(key) == weir::md5_hash_key(key));
#if defined(WEIR_MD5_ON_X86)
            if (weir::best_md5_path() == Md5Path::avx512 &&
                key.size() <= weir::detail::md5_one_block_max) {
                REQUIRE(weir::detail::md5_hash_one_key_avx512(key) == weir::md5_hash_key(key));
            }
#endif
        }
    }
}

TEST_CASE("the hash of one key is that of the service") {
    weir::limit_md5_path(Md5Path::avx512);
    CHECK(md5_hash_one_key("abc").to_string() == "191415658344158766168031473277922803570");
}
