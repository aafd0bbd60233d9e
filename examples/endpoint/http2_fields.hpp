// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "answer_rules.hpp"
#include "weir/wire/http.hpp"

namespace endpoint {

/// A field as nghttp2 takes it, lent.
[[nodiscard]] inline nghttp2_nv http2_field(std::string_view name, std::string_view value) {
    // nghttp2 copies both, and changes neither.
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

/// The header of an answer, as long as that lives.
class Http2Fields {
public:
    explicit Http2Fields(const weir::HttpResponse& response)
        : status_{std::to_string(response.status)}, length_{std::to_string(response.body.size())} {
        fields_.reserve(response.fields.size() + 2);
        fields_.push_back(http2_field(":status", status_));
        for (const auto& [name, value] : response.fields) {
            if (!belongs_to_connection(name)) fields_.push_back(http2_field(name, value));
        }
        if (!response.source && status_has_body(response.status)) {
            fields_.push_back(http2_field("content-length", length_));
        }
    }
    Http2Fields(const Http2Fields&) = delete;
    Http2Fields& operator=(const Http2Fields&) = delete;

    [[nodiscard]] const nghttp2_nv* data() const noexcept { return fields_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

private:
    std::string status_;
    std::string length_;
    std::vector<nghttp2_nv> fields_;
};

}  // namespace endpoint
