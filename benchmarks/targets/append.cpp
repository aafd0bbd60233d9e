// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/logs.hpp"
#include "support/peers.hpp"
#include "targets/report.hpp"

namespace bench {

namespace {

// What is appended before it is taken out: 6.5 MB, beyond the private caches, as a log is.
constexpr std::size_t records = 65536;

template <class Log>
void append_some(Log& log, std::size_t count) {
    for (std::size_t at = 0; at < count; ++at) {
        log.append(payloads()[at]);
    }
}

/// `threads` producers share one log; 0 means one that is timed in processor time.
template <class Log>
Case appends(std::string name, std::shared_ptr<Log> log, unsigned threads = 0) {
    const std::size_t each = threads == 0 ? records : records / threads;
    return {.name = std::move(name),
            .operations = records,
            .run = [log, each](unsigned) { append_some(*log, each); },
            .after = [log] { log->consume(); },
            .threads = threads};
}
template <class Log>
Case appends(std::string name, unsigned threads = 0) {
    return appends(std::move(name), std::make_shared<Log>(), threads);
}

/// A storage and a few logs in it.
struct WeirLogs {
    weir::RingStorage<> storage{};
    std::vector<std::unique_ptr<WeirLog>> logs{};

    explicit WeirLogs(std::size_t count) {
        for (std::size_t at = 0; at < count; ++at) {
            logs.push_back(std::make_unique<WeirLog>(storage));
        }
    }
    void append(const Payload& payload) { logs[0]->append(payload); }
    void append_fixed(const Payload& payload) { logs[0]->append_fixed(payload); }
    void consume() {
        for (auto& log : logs) {
            log->consume();
        }
    }
};

void one_producer(const Bench& bench) {
    auto fixed = std::make_shared<WeirLogs>(1);
    std::vector<Case> cases{
        appends("weir", std::make_shared<WeirLogs>(1)),
        {.name = "weir, size known to the compiler",
         .operations = records,
         .run =
             [fixed](unsigned) {
                 for (std::size_t at = 0; at < records; ++at) {
                     fixed->append_fixed(payloads()[at]);
                 }
             },
         .after = [fixed] { fixed->consume(); }},
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
    auto own = std::make_shared<WeirLogs>(2);
    const Rounds rounds = bench.measure({
        appends("weir, one producer", std::make_shared<WeirLogs>(1), 1),
        appends("weir, one shard", std::make_shared<WeirLogs>(1), 2),
        {.name = "weir, each its own shard",
         .operations = records,
         .run = [own](unsigned thread) { append_some(*own->logs[thread], records / 2); },
         .after = [own] { own->consume(); },
         .threads = 2},
        appends<MutexDeque>("std::mutex + std::deque", 2),
        appends<BareLog>("floor: a compare-exchange, the copy, a mark", 2),
    });
    bench.report.judge("append 100 B, two producers, one shard / std::mutex + std::deque",
                       at_most(0.5), rounds.ratio("weir, one shard", "std::mutex + std::deque"));
    bench.report.judge("append 100 B, two producers, each its own shard / one producer",
                       at_most(0.7),
                       rounds.ratio("weir, each its own shard", "weir, one producer"));
}

}  // namespace

void append_targets(const Bench& bench) {
    one_producer(bench);
    two_producers(bench);
}

}  // namespace bench
