// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <utility>

namespace weir_test {

/// Says when, counted in accesses to atomics, whole operations of "other threads" come between.
class Interrupts {
public:
    struct Interrupt {
        int before_access;
        std::function<void()> action;
    };

    static void none() { first_ = {-1, {}}, second_ = {-1, {}}, accesses_ = 0; }

    /// Plans two interrupts; what they do is not interrupted, and its accesses are not counted.
    static void plan(Interrupt first, Interrupt second) {
        first_ = std::move(first);
        second_ = std::move(second);
        accesses_ = 0;
    }

    static void access() {
        if (busy_) {
            return;
        }
        busy_ = true;
        if (first_.before_access == accesses_) {
            first_.action();
        }
        if (second_.before_access == accesses_) {
            second_.action();
        }
        ++accesses_;
        busy_ = false;
    }

    /// How many accesses there were since the last plan.
    static int accesses() { return accesses_; }

private:
    static inline Interrupt first_{-1, {}};
    static inline Interrupt second_{-1, {}};
    static inline int accesses_ = 0;
    static inline bool busy_ = false;
};

/// Atomics of one thread, in which operations of others can be planted at every access.
struct InterruptedAtomics {
    template <class T>
    class atomic {
    public:
        explicit(false) atomic(T value) noexcept : value_{value} {}

        T load(std::memory_order) const {
            Interrupts::access();
            return value_;
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order, std::memory_order) {
            Interrupts::access();
            if (value_ == expected) {
                value_ = desired;
                return true;
            }
            expected = value_;
            return false;
        }

    private:
        T value_;
    };
};

}  // namespace weir_test
