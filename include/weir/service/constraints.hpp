// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/service/input_shapes.hpp"
#include "weir/service/inputs.hpp"
#include "weir/service/shape.hpp"
#include "weir/stream/validation.hpp"

/// Judges a request by the rules of the service's model, as the service does before anything else.
/// Source: answers of the live service.
namespace weir::inline v0 {

/// What a remote caller's record without Data points at, so that it can be told from an empty one.
inline constexpr std::byte not_given{};
[[nodiscard]] constexpr bool is_given(const Blob& data) noexcept {
    return data.data() != &not_given;
}
/// A key that was left out has no characters to point at; an empty one does.
[[nodiscard]] constexpr bool is_given(std::string_view text) noexcept {
    return text.data() != nullptr;
}

namespace detail {

/// Where a member is in its request, put into words only if it is needed.
struct MemberPath {
    const MemberPath* above = nullptr;
    std::string_view name{};
    std::size_t element = 0;  ///< of a list, counted from 1; 0: it is none

    /// Such as `records.1.member.partitionKey`.
    [[nodiscard]] std::string to_string() const {
        std::string text = above == nullptr ? std::string{} : above->to_string() + '.';
        const std::size_t first = text.size();
        text += name;
        if (text[first] >= 'A' && text[first] <= 'Z') {
            text[first] = static_cast<char>(text[first] - 'A' + 'a');
        }
        return element == 0 ? text : text + '.' + std::to_string(element) + ".member";
    }
};

/// A member that may be given as a value, which needs no judging, or as a text.
template <class T>
concept text_argument = requires(const T& given) {
    { given.is_text() } -> std::same_as<bool>;
    { given.text() } -> std::same_as<std::string_view>;
};

class ConstraintCheck {
public:
    template <has_shape T>
    void check_members(const T& owner, const MemberPath* above) {
        for_each_member<T>([&](const auto& one) {
            const MemberPath path{.above = above, .name = one.name};
            check(owner.*one.at, one.rule, path, one.is_required);
        });
    }
    [[nodiscard]] std::optional<Error> error() const { return found_.error(); }

private:
    using Path = MemberPath;

    // One function for each type of member: whether it is there, and then what it must satisfy.

    template <class T>
    void check(const std::optional<T>& given, const Rule& rule, const Path& path, bool required) {
        if (!given) {
            absent(path, required);
        } else if constexpr (has_shape<T>) {
            check_members(*given, &path);
        } else if constexpr (std::same_as<T, std::string_view>) {
            check_text(*given, rule, path);
        } else {
            check(*given, rule, path, required);
        }
    }
    template <text_argument T>
    void check(const T& given, const Rule& rule, const Path& path, bool required) {
        if (!given.has_value()) {
            absent(path, required);
        } else if (given.is_text()) {
            check_text(given.text(), rule, path);
        }
    }
    template <class E>
    void check(const Choice<E>& given, const Rule&, const Path& path, bool required) {
        if (!given.has_value()) {
            absent(path, required);
        } else if (!given.value()) {
            add(validation::quoted(given.as_given()), path, enum_set<E>());
        }
    }
    void check(std::string_view given, const Rule& rule, const Path& path, bool required) {
        if (is_given(given)) {
            check_text(given, rule, path);
        } else {
            absent(path, required);
        }
    }
    void check_text(std::string_view given, const Rule& rule, const Path& path) {
        const auto value = [given] { return validation::quoted(given); };
        if (rule.matches != nullptr && !rule.matches(given)) {
            add(value(), path, texts::join({validation::pattern, rule.pattern}));
        }
        if (rule.bounded) {
            check_bounds(utf16_units(given), rule, path, "length", value);
        }
    }
    void check(std::int32_t given, const Rule& rule, const Path& path, bool) {
        check_bounds(given, rule, path, "value",
                     [given] { return validation::quoted(std::to_string(given)); });
    }
    void check(bool, const Rule&, const Path&, bool) {}
    void check(Instant, const Rule&, const Path&, bool) {}
    void check(const Blob& given, const Rule& rule, const Path& path, bool required) {
        if (!is_given(given)) {
            absent(path, required);
            return;
        }
        check_bounds(static_cast<std::int64_t>(given.size()), rule, path, "length", [&given] {
            const auto size = std::to_string(given.size());
            return texts::join({"'java.nio.HeapByteBuffer[pos=0 lim=", size, " cap=", size, "]'"});
        });
    }
    void check(const TagMap& given, const Rule& rule, const Path& path, bool) {
        const auto value = [&given] { return braced(given); };
        check_size(given.size(), rule, path, value);
        bool keys_fit = true;
        bool values_fit = true;
        for (const auto& [key, of_key] : given) {
            keys_fit = keys_fit && fits(key, rule.element_min, rule.element_max);
            values_fit = values_fit && fits(of_key, 0, rule.value_max);
        }
        if (!keys_fit) {
            add(value(), path,
                texts::join({"Map keys must satisfy constraint: ",
                             both_lengths(rule.element_min, rule.element_max)}));
        }
        if (!values_fit) {
            add(value(), path,
                texts::join(
                    {"Map value must satisfy constraint: ", both_lengths(0, rule.value_max)}));
        }
    }
    void check(const std::vector<std::string>& given, const Rule& rule, const Path& path, bool) {
        const auto value = [&given] {
            return bracketed(given, [](const std::string& one) { return std::string_view{one}; });
        };
        check_size(given.size(), rule, path, value);
        for (const std::string& one : given) {
            if (!fits(one, rule.element_min, rule.element_max)) {
                add(value(), path,
                    texts::join({"Member must satisfy constraint: ",
                                 both_lengths(rule.element_min, rule.element_max)}));
                return;
            }
        }
    }
    template <class E>
    void check(const std::vector<Choice<E>>& given, const Rule& rule, const Path& path, bool) {
        const auto value = [&given] {
            return bracketed(given, [](const Choice<E>& one) { return one.as_given(); });
        };
        check_size(given.size(), rule, path, value);
        for (const Choice<E>& one : given) {
            if (!one.value()) {
                add(value(), path,
                    texts::join({"Member must satisfy constraint: [", enum_set<E>(), "]"}));
                return;
            }
        }
    }
    void check(std::span<const PutRecordsRequestEntry> given, const Rule& rule, const Path& path,
               bool required) {
        if (given.data() == nullptr) {
            absent(path, required);
            return;
        }
        check_size(given.size(), rule, path, [given] {
            // The service prints an address here, which is another one each time.
            return bracketed(given, [](const PutRecordsRequestEntry&) -> std::string_view {
                return "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310";
            });
        });
        Path element = path;
        for (const PutRecordsRequestEntry& one : given) {
            ++element.element;
            if (!validation::is_plain_record(one.partition_key, one.data, one.explicit_hash_key,
                                             limits::record_bytes_max) ||
                !is_given(one.data)) {
                check_members(one, &element);
            }
        }
    }

    void absent(const Path& path, bool required) {
        if (required) {
            add("null", path, "Member must not be null");
        }
    }
    void add(std::string_view value, const Path& path, std::string_view constraint) {
        found_.add(value, path.to_string(), constraint);
    }
    /// `value` makes the text of what was given.
    template <class Value>
    void check_bounds(std::int64_t given, const Rule& rule, const Path& path, std::string_view what,
                      const Value& value) {
        if (!rule.bounded) {
            return;
        }
        if (given < rule.min) {
            add(value(), path, validation::at_least(what, static_cast<std::uint64_t>(rule.min)));
        } else if (rule.has_max() && given > rule.max) {
            add(value(), path, validation::at_most(what, static_cast<std::uint64_t>(rule.max)));
        }
    }
    template <class Value>
    void check_size(std::size_t given, const Rule& rule, const Path& path, const Value& value) {
        check_bounds(static_cast<std::int64_t>(given), rule, path, "length", value);
    }

    [[nodiscard]] static bool fits(std::string_view text, std::int64_t min, std::int64_t max) {
        const std::int64_t units = utf16_units(text);
        return max < min || (units >= min && units <= max);
    }
    [[nodiscard]] static std::string both_lengths(std::int64_t min, std::int64_t max) {
        return texts::join({"[", validation::at_most("length", static_cast<std::uint64_t>(max)),
                            ", ", validation::at_least("length", static_cast<std::uint64_t>(min)),
                            "]"});
    }
    template <class E>
    [[nodiscard]] static std::string enum_set() {
        std::string text = "Member must satisfy enum value set: [";
        for (const E one : enum_values<E>) {
            text += text.back() == '[' ? "" : ", ";
            text += to_string(one);
        }
        return text + ']';
    }
    template <class List, class TextOf>
    [[nodiscard]] static std::string bracketed(const List& list, const TextOf& text_of) {
        std::string text;
        for (const auto& one : list) {
            text += text.empty() ? "'[" : ", ";
            text += text_of(one);
        }
        return text.empty() ? "'[]'" : text + "]'";
    }
    [[nodiscard]] static std::string braced(const TagMap& map) {
        std::string text;
        for (const auto& [key, value] : map) {
            text += texts::join({text.empty() ? "'{" : ", ", key, "=", value});
        }
        return text.empty() ? "'{}'" : text + "}'";
    }

    Violations found_;
};

}  // namespace detail

/// What the service answers to a request that breaks rules of its model: all that are broken, ten
/// at most.  Gives: nothing if the request keeps them.
template <has_shape T>
[[nodiscard]] std::optional<Error> constraint_error(const T& request) {
    detail::ConstraintCheck check;
    check.check_members(request, nullptr);
    return check.error();
}

}  // namespace weir::inline v0
