// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "weir/core/uint128.hpp"

/// A value of a vector file; its text, if it is a number or a string.
struct Json {
    std::string text;
    std::vector<Json> items;         ///< of an array or an object
    std::vector<std::string> names;  ///< of an object's items

    const Json& operator[](const std::string& name) const {
        for (std::size_t at = 0; at < names.size(); ++at) {
            if (names[at] == name) {
                return items[at];
            }
        }
        throw std::runtime_error("a vector file has no " + name);
    }
    std::uint32_t number() const { return static_cast<std::uint32_t>(std::stoul(text)); }
    weir::HashKey hash_key() const { return weir::HashKey::parse(text).value(); }
};

/// Reads the JSON that the vector files are written in; no string is unescaped.
class JsonReader {
public:
    explicit JsonReader(const std::string& name)
        : file_{std::string{WEIR_TEST_DATA_DIR} + "/" + name} {
        if (!file_) {
            throw std::runtime_error("cannot open " + name);
        }
        all_.assign(std::istreambuf_iterator<char>{file_}, {});
    }

    Json value() {
        Json json;
        const char first = peek();
        if (first == '{') {
            list('}', [&] {
                json.names.push_back(string());
                take();
                json.items.push_back(value());
            });
        } else if (first == '[') {
            list(']', [&] { json.items.push_back(value()); });
        } else if (first == '"') {
            json.text = string();
        } else {
            const auto end = all_.find_first_of(",]} \n", at_);
            json.text = all_.substr(at_, end - at_);
            at_ = end;
        }
        return json;
    }

private:
    char peek() {
        at_ = all_.find_first_not_of(" \n", at_);
        return all_.at(at_);
    }
    char take() {
        const char next = peek();
        ++at_;
        return next;
    }
    std::string string() {
        take();
        const auto begin = at_;
        while (all_.at(at_) != '"') {
            at_ += all_.at(at_) == '\\' ? 2U : 1U;
        }
        return all_.substr(begin, at_++ - begin);
    }
    template <class Element>
    void list(char close, Element element) {
        take();
        while (peek() != close) {
            element();
            if (peek() == ',') {
                take();
            }
        }
        take();
    }

    std::ifstream file_;
    std::string all_;
    std::size_t at_ = 0;
};

inline Json read_vectors(const std::string& name) {
    return JsonReader{name}.value();
}
