// SPDX-License-Identifier: Apache-2.0
#include "weir/core/atomics.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "catch.hpp"

TEST_CASE("Bytes of any number are copied, and not one more") {
    constexpr auto guard = std::byte{0xa5};
    for (std::size_t size = 0; size <= 600; ++size) {
        std::vector<std::byte> from(size);
        for (std::size_t at = 0; at < size; ++at) {
            from[at] = static_cast<std::byte>(at * 31 + size);
        }
        std::vector<std::byte> to(size + 2, guard);
        weir::StdAtomics::copy_in(to.data() + 1, from.data(), size);
        CAPTURE(size);
        REQUIRE(to.front() == guard);
        REQUIRE(to.back() == guard);
        REQUIRE(std::vector<std::byte>(to.begin() + 1, to.end() - 1) == from);
    }
}

TEST_CASE("The default policy is the language's own atomics and plain memory") {
    static_assert(
        std::is_same_v<weir::StdAtomics::atomic<std::uint64_t>, std::atomic<std::uint64_t>>);
    static_assert(sizeof(weir::StdAtomics::plain<std::uint64_t>) == sizeof(std::uint64_t));
    weir::StdAtomics::plain<int> cell;
    CHECK(cell.get() == 0);
    cell.set(7);
    CHECK(cell.get() == 7);
    weir::StdAtomics::prefetch_write(&cell);
    weir::StdAtomics::spin();
    weir::StdAtomics::stand_back();
    CHECK(cell.get() == 7);
}
