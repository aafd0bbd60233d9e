// SPDX-License-Identifier: Apache-2.0
#include "weir/core/key_hash_cache.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "guarded_page.hpp"
#include "weir/core/random.hpp"

using weir::cached_hash_key;
using weir::KeyHashCache;
using weir::md5_hash_key;

namespace {

template <std::size_t Sets>
auto make_cache() {
    using Cache = KeyHashCache<Sets>;
    std::unique_ptr<Cache, void (*)(Cache*) noexcept> cache(Cache::create(), Cache::destroy);
    REQUIRE(cache != nullptr);
    return cache;
}

std::string random_text(weir::Random& random, std::size_t size, std::uint64_t letters = 256) {
    std::string text(size, '\0');
    for (char& byte : text) {
        byte = static_cast<char>(random.below(letters));
    }
    return text;
}

/// Asks for a hash as it is destroyed.
struct LastWish {
    ~LastWish() {
        if (answer != nullptr) *answer = cached_hash_key("last wish");
    }
    weir::HashKey* answer = nullptr;
};

}  // namespace

TEST_CASE("a key is held from the second time on, and its hash stays the same") {
    const auto cache = make_cache<512>();
    for (std::size_t size = 0; size <= 40; ++size) {
        const std::string key(size, 'k');
        INFO("size " << size);
        CHECK_FALSE(cache->holds(key));
        CHECK(cache->hash_key(key) == md5_hash_key(key));
        CHECK(cache->hash_key(key) == md5_hash_key(key));
        CHECK(cache->holds(key));
        CHECK(cache->hash_key(key) == md5_hash_key(key));
    }
}

TEST_CASE("a key of more than 40 bytes is hashed every time") {
    const auto cache = make_cache<512>();
    const std::string key(41, 'k');
    for (int i = 0; i < 4; ++i) {
        CHECK(cache->hash_key(key) == md5_hash_key(key));
    }
    CHECK_FALSE(cache->holds(key));
}

TEST_CASE("keys that differ in one byte or in length alone are never mixed up") {
    const auto cache = make_cache<2>();
    for (std::size_t size = 0; size <= 41; ++size) {
        std::vector<std::string> keys{std::string(size, '\0'), std::string(size + 1, '\0')};
        for (std::size_t at = 0; at < size; ++at) {
            keys.push_back(keys.front());
            keys.back()[at] = '\1';
        }
        for (int round = 0; round < 6; ++round) {
            for (const std::string& key : keys) {
                INFO("size " << key.size());
                CHECK(cache->hash_key(key) == md5_hash_key(key));
            }
        }
    }
}

TEST_CASE("keys that push each other out still get their own hashes") {
    const std::uint64_t seed = 0x5eed0007;
    INFO("seed " << seed);
    weir::Random random{seed};
    const auto cache = make_cache<2>();
    std::vector<std::string> keys;
    for (int i = 0; i < 600; ++i) {
        keys.push_back(random_text(random, random.below(44), 3));
    }
    std::size_t held = 0;
    std::size_t wrong = 0;
    for (int i = 0; i < 20'000; ++i) {
        // Some keys come up more often than others, so that there are hits and misses.
        const std::string& key = keys[random.below(1 + random.below(keys.size()))];
        if (cache->holds(key)) ++held;
        if (cache->hash_key(key) != md5_hash_key(key)) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(held > 100);
    CHECK(held < 15'000);
}

TEST_CASE("a thousand hot keys stay") {
    const auto cache = make_cache<512>();
    std::vector<std::string> keys;
    for (int i = 0; i < 1000; ++i) {
        keys.push_back("device-" + std::to_string(i));
    }
    for (int round = 0; round < 4; ++round) {
        for (const std::string& key : keys) {
            (void)cache->hash_key(key);
        }
    }
    std::size_t held = 0;
    for (const std::string& key : keys) {
        if (cache->holds(key)) ++held;
    }
    CHECK(held >= 970);
}

TEST_CASE("looking for a key reads nothing before and nothing behind it") {
    GuardedPage page;
    for (std::size_t size = 0; size <= 60; ++size) {
        const std::string key(size, 'k');
        for (int round = 0; round < 3; ++round) {
            CHECK(cached_hash_key(page.at_start(key)) == md5_hash_key(key));
            CHECK(cached_hash_key(page.at_end(key)) == md5_hash_key(key));
        }
    }
}

TEST_CASE("every thread gets the right hashes from a cache of its own") {
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&wrong, thread] {
            weir::Random random{thread};
            for (int i = 0; i < 20'000; ++i) {
                const std::string key = std::to_string(random.below(3000));
                if (cached_hash_key(key) != md5_hash_key(key)) {
                    wrong.fetch_add(1, std::memory_order_relaxed);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(wrong.load(std::memory_order_relaxed) == 0);
}

TEST_CASE("a thread that ends may still ask for hashes") {
    weir::HashKey before;
    weir::HashKey after;
    std::thread([&before, &after] {
        // Destroyed in the other order: the second one before the cache, the first one after it.
        static thread_local LastWish first;
        first.answer = &after;
        (void)cached_hash_key("key");
        static thread_local LastWish second;
        second.answer = &before;
    }).join();
    CHECK(before == md5_hash_key("last wish"));
    CHECK(after == md5_hash_key("last wish"));
}
