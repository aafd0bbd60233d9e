// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/case.hpp"
#include "support/sample.hpp"
#include "weir/analysis/key_counter.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/route_table.hpp"
#include "weir/routing/uniform_ranges.hpp"

namespace bench {

enum class KeyKind { one, uniform, zipf, distinct };

/// A million keys of 16 bytes at a time, of an endless stream of them.
class KeyStream {
public:
    static constexpr std::size_t size = std::size_t{1} << 20;
    static constexpr std::size_t batch = 512;
    static constexpr std::size_t key_bytes = 16;
    static constexpr std::uint64_t many = 1'000'000;

    explicit KeyStream(KeyKind kind) : kind_{kind} {
        for (std::size_t at = 0; at < size; ++at) {
            keys_[at] = {&text_[at * key_bytes], key_bytes};
        }
        renew();
    }

    /// The next million.
    void renew() {
        for (std::size_t at = 0; at < size; ++at) {
            std::uint64_t number = next() * 0x9e37'79b9'7f4a'7c15;
            for (std::size_t digit = 0; digit < key_bytes; ++digit) {
                text_[at * key_bytes + digit] = "0123456789abcdef"[number & 15];
                number >>= 4;
            }
        }
        weir::md5_hash_keys(keys(), hashes_.data());
    }

    [[nodiscard]] std::span<const std::string_view> keys() const noexcept { return keys_; }
    [[nodiscard]] std::span<const weir::HashKey> hashes() const noexcept { return hashes_; }
    [[nodiscard]] std::span<const std::uint32_t> bytes() const noexcept { return bytes_; }

private:
    std::uint64_t next() {
        switch (kind_) {
            case KeyKind::uniform:
                return random_.below(many);
            case KeyKind::zipf: {
                // The n-th key comes log(1 + 1/n) as often as all: about 1/n.
                const double logarithm = std::log(static_cast<double>(many));
                return static_cast<std::uint64_t>(std::exp(random_.fraction() * logarithm));
            }
            case KeyKind::distinct:
                return ++last_;
            case KeyKind::one:
                break;
        }
        return 0;
    }

    KeyKind kind_;
    weir::Random random_{13};
    std::uint64_t last_ = 0;
    std::vector<char> text_ = std::vector<char>(size * key_bytes);
    std::vector<std::string_view> keys_ = std::vector<std::string_view>(size);
    std::vector<weir::HashKey> hashes_ = std::vector<weir::HashKey>(size);
    std::vector<std::uint32_t> bytes_ = std::vector<std::uint32_t>(size, 100);
};

/// Does something with each batch of a stream, for `before` million keys without the clock.
template <class Work>
[[nodiscard]] Case over_batches(std::string name, KeyKind kind, unsigned before, Work work) {
    const auto stream = std::make_shared<KeyStream>(kind);
    const auto run = [stream, work](unsigned) {
        for (std::size_t first = 0; first < KeyStream::size; first += KeyStream::batch) {
            work(stream->keys().subspan(first, KeyStream::batch),
                 stream->hashes().subspan(first, KeyStream::batch),
                 stream->bytes().subspan(first, KeyStream::batch));
        }
    };
    const auto after = [stream, kind] {
        if (kind != KeyKind::one) {
            stream->renew();
        }
    };
    for (unsigned turn = 0; turn < before; ++turn) {
        run(0);
        after();
    }
    return {.name = std::move(name), .operations = KeyStream::size, .run = run, .after = after};
}

using Texts = std::span<const std::string_view>;
using Hashes = std::span<const weir::HashKey>;
using Sizes = std::span<const std::uint32_t>;
using HashBuffer = std::array<weir::HashKey, KeyStream::batch>;

[[nodiscard]] inline Case only_hash(std::string name) {
    const auto hashes = std::make_shared<HashBuffer>();
    return over_batches(std::move(name), KeyKind::uniform, 1,
                        [hashes](Texts keys, Hashes /*known*/, Sizes /*bytes*/) {
                            weir::md5_hash_keys(keys, hashes->data());
                            keep(*hashes);
                        });
}

/// Ten million keys come before those that are timed: counting them is past its first memory.
constexpr unsigned millions_before = 10;

[[nodiscard]] inline Case only_count(std::string name, KeyKind kind) {
    const auto counter = std::make_shared<weir::KeyCounter>();
    return over_batches(
        std::move(name), kind, millions_before,
        [counter](Texts keys, Hashes hashes, Sizes bytes) { counter->add(keys, hashes, bytes); });
}

[[nodiscard]] inline Case hash_route_count(std::string name, KeyKind kind, std::uint32_t shards) {
    struct All {
        weir::KeyCounter counter;
        weir::RouteTable<std::uint32_t> table;
        std::vector<std::uint64_t> records;
        HashBuffer hashes;
    };
    std::vector<weir::Route<std::uint32_t>> routes;
    for (std::uint32_t shard = 0; shard < shards; ++shard) {
        routes.push_back({weir::uniform_start(shard, shards), shard});
    }
    const auto all = std::shared_ptr<All>(new All{.counter = weir::KeyCounter{},
                                                  .table = weir::RouteTable<std::uint32_t>{routes},
                                                  .records = std::vector<std::uint64_t>(shards),
                                                  .hashes = {}});
    return over_batches(std::move(name), kind, millions_before,
                        [all](Texts keys, Hashes /*known*/, Sizes bytes) {
                            weir::md5_hash_keys(keys, all->hashes.data());
                            for (const weir::HashKey hash : all->hashes) {
                                ++all->records[all->table.route(hash)];
                            }
                            all->counter.add(keys, all->hashes, bytes);
                        });
}

}  // namespace bench
