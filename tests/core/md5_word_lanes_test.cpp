// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_word_lanes.hpp"

#include "catch.hpp"
#include "lane_paths.hpp"

TEST_CASE("Lanes filled word by word hash batches of any size and mixture of lengths") {
    using enum weir::Md5Path;
    for (const auto path : {portable, sse2, avx2}) {
        if (path > weir::best_md5_path()) {
            WARN("this processor lacks one of the paths");
            continue;
        }
        CAPTURE(static_cast<int>(path));
        CHECK(hashes_like_one_key(path, 7));
    }
}
