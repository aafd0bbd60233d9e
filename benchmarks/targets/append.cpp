// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "support/append_cases.hpp"
#include "targets/report.hpp"

namespace bench {

namespace {

void one_producer(const Bench& bench) {
    std::vector<Case> cases{
        appends<WeirLogs<>>("weir"),
        appends<BareLog>("floor: a compare-exchange, the copy, a mark"),
        appends<MemcpyRing>("memcpy"),
        appends<MutexDeque>("std::mutex + std::deque"),
    };
#if defined(WEIR_BENCH_HAS_MOODYCAMEL)
    cases.push_back(appends<MoodycamelQueue>("moodycamel enqueue"));
#endif
#if defined(WEIR_BENCH_HAS_BOOST)
    cases.push_back(appends<BoostQueue>("boost.lockfree queue"));
#endif
    const Rounds rounds = bench.measure(std::move(cases));
    const std::string one = "append 100 B, one producer / moodycamel enqueue, no token";
#if defined(WEIR_BENCH_HAS_MOODYCAMEL)
    bench.report.judge(one, at_most(1.2), rounds.ratio("weir", "moodycamel enqueue"));
#else
    bench.report.skip(one, "moodycamel is not installed");
#endif
    const std::string two = "append 100 B, one producer / boost.lockfree queue";
#if defined(WEIR_BENCH_HAS_BOOST)
    bench.report.judge(two, at_most(1.0), rounds.ratio("weir", "boost.lockfree queue"));
#else
    bench.report.skip(two, "boost is not installed");
#endif
}

void two_producers(const Bench& bench) {
    const std::string shared = "append 100 B, two producers, one shard / std::mutex + std::deque";
    const std::string own = "append 100 B, two producers, each its own shard / one producer";
    if (std::thread::hardware_concurrency() < 2) {
        bench.report.skip(shared, "there is only one processor");
        bench.report.skip(own, "there is only one processor");
        return;
    }
    const Rounds rounds = bench.measure({
        appends<WeirLogs<>>("weir, one producer", 1),
        appends<WeirLogs<>>("weir, one shard", 2),
        each_its_own_shard("weir, each its own shard"),
        appends<MutexDeque>("std::mutex + std::deque", 2),
        appends<BareLog>("floor: a compare-exchange, the copy, a mark", 2),
    });
    bench.report.judge(shared, at_most(0.5),
                       rounds.ratio("weir, one shard", "std::mutex + std::deque"));
    bench.report.judge(own, at_most(0.7),
                       rounds.ratio("weir, each its own shard", "weir, one producer"));
}

}  // namespace

void append_targets(const Bench& bench) {
    one_producer(bench);
    two_producers(bench);
}

}  // namespace bench
