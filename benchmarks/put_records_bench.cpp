// SPDX-License-Identifier: Apache-2.0
// What does a record cost in a batch, by the size of the batch and the way it is hashed?
#include <string>

#include "register.hpp"
#include "support/put_cases.hpp"
#include "weir/core/md5_batch.hpp"

namespace bench {

namespace {

const std::string question = "put_records, 16 B keys, 100 B data, 4 shards";

void by_path(const char* name, weir::Md5Path path) {
    if (path <= weir::best_md5_path()) {
        compare(question, name, [path](const auto& row) { return put_records(row, path); });
    }
}
void by_size(const char* name, std::size_t size) {
    compare(question, name,
            [size](const auto& row) { return put_records(row, weir::Md5Path::avx512, size); });
}

const bool entered = [] {
#if defined(WEIR_BENCH_HAS_OPENSSL)
    compare(question, "OpenSSL MD5() of the key alone", openssl_md5);
#endif
    by_path("500 at a time, AVX-512", weir::Md5Path::avx512);
    by_path("500 at a time, AVX2", weir::Md5Path::avx2);
    by_path("500 at a time, SSE2", weir::Md5Path::sse2);
    by_path("500 at a time, no vectors", weir::Md5Path::portable);
    by_size("100 at a time, the best path", 100);
    by_size("10 at a time, the best path", 10);
    by_size("1 at a time, the best path", 1);
    return true;
}();

}  // namespace

}  // namespace bench
