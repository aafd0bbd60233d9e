// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "weir/core/base64.hpp"
#include "weir/core/random.hpp"

namespace weir::inline v0::wire {

/// The two ids that the service puts into each answer.
struct RequestIds {
    std::string request_id;  ///< a UUID
    std::string extended;    ///< 72 bytes as base64
};

/// Makes ids by chance, but with the same seed always the same ones.
///
/// Thread: any.
class RequestIdSource {
public:
    explicit RequestIdSource(std::uint64_t seed) noexcept : seed_{seed} {}

    [[nodiscard]] RequestIds next() {
        const auto number = made_.fetch_add(1, std::memory_order_relaxed);  // relaxed: a figure
        Random random{seed_ ^ number * 0xd129'42f8'4a8b'2f35};
        std::array<std::uint8_t, 88> bytes{};
        for (std::size_t at = 0; at < bytes.size(); at += 8) {
            const auto word = random.next();
            for (std::size_t byte = 0; byte < 8; ++byte) {
                bytes[at + byte] = static_cast<std::uint8_t>(word >> (8 * byte));
            }
        }
        // Version 4 and the usual variant.
        bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
        bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
        return {uuid(bytes.data()), to_base64(std::span{bytes}.subspan(16))};
    }

private:
    [[nodiscard]] static std::string uuid(const std::uint8_t* bytes) {
        constexpr char digits[] = "0123456789abcdef";
        std::string text;
        for (std::size_t at = 0; at < 16; ++at) {
            text += at == 4 || at == 6 || at == 8 || at == 10 ? "-" : "";
            text += digits[bytes[at] >> 4];
            text += digits[bytes[at] & 15];
        }
        return text;
    }

    std::uint64_t seed_;
    std::atomic<std::uint64_t> made_{0};
};

}  // namespace weir::inline v0::wire
