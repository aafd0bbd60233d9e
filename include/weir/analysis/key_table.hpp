// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "weir/analysis/key_bits.hpp"
#include "weir/core/check.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// Keys with their counts and their texts, in an amount of memory that is given once.
///
/// Rows stand one after the other as they came, and texts do so from the other end of the same
/// block: whatever share of it texts need, the table is full when the two meet. What is dropped
/// leaves no gaps, as the others move together in one pass. A row is found through an index of
/// 4-byte cells, at most half of them in use, which hold a row's number and a few bits of its hash.
/// So looking up a new key touches one cache line, and adding it writes where the last one was
/// written; the index is small, and is made anew from the rows when these move.
class KeyTable {
public:
    /// As much of a key's text as is kept; a key of the service's greatest length fits.
    static constexpr std::size_t text_bytes_max = 1024;
    static constexpr std::size_t memory_bytes_min = std::size_t{32} << 10;
    /// The number of a row has to leave bits for the hash in a cell.
    static constexpr std::size_t rows_max = (std::size_t{1} << 28) - 1;
    /// The number of no row.
    static constexpr std::size_t none = ~std::size_t{0};

    struct Row {
        HashKey hash;
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::uint64_t over = 0;  ///< of the load: what may have been missed before the row began
        std::uint64_t text = 0;  ///< where it begins, above its length
    };

    /// Units: bytes, at least `memory_bytes_min`; the system lends most of it only when it is used.
    explicit KeyTable(std::size_t memory_bytes) {
        WEIR_CHECK(memory_bytes >= memory_bytes_min, "a table of keys needs 32 KiB at least");
        const std::size_t index_bytes = memory_bytes / index_share;
        cells_max_ = std::min(index_bytes / sizeof(Cell), 2 * rows_max);
        row_bits_ = static_cast<unsigned>(std::bit_width(cells_max_ / 2));
        block_bytes_ = (memory_bytes - index_bytes) / sizeof(Line) * sizeof(Line);
        block_ = std::unique_ptr<Line[]>{new Line[block_bytes_ / sizeof(Line)]};
        texts_begin_ = block_bytes_;
        cells_.resize(std::min(cells_max_, cells_at_first));
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] Row& row(std::size_t number) noexcept { return rows()[number]; }
    [[nodiscard]] const Row& row(std::size_t number) const noexcept { return rows()[number]; }

    /// The text of a row; lent until rows are added or dropped.
    [[nodiscard]] std::string_view text(const Row& row) const noexcept {
        return {texts() + text_place(row), text_size(row)};
    }

    /// Asks for the part of the index that a key with such bits needs.
    void prefetch(std::uint64_t bits) const noexcept {
#if defined(__GNUC__)
        __builtin_prefetch(&cells_[place_of_bits(bits, cells_.size())]);
#else
        static_cast<void>(bits);
#endif
    }

    /// A row that is probably that of a key with such bits, and asks for it; `none` if it is new.
    [[nodiscard]] std::size_t guess(std::uint64_t bits) const noexcept {
        const Cell wanted = mark(bits);
        for (std::size_t at = place_of_bits(bits, cells_.size());; at = next(at)) {
            const Cell cell = cells_[at];
            if (cell == 0) {
                return none;
            }
            if ((cell ^ wanted) >> row_bits_ == 0) {
                const std::size_t number = number_of(cell);
#if defined(__GNUC__)
                __builtin_prefetch(&rows()[number], 1);
#endif
                return number;
            }
        }
    }

    /// Where a hash key's row is, or where its number would go in the index.
    struct Place {
        std::size_t number = none;  ///< of the row, if there is one
        std::size_t cell = 0;
    };
    [[nodiscard]] Place find(HashKey hash, std::uint64_t bits) const noexcept {
        const Cell wanted = mark(bits);
        for (std::size_t at = place_of_bits(bits, cells_.size());; at = next(at)) {
            const Cell cell = cells_[at];
            if (cell == 0) {
                return {none, at};
            }
            if ((cell ^ wanted) >> row_bits_ == 0 && rows()[number_of(cell)].hash == hash) {
                return {number_of(cell), at};
            }
        }
    }

    /// Adds a row without counts for a key that was looked for last and has none.
    /// Gives: its number; `none` if there is no room
    std::size_t add(HashKey hash, std::uint64_t bits, std::string_view key, Place place) {
        const std::size_t length = kept_length(key);
        if ((size_ + 1) * sizeof(Row) + length > texts_begin_) {
            return none;
        }
        if (2 * (size_ + 1) > cells_.size()) {
            if (!enlarge_index()) {
                return none;
            }
            place = find(hash, bits);
        }
        texts_begin_ -= length;
        copy(texts() + texts_begin_, key.data(), length);
        new (rows() + size_) Row{.hash = hash, .text = text_of(texts_begin_, length)};
        cells_[place.cell] = mark(bits) | static_cast<Cell>(size_ + 1);
        return size_++;
    }

    /// Drops the rows for which `keep` says false; the others stay in order.
    /// Time: O(n)
    template <class Keep>
    void retain(Keep keep) noexcept {
        std::size_t kept = 0;
        std::size_t texts_begin = block_bytes_;
        for (std::size_t number = 0; number < size_; ++number) {
            Row row = rows()[number];
            if (!keep(row)) {
                continue;
            }
            const std::size_t length = text_size(row);
            texts_begin -= length;
            std::memmove(texts() + texts_begin, texts() + text_place(row), length);
            row.text = text_of(texts_begin, length);
            rows()[kept++] = row;
        }
        size_ = kept;
        texts_begin_ = texts_begin;
        enter_all();
    }

    /// What was taken for this table; it does not grow beyond what the constructor was given.
    /// Units: bytes
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return block_bytes_ + cells_.capacity() * sizeof(Cell);
    }

private:
    using Cell = std::uint32_t;  ///< bits of the hash, above the row's number plus one; 0: free
    struct alignas(64) Line {
        std::byte bytes[64];
    };
    static_assert(sizeof(Row) == 48);

    static constexpr std::size_t index_share = 8;
    static constexpr std::size_t cells_at_first = 1024;
    static constexpr unsigned length_bits = 16;

    [[nodiscard]] Row* rows() const noexcept {
        return reinterpret_cast<Row*>(block_.get());
    }
    [[nodiscard]] char* texts() const noexcept {
        return reinterpret_cast<char*>(block_.get());
    }

    [[nodiscard]] static std::uint64_t text_of(std::size_t place, std::size_t length) noexcept {
        return std::uint64_t{place} << length_bits | length;
    }
    [[nodiscard]] static std::size_t text_place(const Row& row) noexcept {
        return static_cast<std::size_t>(row.text >> length_bits);
    }
    [[nodiscard]] static std::size_t text_size(const Row& row) noexcept {
        return static_cast<std::size_t>(row.text & ((std::uint64_t{1} << length_bits) - 1));
    }

    /// Does not end in the middle of a character.
    [[nodiscard]] static std::size_t kept_length(std::string_view key) noexcept {
        if (key.size() <= text_bytes_max) {
            return key.size();
        }
        std::size_t length = text_bytes_max;
        for (int turn = 0; turn < 3 && (static_cast<unsigned char>(key[length]) & 0xc0) == 0x80;
             ++turn) {
            --length;
        }
        return length;
    }

    /// In pieces of fixed sizes that may overlap: compilers make of one copy of up to 1,024 bytes
    /// an instruction that takes as long as all the rest.
    static void copy(char* to, const char* from, std::size_t length) noexcept {
        if (length >= 16) {
            for (std::size_t at = 0; at + 16 < length; at += 16) {
                std::memcpy(to + at, from + at, 16);
            }
            std::memcpy(to + length - 16, from + length - 16, 16);
        } else if (length >= 8) {
            std::memcpy(to, from, 8);
            std::memcpy(to + length - 8, from + length - 8, 8);
        } else {
            for (std::size_t at = 0; at < length; ++at) {
                to[at] = from[at];
            }
        }
    }

    [[nodiscard]] Cell mark(std::uint64_t bits) const noexcept {
        return static_cast<Cell>(bits) << row_bits_;
    }
    [[nodiscard]] std::size_t number_of(Cell cell) const noexcept {
        return (cell & ((Cell{1} << row_bits_) - 1)) - 1;
    }
    [[nodiscard]] std::size_t next(std::size_t at) const noexcept {
        return at + 1 == cells_.size() ? 0 : at + 1;
    }

    void enter(std::uint64_t bits, std::size_t number) noexcept {
        std::size_t at = place_of_bits(bits, cells_.size());
        while (cells_[at] != 0) {
            at = next(at);
        }
        cells_[at] = mark(bits) | static_cast<Cell>(number + 1);
    }
    void enter_all() noexcept {
        std::fill(cells_.begin(), cells_.end(), Cell{0});
        for (std::size_t number = 0; number < size_; ++number) {
            enter(key_bits(rows()[number].hash), number);
        }
    }
    [[nodiscard]] bool enlarge_index() {
        if (cells_.size() == cells_max_) {
            return false;
        }
        // The old cells go first, so that the two are never there at the same time.
        const std::size_t count = std::min(cells_max_, cells_.size() * 4);
        std::vector<Cell>{}.swap(cells_);
        cells_.resize(count);
        enter_all();
        return true;
    }

    std::size_t cells_max_ = 0;
    unsigned row_bits_ = 0;
    std::size_t block_bytes_ = 0;
    std::unique_ptr<Line[]> block_;
    std::vector<Cell> cells_;
    std::size_t size_ = 0;
    std::size_t texts_begin_ = 0;
};

}  // namespace weir::inline v0
