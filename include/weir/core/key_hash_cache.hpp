// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "weir/core/md5.hpp"
#include "weir/core/md5_one_key.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

namespace detail {

/// Pieces of a key of at most 40 bytes that, with its size, tell it from every other such key.
struct KeyImage {
    static constexpr std::size_t key_bytes_max = 40;

    std::uint64_t words[5];
    std::uint64_t size_plus_one;  ///< So that no key looks like memory full of zeros.

    explicit KeyImage(std::string_view key) noexcept : words{}, size_plus_one(key.size() + 1) {
        const std::size_t size = key.size();
        const char* first = key.data();
        const char* end = first + size;
        if (size >= 8) {
            words[0] = md5_load<8>(first);
            words[1] = md5_load<8>(end - 8);
        } else if (size >= 4) {
            words[0] = md5_load<4>(first);
            words[1] = md5_load<4>(end - 4);
        } else if (size > 0) {
            words[0] = md5_load<1>(first) | md5_load<1>(first + size / 2) << 8;
            words[1] = md5_load<1>(end - 1);
        }
        if (is_long()) {
            words[2] = md5_load<8>(first + 8);
            words[3] = md5_load<8>(size < 24 ? end - 8 : first + 16);
            words[4] = md5_load<8>(size < 32 ? end - 8 : first + 24);
        }
    }

    [[nodiscard]] bool is_long() const noexcept { return size_plus_one > 17; }

    /// A hash whose upper bits are good. The factors are odd and otherwise arbitrary.
    [[nodiscard]] std::uint64_t mixed() const noexcept {
        std::uint64_t sum = words[0] * 0x9e3779b97f4a7c15 + words[1] * 0xc2b2ae3d27d4eb4f;
        sum += size_plus_one;
        if (is_long()) {
            sum += words[2] * 0x165667b19e3779f9 + words[3] * 0xd6e8feb86659fd93;
            sum += words[4] * 0xa0761d6478bd642f;
        }
        return (sum ^ sum >> 32) * 0xe7037ed1a0b428db;
    }

    [[nodiscard]] bool operator==(const KeyImage& other) const noexcept {
        std::uint64_t unlike = (words[0] ^ other.words[0]) | (words[1] ^ other.words[1]);
        unlike |= size_plus_one ^ other.size_plus_one;
        if (is_long()) {
            unlike |= (words[2] ^ other.words[2]) | (words[3] ^ other.words[3]);
            unlike |= words[4] ^ other.words[4];
        }
        return unlike == 0;
    }
};

}  // namespace detail

/// The hash keys of partition keys that came up lately.
///
/// A set of eight places serves the keys that one part of their hash sends there. Another part, a
/// byte, tags the place, so that one word of tags tells where to look. A key takes a tag when it is
/// seen and an entry when it is seen again: keys that never come back touch nothing but the tags.
/// Thread: one at a time.
template <std::size_t Sets = 512>
class KeyHashCache {
    static_assert(Sets >= 2 && std::has_single_bit(Sets));

public:
    /// An empty cache, to be given to `destroy`.  Gives: nothing if there is no memory for it.
    [[nodiscard]] static KeyHashCache* create() noexcept {
        // Asked for zeros, the system hands out pages on first use; the object needs no more.
        void* memory = std::calloc(1, sizeof(KeyHashCache) + alignof(KeyHashCache));
        if (memory == nullptr) return nullptr;
        const auto address = reinterpret_cast<std::uintptr_t>(memory);
        auto* cache = reinterpret_cast<KeyHashCache*>((address | (alignof(KeyHashCache) - 1)) + 1);
        cache->memory_ = memory;
        return cache;
    }

    static void destroy(KeyHashCache* cache) noexcept { std::free(cache->memory_); }

    /// The same as `md5_hash_key(key)`, sooner for a key that came up before.
    [[nodiscard]] HashKey hash_key(std::string_view key) noexcept {
        if (key.size() > detail::KeyImage::key_bytes_max) return detail::md5_hash_one_key(key);
        const detail::KeyImage image(key);
        const std::uint64_t mixed = image.mixed();
        std::uint64_t& tags = tags_[set_of(mixed)];
        if (const std::uint64_t found = places_of(tag_of(mixed), tags); found != 0) {
            Entry& entry = entries_[set_of(mixed)][std::countr_zero(found) / 8];
            if (image == entry.image) {
                // As a pair in one vector register a hash would take a detour through memory.
                std::uint64_t hi = entry.hi;
                std::uint64_t lo = entry.lo;
                WEIR_MD5_KEEP(hi);
                WEIR_MD5_KEEP(lo);
                return HashKey(hi, lo);
            }
            return enter(entry, key);
        }
        // The long part first: the rest overlaps with it.
        const HashKey hash_key = detail::md5_hash_one_key(key);
        const unsigned shift = next_++ % 8 * 8;
        tags = (tags & ~(std::uint64_t{0xff} << shift)) | tag_of(mixed) << shift;
        return hash_key;
    }

    /// Whether `hash_key(key)` would need no hashing.
    [[nodiscard]] bool holds(std::string_view key) const noexcept {
        if (key.size() > detail::KeyImage::key_bytes_max) return false;
        const detail::KeyImage image(key);
        const std::uint64_t mixed = image.mixed();
        const std::uint64_t found = places_of(tag_of(mixed), tags_[set_of(mixed)]);
        return found != 0 && image == entries_[set_of(mixed)][std::countr_zero(found) / 8].image;
    }

private:
    struct alignas(64) Entry {
        detail::KeyImage image;
        std::uint64_t hi;
        std::uint64_t lo;
    };

    static std::size_t set_of(std::uint64_t mixed) noexcept {
        return mixed >> (64 - std::countr_zero(Sets));
    }

    static std::uint64_t tag_of(std::uint64_t mixed) noexcept { return mixed >> 32 & 0xff; }

    /// The top bits of the bytes of `tags` that equal `tag`; only the lowest one is to be trusted.
    static std::uint64_t places_of(std::uint64_t tag, std::uint64_t tags) noexcept {
        constexpr std::uint64_t ones = 0x0101010101010101;
        const std::uint64_t unlike = tags ^ tag * ones;
        return (unlike - ones) & ~unlike & ones << 7;
    }

    [[gnu::noinline]] static HashKey enter(Entry& entry, std::string_view key) noexcept {
        const HashKey hash_key = detail::md5_hash_one_key(key);
        entry = {detail::KeyImage(key), hash_key.hi(), hash_key.lo()};
        return hash_key;
    }

    Entry entries_[Sets][8];
    std::uint64_t tags_[Sets];
    unsigned next_;
    void* memory_;
};

namespace detail {

inline constinit thread_local KeyHashCache<>* thread_key_hash_cache = nullptr;
inline constinit thread_local bool thread_key_hash_cache_was_opened = false;

/// Creates the cache of this thread unless that failed before or the thread is ending.
[[gnu::noinline, gnu::cold]] inline KeyHashCache<>* open_key_hash_cache() noexcept {
    // Destructors of other thread-local objects may still ask for hashes after this one has run.
    struct Closer {
        ~Closer() {
            if (thread_key_hash_cache != nullptr) KeyHashCache<>::destroy(thread_key_hash_cache);
            thread_key_hash_cache = nullptr;
        }
    };
    if (thread_key_hash_cache_was_opened) return nullptr;
    static thread_local Closer closer;
    thread_key_hash_cache_was_opened = true;
    thread_key_hash_cache = KeyHashCache<>::create();
    return thread_key_hash_cache;
}

}  // namespace detail

/// The same as `md5_hash_key(key)`, sooner for a key of up to 40 bytes that this thread hashed
/// lately.
///
/// The first call on a thread allocates 260 KiB, of which memory is used as keys come; the thread
/// frees it when it ends. Without that memory every key is hashed.
///
/// Time: 4 ns for one of 64 hot keys of 16 bytes, 5 for one of 1,000, 4 over MD5 for a new key.
/// Thread: any; each has a cache of its own.
[[nodiscard]] inline HashKey cached_hash_key(std::string_view key) noexcept {
    KeyHashCache<>* cache = detail::thread_key_hash_cache;
    if (cache == nullptr) [[unlikely]] {
        cache = detail::open_key_hash_cache();
        if (cache == nullptr) return detail::md5_hash_one_key(key);
    }
    return cache->hash_key(key);
}

}  // namespace weir::inline v0
