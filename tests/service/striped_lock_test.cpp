// SPDX-License-Identifier: Apache-2.0
#include "weir/service/striped_lock.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "catch.hpp"

using weir::StripedLock;

TEST_CASE("Those who read meet each other, he who changes meets nobody") {
    StripedLock lock;
    // Plain integers: ThreadSanitizer tells if two touch them at once.
    int first = 0;
    int second = 0;
    std::atomic<bool> torn{false};
    std::atomic<int> reads{0};
    std::vector<std::thread> threads;
    constexpr int rounds = 400;
    for (int writer = 0; writer < 2; ++writer) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const auto alone = lock.exclusive();
                ++first;
                ++second;
            }
        });
    }
    // More than there are stripes, so that some share one.
    for (int reader = 0; reader < 20; ++reader) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const auto shared = lock.shared();
                torn = torn || first != second;
                ++reads;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK_FALSE(torn);
    CHECK(first == 2 * rounds);
    CHECK(reads == 20 * rounds);
}

TEST_CASE("A lock is free again when its holder has gone out of scope") {
    StripedLock lock;
    { const auto alone = lock.exclusive(); }
    { const auto shared = lock.shared(); }
    const auto alone = lock.exclusive();
    SUCCEED();
}

TEST_CASE("One thread reads while another one does") {
    StripedLock lock;
    const auto shared = lock.shared();
    std::thread{[&] { const auto other = lock.shared(); }}.join();
    SUCCEED();
}
