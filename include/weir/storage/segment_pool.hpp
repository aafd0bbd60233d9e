// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "weir/core/check.hpp"
#include "weir/storage/block.hpp"
#include "weir/storage/segment.hpp"
#include "weir/storage/segment_class.hpp"
#include "weir/storage/segment_table.hpp"

namespace weir::inline v0 {

/// All segments of a storage: fetched when needed and kept for use again.
///
/// Memory goes back to the operating system only when the budget would stop a segment of another
/// size from being fetched; the segment itself stays and waits for memory.
///
/// Edges:
///   reuse   push() -> pop(): who takes a segment from a list sees how it was left.
///
/// Progress: lock-free, but for the operating system when it is asked for memory.
template <class Atomics>
class SegmentPool {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    using SegmentType = Segment<Atomics>;

    explicit SegmentPool(const RingOptions& options) : options_{options} {
        WEIR_CHECK(std::has_single_bit(options.first_segment_bytes) &&
                       std::has_single_bit(options.segment_bytes),
                   "a segment's size must be a power of two");
        WEIR_CHECK(options.first_segment_bytes >= SegmentClass::block_min &&
                       options.first_segment_bytes <= options.segment_bytes &&
                       options.segment_bytes <= segment_bytes_max,
                   "a segment must have 256 bytes to 8 MiB, the first one no more than the rest");
        WEIR_CHECK(options.segment_records_max >= 1 &&
                       options.segment_records_max <= Reservation::slots_max,
                   "a segment must hold 1 to 32767 records");
    }
    SegmentPool(const SegmentPool&) = delete;
    SegmentPool& operator=(const SegmentPool&) = delete;
    ~SegmentPool() {
        WEIR_CHECK(bytes_in_use() == 0, "logs and batches must go before their storage");
    }

    [[nodiscard]] const RingOptions& options() const noexcept { return options_; }

    /// The segment behind an index that came from this pool.
    [[nodiscard]] SegmentType& at(std::uint32_t index) const noexcept { return table_.at(index); }
    /// A segment that takes nothing and has no title.
    [[nodiscard]] SegmentType& none() noexcept { return table_.none(); }

    /// Memory of all segments, in use or kept.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_reserved() const noexcept {
        return reserved_.load(std::memory_order_relaxed);  // relaxed: a figure
    }
    /// Memory of the segments that hold records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_in_use() const noexcept {
        return in_use_.load(std::memory_order_relaxed);  // relaxed: a figure
    }

    /// Whether a wish can be granted at all when enough other segments have gone.
    [[nodiscard]] bool could_take(const SegmentWish& wish) const noexcept {
        const SegmentClass kind = class_for(wish);
        return kind.size < SegmentClass::sizes &&
               kind.block_bytes() <= options_.memory_budget_bytes;
    }
    /// Takes a segment as wished, or a larger one that is kept, with one reference and a title.
    /// Gives: nullptr if the budget is spent or the system has no memory; `system_refused` is set
    /// if
    ///        it was the system.
    [[nodiscard]] SegmentType* take(const SegmentWish& wish, SegmentTitle title,
                                    bool& system_refused) noexcept {
        const SegmentClass kind = class_for(wish);
        if (kind.size == SegmentClass::sizes) {
            return nullptr;
        }
        SegmentType* segment = pop_near(kind, wish.record_bytes);
        if (segment == nullptr) {
            segment = fetch(kind, options_.block, system_refused);
        }
        for (unsigned size = kind.size; segment == nullptr && size < SegmentClass::sizes; ++size) {
            segment = pop_with_room(size, wish.record_bytes);
        }
        if (segment == nullptr && shed(kind.block_bytes())) {
            segment = fetch(kind, options_.block, system_refused);
        }
        return opened(segment, title);
    }
    [[nodiscard]] SegmentType* take(const SegmentWish& wish, SegmentTitle title) noexcept {
        bool system_refused = false;
        return take(wish, title, system_refused);
    }
    /// Takes the largest segment that there is still memory for, smaller than wished.
    [[nodiscard]] SegmentType* take_smaller(const SegmentWish& wish, SegmentTitle title) noexcept {
        SegmentClass kind = class_for(wish);
        SegmentType* segment = nullptr;
        bool system_refused = false;
        while (segment == nullptr && kind.size-- > 0 && has_room(kind, wish.record_bytes)) {
            segment = pop_with_room(kind.size, wish.record_bytes);
            if (segment == nullptr) {
                segment = fetch(kind, options_.block, system_refused);
            }
        }
        return opened(segment, title);
    }

    /// Gives a reference back; a segment that nobody holds any more is kept for use again, and so
    /// is, in turn, each one after it that only it had held.
    void drop(SegmentType& dropped) noexcept {
        SegmentType* segment = &dropped;
        while (segment != nullptr && segment->unpin()) {
            const auto next = segment->next();
            // relaxed: a figure
            in_use_.fetch_sub(kind_of(*segment).block_bytes(), std::memory_order_relaxed);
            segment->close_use();
            push(kept_, *segment);
            segment = next == 0 ? nullptr : &at(next);
        }
    }

    /// Fetches and touches segments until `bytes` are kept for use.
    void prepare(std::uint64_t bytes, std::uint64_t typical_bytes) noexcept {
        const SegmentClass kind = class_for({options_.segment_bytes, 0, typical_bytes});
        BlockOptions block = options_.block;
        block.prefault = true;
        bool system_refused = false;
        for (std::uint64_t done = 0; done < bytes; done += kind.block_bytes()) {
            SegmentType* segment = fetch(kind, block, system_refused);
            if (segment == nullptr) {
                return;
            }
            push(kept_, *segment);
        }
    }

private:
    using List = atomic<std::uint64_t>;
    static constexpr std::uint32_t segment_bytes_max = std::uint32_t{8} << 20;

    [[nodiscard]] static SegmentClass kind_of(const SegmentType& segment) noexcept {
        return SegmentClass::of_list(segment.list());
    }
    [[nodiscard]] bool has_room(SegmentClass kind, std::uint64_t record_bytes) const noexcept {
        return kind.arena_bytes(options_.segment_records_max) >= record_bytes;
    }
    /// The class that suits a wish; its size is out of range if none does.
    [[nodiscard]] SegmentClass class_for(const SegmentWish& wish) const noexcept {
        const std::uint64_t share = std::bit_floor(options_.memory_budget_bytes / 8);
        const std::uint64_t most = std::max<std::uint64_t>(share, SegmentClass::block_min);
        const auto wanted =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(wish.block_bytes, most));
        SegmentClass kind{SegmentClass::size_of(wanted),
                          SegmentClass::ratio_of(wish.typical_bytes)};
        while (kind.size < SegmentClass::sizes && !has_room(kind, wish.record_bytes)) {
            ++kind.size;
        }
        return kind;
    }

    [[nodiscard]] SegmentType* opened(SegmentType* segment, SegmentTitle title) noexcept {
        if (segment != nullptr) {
            // relaxed: a figure
            in_use_.fetch_add(kind_of(*segment).block_bytes(), std::memory_order_relaxed);
            segment->open(title);
        }
        return segment;
    }

    /// A kept segment of this size, and of this ratio or one that serves as well.
    [[nodiscard]] SegmentType* pop_near(SegmentClass kind, std::uint64_t record_bytes) noexcept {
        for (const int away : {0, 1, -1, 2, -2}) {
            // Below zero it is out of range too.
            const SegmentClass other{kind.size, kind.ratio + static_cast<unsigned>(away)};
            if (other.ratio < SegmentClass::ratios) {
                if (SegmentType* segment = pop_if_it_fits(other, record_bytes)) {
                    return segment;
                }
            }
        }
        return nullptr;
    }
    /// A kept segment of this size that has room for the record.
    [[nodiscard]] SegmentType* pop_with_room(unsigned size, std::uint64_t record_bytes) noexcept {
        for (unsigned ratio = 0; ratio < SegmentClass::ratios; ++ratio) {
            if (SegmentType* segment = pop_if_it_fits({size, ratio}, record_bytes)) {
                return segment;
            }
        }
        return nullptr;
    }

    /// A kept segment of this class, if there is one and it has room for the record.
    [[nodiscard]] SegmentType* pop_if_it_fits(SegmentClass kind,
                                              std::uint64_t record_bytes) noexcept {
        List& list = kept_[kind.list()];
        // Most lists are empty, which is sooner seen than what a class has room for.
        // relaxed: only compared with zero
        const bool is_empty = (list.load(std::memory_order_relaxed) & index_mask) == 0;
        return is_empty || !has_room(kind, record_bytes) ? nullptr : pop(list);
    }

    /// Gives memory of kept segments back until `bytes` more can be fetched.
    /// Gives: false if that much cannot be had.
    [[nodiscard]] bool shed(std::uint64_t bytes) noexcept {
        if (bytes_in_use() + bytes > options_.memory_budget_bytes) {
            return false;
        }
        for (unsigned list = 0; list < SegmentClass::lists; ++list) {
            while (bytes_reserved() + bytes > options_.memory_budget_bytes) {
                SegmentType* segment = pop(kept_[list]);
                if (segment == nullptr) {
                    break;
                }
                table_.disarm(*segment);
                push(bare_, *segment);
                give_back(kind_of(*segment).block_bytes());
            }
        }
        return bytes_reserved() + bytes <= options_.memory_budget_bytes;
    }

    // A list's head is {times changed 40 bits, index 24}: a head that came back is another head.
    [[nodiscard]] SegmentType* pop(List& list) noexcept {
        auto head = list.load(std::memory_order_acquire);  // reuse: reader
        while ((head & index_mask) != 0) {
            SegmentType& segment = at(static_cast<std::uint32_t>(head & index_mask));
            const auto changed = ((head >> index_bits) + 1) << index_bits | segment.next_free();
            if (list.compare_exchange_weak(head, changed,
                                           std::memory_order_acquire,     // reuse: reader
                                           std::memory_order_acquire)) {  // reuse: reader
                return &segment;
            }
        }
        return nullptr;
    }
    static void push(List* lists, SegmentType& segment) noexcept {
        List& list = lists[segment.list()];
        auto head = list.load(std::memory_order_relaxed);  // relaxed: only compared
        std::uint64_t changed = 0;
        do {
            segment.set_next_free(static_cast<std::uint32_t>(head & index_mask));
            changed = ((head >> index_bits) + 1) << index_bits | segment.index();
        } while (!list.compare_exchange_weak(head, changed,
                                             std::memory_order_release,    // reuse: writer
                                             std::memory_order_relaxed));  // relaxed: tried again
    }

    /// Gives: a segment with memory of its own that no list knows, or nullptr.
    [[nodiscard]] SegmentType* fetch(SegmentClass kind, BlockOptions how,
                                     bool& system_refused) noexcept {
        const std::uint64_t bytes = kind.block_bytes();
        if (!take_from_budget(bytes)) {
            return nullptr;
        }
        Block block = Block::fetch(bytes, how);
        SegmentType* segment = nullptr;
        if (block.data() != nullptr) {
            segment = pop(bare_[kind.list()]);
            if (segment == nullptr) {
                segment = table_.add(kind, options_.segment_records_max, std::move(block));
            } else if (!table_.arm(*segment, std::move(block))) {
                push(bare_, *segment);
                segment = nullptr;
            }
        }
        if (segment == nullptr) {
            give_back(bytes);
            system_refused = true;
        }
        return segment;
    }
    [[nodiscard]] bool take_from_budget(std::uint64_t bytes) noexcept {
        auto reserved = reserved_.load(std::memory_order_relaxed);  // relaxed: only a number
        while (bytes <= options_.memory_budget_bytes &&
               reserved <= options_.memory_budget_bytes - bytes) {
            if (reserved_.compare_exchange_weak(reserved, reserved + bytes,
                                                // relaxed: only a number
                                                std::memory_order_relaxed)) {
                return true;
            }
        }
        return false;
    }
    void give_back(std::uint64_t bytes) noexcept {
        reserved_.fetch_sub(bytes, std::memory_order_relaxed);  // relaxed: only a number
    }

    static constexpr unsigned index_bits = 24;
    static constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;

    RingOptions options_;
    SegmentTable<Atomics> table_;
    atomic<std::uint64_t> reserved_{0};
    atomic<std::uint64_t> in_use_{0};
    List kept_[SegmentClass::lists]{};
    List bare_[SegmentClass::lists]{};  // segments without memory
};

}  // namespace weir::inline v0
