// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "weir/wire/http.hpp"

namespace endpoint {

/// What comes before a request's body, kept in one string that the next request uses again.
class RequestHead {
public:
    void clear() noexcept {
        text_.clear();
        method_ = target_ = Piece{};
        fields_.clear();
    }

    void set_method(std::string_view method) { method_ = keep(method); }
    void set_target(std::string_view target) { target_ = keep(target); }

    void add_field(std::string_view name, std::string_view value) {
        Field field{keep(name), keep(value)};
        const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(field.name.offset);
        std::transform(begin, begin + static_cast<std::ptrdiff_t>(field.name.length), begin,
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        fields_.push_back(field);
    }

    /// As HTTP/2 counts it, so that many tiny fields are not for nothing.
    [[nodiscard]] std::size_t bytes() const noexcept { return text_.size() + 32 * fields_.size(); }

    [[nodiscard]] std::string_view method() const noexcept { return view(method_); }

    /// Whether the peer waits to be told that it may send the body.
    [[nodiscard]] bool expects_continue() const noexcept {
        return std::any_of(fields_.begin(), fields_.end(), [this](const Field& field) {
            return view(field.name) == "expect" && is_continue(view(field.value));
        });
    }

    /// The request with that body.  Gives: what is lent until this changes or `fields` does
    [[nodiscard]] weir::HttpRequest request(std::string_view body,
                                            std::vector<weir::HttpField>& fields) const {
        fields.clear();
        for (const Field& field : fields_) {
            fields.push_back({view(field.name), view(field.value)});
        }
        return {view(method_), view(target_), fields, body};
    }

private:
    // Offsets, as the string moves when it grows.
    struct Piece {
        std::size_t offset = 0;
        std::size_t length = 0;
    };
    struct Field {
        Piece name;
        Piece value;
    };

    [[nodiscard]] static bool is_continue(std::string_view value) noexcept {
        constexpr std::string_view expected = "100-continue";
        return std::equal(value.begin(), value.end(), expected.begin(), expected.end(),
                          [](char c, char lower) { return (c | 0x20) == (lower | 0x20); });
    }

    Piece keep(std::string_view text) {
        const Piece piece{text_.size(), text.size()};
        text_ += text;
        return piece;
    }

    [[nodiscard]] std::string_view view(Piece piece) const noexcept {
        return std::string_view{text_}.substr(piece.offset, piece.length);
    }

    std::string text_;
    Piece method_;
    Piece target_;
    std::vector<Field> fields_;
};

}  // namespace endpoint
