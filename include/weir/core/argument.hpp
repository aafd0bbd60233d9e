// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace weir::inline v0 {

namespace detail {

template <class T>
concept has_text_form = requires(const T& value, std::string_view text) {
    { T::parse(text) } -> std::same_as<std::optional<T>>;
    { value.to_string() } -> std::same_as<std::string>;
};

template <class Given, class T>
concept becomes_unchanged = requires(const Given& given) {
    T{given};
};

}  // namespace detail

/// A type that an Argument can hold: small, with a text form both ways.
template <class T>
concept argument_value = std::is_trivially_copyable_v<T> && detail::has_text_form<T>;

/// What an Argument takes for a value: what becomes a T without a change, and is no text.
template <class Given, class T>
concept given_value =
    std::convertible_to<Given, T> && !std::convertible_to<Given, std::string_view> &&
    detail::becomes_unchanged<Given, T>;

/// A member of a request that may be left out, given as a value, or given as text.
///
/// Text is lent, not copied: it has to live until the call that it is given to returns. It is
/// read when the operation asks for it, so that an error can print what was given as it was.
template <argument_value T>
class Argument {
public:
    constexpr Argument() noexcept : Argument{std::nullopt} {}
    constexpr Argument(std::nullopt_t) noexcept : text_{}, form_{Form::nothing} {}

    template <given_value<T> Given>
    constexpr Argument(const Given& value) noexcept : value_{value}, form_{Form::value} {}

    template <std::convertible_to<std::string_view> Text>
    constexpr Argument(const Text& text) noexcept : text_{text}, form_{Form::text} {}

    constexpr Argument(const std::optional<T>& value) noexcept
        : Argument{value ? Argument{*value} : Argument{}} {}

    Argument(std::nullptr_t) = delete;

    /// Whether anything was given, be it an empty or an unreadable text.
    [[nodiscard]] constexpr bool has_value() const noexcept { return form_ != Form::nothing; }

    [[nodiscard]] constexpr bool is_text() const noexcept { return form_ == Form::text; }
    /// The text that was given; empty if a value was, or nothing.
    [[nodiscard]] constexpr std::string_view text() const noexcept {
        return is_text() ? text_ : std::string_view{};
    }

    /// The value.  Gives: nothing if nothing was given or the text does not read as one.
    [[nodiscard]] constexpr std::optional<T> value() const noexcept {
        switch (form_) {
            case Form::value:
                return value_;
            case Form::text:
                return T::parse(text_);
            case Form::nothing:
                break;
        }
        return std::nullopt;
    }

    /// The text that was given, or that of the value; empty if nothing was given.
    [[nodiscard]] std::string as_given() const {
        return form_ == Form::value ? value_.to_string() : std::string{text_};
    }

private:
    enum class Form : std::uint8_t { nothing, value, text };

    union {
        T value_;
        std::string_view text_;
    };
    Form form_;
};

}  // namespace weir::inline v0
