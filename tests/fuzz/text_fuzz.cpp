// SPDX-License-Identifier: Apache-2.0
// Any bytes may be given as text: what is accepted must come back the same, the rest is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/core/utf.hpp"

namespace {

void must(bool holds) {
    if (!holds) {
        std::abort();
    }
}

template <class T>
void round_trip(std::string_view text) {
    if (const auto value = T::parse(text)) {
        must(T::parse(value->to_string()) == value);
    }
}

/// All paths hash alike, whatever the lengths of the keys beside each other.
void hash_alike(std::string_view text) {
    std::vector<std::string_view> keys;
    for (std::size_t at = 0, length = 1; at < text.size() && keys.size() < 40; ++length) {
        keys.push_back(text.substr(at, length * length % 83));
        at += keys.back().size() + 1;
    }
    std::vector<weir::HashKey> hashes(keys.size());
    weir::md5_hash_keys(std::span{std::as_const(keys)}, hashes.data());
    for (std::size_t at = 0; at < keys.size(); ++at) {
        must(hashes[at] == weir::md5_hash_key(keys[at]));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    round_trip<weir::Uint128>(text);
    round_trip<weir::SequenceNumber>(text);
    round_trip<weir::ShardId>(text);
    must(weir::utf16_units(text) <= size);
    hash_alike(text);
    return 0;
}
