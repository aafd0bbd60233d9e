// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <vector>

#include "support/records.hpp"
#include "support/sample.hpp"

#if __has_include(<concurrentqueue/concurrentqueue.h>)
#include <concurrentqueue/concurrentqueue.h>
#define WEIR_BENCH_HAS_MOODYCAMEL
#elif __has_include(<concurrentqueue/moodycamel/concurrentqueue.h>)
#include <concurrentqueue/moodycamel/concurrentqueue.h>
#define WEIR_BENCH_HAS_MOODYCAMEL
#endif
#if __has_include(<boost/lockfree/queue.hpp>)
#include <boost/lockfree/queue.hpp>
#define WEIR_BENCH_HAS_BOOST
#endif
#if defined(WEIR_BENCH_HAS_TBB)
#include <tbb/concurrent_queue.h>
#endif

/// What appends are compared with. Each has `append(payload)` and `consume()`, which takes out all
/// that was appended, so that the next appends go into memory that was used before.
namespace bench {

/// The reference point below everything: copies in a circle, and nothing else.
class MemcpyRing {
public:
    void append(const Payload& payload) noexcept {
        std::memcpy(&ring_[at_], payload.bytes.data(), payload.bytes.size());
        keep(ring_[at_]);
        at_ = at_ + 1 == ring_.size() ? 0 : at_ + 1;
    }
    void consume() noexcept { at_ = 0; }

private:
    std::vector<Payload> ring_ = std::vector<Payload>(65536);
    std::size_t at_ = 0;
};

class MutexDeque {
public:
    void append(const Payload& payload) {
        const std::lock_guard lock{mutex_};
        deque_.push_back(payload);
    }
    void consume() {
        while (!deque_.empty()) {
            const Payload payload = deque_.front();
            keep(payload);
            deque_.pop_front();
        }
    }

private:
    std::mutex mutex_;
    std::deque<Payload> deque_;
};

#if defined(WEIR_BENCH_HAS_MOODYCAMEL)
/// Keeps the order of each producer only; elements are taken out once.
class MoodycamelQueue {
public:
    void append(const Payload& payload) { keep(queue_.enqueue(payload)); }
    void consume() {
        Payload payload{};
        while (queue_.try_dequeue(payload)) {
            keep(payload);
        }
    }

protected:
    moodycamel::ConcurrentQueue<Payload> queue_;
};

/// The same with a token, which saves looking up the producer; for one producer.
class MoodycamelTokens : public MoodycamelQueue {
public:
    void append(const Payload& payload) { keep(queue_.enqueue(token_, payload)); }
    void append(const Payload* first, std::size_t count) {
        keep(queue_.enqueue_bulk(token_, first, count));
    }

private:
    moodycamel::ProducerToken token_{queue_};
};
#endif

#if defined(WEIR_BENCH_HAS_BOOST)
class BoostQueue {
public:
    void append(const Payload& payload) { keep(queue_.bounded_push(payload)); }
    void consume() {
        Payload payload{};
        while (queue_.pop(payload)) {
            keep(payload);
        }
    }

private:
    boost::lockfree::queue<Payload> queue_{65536 + 64};
};
#endif

#if defined(WEIR_BENCH_HAS_TBB)
class TbbQueue {
public:
    void append(const Payload& payload) { queue_.push(payload); }
    void consume() {
        Payload payload{};
        while (queue_.try_pop(payload)) {
            keep(payload);
        }
    }

private:
    tbb::concurrent_queue<Payload> queue_;
};
#endif

}  // namespace bench
