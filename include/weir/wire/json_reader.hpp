// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "weir/wire/document.hpp"
#include "weir/wire/plain_json.hpp"

namespace weir::inline v0::wire {

namespace detail {

/// Puts what the JSON library's parser reports into a document. Its names are the library's.
class JsonEvents {
public:
    using Bytes = nlohmann::json::binary_t;

    explicit JsonEvents(Document& document) noexcept : document_{document} {}

    bool null() { return document_.add(NodeKind::null); }
    bool boolean(bool value) { return document_.add(value); }
    bool number_integer(std::int64_t value) { return document_.add(static_cast<double>(value)); }
    bool number_unsigned(std::uint64_t value) { return document_.add(static_cast<double>(value)); }
    bool number_float(double value, const std::string&) { return document_.add(value); }
    bool string(std::string& text) {
        return document_.add(NodeKind::text, document_.keep(std::move(text)));
    }
    bool binary(Bytes&) { return false; }
    bool start_object(std::size_t) { return document_.open(NodeKind::map); }
    bool key(std::string& name) {
        document_.name(document_.keep(std::move(name)));
        return true;
    }
    bool end_object() {
        document_.close();
        return true;
    }
    bool start_array(std::size_t) { return document_.open(NodeKind::list); }
    bool end_array() { return end_object(); }
    template <class Problem>
    bool parse_error(std::size_t, const std::string&, const Problem&) {
        return false;
    }

private:
    Document& document_;
};

}  // namespace detail

/// Reads JSON of any sort, and nothing else.  Gives: false if it is not well-formed or too deep.
[[nodiscard]] inline bool read_any_json(std::string_view text, Document& document) {
    detail::JsonEvents events{document};
    return nlohmann::json::sax_parse(text.begin(), text.end(), &events);
}

/// Reads JSON, plain or not.
[[nodiscard]] inline bool read_json(std::string_view text, Document& document) {
    if (read_plain_json(text, document)) {
        return true;
    }
    document.clear();
    return read_any_json(text, document);
}

}  // namespace weir::inline v0::wire
