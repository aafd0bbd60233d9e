// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "weir/analysis/key_text.hpp"

/// What a reader of XML would say of a page or a picture, as far as the tests need it.
namespace markup {

/// What is wrong with the tags of a text; empty if each is closed in its turn, no `<` or `&` stands
/// by itself, and no character is one that XML does not have.
inline std::string fault(std::string_view text) {
    std::vector<std::string> open;
    std::size_t at = 0;
    if (text.starts_with("<!DOCTYPE html>")) {
        at = text.find('>') + 1;
    }
    if (!weir::is_utf8(text)) {
        return "no UTF-8";
    }
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x20 && byte != '\n') {
            return "a control character at " + std::to_string(at);
        }
        if (text[at] == '&') {
            const std::size_t end = text.find(';', at);
            const std::string_view name = text.substr(at, end == text.npos ? 0 : end - at + 1);
            if (name != "&amp;" && name != "&lt;" && name != "&gt;" && name != "&quot;" &&
                name != "&#39;") {
                return "a stray & at " + std::to_string(at);
            }
        }
        if (text[at] != '<') {
            continue;
        }
        std::size_t end = at + 1;
        bool quoted = false;
        for (; end < text.size() && (quoted || text[end] != '>'); ++end) {
            quoted = quoted != (text[end] == '"');
            if (text[end] == '<') {
                return "a stray < at " + std::to_string(at);
            }
        }
        if (end == text.size()) {
            return "an open tag at the end";
        }
        const std::string_view inside = text.substr(at + 1, end - at - 1);
        std::string name{inside.substr(0, inside.find_first_of(" /\n", 1))};
        if (inside.starts_with('/')) {
            if (open.empty() || "/" + open.back() != inside) {
                return "closes " + std::string{inside} + " at " + std::to_string(at);
            }
            open.pop_back();
        } else if (!inside.ends_with('/')) {
            open.push_back(std::move(name));
        }
        at = end;
    }
    return open.empty() ? "" : "never closes " + open.back();
}

/// The tags alone, without what stands between them.
inline std::string tags(std::string_view text) {
    std::string out;
    bool inside = false;
    for (const char c : text) {
        inside = inside || c == '<';
        if (inside) {
            out += c;
        }
        inside = inside && c != '>';
    }
    return out;
}

/// What a page or a picture may not have: a script, a handler, anything from elsewhere, a number
/// that is none.
inline std::string danger(std::string_view text) {
    std::string all = tags(text);
    const std::string_view name_space = "xmlns=\"http://www.w3.org/2000/svg\"";
    for (std::size_t at = all.find(name_space); at != all.npos; at = all.find(name_space)) {
        all.erase(at, name_space.size());
    }
    for (const std::string_view sign :
         {"<script", "<img", "<foreignObject", " onerror", " onload", "http:", "https:", "href",
          "src=", "nan\"", "inf\"", "nan ", "inf ", "-nan", "infh", "nanh"}) {
        if (all.find(sign) != all.npos) {
            return std::string{sign};
        }
    }
    for (const std::string_view sign : {"url(", "@import"}) {
        if (text.find(sign) != text.npos) {
            return std::string{sign};
        }
    }
    return {};
}

inline std::size_t count(std::string_view text, std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != text.npos;
         at = text.find(what, at + what.size())) {
        ++found;
    }
    return found;
}

}  // namespace markup
