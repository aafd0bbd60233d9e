// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "weir/core/utf.hpp"
#include "weir/stream/model.hpp"
#include "weir/stream/texts.hpp"

namespace weir::inline v0 {

/// Collects the constraints of the service's model that a request violates.
///
/// The service reports at most ten of them in one ValidationException, before it looks at anything
/// else.  Source: answers of the live service.
class Violations {
public:
    /// `value` as it stands in the text, with its quotes.
    void add(std::string_view value, std::string_view path, std::string_view constraint) {
        if (count_ == reported_max) {
            return;
        }
        if (count_++ > 0) {
            text_ += "; ";
        }
        text_ += texts::join(
            {"Value ", value, " at '", path, "' failed to satisfy constraint: ", constraint});
    }

    [[nodiscard]] std::optional<Error> error() const {
        if (count_ == 0) {
            return std::nullopt;
        }
        return Error{Errc::validation, texts::join({std::to_string(count_), " validation error",
                                                    count_ == 1 ? "" : "s", " detected: ", text_})};
    }

private:
    static constexpr unsigned reported_max = 10;
    unsigned count_ = 0;
    std::string text_;
};

namespace validation {

[[nodiscard]] constexpr bool is_digits(std::string_view text) noexcept {
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return false;
        }
    }
    return true;
}
/// `0|([1-9]\d{0,N})` where N is `digits_max` - 1.
[[nodiscard]] constexpr bool is_number(std::string_view text, std::size_t digits_max) noexcept {
    return !text.empty() && text.size() <= digits_max && (text[0] != '0' || text.size() == 1) &&
           is_digits(text);
}
/// `[a-zA-Z0-9_.-]+`
[[nodiscard]] constexpr bool is_name(std::string_view text) noexcept {
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool other = (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
        if (!letter && !other) {
            return false;
        }
    }
    return !text.empty();
}

[[nodiscard]] inline std::string quoted(std::string_view text) {
    return texts::join({"'", text, "'"});
}
[[nodiscard]] inline std::string at_most(std::string_view what, std::uint64_t limit) {
    return texts::join(
        {"Member must have ", what, " less than or equal to ", std::to_string(limit)});
}
[[nodiscard]] inline std::string at_least(std::string_view what, std::uint64_t limit) {
    return texts::join(
        {"Member must have ", what, " greater than or equal to ", std::to_string(limit)});
}
inline constexpr std::string_view pattern = "Member must satisfy regular expression pattern: ";

inline void check_hash_key(Violations& found, const Argument<HashKey>& given,
                           std::string_view path) {
    if (given.is_text() && !is_number(given.text(), 39)) {
        found.add(validation::quoted(given.text()), path,
                  texts::join({pattern, "0|([1-9]\\d{0,38})"}));
    }
}
inline void check_sequence_number(Violations& found, const Argument<SequenceNumber>& given,
                                  std::string_view path) {
    if (given.is_text() && !is_number(given.text(), 129)) {
        found.add(validation::quoted(given.text()), path,
                  texts::join({pattern, "0|([1-9]\\d{0,128})"}));
    }
}
/// A shard id that must, or may, be there.
inline void check_shard_id(Violations& found, const Argument<ShardId>& given, std::string_view path,
                           bool required) {
    if (!given.has_value()) {
        if (required) {
            found.add("null", path, "Member must not be null");
        }
        return;
    }
    if (!given.is_text()) {
        return;
    }
    if (!is_name(given.text())) {
        found.add(validation::quoted(given.text()), path,
                  texts::join({pattern, "[a-zA-Z0-9_.-]+"}));
    }
    if (given.text().empty()) {
        found.add(validation::quoted(given.text()), path, at_least("length", 1));
    } else if (given.text().size() > 128) {
        found.add(validation::quoted(given.text()), path, at_most("length", 128));
    }
}
inline void check_limit(Violations& found, std::uint64_t given, std::string_view path,
                        std::uint64_t max) {
    const auto value = validation::quoted(std::to_string(given));
    if (given < 1) {
        found.add(value, path, at_least("value", 1));
    } else if (given > max) {
        found.add(value, path, at_most("value", max));
    }
}

/// A fast look at what every record must satisfy; the slow one says what is wrong.
[[nodiscard]] inline bool is_plain_record(std::string_view key, const Blob& data,
                                          const Argument<HashKey>& hash_key,
                                          std::size_t size_max) noexcept {
    return !key.empty() && key.size() <= limits::partition_key_utf16_units_max &&
           data.size() <= size_max && !hash_key.is_text();
}
inline void check_record(Violations& found, std::string_view key, const Blob& data,
                         const Argument<HashKey>& hash_key, const std::string& prefix) {
    check_hash_key(found, hash_key, prefix + "explicitHashKey");
    if (key.empty()) {
        found.add(validation::quoted(key), prefix + "partitionKey", at_least("length", 1));
    } else if (utf16_units(key) > limits::partition_key_utf16_units_max) {
        found.add(validation::quoted(key), prefix + "partitionKey",
                  at_most("length", limits::partition_key_utf16_units_max));
    }
    if (data.size() > limits::record_bytes_max) {
        const auto size = std::to_string(data.size());
        found.add(texts::join({"'java.nio.HeapByteBuffer[pos=0 lim=", size, " cap=", size, "]'"}),
                  prefix + "data", at_most("length", limits::record_bytes_max));
    }
}

/// The stream's own limit on data, which is looked at once the stream is known.
[[nodiscard]] inline Error record_too_large(std::string_view path, std::uint64_t limit) {
    return {Errc::validation,
            texts::join({"1 validation error detected: Value at '", path,
                         "' failed to satisfy constraint: Member must have length less than or "
                         "equal to ",
                         std::to_string(limit), "."})};
}

}  // namespace validation

}  // namespace weir::inline v0
