// SPDX-License-Identifier: Apache-2.0
// All of weir-keys with a key function of one's own beside the keys as they are.

#include "app.hpp"

int main(int argc, char** argv) {
    // Small records and large ones of a key need not stay in order with each other.
    const auto by_size = [](const weir::KeySource& record, std::string& key) {
        key = record.key;
        key += record.data.size() < 64 ? "#small" : "#large";
        return std::string_view{key};
    };
    return keys::run(argc, argv, {{"key_and_size", by_size}});
}
