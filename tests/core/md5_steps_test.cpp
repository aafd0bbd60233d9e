// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_steps.hpp"

#include <string>

#include "catch.hpp"
#include "md5_reference.hpp"
#include "weir/core/md5.hpp"

TEST_CASE("A key of 55 bytes is the longest that pads to one block, and both sides are right") {
    static_assert(weir::detail::md5_one_block_max == 55);
    CHECK(weir::md5_hash_key(std::string(55, 'a')).to_string() ==
          weir::HashKey{0xef1772b6dff9a122, 0x358552954ad0df65}.to_string());
    CHECK(weir::md5_hash_key(std::string(56, 'a')).to_string() ==
          weir::HashKey{0x3b0c8ac703f828b0, 0x4c6c197006d17218}.to_string());
}

TEST_CASE("The steps begin where RFC 1321 says") {
    CHECK(weir::detail::md5_start[0] == 0x67452301);
    CHECK(weir::detail::md5_start[1] == 0xefcdab89);
    CHECK(weir::detail::md5_start[2] == 0x98badcfe);
    CHECK(weir::detail::md5_start[3] == 0x10325476);
    CHECK(weir::md5_hash_key("") == weir::HashKey{0xd41d8cd98f00b204, 0xe9800998ecf8427e});
}
