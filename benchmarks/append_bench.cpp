// SPDX-License-Identifier: Apache-2.0
// What does one producer pay for an append of 100 bytes?
#include <string>

#include "register.hpp"
#include "support/append_cases.hpp"

namespace bench {

namespace {

/// Calls `append` with 64 records at a time.
constexpr auto by_64 = [](auto& log, unsigned, std::size_t count) {
    for (std::size_t at = 0; at < count; at += payloads().size()) {
        log.append(payloads().begin(), payloads().size());
    }
};
/// With a size that the compiler knows, which is how a queue of one type is called.
constexpr auto of_known_size = [](auto& log, unsigned, std::size_t count) {
    for (std::size_t at = 0; at < count; ++at) {
        log.append_fixed(payloads()[at]);
    }
};

template <class Log, class Append>
auto appending(Append append, std::size_t records) {
    return [append, records](const std::string& name) {
        return appends_by(name, std::make_shared<Log>(), append, 0, records);
    };
}

bool compare_all(const std::string& question, std::size_t records) {
    compare(question, "weir", appending<WeirLogs<>>(one_by_one, records));
    compare(question, "weir, size known to the compiler",
            appending<WeirLogs<>>(of_known_size, records));
    compare(question, "weir, 64 at a time", appending<WeirLogs<>>(by_64, records));
    compare(question, "floor: a compare-exchange, the copy, a mark",
            appending<BareLog>(one_by_one, records));
    compare(question, "memcpy", appending<MemcpyRing>(one_by_one, records));
    compare(question, "std::mutex + std::deque", appending<MutexDeque>(one_by_one, records));
#if defined(WEIR_BENCH_HAS_MOODYCAMEL)
    compare(question, "moodycamel enqueue, no token",
            appending<MoodycamelQueue>(one_by_one, records));
    compare(question, "moodycamel enqueue, token",
            appending<MoodycamelTokens>(one_by_one, records));
    compare(question, "moodycamel enqueue_bulk of 64, token",
            appending<MoodycamelTokens>(by_64, records));
#endif
#if defined(WEIR_BENCH_HAS_BOOST)
    compare(question, "boost.lockfree queue", appending<BoostQueue>(one_by_one, records));
#endif
#if defined(WEIR_BENCH_HAS_TBB)
    compare(question, "tbb::concurrent_queue", appending<TbbQueue>(one_by_one, records));
#endif
    return true;
}

// A log keeps what it is given, so its memory is larger than the private caches; a queue that is
// emptied at once can do with less, which the second table shows.
const bool entered = compare_all("append 100 B, 6.5 MB before it is taken out", backlog) &&
                     compare_all("append 100 B, 0.4 MB before it is taken out", backlog / 16);

}  // namespace

}  // namespace bench
