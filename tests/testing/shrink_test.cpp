// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "catch.hpp"

namespace {

using List = std::vector<int>;

List numbers(int count) {
    List list;
    for (int number = 0; number < count; ++number) {
        list.push_back(number);
    }
    return list;
}
bool has(const List& list, int number) {
    return std::find(list.begin(), list.end(), number) != list.end();
}

}  // namespace

TEST_CASE("what a failure needs stays, in its order, and nothing else") {
    for (const int size : {3, 4, 17, 100, 1'000}) {
        const List needed{0, size / 3, size - 1};
        std::size_t tries = 0;
        const List left = weir::smallest_failing(numbers(size), [&](const List& list) {
            ++tries;
            return std::all_of(needed.begin(), needed.end(),
                               [&](int number) { return has(list, number); });
        });
        CAPTURE(size, tries);
        CHECK(left == needed);
        CHECK(tries < 200);
    }
}

TEST_CASE("a list that fails whatever is in it, or only as it is") {
    CHECK(weir::smallest_failing(numbers(50), [](const List&) { return true; }).empty());
    CHECK(weir::smallest_failing(numbers(9), [](const List& list) { return list.size() == 9; }) ==
          numbers(9));
    CHECK(weir::smallest_failing(List{}, [](const List&) { return true; }).empty());
    CHECK(weir::smallest_failing(List{7}, [](const List& list) { return has(list, 7); }) ==
          List{7});
}

TEST_CASE("one of several reasons is enough") {
    const List left = weir::smallest_failing(
        numbers(64), [](const List& list) { return has(list, 5) || has(list, 60); });
    CHECK((left == List{5} || left == List{60}));
}

TEST_CASE("no more is tried than is allowed, and what comes back still fails") {
    std::size_t tries = 0;
    const auto fails = [&](const List& list) {
        ++tries;
        return has(list, 3) && has(list, 900);
    };
    const List left = weir::smallest_failing(numbers(1'000), fails, 7);
    CHECK(tries == 7);
    CHECK(left.size() < 1'000);
    CHECK(fails(left));
}
