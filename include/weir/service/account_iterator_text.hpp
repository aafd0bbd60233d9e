// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "weir/stream/opaque_text.hpp"

namespace weir::inline v0 {

/// The text of an account's shard iterators: that of a stream does not tell which stream it is of,
/// and GetRecords is not told either.
class AccountIteratorText {
public:
    /// `account`: which account it is, also the key.
    explicit AccountIteratorText(std::uint64_t account) noexcept : account_{account} {}

    /// `name_size`: of the stream, as the service's text is the longer the longer the name is.
    [[nodiscard]] std::string write(const ShardIterator& iterator, std::size_t name_size) const {
        const auto place = ShardIteratorText::numbers_of(iterator);
        const std::uint64_t numbers[] = {iterator.stream_id(), place[0], place[1], place[2],
                                         place[3]};
        return text_of(name_size).write(numbers);
    }
    [[nodiscard]] bool read(std::string_view text, ShardIterator& iterator) const {
        std::uint64_t numbers[5];
        if (!text_of(OpaqueText::name_size_of(text.size())).read(text, numbers)) {
            return false;
        }
        iterator = ShardIteratorText::from_numbers(
            numbers[0], {numbers[1], numbers[2], numbers[3], numbers[4]});
        return true;
    }

private:
    [[nodiscard]] OpaqueText text_of(std::size_t name_size) const noexcept {
        return {OpaqueText::Kind::shard_iterator, account_, name_size};
    }

    std::uint64_t account_;
};

}  // namespace weir::inline v0
