// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "weir/core/record.hpp"

namespace bench {

/// Records one after another, each behind its two lengths: the plainest log that can be read.
class FramedRecords {
public:
    void append(std::string_view key, weir::Blob data) {
        const Header header{static_cast<std::uint32_t>(key.size()),
                            static_cast<std::uint32_t>(data.size())};
        const std::size_t at = bytes_.size();
        bytes_.resize(at + aligned(sizeof header + key.size() + data.size()));
        std::memcpy(&bytes_[at], &header, sizeof header);
        std::memcpy(&bytes_[at + sizeof header], key.data(), key.size());
        std::memcpy(&bytes_[at + sizeof header + key.size()], data.data(), data.size());
    }

    /// Shows every record, where it lies, to `visit(key, data)`.
    template <class Visit>
    void scan(Visit&& visit) const {
        const std::byte* at = bytes_.data();
        const std::byte* end = at + bytes_.size();
        while (at != end) {
            Header header{};
            std::memcpy(&header, at, sizeof header);
            const auto* key = reinterpret_cast<const char*>(at + sizeof header);
            visit(std::string_view{key, header.key_size},
                  weir::Blob{at + sizeof header + header.key_size, header.data_size});
            at += aligned(sizeof header + header.key_size + header.data_size);
        }
    }

private:
    struct Header {
        std::uint32_t key_size;
        std::uint32_t data_size;
    };
    static constexpr std::size_t aligned(std::size_t size) noexcept { return (size + 7) / 8 * 8; }

    std::vector<std::byte> bytes_;
};

}  // namespace bench
