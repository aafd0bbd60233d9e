// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_text.hpp"

namespace weir::inline v0 {

/// Any text as text in XML and HTML: it can't open a tag, end an attribute or be a character that
/// XML does not have.
[[nodiscard]] inline std::string markup_text(std::string_view text) {
    const std::string kept = replaced_text(text, [](std::uint32_t code) {
        return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
               (code >= 0x7f && code < 0xa0) || code == 0xfffe || code == 0xffff;
    });
    std::string out;
    out.reserve(kept.size());
    for (const char c : kept) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// A length in a picture: two digits after the point at most, and nothing that is not a number.
[[nodiscard]] inline std::string svg_number(double value) {
    constexpr double most = 1e6;
    const double kept = std::clamp(finite(value), -most, most);
    std::string text = fmt::format("{:.2f}", kept);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

/// A rectangle in a picture.
struct SvgBox {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

/// Draws a picture: shapes and texts with classes, which a style sheet gives colours.
class Svg {
public:
    void rect(const SvgBox& box, std::string_view look, double corner = 0) {
        out_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", look,
                            svg_number(box.x), svg_number(box.y),
                            svg_number(std::max(finite(box.width), 0.0)),
                            svg_number(std::max(finite(box.height), 0.0)));
        out_ += corner > 0 ? fmt::format(" rx=\"{}\"/>\n", svg_number(corner)) : "/>\n";
    }
    void line(double x1, double y1, double x2, double y2, std::string_view look) {
        out_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", look,
                            svg_number(x1), svg_number(y1), svg_number(x2), svg_number(y2));
    }
    /// `data` is made of letters and `svg_number`s; an empty one draws nothing.
    void path(std::string_view data, std::string_view look, std::string_view more = {}) {
        if (!data.empty()) {
            out_ += fmt::format("<path class=\"{}\"{}{} d=\"{}\"/>\n", look,
                                more.empty() ? "" : " ", more, data);
        }
    }
    /// Any text, on its baseline.
    void text(double x, double y, std::string_view text, std::string_view look) {
        out_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", look, svg_number(x),
                            svg_number(y), markup_text(text));
    }
    /// A key, cut to what fits; what follows it keeps its direction, whatever the key's is.
    void key(double x, double y, std::string_view key, std::size_t columns, std::string_view look) {
        text(x, y, visible_key(key, columns), look);
    }

    [[nodiscard]] const std::string& body() const noexcept { return out_; }

private:
    std::string out_;
};

}  // namespace weir::inline v0
