// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/block.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "catch.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

using weir::Block;
using weir::BlockOptions;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

bool is_zero(const Block& block, std::size_t size) {
    for (std::size_t at = 0; at < size; ++at) {
        if (block.data()[at] != std::byte{0}) {
            return false;
        }
    }
    return true;
}

#if defined(__linux__)
/// Pages of a mapped block that are in memory.
std::size_t resident_pages(const Block& block, std::size_t size) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> pages(size / page);
    REQUIRE(mincore(block.data(), size, pages.data()) == 0);
    std::size_t resident = 0;
    for (const unsigned char one : pages) {
        resident += one & 1U;
    }
    return resident * page;
}
#endif

}  // namespace

TEST_CASE("a block is full of zeros, aligned to a cache line, and can be written to its end") {
    for (const std::size_t size :
         {std::size_t{256}, std::size_t{4096}, std::size_t{65'536}, mebibyte, 16 * mebibyte}) {
        for (const bool prefault : {false, true}) {
            for (const bool huge_pages : {false, true}) {
                const Block block = Block::fetch(size, {prefault, huge_pages});
                REQUIRE(block.data() != nullptr);
                CHECK(reinterpret_cast<std::uintptr_t>(block.data()) % 64 == 0);
                CHECK(is_zero(block, size));
                block.data()[0] = std::byte{1};
                block.data()[size - 1] = std::byte{2};
            }
        }
    }
}

TEST_CASE("a block moves with its memory and gives it back once") {
    Block first = Block::fetch(4096, {});
    std::byte* const data = first.data();
    data[17] = std::byte{42};
    Block second = std::move(first);
    CHECK(second.data() == data);
    second = Block::fetch(mebibyte, {});
    CHECK(second.data() != nullptr);
    Block third;
    CHECK(third.data() == nullptr);
    third = std::move(second);
    CHECK(third.data() != nullptr);
    third = Block{};
    CHECK(third.data() == nullptr);
}

TEST_CASE("memory that cannot be had gives an empty block, not an exception") {
    CHECK(Block::fetch(std::size_t{1} << 62, {}).data() == nullptr);
}

#if defined(__linux__)
TEST_CASE("memory that is touched in advance is there; other memory is not yet") {
    const Block touched = Block::fetch(4 * mebibyte, {.prefault = true});
    CHECK(resident_pages(touched, 4 * mebibyte) == 4 * mebibyte);
    const Block untouched = Block::fetch(4 * mebibyte, {.prefault = false});
    CHECK(resident_pages(untouched, 4 * mebibyte) < mebibyte);
}

TEST_CASE("a block that is moved to itself stays") {
    Block block = Block::fetch(4096, {});
    const std::byte* const data = block.data();
    Block& same = block;
    block = std::move(same);
    CHECK(block.data() == data);
}

TEST_CASE("a block of huge pages begins where a huge page can") {
    for (const std::size_t size : {2 * mebibyte, 8 * mebibyte}) {
        const Block block = Block::fetch(size, {.prefault = true, .huge_pages = true});
        REQUIRE(block.data() != nullptr);
        CHECK(reinterpret_cast<std::uintptr_t>(block.data()) % (2 * mebibyte) == 0);
        CHECK(resident_pages(block, size) == size);
    }
}
#endif
