// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "weir/core/record.hpp"

namespace weir_test {

/// Who wrote a record, and as which of his.
struct Signature {
    std::uint32_t producer = 0;
    std::uint32_t sequence = 0;
    friend bool operator==(const Signature&, const Signature&) = default;
};

/// A record that can tell whether it is still what its producer wrote, down to the last byte.
class SealedPayload {
public:
    SealedPayload(Signature by, std::size_t fill) : key_(8, '\0'), data_(fill + 8, '\0') {
        std::memcpy(key_.data(), &by, 8);
        for (std::size_t at = 0; at < fill; ++at) {
            data_[at] = byte_of(by, at);
        }
        const std::uint64_t sum = sum_of(by, std::string_view{data_}.substr(0, fill));
        std::memcpy(data_.data() + fill, &sum, 8);
    }
    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] std::string_view data() const { return data_; }

    /// Gives: false if anything in the record differs from what was written.
    [[nodiscard]] static bool read(const weir::RecordView& record, Signature& by) {
        const std::string_view data = record.data().as_text();
        if (record.partition_key().size() != 8 || data.size() < 8) {
            return false;
        }
        std::memcpy(&by, record.partition_key().data(), 8);
        const std::string_view fill = data.substr(0, data.size() - 8);
        bool intact = true;
        for (std::size_t at = 0; at < fill.size(); ++at) {
            intact = intact && fill[at] == byte_of(by, at);
        }
        std::uint64_t sum = 0;
        std::memcpy(&sum, data.data() + fill.size(), 8);
        return intact && sum == sum_of(by, fill);
    }

private:
    static char byte_of(Signature by, std::size_t at) {
        return static_cast<char>((by.producer * 31 + by.sequence * 7 + at) & 0xff);
    }
    static std::uint64_t sum_of(Signature by, std::string_view fill) {
        std::uint64_t sum = (std::uint64_t{by.producer} << 32 | by.sequence) + fill.size();
        for (const char byte : fill) {
            sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100'0000'01b3;
        }
        return sum;
    }
    std::string key_;
    std::string data_;
};

}  // namespace weir_test
