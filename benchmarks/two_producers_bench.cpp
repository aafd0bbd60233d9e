// SPDX-License-Identifier: Apache-2.0
// What do two producers pay for an append of 100 bytes, on one shard and on two?
#include <string>

#include "register.hpp"
#include "support/append_cases.hpp"

namespace bench {

namespace {

const std::string question = "append 100 B, two producers at once";

template <class Log>
Case by_two(const std::string& name) {
    return appends<Log>(name, 2);
}

const bool entered = [] {
    compare(question, "weir, one shard", by_two<WeirLogs<>>);
    compare(question, "weir, each its own shard", each_its_own_shard);
    compare(question, "weir, one producer alone",
            [](const std::string& name) { return appends<WeirLogs<>>(name, 1); });
    compare(question, "floor: a compare-exchange, the copy, a mark", by_two<BareLog>);
    compare(question, "std::mutex + std::deque", by_two<MutexDeque>);
#if defined(WEIR_BENCH_HAS_MOODYCAMEL)
    compare(question, "moodycamel enqueue, no token, no common order", by_two<MoodycamelQueue>);
#endif
#if defined(WEIR_BENCH_HAS_BOOST)
    compare(question, "boost.lockfree queue", by_two<BoostQueue>);
#endif
#if defined(WEIR_BENCH_HAS_TBB)
    compare(question, "tbb::concurrent_queue", by_two<TbbQueue>);
#endif
    return true;
}();

}  // namespace

}  // namespace bench
