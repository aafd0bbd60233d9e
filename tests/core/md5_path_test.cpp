// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_path.hpp"

#include "catch.hpp"

using weir::Md5Path;

TEST_CASE("a process that is kept from faster paths takes the limit, and not more than there is") {
    weir::limit_md5_path(Md5Path::avx512);
    const Md5Path fastest = weir::best_md5_path();
    CHECK(fastest == weir::detail::md5_path_of_processor());
    for (const Md5Path limit : {Md5Path::portable, Md5Path::sse2, Md5Path::avx2, Md5Path::avx512}) {
        weir::limit_md5_path(limit);
        CHECK(weir::best_md5_path() == (limit < fastest ? limit : fastest));
    }
}

TEST_CASE("whoever asks first finds out what the processor has") {
    weir::detail::md5_path_in_use = weir::detail::md5_path_unknown;
    CHECK(weir::best_md5_path() == weir::detail::md5_path_of_processor());
    CHECK(weir::detail::md5_path_in_use != weir::detail::md5_path_unknown);
}
