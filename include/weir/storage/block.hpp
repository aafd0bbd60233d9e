// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#endif

namespace weir::inline v0 {

/// How memory is fetched from the operating system.
struct BlockOptions {
    /// Touch every page at once, so that no append pays for a page fault (1.8 us a 4 KiB page).
    bool prefault = false;
    /// Ask for huge pages; takes effect for blocks of 2 MiB and more.
    bool huge_pages = false;
};

/// Memory full of zero bytes, fetched in one piece and given back when the owner goes.
class Block {
public:
    Block() = default;

    /// Fetches `size` bytes.  Gives: an empty block if there is no memory; nothing is thrown.
    static Block fetch(std::size_t size, BlockOptions options) noexcept {
        Block block;
        block.size_ = size;
        block.data_ = size >= mapped_from ? map(size, options) : allocate(size);
        return block;
    }

    Block(Block&& other) noexcept : data_{other.data_}, size_{other.size_} {
        other.data_ = nullptr;
    }
    Block& operator=(Block&& other) noexcept {
        if (this != &other) {
            release();
            data_ = other.data_;
            size_ = other.size_;
            other.data_ = nullptr;
        }
        return *this;
    }
    ~Block() { release(); }

    [[nodiscard]] std::byte* data() const noexcept { return data_; }

private:
    static constexpr std::size_t mapped_from = std::size_t{64} << 10;
    static constexpr std::size_t huge_page = std::size_t{2} << 20;
    static constexpr std::size_t alignment = 64;

    static std::byte* allocate(std::size_t size) noexcept {
        void* data = ::operator new (size, std::align_val_t{alignment}, std::nothrow);
        if (data != nullptr) {
            std::memset(data, 0, size);
        }
        return static_cast<std::byte*>(data);
    }

#if defined(__unix__) || defined(__APPLE__)
    static std::byte* map(std::size_t size, BlockOptions options) noexcept {
        const bool huge = options.huge_pages && size >= huge_page;
        const std::size_t slack = huge ? huge_page : 0;
        void* mapped = ::mmap(nullptr, size + slack, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) {
            return nullptr;
        }
        auto* data = static_cast<std::byte*>(mapped);
        if (huge) {
            const std::size_t past = reinterpret_cast<std::uintptr_t>(data) % huge_page;
            const std::size_t skip = past == 0 ? 0 : huge_page - past;
            trim(data, skip);
            trim(data + skip + size, slack - skip);
            data += skip;
#if defined(MADV_HUGEPAGE)
            ::madvise(data, size, MADV_HUGEPAGE);
#endif
        }
        if (options.prefault) {
            touch(data, size);
        }
        return data;
    }
    static void trim(std::byte* data, std::size_t size) noexcept {
        if (size > 0) {
            ::munmap(data, size);
        }
    }
    static void touch(std::byte* data, std::size_t size) noexcept {
        for (std::size_t at = 0; at < size; at += 4096) {
            *static_cast<volatile std::byte*>(data + at) = std::byte{0};
        }
    }
    void release() noexcept {
        if (data_ != nullptr && size_ >= mapped_from) {
            ::munmap(data_, size_);
        } else if (data_ != nullptr) {
            ::operator delete (data_, std::align_val_t{alignment});
        }
        data_ = nullptr;
    }
#else
    static std::byte* map(std::size_t size, BlockOptions /*options*/) noexcept {
        return allocate(size);  // writing the zeros has touched every page
    }
    void release() noexcept {
        if (data_ != nullptr) {
            ::operator delete (data_, std::align_val_t{alignment});
        }
        data_ = nullptr;
    }
#endif

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0
