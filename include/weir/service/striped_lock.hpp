// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <shared_mutex>

namespace weir::inline v0 {

/// A lock for what is read by many threads all the time and hardly ever changed: each thread reads
/// under a stripe of its own, so readers don't meet; who changes takes all stripes.
///
/// It is no faster for one thread than a std::shared_mutex, and does not get slower with more.
class StripedLock {
public:
    [[nodiscard]] std::shared_lock<std::shared_mutex> shared() const {
        return std::shared_lock{stripes_[stripe_of_thread()].mutex};
    }

    /// All stripes, until it goes out of scope.
    class Exclusive {
    public:
        explicit Exclusive(const StripedLock& lock) : lock_{lock} {
            for (auto& stripe : lock_.stripes_) {
                stripe.mutex.lock();
            }
        }
        Exclusive(const Exclusive&) = delete;
        Exclusive& operator=(const Exclusive&) = delete;
        ~Exclusive() {
            for (auto& stripe : lock_.stripes_) {
                stripe.mutex.unlock();
            }
        }

    private:
        const StripedLock& lock_;
    };
    [[nodiscard]] Exclusive exclusive() const { return Exclusive{*this}; }

private:
    static constexpr std::size_t stripes = 16;

    struct alignas(64) Stripe {
        std::shared_mutex mutex;
    };

    [[nodiscard]] static std::size_t stripe_of_thread() noexcept {
        static std::atomic<std::size_t> threads{0};
        thread_local const std::size_t mine =
            threads.fetch_add(1, std::memory_order_relaxed) % stripes;  // relaxed: just a number
        return mine;
    }

    mutable std::array<Stripe, stripes> stripes_;
};

}  // namespace weir::inline v0
