// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weir/analysis/key_function.hpp"
#include "weir/core/random.hpp"

namespace weir::inline v0 {

/// Some records of an input of any length, each as likely as any other, with texts of its own.
///
/// Of a record's data the start is kept, so that memory stays bounded: `records_max` times a key
/// and `data_bytes_max`.
/// Source: J. Vitter, Random sampling with a reservoir (1985), algorithm R.
class KeySample {
public:
    static constexpr std::size_t data_bytes_max = 4096;
    static constexpr std::size_t key_bytes_max = 4096;

    explicit KeySample(std::size_t records_max = 4096, std::uint64_t seed = 1)
        : records_max_{records_max}, random_{seed} {}

    /// Takes a record or leaves it.
    void add(const KeySource& source) {
        ++seen_;
        if (kept_.size() < records_max_) {
            kept_.emplace_back();
            keep(source, kept_.back());
        } else if (const std::uint64_t place = random_.below(seen_); place < records_max_) {
            keep(source, kept_[static_cast<std::size_t>(place)]);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }
    [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }

    /// The records; their texts are good until the next one is added.
    [[nodiscard]] std::vector<KeySource> sources() const {
        std::vector<KeySource> sources;
        sources.reserve(kept_.size());
        for (const Kept& one : kept_) {
            sources.push_back({one.key, one.data, one.ordinal});
        }
        return sources;
    }

private:
    struct Kept {
        std::string key;
        std::string data;
        std::uint64_t ordinal = 0;
    };

    static void keep(const KeySource& source, Kept& kept) {
        kept.key.assign(source.key.substr(0, key_bytes_max));
        kept.data.assign(source.data.substr(0, data_bytes_max));
        kept.ordinal = source.ordinal;
    }

    std::size_t records_max_;
    Random random_;
    std::uint64_t seen_ = 0;
    std::vector<Kept> kept_;
};

}  // namespace weir::inline v0
