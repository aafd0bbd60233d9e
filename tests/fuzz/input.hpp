// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

/// Ends the program unless `holds`: what a fuzzer takes for a find.
inline void must(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
    }
}

/// Takes choices and texts off the front of a fuzzer's bytes; gives zeros when there are no more.
class Input {
public:
    explicit Input(std::span<const std::uint8_t> bytes)
        : rest_{reinterpret_cast<const char*>(bytes.data()), bytes.size()} {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }
    unsigned choice() { return empty() ? 0U : static_cast<unsigned char>(take(1).front()); }
    /// A number of eight bytes, the highest first.
    std::uint64_t number() {
        std::uint64_t number = 0;
        for (int byte = 0; byte < 8; ++byte) {
            number = number << 8 | choice();
        }
        return number;
    }
    /// A length and so many bytes.
    std::string text() { return std::string{take(choice())}; }
    /// What comes before the next `end`, which is dropped.
    std::string_view until(char end) {
        const auto text = take(std::min(rest_.find(end), rest_.size()));
        static_cast<void>(take(1));
        return text;
    }
    std::string_view rest() { return take(rest_.size()); }

private:
    std::string_view take(std::size_t size) {
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view rest_;
};

/// What a fuzzer does with one input.
void run_input(std::span<const std::uint8_t> bytes);
