// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "weir/core/base64.hpp"
#include "weir/core/utf.hpp"
#include "weir/testing/journal_details.hpp"
#include "weir/testing/members.hpp"

/// Values as JSON and back, exactly: structs by their members, everything else as follows.
///
/// What is empty is left out. Numbers of more than 64 bits and ids are texts, as the service writes
/// them; an instant is its microseconds, a length of time so many of its type's unit. `data` is
/// base64, and so is a text that is not UTF-8, as `{"base64": "..."}`.
namespace weir::inline v0::detail {

/// Keeps the order of members.
using Json = nlohmann::ordered_json;

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = utf8_size(text, at);
        if (size == 1 && static_cast<unsigned char>(text[at]) >= 0x80) {
            return false;
        }
        at += size;
    }
    return true;
}
[[nodiscard]] inline std::string base64_of(std::string_view bytes) {
    return to_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// True of what is left out.
template <class T>
[[nodiscard]] bool is_left_out(const T& value) noexcept {
    if constexpr (is_optional<T>) {
        return !value.has_value();
    } else if constexpr (is_vector<T> || std::same_as<T, std::string>) {
        return value.empty();
    } else if constexpr (std::same_as<T, Duration>) {
        return value == Duration{0};
    } else {
        return false;
    }
}

/// A number that was made of fields beyond all limits is no valid text, and is told by its fields.
[[nodiscard]] inline Json json_of_number(const SequenceNumber& number) {
    std::string text = number.to_string();
    if (SequenceNumber::parse(text)) {
        return text;
    }
    return {number.shard_create_seconds(), number.shard_index(), number.sequence_index(),
            number.seconds(), number.byte1()};
}

template <class T>
[[nodiscard]] Json json_of(const T& value) {
    if constexpr (has_members<T>) {
        Json object = Json::object();
        for_each_member(value, [&](std::string_view name, const auto& member) {
            if constexpr (std::same_as<decltype(member), const std::string&>) {
                if (name == "data" && !member.empty()) {
                    object[std::string{name}] = base64_of(member);
                    return;
                }
            }
            if (!is_left_out(member)) {
                object[std::string{name}] = json_of(member);
            }
        });
        return object;
    } else if constexpr (is_optional<T>) {
        return json_of(*value);
    } else if constexpr (is_vector<T>) {
        Json array = Json::array();
        for (const auto& element : value) {
            array.push_back(json_of(element));
        }
        return array;
    } else if constexpr (std::same_as<T, std::string>) {
        return is_utf8(value) ? Json(value) : Json{{"base64", base64_of(value)}};
    } else if constexpr (std::same_as<T, Errc>) {
        return std::string{exception_name(value)};
    } else if constexpr (has_enumerators<T>) {
        return std::string{to_string(value)};
    } else if constexpr (std::same_as<T, Instant>) {
        return value.micros();
    } else if constexpr (is_length_of_time<T>) {
        return value.count();
    } else if constexpr (std::same_as<T, SequenceNumber>) {
        return json_of_number(value);
    } else if constexpr (std::integral<T>) {
        return value;
    } else {
        return value.to_string();
    }
}

/// Reads values from JSON that may hold anything.
///
/// A function that gives false has said why in `problem()`, from the place where it looked on.
class JsonReader {
public:
    /// Such as `.records[2].data: is not base64`.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

    template <class T>
    [[nodiscard]] bool read(const Json& json, T& value) {
        if constexpr (has_members<T>) {
            return read_members(json, value);
        } else if constexpr (is_optional<T>) {
            return read_optional(json, value);
        } else if constexpr (is_vector<T>) {
            return read_array(json, value);
        } else if constexpr (std::same_as<T, std::string>) {
            return read_text(json, value);
        } else if constexpr (has_enumerators<T>) {
            return read_name(json, value);
        } else if constexpr (std::same_as<T, bool>) {
            value = json.is_boolean() && json.get<bool>();
            return json.is_boolean() || fail("is neither true nor false");
        } else if constexpr (std::integral<T>) {
            return read_integer(json, value);
        } else if constexpr (std::same_as<T, Instant>) {
            std::int64_t micros = 0;
            const bool read = read_integer(json, micros);
            value = Instant::from_micros(micros);
            return read;
        } else if constexpr (is_length_of_time<T>) {
            typename T::rep count = 0;
            const bool read = read_integer(json, count);
            value = T{count};
            return read;
        } else {
            return read_value(json, value);
        }
    }

private:
    bool fail(std::string_view why) {
        problem_ = ": ";
        problem_ += why;
        return false;
    }
    bool fail_at(std::string_view place, bool is_member) {
        problem_ = (is_member ? "." : "") + std::string{place} + problem_;
        return false;
    }

    template <class T>
    bool read_members(const Json& json, T& value) {
        if (!json.is_object()) {
            return fail("is not an object");
        }
        for (const auto& [key, of_key] : json.items()) {
            bool known = false;
            bool read_well = true;
            for_each_member(value, [&, &name_of_key = key, &json_of_key = of_key](
                                       std::string_view name, auto& member) {
                if (name == name_of_key) {
                    known = true;
                    read_well = read_member(json_of_key, name, member);
                }
            });
            if (!known) {
                problem_ = ": is not known here";
            }
            if (!known || !read_well) {
                return fail_at(is_utf8(key) ? key : "?", true);
            }
        }
        return true;
    }
    template <class T>
    bool read_member(const Json& json, std::string_view name, T& member) {
        if constexpr (std::same_as<T, std::string>) {
            if (name == "data") {
                return read_base64(json, member);
            }
        }
        return read(json, member);
    }
    template <class T>
    bool read_optional(const Json& json, T& value) {
        std::remove_cvref_t<decltype(*value)> held{};
        const bool read_well = read(json, held);
        value = std::move(held);
        return read_well;
    }
    template <class T>
    bool read_array(const Json& json, T& value) {
        if (!json.is_array()) {
            return fail("is not an array");
        }
        value.clear();
        for (const Json& element : json) {
            if (!read(element, value.emplace_back())) {
                return fail_at('[' + std::to_string(value.size() - 1) + ']', false);
            }
        }
        return true;
    }
    bool read_base64(const Json& json, std::string& value) {
        const auto* text = json.get_ptr<const Json::string_t*>();
        const auto bytes = text == nullptr ? std::nullopt : from_base64(*text);
        if (!bytes) {
            return fail("is not base64");
        }
        value.assign(bytes->begin(), bytes->end());
        return true;
    }
    bool read_text(const Json& json, std::string& value) {
        if (json.is_object() && json.size() == 1 && json.contains("base64")) {
            return read_base64(*json.find("base64"), value);
        }
        const auto* text = json.get_ptr<const Json::string_t*>();
        if (text == nullptr) {
            return fail("is not a text");
        }
        value = *text;
        return true;
    }
    template <class T>
    bool read_name(const Json& json, T& value) {
        const auto* text = json.get_ptr<const Json::string_t*>();
        for (std::size_t at = 0; text != nullptr && at < enumerators<T>; ++at) {
            value = static_cast<T>(at);
            if (json_of(value) == json) {
                return true;
            }
        }
        return fail("is not one of its names");
    }
    template <class T>
    bool read_integer(const Json& json, T& value) {
        if (json.is_number_unsigned() && std::in_range<T>(json.get<std::uint64_t>())) {
            value = static_cast<T>(json.get<std::uint64_t>());
            return true;
        }
        if (json.is_number_integer() && !json.is_number_unsigned() &&
            std::in_range<T>(json.get<std::int64_t>())) {
            value = static_cast<T>(json.get<std::int64_t>());
            return true;
        }
        return fail("is not a whole number that fits");
    }

    /// A value of which it must be the text.
    template <class T>
    bool read_value(const Json& json, T& value) {
        const auto* text = json.get_ptr<const Json::string_t*>();
        if (const auto parsed = text == nullptr ? std::nullopt : T::parse(*text)) {
            value = *parsed;
            return true;
        }
        return fail("does not read as what it should be");
    }
    bool read_value(const Json& json, ShardId& value) {
        // An index above the service's limit is no id to its parser, but may stand in a journal.
        const auto* text = json.get_ptr<const Json::string_t*>();
        if (text != nullptr && text->size() == ShardId::text_size) {
            std::from_chars(text->data() + 8, text->data() + text->size(), value.index);
        }
        return (text != nullptr && value.to_string() == *text) || fail("is not a shard id");
    }
    bool read_value(const Json& json, SequenceNumber& value) {
        if (json.is_array() && json.size() == 5) {
            SequenceNumberFields f;
            if (!read(json[0], f.shard_create_seconds) || !read(json[1], f.shard_index) ||
                !read(json[2], f.sequence_index) || !read(json[3], f.seconds) ||
                !read(json[4], f.byte1)) {
                return false;
            }
            value = SequenceNumber::make(f);
            return true;
        }
        const auto* text = json.get_ptr<const Json::string_t*>();
        const auto number = text == nullptr ? std::nullopt : SequenceNumber::parse(*text);
        value = number.value_or(SequenceNumber{});
        return number.has_value() || fail("is not a sequence number");
    }

    std::string problem_;
};

}  // namespace weir::inline v0::detail
