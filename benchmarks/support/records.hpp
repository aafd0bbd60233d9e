// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "weir/core/random.hpp"

namespace bench {

/// What every append in every benchmark copies.
struct Payload {
    std::array<std::byte, 100> bytes;
};

/// A few payloads to take turns with; all stay in the fastest cache.
class Payloads {
public:
    Payloads() {
        weir::Random random{7};
        for (Payload& payload : payloads_) {
            for (std::byte& byte : payload.bytes) {
                byte = static_cast<std::byte>(random.next());
            }
        }
    }
    [[nodiscard]] const Payload& operator[](std::size_t at) const noexcept {
        return payloads_[at % payloads_.size()];
    }
    [[nodiscard]] const Payload* begin() const noexcept { return payloads_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return payloads_.size(); }

private:
    std::array<Payload, 64> payloads_{};
};

[[nodiscard]] inline const Payloads& payloads() {
    static const Payloads all;
    return all;
}

/// Partition keys of 16 bytes.
class Keys {
public:
    static constexpr std::size_t key_bytes = 16;

    /// `count` keys of which `distinct` differ, in no order.
    Keys(std::size_t count, std::size_t distinct) : text_(count * key_bytes), distinct_(distinct) {
        renew();
    }

    /// Other keys in the place of all.
    void renew() {
        const std::uint64_t base = random_.next();
        const bool repeat = distinct_ < size();
        for (std::size_t at = 0; at < size(); ++at) {
            const std::uint64_t number = repeat ? random_.below(distinct_) : at;
            write(&text_[at * key_bytes], (base + number) * 0x9e37'79b9'7f4a'7c15);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return text_.size() / key_bytes; }
    [[nodiscard]] std::string_view operator[](std::size_t at) const noexcept {
        return {&text_[at * key_bytes], key_bytes};
    }

private:
    static void write(char* to, std::uint64_t number) noexcept {
        for (std::size_t at = 0; at < key_bytes; ++at) {
            to[at] = "0123456789abcdef"[number >> (4 * at) & 15];
        }
    }

    weir::Random random_{11};
    std::vector<char> text_;
    std::size_t distinct_;
};

}  // namespace bench
