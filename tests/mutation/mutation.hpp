// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdlib>
#include <type_traits>

/// What tools/mutate.py writes into its copies of the headers: every mutant is compiled in, and
/// WEIR_MUTANT in the environment says which one is at work. None is in constant evaluation.
namespace weir_mutation {

inline const int mutant = [] {
    const char* const text = std::getenv("WEIR_MUTANT");
    return text == nullptr ? -1 : std::atoi(text);
}();

constexpr bool is_active(int id) {
    return !std::is_constant_evaluated() && mutant == id;
}

/// `usual`, or the order at `mutant - Id` of `others`.
template <int Id, class... Orders>
std::memory_order order(std::memory_order usual, Orders... others) {
    const std::memory_order all[]{others...};
    const int at = mutant - Id;
    return at >= 0 && at < static_cast<int>(sizeof...(others)) ? all[at] : usual;
}

/// Stands between the operands: `a < b` becomes `a < Compare<Id>{} < b`.
template <int Id>
struct Compare {};

/// What stands to the left of the second operator, and which mutants there are of the pair.
template <int Id, class T>
struct Left {
    const T& value;
};

// NOLINTBEGIN(bugprone-macro-parentheses)
#define WEIR_MUTATED_COMPARISON(op, first, second)                              \
    template <int Id, class T>                                                  \
    constexpr Left<Id, T> operator op(const T& value, Compare<Id>) {            \
        return {value};                                                         \
    }                                                                           \
    template <int Id, class T, class U>                                         \
    constexpr bool operator op(Left<Id, T> left, const U& right) {              \
        return is_active(Id)       ? static_cast<bool>(left.value first right)  \
               : is_active(Id + 1) ? static_cast<bool>(left.value second right) \
                                   : static_cast<bool>(left.value op right);    \
    }
WEIR_MUTATED_COMPARISON(<, <=, >=)
WEIR_MUTATED_COMPARISON(<=, <, >)
WEIR_MUTATED_COMPARISON(>, >=, <=)
WEIR_MUTATED_COMPARISON(>=, >, <)
#undef WEIR_MUTATED_COMPARISON
// NOLINTEND(bugprone-macro-parentheses)

template <int Id, class T>
constexpr Left<Id, T> operator==(const T& value, Compare<Id>) {
    return {value};
}
template <int Id, class T, class U>
constexpr bool operator==(Left<Id, T> left, const U& right) {
    return is_active(Id) ? !(left.value == right) : left.value == right;
}
template <int Id, class T>
constexpr Left<Id, T> operator!=(const T& value, Compare<Id>) {
    return {value};
}
template <int Id, class T, class U>
constexpr bool operator!=(Left<Id, T> left, const U& right) {
    return is_active(Id) ? !(left.value != right) : left.value != right;
}

}  // namespace weir_mutation
