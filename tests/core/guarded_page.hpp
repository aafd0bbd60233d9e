// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

/// One page of memory between two that end the program when they are touched.
class GuardedPage {
public:
    GuardedPage() : size_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
        void* pages =
            mmap(nullptr, 3 * size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) std::abort();
        first_ = static_cast<char*>(pages);
        if (mprotect(first_, size_, PROT_NONE) != 0) std::abort();
        if (mprotect(first_ + 2 * size_, size_, PROT_NONE) != 0) std::abort();
    }
    GuardedPage(const GuardedPage&) = delete;
    GuardedPage& operator=(const GuardedPage&) = delete;
    ~GuardedPage() { munmap(first_, 3 * size_); }

    /// A copy of `text` whose first byte is the first one of the page.
    [[nodiscard]] std::string_view at_start(std::string_view text) {
        return copied(first_ + size_, text);
    }

    /// A copy of `text` whose last byte is the last one of the page.
    [[nodiscard]] std::string_view at_end(std::string_view text) {
        return copied(first_ + 2 * size_ - text.size(), text);
    }

private:
    static std::string_view copied(char* to, std::string_view text) {
        std::memcpy(to, text.data(), text.size());
        return {to, text.size()};
    }

    std::size_t size_;
    char* first_;
};
