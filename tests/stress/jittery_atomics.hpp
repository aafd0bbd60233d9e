// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "weir/core/atomics.hpp"

namespace weir_test {

/// Lets other threads go first, now and then, before an access to shared memory.
///
/// A thread that is stopped between two accesses is where races come from, and on a machine with
/// few cores it is rare by itself.
class Jitter {
public:
    static void seed(std::uint64_t seed) { state() = seed * 2 + 1; }

    static void access() {
        std::uint64_t& word = state();
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        if (word % period == 0) {
            std::this_thread::yield();
        }
    }

private:
    static constexpr std::uint64_t period = 24;
    static std::uint64_t& state() {
        static thread_local std::uint64_t word = 1;
        return word;
    }
};

/// The default atomics with jitter, and with compare-exchanges that fail for no reason.
struct JitteryAtomics : weir::StdAtomics {
    template <class T>
    class atomic {
    public:
        atomic() noexcept = default;
        explicit(false) atomic(T value) noexcept : value_{value} {}

        T load(std::memory_order order) const noexcept {
            Jitter::access();
            return value_.load(order);
        }
        void store(T value, std::memory_order order) noexcept {
            Jitter::access();
            value_.store(value, order);
        }
        T fetch_add(T by, std::memory_order order) noexcept {
            Jitter::access();
            return value_.fetch_add(by, order);
        }
        T fetch_sub(T by, std::memory_order order) noexcept {
            Jitter::access();
            return value_.fetch_sub(by, order);
        }
        T fetch_or(T bits, std::memory_order order) noexcept {
            Jitter::access();
            return value_.fetch_or(bits, order);
        }
        bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                                     std::memory_order failure) noexcept {
            Jitter::access();
            return value_.compare_exchange_strong(expected, desired, success, failure);
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                                   std::memory_order failure) noexcept {
            Jitter::access();
            return value_.compare_exchange_weak(expected, desired, success, failure);
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order order) noexcept {
            return compare_exchange_weak(expected, desired, order, std::memory_order_relaxed);
        }

    private:
        std::atomic<T> value_{};
    };
};

}  // namespace weir_test
