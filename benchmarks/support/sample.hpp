// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace bench {

/// Makes the compiler believe that somebody looks at `value`.
template <class T>
inline void keep(const T& value) noexcept {
    // By its address: to hand over a value of several words the compiler would copy it.
    asm volatile("" : : "r"(&value) : "memory");
}

/// One piece of work, timed.
struct Sample {
    double nanos = 0;
    long preemptions = 0;  ///< how often a thread lost its processor to somebody else meanwhile
};

[[nodiscard]] inline std::int64_t nanos_of(clockid_t clock) noexcept {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// How often this thread was preempted so far.
[[nodiscard]] inline long preemptions() noexcept {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nivcsw;
}

/// Times work on this thread in processor time, so that what other programs take is not counted.
template <class Work>
[[nodiscard]] Sample sample_alone(Work&& work) {
    const long preempted = preemptions();
    const auto begin = nanos_of(CLOCK_THREAD_CPUTIME_ID);
    work();
    const auto end = nanos_of(CLOCK_THREAD_CPUTIME_ID);
    return {static_cast<double>(end - begin), preemptions() - preempted};
}

/// Threads that stay, each on a processor of its own, and start a piece of work at the same moment.
class Crew {
public:
    using Work = std::function<void(unsigned)>;

    explicit Crew(unsigned size) : stretches_(size) {
        for (unsigned member = 0; member < size; ++member) {
            threads_.emplace_back([this, member] { serve(member); });
        }
    }
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew() {
        give(nullptr, 0);
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }

    /// Times work that the first `count` threads share, from the first start to the last end.
    [[nodiscard]] Sample sample(unsigned count, const Work& work) {
        give(&work, count);
        Sample sample;
        std::int64_t begin = stretches_[0].begin;
        std::int64_t end = stretches_[0].end;
        for (unsigned member = 0; member < count; ++member) {
            const Stretch& stretch = stretches_[member];
            begin = stretch.begin < begin ? stretch.begin : begin;
            end = stretch.end > end ? stretch.end : end;
            sample.preemptions += stretch.preemptions;
        }
        sample.nanos = static_cast<double>(end - begin);
        return sample;
    }

private:
    struct alignas(64) Stretch {
        std::int64_t begin = 0;
        std::int64_t end = 0;
        long preemptions = 0;
    };

    /// Takes a processor, and goes before other programs there where that is allowed: what is timed
    /// is what threads do to each other, which needs all of them to run at the same time.
    static void pin(unsigned processor) noexcept {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(processor % std::thread::hardware_concurrency(), &set);
        ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set);
        const sched_param first{.sched_priority = 1};
        static_cast<void>(::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &first));
    }

    void give(const Work* work, unsigned count) {
        work_ = work;
        count_ = count;
        at_start_.store(0);
        done_.store(0);
        order_.fetch_add(1);
        order_.notify_all();
        for (unsigned seen = done_.load(); seen < threads_.size(); seen = done_.load()) {
            done_.wait(seen);
        }
    }
    void serve(unsigned member) {
        pin(member);
        for (std::uint64_t seen = 0;; ++seen) {
            order_.wait(seen);
            const Work* work = work_;
            if (work != nullptr && member < count_) {
                stretches_[member] = timed(*work, member);
            }
            done_.fetch_add(1);
            done_.notify_all();
            if (work == nullptr) {
                return;
            }
        }
    }
    [[nodiscard]] Stretch timed(const Work& work, unsigned member) {
        at_start_.fetch_add(1);
        while (at_start_.load() < count_) {
            ::sched_yield();
        }
        const long preempted = preemptions();
        const auto begin = nanos_of(CLOCK_MONOTONIC);
        work(member);
        const auto end = nanos_of(CLOCK_MONOTONIC);
        return {begin, end, preemptions() - preempted};
    }

    std::vector<Stretch> stretches_;
    const Work* work_ = nullptr;
    unsigned count_ = 0;
    std::atomic<std::uint64_t> order_{0};
    std::atomic<unsigned> at_start_{0};
    std::atomic<unsigned> done_{0};
    std::vector<std::thread> threads_;
};

}  // namespace bench
