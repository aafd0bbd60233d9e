// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "weir/core/check.hpp"

#include <sys/mman.h>
#include <unistd.h>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define WEIR_FIBERS_UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEIR_FIBERS_UNDER_ASAN 1
#endif
#endif
#if defined(WEIR_FIBERS_UNDER_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif

namespace weir::inline v0 {

namespace detail {

#if defined(__x86_64__)
/// Keeps what a call must preserve on this stack, notes where, and goes on with another stack.
[[gnu::naked, gnu::noinline]] inline void switch_stacks(void** /*from*/, void* /*to*/) {
    asm volatile(
        "pushq %rbp\n\t"
        "pushq %rbx\n\t"
        "pushq %r12\n\t"
        "pushq %r13\n\t"
        "pushq %r14\n\t"
        "pushq %r15\n\t"
        "movq %rsp, (%rdi)\n\t"
        "movq %rsi, %rsp\n\t"
        "popq %r15\n\t"
        "popq %r14\n\t"
        "popq %r13\n\t"
        "popq %r12\n\t"
        "popq %rbx\n\t"
        "popq %rbp\n\t"
        "ret");
}
#endif

}  // namespace detail

/// A stack of its own on which a function runs until it hands over to another fiber.
///
/// All fibers of a group run in one thread of the operating system, one at a time. A fiber that is
/// never handed to again is abandoned: what lives on its stack is not destroyed.
class ExploreFiber {
public:
    using Entry = void (*)();

    /// The fiber that is already running: the one that makes the others.
    ExploreFiber() noexcept = default;
    ExploreFiber(const ExploreFiber&) = delete;
    ExploreFiber& operator=(const ExploreFiber&) = delete;
    ~ExploreFiber() {
        if (memory_ != nullptr && !abandoned_) {
            ::munmap(memory_, mapped_size());
        }
    }

    /// True if there is somebody on the stack to be handed to.
    [[nodiscard]] bool is_prepared() const noexcept { return prepared_ && !abandoned_; }
    /// Gets ready to run `entry`, which must never return, from its beginning.
    void prepare(Entry entry) {
        prepared_ = true;
        if (memory_ == nullptr || abandoned_) {
            map();
        }
#if defined(__x86_64__)
        auto** top = reinterpret_cast<void**>(stack() + stack_size);
        *--top = nullptr;  // keeps the stack aligned as at a call, and ends every backtrace
        *--top = reinterpret_cast<void*>(entry);
        for (int saved = 0; saved < 6; ++saved) {
            *--top = nullptr;
        }
        at_ = top;
#else
        ::getcontext(&context_);
        context_.uc_stack.ss_sp = stack();
        context_.uc_stack.ss_size = stack_size;
        context_.uc_link = nullptr;
        ::makecontext(&context_, entry, 0);
#endif
    }

    /// Goes on with `next`; comes back when somebody hands over to this fiber.
    void hand_over_to(ExploreFiber& next) {
#if defined(WEIR_FIBERS_UNDER_ASAN)
        void* fake_stack = nullptr;
        __sanitizer_start_switch_fiber(&fake_stack, next.bottom_, next.size_);
        jump(next);
        __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#else
        jump(next);
#endif
    }
    /// Goes on with `next` for good: this fiber has come to its end.
    [[noreturn]] void leave_to(ExploreFiber& next) {
        prepared_ = false;
#if defined(WEIR_FIBERS_UNDER_ASAN)
        __sanitizer_start_switch_fiber(nullptr, next.bottom_, next.size_);
#endif
        jump(next);
        WEIR_CHECK(false, "a fiber that has ended must not be handed to");
        std::abort();
    }

    /// To be called first on a new stack, with the fiber that handed over for the first time.
    static void begin(ExploreFiber& came_from) {
#if defined(WEIR_FIBERS_UNDER_ASAN)
        const void* bottom = nullptr;
        std::size_t size = 0;
        __sanitizer_finish_switch_fiber(nullptr, &bottom, &size);
        if (came_from.memory_ == nullptr) {
            came_from.bottom_ = bottom;
            came_from.size_ = size;
        }
#else
        static_cast<void>(came_from);
#endif
    }

    /// The fiber will not be handed to again; its stack stays, for what points into it.
    void abandon() noexcept {
        abandoned_ = memory_ != nullptr;
#if defined(WEIR_FIBERS_UNDER_ASAN)
        if (abandoned_) {
            // What only an abandoned stack points to is no leak of the program's.
            __lsan_register_root_region(stack(), stack_size);
        }
#endif
    }

private:
#if defined(WEIR_FIBERS_UNDER_ASAN)
    static constexpr std::size_t stack_size = std::size_t{512} << 10;
#else
    static constexpr std::size_t stack_size = std::size_t{128} << 10;
#endif

    [[nodiscard]] static std::size_t guard_size() noexcept {
        return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    }
    [[nodiscard]] static std::size_t mapped_size() noexcept {
        return stack_size + guard_size();
    }
    [[nodiscard]] std::byte* stack() const noexcept {
        return memory_ + guard_size();
    }

    void map() {
        void* mapped = ::mmap(nullptr, mapped_size(), PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        WEIR_CHECK(mapped != MAP_FAILED, "there must be memory for a fiber's stack");
        memory_ = static_cast<std::byte*>(mapped);
        ::mprotect(memory_, guard_size(), PROT_NONE);
        abandoned_ = false;
#if defined(WEIR_FIBERS_UNDER_ASAN)
        bottom_ = stack();
        size_ = stack_size;
        __asan_unpoison_memory_region(stack(), stack_size);  // the address may have been one before
#endif
    }

#if defined(WEIR_FIBERS_UNDER_ASAN)
    const void* bottom_ = nullptr;
    std::size_t size_ = 0;
#endif

#if defined(__x86_64__)
    void jump(ExploreFiber& next) {
        detail::switch_stacks(&at_, next.at_);
    }
    void* at_ = nullptr;  // where the fiber stopped
#else
    void jump(ExploreFiber& next) {
        ::swapcontext(&context_, &next.context_);
    }
    ucontext_t context_{};
#endif
    std::byte* memory_ = nullptr;  // a page that nobody may touch, then the stack
    bool prepared_ = false;
    bool abandoned_ = false;
};

/// Fibers by number, and the one outside that they were started from.
class ExploreCrew {
public:
    static constexpr unsigned outside = 8;

    /// Runs a fiber from the outside: from `entry`, or from where it last went home.
    void start(unsigned fiber, ExploreFiber::Entry entry) {
        if (!fibers_[fiber].is_prepared()) {
            fibers_[fiber].prepare(entry);
        }
        pass(outside, fiber);
    }
    /// To be called first on a new stack.
    void begin() { ExploreFiber::begin(fibers_[outside]); }
    void pass(unsigned from, unsigned to) { fibers_[from].hand_over_to(fibers_[to]); }
    [[noreturn]] void leave(unsigned fiber) { fibers_[fiber].leave_to(fibers_[outside]); }
    /// None of the first `count` will be passed to again.
    void abandon(unsigned count) noexcept {
        for (unsigned fiber = 0; fiber < count; ++fiber) {
            fibers_[fiber].abandon();
        }
    }
    [[nodiscard]] bool is_prepared(unsigned fiber) const noexcept {
        return fibers_[fiber].is_prepared();
    }

private:
    ExploreFiber fibers_[outside + 1];
};

}  // namespace weir::inline v0
