// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "throttle/interrupted_atomics.hpp"
#include "weir/core/atomics.hpp"

namespace weir_test {

/// Atomics of one thread for storages: operations of others can be planted at every access.
struct InterruptedCells : weir::StdAtomics {
    template <class T>
    class atomic {
    public:
        atomic() noexcept = default;
        explicit(false) atomic(T value) noexcept : value_{value} {}

        T load(std::memory_order /*order*/) const noexcept {
            Interrupts::access();
            return value_;
        }
        void store(T value, std::memory_order /*order*/) noexcept {
            Interrupts::access();
            value_ = value;
        }
        T fetch_add(T by, std::memory_order /*order*/) noexcept {
            Interrupts::access();
            const T before = value_;
            value_ = static_cast<T>(value_ + by);
            return before;
        }
        T fetch_sub(T by, std::memory_order /*order*/) noexcept {
            Interrupts::access();
            const T before = value_;
            value_ = static_cast<T>(value_ - by);
            return before;
        }
        T fetch_or(T bits, std::memory_order /*order*/) noexcept {
            Interrupts::access();
            const T before = value_;
            value_ = static_cast<T>(value_ | bits);
            return before;
        }
        bool compare_exchange_strong(T& expected, T desired, std::memory_order /*success*/,
                                     std::memory_order /*failure*/) noexcept {
            Interrupts::access();
            if (value_ == expected) {
                value_ = desired;
                return true;
            }
            expected = value_;
            return false;
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                                   std::memory_order failure) noexcept {
            return compare_exchange_strong(expected, desired, success, failure);
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order order) noexcept {
            return compare_exchange_strong(expected, desired, order, order);
        }

    private:
        T value_{};
    };
};

}  // namespace weir_test
