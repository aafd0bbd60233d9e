// SPDX-License-Identifier: Apache-2.0
#include "weir/core/md5_batch.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "guarded_page.hpp"
#include "vectors.hpp"
#include "weir/core/random.hpp"

using weir::HashKey;
using weir::KeyColumn;
using weir::Md5Path;

namespace {

constexpr Md5Path all_paths[] = {Md5Path::portable, Md5Path::sse2, Md5Path::avx2, Md5Path::avx512};
constexpr const char* path_names[] = {"portable", "sse2", "avx2", "avx512"};

/// Calls `test(path)` for each path, and says so where this processor lacks one.
template <class Test>
void on_every_path(const Test& test) {
    for (const Md5Path path : all_paths) {
        const char* name = path_names[static_cast<int>(path)];
        if (path > weir::best_md5_path()) {
            WARN("this processor has no " << name << ": not tested");
            continue;
        }
        INFO("path " << name);
        test(path);
    }
}

std::string random_text(weir::Random& random, std::size_t size) {
    std::string text(size, '\0');
    for (char& byte : text) {
        byte = static_cast<char>(random.below(256));
    }
    return text;
}

/// Hashes `keys` on `path` and gives the first place that is wrong, or the number of keys.
std::size_t first_wrong(const std::vector<std::string_view>& keys, Md5Path path) {
    const HashKey untouched{0x0123456789abcdef, 0xfedcba9876543210};
    std::vector<HashKey> out(keys.size() + 1, untouched);
    weir::md5_hash_keys(std::span<const std::string_view>(keys), out.data(), path);
    std::size_t place = 0;
    while (place < keys.size() && out[place] == weir::md5_hash_key(keys[place])) {
        ++place;
    }
    return out.back() == untouched ? place : keys.size() + 1;
}

std::vector<std::string_view> views(const std::vector<std::string>& keys) {
    return {keys.begin(), keys.end()};
}

}  // namespace

TEST_CASE("a batch takes no faster path than the process may") {
    for (const Md5Path limit : all_paths) {
        weir::limit_md5_path(limit);
        CHECK(first_wrong({"a", "key", "of each", "kind"}, Md5Path::avx512) == 4);
    }
}

TEST_CASE("keys of one length are hashed side by side as they are one by one") {
    on_every_path([](Md5Path path) {
        weir::Random random{0x5eed0003};
        for (std::size_t size = 0; size <= 300; ++size) {
            std::vector<std::string> keys;
            for (int i = 0; i < 37; ++i) {
                keys.push_back(random_text(random, size));
            }
            INFO("size " << size);
            CHECK(first_wrong(views(keys), path) == keys.size());
        }
    });
}

TEST_CASE("batches of 1 to 100 keys of mixed lengths are hashed as one by one") {
    on_every_path([](Md5Path path) {
        const std::uint64_t seed = 0x5eed0004;
        INFO("seed " << seed);
        weir::Random random{seed};
        const std::size_t longest[] = {16, 55, 60, 130, 1100};
        for (std::size_t count = 0; count <= 100; ++count) {
            for (const std::size_t limit : longest) {
                std::vector<std::string> keys;
                for (std::size_t i = 0; i < count; ++i) {
                    keys.push_back(random_text(random, random.below(limit + 1)));
                }
                INFO("keys " << count << " of up to " << limit << " bytes");
                CHECK(first_wrong(views(keys), path) == count);
            }
        }
    });
}

TEST_CASE("a few long keys among short ones are hashed as one by one") {
    on_every_path([](Md5Path path) {
        weir::Random random{0x5eed0005};
        for (std::size_t round = 0; round < 200; ++round) {
            std::vector<std::string> keys;
            for (std::size_t i = 0; i < 70; ++i) {
                const bool is_long = random.below(200) < round;
                keys.push_back(random_text(random, is_long ? 56 + random.below(300) : 20));
            }
            INFO("round " << round);
            CHECK(first_wrong(views(keys), path) == keys.size());
        }
    });
}

TEST_CASE("hashing side by side reads nothing before and nothing behind a key") {
    on_every_path([](Md5Path path) {
        weir::Random random{0x5eed0006};
        std::deque<GuardedPage> pages(20);
        for (std::size_t size = 0; size <= 300; ++size) {
            std::vector<std::string_view> keys;
            for (std::size_t i = 0; i < pages.size(); ++i) {
                const std::string key = random_text(random, size + i % 2);
                keys.push_back(i % 3 == 0 ? pages[i].at_start(key) : pages[i].at_end(key));
            }
            INFO("size " << size);
            CHECK(first_wrong(keys, path) == keys.size());
        }
    });
}

TEST_CASE("every partition key goes where other programs say it goes, side by side too") {
    std::vector<std::string> keys;
    std::vector<std::string> expected;
    const auto file = vectors("partition_hash.json");
    for (const auto& vector : file["partitionKeys"]) {
        keys.push_back(vector["partitionKey"].get<std::string>());
        expected.push_back(vector["hashKey"].get<std::string>());
    }
    on_every_path([&](Md5Path path) {
        const auto column = views(keys);
        std::vector<HashKey> out(keys.size());
        weir::md5_hash_keys(std::span<const std::string_view>(column), out.data(), path);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            INFO("partition key " << keys[i]);
            CHECK(out[i].to_string() == expected[i]);
        }
    });
}

TEST_CASE("keys can be taken from one member of each row") {
    struct Row {
        int before = 0;
        std::string_view key;
        char behind[9] = {};
    };
    on_every_path([](Md5Path path) {
        std::vector<Row> rows;
        for (int i = 0; i < 50; ++i) {
            rows.push_back({i, path_names[i % 4], {}});
        }
        std::vector<HashKey> out(rows.size());
        weir::md5_hash_keys(KeyColumn(std::span<const Row>(rows), &Row::key), out.data(), path);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(out[i] == weir::md5_hash_key(rows[i].key));
        }
        weir::md5_hash_keys(KeyColumn(std::span<const Row>{}, &Row::key), nullptr, path);
    });
}

TEST_CASE("keys without memory are empty keys") {
    on_every_path(
        [](Md5Path path) { CHECK(first_wrong(std::vector<std::string_view>(40), path) == 40); });
}

TEST_CASE("a path that the processor lacks is replaced by one that it has") {
    const std::vector<std::string_view> keys(40, "key");
    CHECK(first_wrong(keys, Md5Path::avx512) == keys.size());
    weir::limit_md5_path(Md5Path::sse2);
    CHECK(first_wrong(keys, Md5Path::avx512) == keys.size());
    CHECK(first_wrong(keys, Md5Path::portable) == keys.size());
    weir::limit_md5_path(Md5Path::avx512);
}
