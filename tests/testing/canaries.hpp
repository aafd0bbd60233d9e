// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "testing/litmus.hpp"
#include "weir/testing/explore.hpp"

namespace weir_test {

// Programs with one mistake each. A strategy that does not find the mistake it is good at is
// broken.

/// Two threads add to a counter with a load and a store.
inline weir::ExploreResult find_lost_update(weir::ExploreStrategy& strategy) {
    const auto add = [](LitmusCells& c) {
        const int seen = c.x.load(std::memory_order_relaxed);
        c.x.store(seen + 1, std::memory_order_relaxed);
        c.y.fetch_add(1, std::memory_order_acq_rel);
    };
    Litmus litmus{{add, add, [](LitmusCells& c) {
                       if (c.y.load(std::memory_order_acquire) == 2) {
                           weir::explore_expect(c.x.load(std::memory_order_relaxed) == 2, "lost");
                       }
                   }}};
    return explore(strategy, {.weak_memory = false}, litmus);
}

/// Two threads say that they come and look whether the other does, without seq_cst.
inline weir::ExploreResult find_missing_fence(weir::ExploreStrategy& strategy) {
    Litmus litmus{{[](LitmusCells& c) {
                       c.x.store(1, std::memory_order_release);
                       if (c.y.load(std::memory_order_acquire) == 0) {
                           c.data.set(1);
                       }
                   },
                   [](LitmusCells& c) {
                       c.y.store(1, std::memory_order_release);
                       if (c.x.load(std::memory_order_acquire) == 0) {
                           c.data.set(2);
                       }
                   }}};
    return explore(strategy, {}, litmus);
}

/// Goes wrong only if a thread takes its first step after forty of another's.
inline weir::ExploreResult find_late_first_step(weir::ExploreStrategy& strategy) {
    Litmus litmus{{[](LitmusCells& c) {
                       for (int step = 0; step < 40; ++step) {
                           c.x.fetch_add(1, std::memory_order_relaxed);
                       }
                       for (int step = 0; step < 40; ++step) {
                           c.z.fetch_add(1, std::memory_order_relaxed);
                       }
                   },
                   [](LitmusCells& c) {
                       c.y.store(1, std::memory_order_relaxed);
                       const int first = c.x.load(std::memory_order_relaxed);
                       const int second = c.z.load(std::memory_order_relaxed);
                       weir::explore_expect(first < 40 || second > 0, "late");
                   }}};
    return explore(strategy, {.weak_memory = false}, litmus);
}

/// An untagged stack of three nodes from which one thread pops while another pops and pushes back.
class UntaggedStack final : public weir::ExploreProgram {
public:
    UntaggedStack() {
        for (int node = 1; node <= 2; ++node) {
            next_[node].store(node + 1, std::memory_order_relaxed);
        }
        next_[3].store(0, std::memory_order_relaxed);
    }
    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            take(pop());
            return;
        }
        const int first = pop();
        take(pop());
        if (first != 0) {
            push(first);
        }
    }
    void finish() override {
        for (int node = pop(); node != 0; node = pop()) {
            take(node);
        }
    }

private:
    template <class T>
    using atomic = weir::ExploreAtomics::atomic<T>;

    int pop() {
        int head = head_.load(std::memory_order_acquire);
        while (head != 0) {
            const int next = next_[head].load(std::memory_order_relaxed);
            if (head_.compare_exchange_strong(head, next, std::memory_order_acq_rel,
                                              std::memory_order_acquire)) {
                break;
            }
        }
        return head;
    }
    void push(int node) {
        int head = head_.load(std::memory_order_relaxed);
        do {
            next_[node].store(head, std::memory_order_relaxed);
        } while (!head_.compare_exchange_strong(head, node, std::memory_order_acq_rel,
                                                std::memory_order_acquire));
    }
    void take(int node) {
        if (node != 0) {
            weir::explore_expect(!taken_[node], "taken twice");
            taken_[node] = true;
        }
    }

    atomic<int> head_{1};
    atomic<int> next_[4];
    bool taken_[4]{};
};

inline weir::ExploreResult find_aba(weir::ExploreStrategy& strategy) {
    return explore(strategy, {.weak_memory = false},
                   [] { return std::make_unique<UntaggedStack>(); });
}

}  // namespace weir_test
