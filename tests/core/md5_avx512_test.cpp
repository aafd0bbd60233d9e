// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_avx512.hpp"

#include "catch.hpp"
#include "lane_paths.hpp"

TEST_CASE("Lanes of AVX-512 hash batches of any size and mixture of lengths") {
    if (weir::best_md5_path() != weir::Md5Path::avx512) {
        WARN("this processor lacks AVX-512, or the build leaves it out");
        return;
    }
    CHECK(hashes_like_one_key(weir::Md5Path::avx512, 11));
}
