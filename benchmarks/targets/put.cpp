// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "support/put_cases.hpp"
#include "targets/report.hpp"
#include "weir/core/md5_batch.hpp"

namespace bench {

namespace {

const std::string md5 = "OpenSSL MD5() of the key";

/// What a batch may cost by each path.
struct BatchTarget {
    weir::Md5Path path;
    const char* name;
    double limit;
};
constexpr BatchTarget batch_targets[] = {
    {weir::Md5Path::avx512, "put_records of 500, AVX-512", 0.25},
    {weir::Md5Path::avx2, "put_records of 500, AVX2", 0.34},
    {weir::Md5Path::sse2, "put_records of 500, SSE2", 0.42},
};

void against_md5(const Bench& bench, const Rounds& rounds) {
    bench.report.judge("put_record / " + md5, at_most(1.2), rounds.ratio("put_record", md5));
    bench.report.judge("put_record, 1,000 repeating keys / " + md5, at_most(0.6),
                       rounds.ratio("put_record, 1,000 keys", md5));
    for (const BatchTarget& target : batch_targets) {
        const std::string line = target.name + (" / " + md5);
        if (target.path > weir::best_md5_path()) {
            bench.report.skip(line, "this processor has no such path");
        } else {
            bench.report.judge(line, at_most(target.limit), rounds.ratio(target.name, md5));
        }
    }
}

}  // namespace

void put_targets(const Bench& bench) {
    std::vector<Case> cases{
        put_record("put_record"),
        put_record("put_record, 1,000 keys", 4, 1000),
        put_record("put_record, 64 shards", 64),
    };
    for (const BatchTarget& target : batch_targets) {
        cases.push_back(put_records(target.name, target.path));
    }
#if defined(WEIR_BENCH_HAS_OPENSSL)
    cases.push_back(openssl_md5(md5));
#endif
    const Rounds rounds = bench.measure(std::move(cases));
#if defined(WEIR_BENCH_HAS_OPENSSL)
    against_md5(bench, rounds);
#else
    bench.report.skip("everything / " + md5, "OpenSSL is not installed");
#endif
    bench.report.judge("put_record, 64 shards / put_record, 4 shards", at_most(1.1),
                       rounds.ratio("put_record, 64 shards", "put_record"));
}

}  // namespace bench
