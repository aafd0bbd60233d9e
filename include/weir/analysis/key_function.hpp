// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "weir/core/check.hpp"
#include "weir/core/random.hpp"

namespace weir::inline v0 {

/// What a partition key can be made of.
struct KeySource {
    std::string_view key;  ///< that the record came with
    std::string_view data;
    std::uint64_t ordinal = 0;  ///< of the record in its input
};

/// Makes a text of a record: given in its own memory or `scratch`'s, or as a string.
template <class F>
concept key_maker = std::is_invocable_r_v<std::string_view, F&, const KeySource&, std::string&> ||
    std::is_invocable_r_v<std::string_view, F&, const KeySource&>;

namespace detail {

/// The text that a callable makes; `scratch` is there for it to lie in.
template <key_maker F>
[[nodiscard]] std::string_view made_by(F& make, const KeySource& source, std::string& scratch) {
    const auto call = [&]() -> decltype(auto) {
        if constexpr (std::is_invocable_v<F&, const KeySource&, std::string&>) {
            return make(source, scratch);
        } else {
            return make(source);
        }
    };
    if constexpr (std::is_same_v<decltype(call()), std::string>) {
        scratch = call();
        return scratch;
    } else {
        return call();
    }
}

}  // namespace detail

/// A named way to make partition keys.
///
/// It is made of any callable that takes a `const KeySource&`, and perhaps a string as memory for
/// what it makes, and gives a text. Copies share the callable.
///
/// Time: a call adds 1 to 2 ns to what the callable takes, as a `std::function` would.
/// Thread: as the callable has it; the ready ones but `composed` can be called by any number at
/// once, each with a scratch of its own.
class KeyFunction {
public:
    /// The key that the record came with.
    KeyFunction() : name_{"as_is"} {}

    template <key_maker F>
    KeyFunction(std::string name, F make)
        : name_{std::move(name)},
          maker_{std::make_shared<F>(std::move(make))},
          call_{[](void* maker, const KeySource& source, std::string& scratch) {
              return detail::made_by(*static_cast<F*>(maker), source, scratch);
          }} {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Whether it gives each record's own key, so that nobody has to ask for it.
    [[nodiscard]] bool is_as_is() const noexcept { return call_ == nullptr; }

    /// Gives: a text that is good as long as the source's, and until `scratch` changes
    [[nodiscard]] std::string_view operator()(const KeySource& source, std::string& scratch) const {
        return call_ == nullptr ? source.key : call_(maker_.get(), source, scratch);
    }

private:
    using Call = std::string_view(void*, const KeySource&, std::string&);

    std::string name_;
    std::shared_ptr<void> maker_;
    Call* call_ = nullptr;
};

/// How a salt is chosen.
enum class Salt {
    chance,      ///< each record's anew
    round_robin  ///< in turns
};

namespace detail {

/// The chance of each record: the same for the same seed, whoever asks and in whatever order.
class ChanceByRecord {
public:
    explicit constexpr ChanceByRecord(std::uint64_t seed) noexcept : base_{Random{seed}.next()} {}
    [[nodiscard]] constexpr Random of(std::uint64_t ordinal) const noexcept {
        return Random{base_ + ordinal};
    }

private:
    std::uint64_t base_;
};

inline void append_number(std::string& text, std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
}

/// A random UUID of version 4 as text.  Source: RFC 9562, 5.4.
inline void put_uuid(std::string& text, Random random) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t high = (random.next() & ~std::uint64_t{0xf000}) | 0x4000;
    const std::uint64_t low = (random.next() & ~(std::uint64_t{0xc0} << 56)) | std::uint64_t{8}
                                                                                   << 60;
    text.resize(36);
    std::size_t at = 0;
    for (unsigned digit = 0; digit < 32; ++digit) {
        if (digit == 8 || digit == 12 || digit == 16 || digit == 20) text[at++] = '-';
        const std::uint64_t half = digit < 16 ? high : low;
        text[at++] = digits[half >> (60 - 4 * (digit % 16)) & 0xf];
    }
}

inline constexpr char key_part_mark = '#';

}  // namespace detail

/// The key that the record came with.
[[nodiscard]] inline KeyFunction as_is() {
    return {};
}

/// One of `count` keys for each original one: `user-7#0` to `user-7#3`.
///
/// By chance unless told otherwise: turns are more even where records come as they please, but an
/// input with a rhythm, two keys that alternate say, gives each key the same salt for ever.
[[nodiscard]] inline KeyFunction salted(std::uint32_t count, Salt salt = Salt::chance,
                                        std::uint64_t seed = 1) {
    WEIR_CHECK(count > 0, "a salt has at least one value");
    std::string name = "salted:" + std::to_string(count);
    if (salt == Salt::round_robin) name += ":round_robin";
    const detail::ChanceByRecord chance{seed};
    return {std::move(name), [=](const KeySource& source, std::string& scratch) {
                scratch = source.key;
                scratch += detail::key_part_mark;
                detail::append_number(scratch, salt == Salt::chance
                                                   ? chance.of(source.ordinal).below(count)
                                                   : source.ordinal % count);
                return std::string_view{scratch};
            }};
}

/// The original key and a second part, which a callable takes from the record: `user-7#order-12`.
template <key_maker F>
[[nodiscard]] KeyFunction composed(const std::string& part_name, F part) {
    return {"composed:" + part_name, [part = std::move(part), of_part = std::string{}](
                                         const KeySource& source, std::string& scratch) mutable {
                const std::string_view second = detail::made_by(part, source, of_part);
                scratch = source.key;
                scratch += detail::key_part_mark;
                scratch += second;
                return std::string_view{scratch};
            }};
}

/// A key of its own for each record, a UUID: as even as it gets, and no order at all.
[[nodiscard]] inline KeyFunction random_keys(std::uint64_t seed = 1) {
    const detail::ChanceByRecord chance{seed};
    return {"random", [chance](const KeySource& source, std::string& scratch) {
                detail::put_uuid(scratch, chance.of(source.ordinal));
                return std::string_view{scratch};
            }};
}

/// The same key for all: one shard, and all in order.
[[nodiscard]] inline KeyFunction constant_key(std::string key) {
    std::string name = "constant:" + key;
    return {std::move(name),
            [key = std::move(key)](const KeySource&) { return std::string_view{key}; }};
}

namespace detail {

[[nodiscard]] inline tl::expected<KeyFunction, std::string> parse_salted(std::string_view words,
                                                                         std::uint64_t seed) {
    constexpr std::uint32_t salts_max = 1'000'000;
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), count);
    const std::string_view rest = words.substr(static_cast<std::size_t>(end - words.data()));
    const bool in_turns = rest == ":round_robin";
    if (error != std::errc{} || count == 0 || count > salts_max || (!rest.empty() && !in_turns)) {
        return tl::unexpected<std::string>{
            "salted needs how many keys one becomes, from 1 to 1,000,000, as in salted:8 or "
            "salted:8:round_robin"};
    }
    return salted(count, in_turns ? Salt::round_robin : Salt::chance, seed);
}

}  // namespace detail

/// The key function of a name that `name()` gives: `as_is`, `salted:8`, `salted:8:round_robin`,
/// `random`, `constant:KEY`.
/// Errors: a sentence that says what is possible
[[nodiscard]] inline tl::expected<KeyFunction, std::string> parse_key_function(
    std::string_view text, std::uint64_t seed = 1) {
    const std::string_view word = text.substr(0, text.find(':'));
    const bool has_more = word.size() < text.size();
    const std::string_view more = text.substr(word.size() + (has_more ? 1 : 0));
    if (text == "as_is") return as_is();
    if (text == "random") return random_keys(seed);
    if (word == "salted") return detail::parse_salted(more, seed);
    if (word == "constant" && !more.empty()) return constant_key(std::string{more});
    return tl::unexpected<std::string>{
        "a key function is one of as_is, salted:N, salted:N:round_robin, random and constant:KEY"};
}

}  // namespace weir::inline v0
