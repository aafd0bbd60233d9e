// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weir/core/key_column.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/md5_avx512.hpp"
#include "weir/core/md5_path.hpp"
#include "weir/core/md5_word_lanes.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

namespace detail {

/// The keys of one call, hashed by one kind of lanes.
///
/// Keys of one block go through in groups. Longer ones are left out of their groups and take turns
/// afterwards: as soon as one is through, the next takes its lane, so that lengths may differ.
template <class Lanes>
class Md5Run {
public:
    Md5Run(KeyColumn keys, HashKey* out) noexcept : keys_(keys), out_(out) {}

    void hash_all() noexcept {
        // A group of very few keys would take longer than they do without it.
        const std::size_t left = keys_.size() % lanes;
        const std::size_t end = left < Lanes::least ? keys_.size() - left : keys_.size();
        const std::size_t long_keys = hash_short_keys(end);
        if (long_keys >= Lanes::least) {
            hash_long_keys(end);
        } else if (long_keys > 0) {
            for (std::size_t place = 0; next_long_key(place, end); ++place) {
                out_[place] = md5_hash_key(keys_[place]);
            }
        }
        hash_left_over(end);
    }

private:
    static constexpr std::size_t lanes = Lanes::lanes;

    /// Hashes all keys of one block before `end`.
    /// Gives: the number of the others; what is written in their places means nothing.
    std::size_t hash_short_keys(std::size_t end) noexcept {
        // One group is loaded before another one is hashed, so that the copies are in the cache
        // when they are used. Read at once, in other pieces than they were written, they stall.
        typename Lanes::Input inputs[2];
        std::size_t counts[2] = {};
        std::size_t long_keys = 0;
        std::size_t turn = 0;
        for (std::size_t first = 0; first < end; first += lanes) {
            const std::size_t count = end - first < lanes ? end - first : lanes;
            const std::size_t too_long = Lanes::load(inputs[turn], keys_, first, count);
            counts[turn] = count > too_long ? count : 0;
            long_keys += too_long;
            turn ^= 1;
            if (counts[turn] > 0) {
                Lanes::hash(inputs[turn], counts[turn], out_ + first - lanes);
            }
        }
        if (counts[turn ^ 1] > 0) {
            Lanes::hash(inputs[turn ^ 1], counts[turn ^ 1], out_ + (end - 1) / lanes * lanes);
        }
        return long_keys;
    }

    void hash_left_over(std::size_t first) noexcept {
        if constexpr (lanes > Md5TwoLanes::lanes) {
            Md5Run<Md5TwoLanes>(keys_.without_first(first), out_ + first).hash_all();
        } else {
            for (std::size_t place = first; place < keys_.size(); ++place) {
                out_[place] = md5_hash_key(keys_[place]);
            }
        }
    }

    /// Moves `place` on to the next key of more than one block before `end`, if there is one.
    bool next_long_key(std::size_t& place, std::size_t end) const noexcept {
        while (place < end && keys_[place].size() <= md5_one_block_max) {
            ++place;
        }
        return place < end;
    }

    /// A lane's work on one long key; none when no block is left.
    struct Turn {
        std::size_t place = 0;
        std::size_t next = 0;
        std::size_t blocks = 0;
    };

    void hash_long_keys(std::size_t end) noexcept {
        alignas(64) std::uint32_t state[4 * lanes] = {};
        typename Lanes::Input input{};
        Turn turns[lanes];
        std::size_t place = 0;
        for (std::size_t used = 0;; used = 0) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                Turn& turn = turns[lane];
                if (turn.blocks == 0 && next_long_key(place, end)) {
                    start(turn, state + lane, place++);
                }
                if (turn.blocks > 0) {
                    Lanes::put_block(input, lane, keys_[turn.place], turn.next++);
                    used = lane + 1;
                }
            }
            if (used == 0) return;
            Lanes::step(state, input, used);
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                Turn& turn = turns[lane];
                if (turn.blocks > 0 && turn.next == turn.blocks) {
                    out_[turn.place] = md5_lane_result<lanes>(state + lane);
                    turn.blocks = 0;
                }
            }
        }
    }

    void start(Turn& turn, std::uint32_t* state, std::size_t place) const noexcept {
        turn = {place, 0, md5_block_count(keys_[place].size())};
        for (std::size_t word = 0; word < 4; ++word) {
            state[word * lanes] = md5_start[word];
        }
    }

    KeyColumn keys_;
    HashKey* out_;
};

}  // namespace detail

/// Hashes many partition keys side by side: `out[i]` becomes `md5_hash_key(keys[i])`.
///
/// A path that this processor lacks is replaced by its best one.
/// Time: per key of up to 55 bytes, 500 at once, 6 to 7 ns with AVX-512, 12 with AVX2, 18 with SSE2
/// and 43 to 50 without; for longer ones 10, 15, 21 and 45 ns per block.
inline void md5_hash_keys(KeyColumn keys, HashKey* out, Md5Path path = best_md5_path()) noexcept {
    const Md5Path best = best_md5_path();
    switch (path < best ? path : best) {
#if defined(WEIR_MD5_ON_X86)
        case Md5Path::avx512:
            return detail::Md5Run<detail::Md5Avx512>(keys, out).hash_all();
        case Md5Path::avx2:
            return detail::Md5Run<detail::Md5Avx2>(keys, out).hash_all();
        case Md5Path::sse2:
            return detail::Md5Run<detail::Md5Sse2>(keys, out).hash_all();
#endif
        default:
            return detail::Md5Run<detail::Md5TwoLanes>(keys, out).hash_all();
    }
}

}  // namespace weir::inline v0
