// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "weir/core/limits.hpp"
#include "weir/service/names.hpp"
#include "weir/stream/validation.hpp"

/// What the service's model says about the members of requests and results: their names, which of
/// them are required, and what they must satisfy. Everything that walks over members, from the
/// constraints of a typed call to the protocol, goes by these tables.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

/// What a member must satisfy; what the bounds bound depends on its type: the length of a text in
/// UTF-16 units, that of a blob in bytes, that of a list or map, or a number itself.
struct Rule {
    std::int64_t min = 0;
    std::int64_t max = -1;  ///< below `min`: no bound
    std::string_view pattern{};
    bool (*matches)(std::string_view) = nullptr;
    std::int64_t element_min = 0;  ///< of a list's texts, or a map's keys
    std::int64_t element_max = -1;
    std::int64_t value_max = -1;  ///< of a map's values
    bool bounded = false;

    [[nodiscard]] constexpr bool has_max() const noexcept { return max >= min; }
};

namespace rules {

inline constexpr Rule any{};
[[nodiscard]] constexpr Rule at_least(std::int64_t min) {
    return {.min = min, .bounded = true};
}
[[nodiscard]] constexpr Rule between(std::int64_t min, std::int64_t max) {
    return {.min = min, .max = max, .bounded = true};
}
inline constexpr Rule stream_name{.min = 1,
                                  .max = limits::stream_name_size_max,
                                  .pattern = "[a-zA-Z0-9_.-]+",
                                  .matches = validation::is_name,
                                  .bounded = true};
inline constexpr Rule shard_id = stream_name;
inline constexpr Rule stream_arn{.min = 1,
                                 .max = 2048,
                                 .pattern = R"(arn:aws.*:kinesis:.*:\d{12}:stream/\S+)",
                                 .matches = names::matches_stream_arn,
                                 .bounded = true};
inline constexpr Rule resource_arn{.min = 1,
                                   .max = 2048,
                                   .pattern = R"(arn:aws.*:kinesis:.*:\d{12}:.*stream/\S+)",
                                   .matches = names::matches_resource_arn,
                                   .bounded = true};
inline constexpr Rule consumer_arn{
    .min = 1,
    .max = 2048,
    .pattern = R"(^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/)"
               R"([a-zA-Z0-9_.-]+:[0-9]+)",
    .matches = names::matches_consumer_arn,
    .bounded = true};
inline constexpr Rule stream_id{.min = 1,
                                .max = 24,
                                .pattern = "[a-z0-9]{20}-[a-z0-9]{3}",
                                .matches = names::matches_stream_id,
                                .bounded = true};
inline constexpr Rule hash_key{.pattern = R"(0|([1-9]\d{0,38}))",
                               .matches = [](std::string_view text) {
                                   return validation::is_number(text, limits::hash_key_digits_max);
                               }};
inline constexpr Rule sequence_number{
    .pattern = R"(0|([1-9]\d{0,128}))", .matches = [](std::string_view text) {
        return validation::is_number(text, limits::sequence_number_digits_max);
    }};
inline constexpr Rule next_token = between(1, 1'048'576);
inline constexpr Rule shard_iterator = between(1, limits::shard_iterator_size_max);
inline constexpr Rule key_id = between(1, 2048);
inline constexpr Rule tag_key = between(1, 128);
inline constexpr Rule partition_key = between(1, limits::partition_key_utf16_units_max);
inline constexpr Rule data = between(0, limits::record_bytes_max);
inline constexpr Rule records = between(1, limits::put_records_entries_max);
inline constexpr Rule metrics_names = between(1, 7);
inline constexpr Rule tags{
    .min = 1, .max = 200, .element_min = 1, .element_max = 128, .value_max = 256, .bounded = true};
inline constexpr Rule tag_keys{
    .min = 1, .max = 50, .element_min = 1, .element_max = 128, .bounded = true};

}  // namespace rules

/// One member: its name in the model, where it is, and what it must satisfy.
template <class Owner, class Value>
struct Member {
    using Type = Value;

    std::string_view name;
    Value Owner::*at;
    Rule rule;
    bool is_required;
};
template <class Owner, class Value>
[[nodiscard]] constexpr auto member(std::string_view name, Value Owner::*at, Rule rule = {}) {
    return Member<Owner, Value>{name, at, rule, false};
}
template <class Owner, class Value>
[[nodiscard]] constexpr auto required(std::string_view name, Value Owner::*at, Rule rule = {}) {
    return Member<Owner, Value>{name, at, rule, true};
}

/// The members of T, in the model's order: `Shape<T>::members` calls what it is given with all of
/// them as arguments. A tuple would cost each program that includes it half a second to compile.
template <class T>
struct Shape;

template <class T>
concept has_shape = requires {
    sizeof(Shape<T>);
};

/// Calls `visit` with each member of T, in the model's order.
template <has_shape T, class Visit>
constexpr void for_each_member(Visit&& visit) {
    Shape<T>::members([&](const auto&... one) { (visit(one), ...); });
}

}  // namespace weir::inline v0
