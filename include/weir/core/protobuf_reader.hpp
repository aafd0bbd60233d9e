// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace weir::inline v0 {

/// How a field of a message is written; a tag is a field's number times 8 plus this.
enum class ProtobufWire : std::uint8_t { varint, fixed64, bytes, group, end_group, fixed32 };

constexpr std::uint32_t protobuf_tag(std::uint32_t number, ProtobufWire wire) noexcept {
    return number << 3 | static_cast<std::uint32_t>(wire);
}

/// Reads a message from left to right. What gives false met bytes that are no message; there is no
/// going on after that.
class ProtobufReader {
public:
    constexpr explicit ProtobufReader(std::string_view message) noexcept : rest_{message} {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }

    /// A number of at most 64 bits, seven of them a byte, the lowest first.
    [[nodiscard]] constexpr bool varint(std::uint64_t& value) noexcept {
        value = 0;
        for (unsigned at = 0; at < 10 && at < rest_.size(); ++at) {
            const auto byte = static_cast<unsigned char>(rest_[at]);
            if (at == 9 && byte > 1) return false;
            value |= std::uint64_t{byte & 0x7fU} << (7 * at);
            if (byte < 0x80) {
                rest_.remove_prefix(at + 1);
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] constexpr bool tag(std::uint32_t& tag) noexcept {
        std::uint64_t value = 0;
        const bool is_tag = varint(value) && value <= std::numeric_limits<std::uint32_t>::max();
        tag = static_cast<std::uint32_t>(value);
        return is_tag && tag >> 3 != 0;
    }

    [[nodiscard]] constexpr bool bytes(std::string_view& value) noexcept {
        std::uint64_t size = 0;
        if (!varint(size) || size > rest_.size()) return false;
        value = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(value.size());
        return true;
    }

    /// Passes over the value of a field that nobody wants.
    [[nodiscard]] constexpr bool skip(std::uint32_t tag) noexcept {
        if (wire_of(tag) != ProtobufWire::group) return skip_value(tag);
        std::uint32_t open[group_depth_max] = {tag >> 3};
        for (std::size_t depth = 1; depth > 0;) {
            std::uint32_t inner = 0;
            if (!this->tag(inner)) return false;
            if (wire_of(inner) == ProtobufWire::end_group) {
                if (open[--depth] != inner >> 3) return false;
            } else if (wire_of(inner) == ProtobufWire::group) {
                if (depth == group_depth_max) return false;
                open[depth++] = inner >> 3;
            } else if (!skip_value(inner)) {
                return false;
            }
        }
        return true;
    }

private:
    static constexpr std::size_t group_depth_max = 100;  // Source: protobuf, recursion limit

    static constexpr ProtobufWire wire_of(std::uint32_t tag) noexcept {
        return static_cast<ProtobufWire>(tag & 7);
    }

    [[nodiscard]] constexpr bool skip_value(std::uint32_t tag) noexcept {
        std::uint64_t number = 0;
        std::string_view text;
        switch (wire_of(tag)) {
            case ProtobufWire::varint:
                return varint(number);
            case ProtobufWire::bytes:
                return bytes(text);
            case ProtobufWire::fixed64:
                return skip_bytes(8);
            case ProtobufWire::fixed32:
                return skip_bytes(4);
            default:
                return false;
        }
    }

    [[nodiscard]] constexpr bool skip_bytes(std::size_t count) noexcept {
        if (count > rest_.size()) return false;
        rest_.remove_prefix(count);
        return true;
    }

    std::string_view rest_;
};

}  // namespace weir::inline v0
