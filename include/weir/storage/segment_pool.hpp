// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>

#include "weir/core/check.hpp"
#include "weir/storage/block.hpp"
#include "weir/storage/segment.hpp"

namespace weir::inline v0 {

/// What happens to an append that needs memory when the budget is spent.
enum class BudgetPolicy : std::uint8_t {
    refuse,       ///< the append fails with Errc::memory_budget_exceeded; nothing is lost
    trim_oldest,  ///< the oldest segment of the storage is trimmed, whatever the retention says
};

/// How a ring storage uses memory.
struct RingOptions {
    /// A log's first segment; each next one is twice as large.  Units: bytes, a power of two.
    std::uint32_t first_segment_bytes = 4096;
    /// The largest ordinary segment.  Units: bytes, a power of two, at most 8 MiB.
    std::uint32_t segment_bytes = std::uint32_t{1} << 20;
    /// The most records a segment holds; fewer than fit is for tests that want many segments.
    std::uint32_t segment_records_max = Reservation::slots_max;
    /// All segments together, in use and kept for use.  Units: bytes.
    std::uint64_t memory_budget_bytes = std::numeric_limits<std::uint64_t>::max();
    BudgetPolicy when_budget_is_spent = BudgetPolicy::refuse;
    /// Memory that is fetched, and touched, when the storage is made.  Units: bytes.
    std::uint64_t prepared_bytes = 0;
    BlockOptions block{};
};

/// All segments of a storage: fetched when needed, kept for use again, never freed before the end.
///
/// Edges:
///   enlist  chunk_for() -> at(): who has an index finds the segment behind it.
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
        WEIR_CHECK(options.first_segment_bytes >= block_min &&
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
        for (unsigned chunk = 0; chunk < chunk_count; ++chunk) {
            destroy(chunk);
        }
    }

    [[nodiscard]] const RingOptions& options() const noexcept { return options_; }

    /// The segment behind an index that came from this pool.
    [[nodiscard]] SegmentType& at(std::uint32_t index) const noexcept {
        const auto place = place_of(index);
        return chunks_[place.chunk].load(std::memory_order_acquire)  // enlist: reader
            ->entries[place.offset]
            .segment();
    }

    /// Memory of all segments, in use or kept.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_reserved() const noexcept {
        return reserved_.load(std::memory_order_relaxed);  // relaxed: a figure
    }
    /// Memory of the segments that hold records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_in_use() const noexcept {
        return in_use_.load(std::memory_order_relaxed);  // relaxed: a figure
    }

    /// Takes a segment with one reference, of about `block_bytes` (a power of two), with room for
    /// at least one record of `record_bytes` and balanced for many of `typical_bytes`.
    ///
    /// Gives: nullptr if the budget is spent or there is no memory.
    [[nodiscard]] SegmentType* take(std::uint32_t block_bytes, std::uint64_t record_bytes,
                                    std::uint64_t typical_bytes) noexcept {
        auto size = size_class(block_bytes);
        while (size < size_classes && !room_for(size, ratio_class(typical_bytes), record_bytes)) {
            ++size;
        }
        if (size == size_classes) {
            return nullptr;
        }
        const auto ratio = ratio_class(typical_bytes);
        SegmentType* segment = pop_near(size, ratio, near);
        if (segment == nullptr) {
            segment = fetch(size, ratio);
        }
        if (segment == nullptr) {
            segment = pop_any(size, record_bytes);
        }
        if (segment != nullptr) {
            // relaxed: a figure
            in_use_.fetch_add(block_of(segment->list()), std::memory_order_relaxed);
            segment->open();
        }
        return segment;
    }

    /// Gives a reference back; a segment that nobody holds any more is kept for use again, and so
    /// is, in turn, each one after it that only it had held.
    void drop(SegmentType& dropped) noexcept {
        SegmentType* segment = &dropped;
        while (segment != nullptr && segment->unpin()) {
            // relaxed: owned by this thread since the last unpin
            const auto next = segment->next().load(std::memory_order_relaxed);
            // relaxed: a figure
            in_use_.fetch_sub(block_of(segment->list()), std::memory_order_relaxed);
            push(*segment);
            segment = next == 0 ? nullptr : &at(next);
        }
    }

    /// Fetches segments until `bytes` are kept for use.
    void prepare(std::uint64_t bytes, std::uint64_t typical_bytes) noexcept {
        const auto size = size_class(options_.segment_bytes);
        const auto ratio = ratio_class(typical_bytes);
        for (std::uint64_t done = 0; done < bytes; done += options_.segment_bytes) {
            SegmentType* segment = fetch(size, ratio);
            if (segment == nullptr) {
                return;
            }
            push(*segment);
        }
    }

private:
    static constexpr std::uint32_t block_min = 256;
    static constexpr std::uint32_t segment_bytes_max = std::uint32_t{8} << 20;
    static constexpr unsigned size_classes = 17;   // 256 B to 16 MiB
    static constexpr unsigned ratio_classes = 40;  // typical records of 8 B to 7 KiB
    static constexpr unsigned near = 2;            // classes that serve as well
    static constexpr unsigned chunk_count = 18;
    static constexpr std::uint32_t first_chunk = 64;

    /// A segment and the block it lies in; made in place when it is fetched.
    struct Entry {
        alignas(SegmentType) std::byte storage[sizeof(SegmentType)];
        Block block;
        bool made = false;
        [[nodiscard]] SegmentType& segment() noexcept {
            return *std::launder(reinterpret_cast<SegmentType*>(storage));
        }
    };
    struct Chunk {
        explicit Chunk(Entry* all) noexcept : entries{all} {}
        Entry* entries;
    };
    struct Place {
        unsigned chunk;
        std::uint32_t offset;
    };

    /// Chunk 0 holds indexes 0 to 63, each next one as many as all before.
    [[nodiscard]] static constexpr Place place_of(std::uint32_t index) noexcept {
        if (index < first_chunk) {
            return {0, index};
        }
        const auto chunk = static_cast<unsigned>(std::bit_width(index)) - 6;
        return {chunk, index - (first_chunk << (chunk - 1))};
    }
    [[nodiscard]] static constexpr std::uint32_t chunk_size(unsigned chunk) noexcept {
        return chunk == 0 ? first_chunk : first_chunk << (chunk - 1);
    }

    [[nodiscard]] static unsigned size_class(std::uint32_t block_bytes) noexcept {
        return static_cast<unsigned>(std::bit_width(block_bytes)) - 9;
    }
    [[nodiscard]] static std::uint32_t block_of(std::uint16_t list) noexcept {
        return block_min << (list / ratio_classes);
    }
    /// Four classes an octave from 8 bytes on.
    [[nodiscard]] static unsigned ratio_class(std::uint64_t bytes) noexcept {
        if (bytes < 8) {
            return 0;
        }
        const auto octave = static_cast<unsigned>(std::bit_width(bytes)) - 4;
        const auto quarter = static_cast<unsigned>(bytes >> (octave + 1)) - 4;
        const auto ratio = octave * 4 + quarter;
        return ratio < ratio_classes ? ratio : ratio_classes - 1;
    }
    /// The largest record of a class.
    [[nodiscard]] static std::uint64_t record_of(unsigned ratio) noexcept {
        return (std::uint64_t{5 + ratio % 4} << (ratio / 4 + 1)) - 1;
    }
    [[nodiscard]] std::uint32_t slots_of(unsigned size, unsigned ratio) const noexcept {
        const std::uint64_t block = block_min << size;
        const auto fitting = block / (slot_bytes + record_of(ratio));
        const auto bounded = fitting < options_.segment_records_max ? fitting
                                                                    : options_.segment_records_max;
        return bounded == 0 ? 1 : static_cast<std::uint32_t>(bounded);
    }
    [[nodiscard]] std::uint32_t arena_of(unsigned size, unsigned ratio) const noexcept {
        const auto arena = (block_min << size) - slots_of(size, ratio) * slot_bytes;
        return arena < Reservation::bytes_max ? arena : Reservation::bytes_max;
    }
    [[nodiscard]] bool room_for(unsigned size, unsigned ratio,
                                std::uint64_t record_bytes) const noexcept {
        return arena_of(size, ratio) >= record_bytes;
    }

    /// A kept segment of this size whose ratio is at most `distance` classes away.
    [[nodiscard]] SegmentType* pop_near(unsigned size, unsigned ratio, unsigned distance) noexcept {
        for (unsigned away = 0; away <= distance; ++away) {
            if (ratio + away < ratio_classes) {
                if (SegmentType* segment = pop(size * ratio_classes + ratio + away)) {
                    return segment;
                }
            }
            if (away > 0 && ratio >= away) {
                if (SegmentType* segment = pop(size * ratio_classes + ratio - away)) {
                    return segment;
                }
            }
        }
        return nullptr;
    }
    /// Any kept segment that has room for the record: of this size, larger, or else smaller.
    [[nodiscard]] SegmentType* pop_any(unsigned size, std::uint64_t record_bytes) noexcept {
        for (unsigned other = size; other < size_classes; ++other) {
            if (SegmentType* segment = pop_of(other, record_bytes)) {
                return segment;
            }
        }
        while (size-- > 0) {
            if (SegmentType* segment = pop_of(size, record_bytes)) {
                return segment;
            }
        }
        return nullptr;
    }
    [[nodiscard]] SegmentType* pop_of(unsigned size, std::uint64_t record_bytes) noexcept {
        for (unsigned ratio = 0; ratio < ratio_classes; ++ratio) {
            if (!room_for(size, ratio, record_bytes)) {
                continue;
            }
            if (SegmentType* segment = pop(size * ratio_classes + ratio)) {
                return segment;
            }
        }
        return nullptr;
    }

    // A list's head is {times changed 40 bits, index 24}: a head that came back is another head.
    [[nodiscard]] SegmentType* pop(unsigned list) noexcept {
        auto head = lists_[list].load(std::memory_order_acquire);  // reuse: reader
        while ((head & index_mask) != 0) {
            SegmentType& segment = at(static_cast<std::uint32_t>(head & index_mask));
            // relaxed: if it is stale the compare-exchange fails
            const auto next = segment.next_free().load(std::memory_order_relaxed);
            const auto changed = ((head >> index_bits) + 1) << index_bits | next;
            if (lists_[list].compare_exchange_weak(head, changed,
                                                   std::memory_order_acquire,    // reuse: reader
                                                   std::memory_order_acquire)) {  // reuse: reader
                return &segment;
            }
        }
        return nullptr;
    }
    void push(SegmentType& segment) noexcept {
        auto& list = lists_[segment.list()];
        auto head = list.load(std::memory_order_relaxed);  // relaxed: only compared
        std::uint64_t changed = 0;
        do {
            segment.next_free().store(static_cast<std::uint32_t>(head & index_mask),
                                      std::memory_order_relaxed);  // relaxed: shown by the list
            changed = ((head >> index_bits) + 1) << index_bits | segment.index();
        } while (!list.compare_exchange_weak(head, changed,
                                             std::memory_order_release,     // reuse: writer
                                             std::memory_order_relaxed));  // relaxed: tried again
    }

    [[nodiscard]] SegmentType* fetch(unsigned size, unsigned ratio) noexcept {
        const std::uint64_t bytes = block_min << size;
        // relaxed: a counter that is put back if it went too far
        if (reserved_.fetch_add(bytes, std::memory_order_relaxed) + bytes >
            options_.memory_budget_bytes) {
            reserved_.fetch_sub(bytes, std::memory_order_relaxed);  // relaxed: as above
            return nullptr;
        }
        SegmentType* segment = make(size, ratio);
        if (segment == nullptr) {
            reserved_.fetch_sub(bytes, std::memory_order_relaxed);  // relaxed: as above
        }
        return segment;
    }
    [[nodiscard]] SegmentType* make(unsigned size, unsigned ratio) noexcept {
        Block block = Block::fetch(block_min << size, options_.block);
        if (block.data() == nullptr) {
            return nullptr;
        }
        // relaxed: only the number matters
        const auto index = indexes_.fetch_add(1, std::memory_order_relaxed);
        if (index > Reservation::segment_max) {
            indexes_.fetch_sub(1, std::memory_order_relaxed);  // relaxed: as above
            return nullptr;
        }
        Chunk* chunk = chunk_for(place_of(index).chunk);
        if (chunk == nullptr) {
            return nullptr;  // the index stays unused
        }
        Entry& entry = chunk->entries[place_of(index).offset];
        using SlotType = typename SegmentType::SlotType;
        auto* slots = reinterpret_cast<SlotType*>(block.data());
        const auto slot_count = slots_of(size, ratio);
        if constexpr (!Atomics::cells_are_zero_bytes) {
            slots = new SlotType[slot_count]();  // a checked policy's cells are larger
        }
        ::new (entry.storage) SegmentType{
            index,
            static_cast<std::uint16_t>(size * ratio_classes + ratio),
            slots,
            slot_count,
            block.data() + std::size_t{slot_count} * slot_bytes,
            arena_of(size, ratio)};
        entry.block = std::move(block);
        entry.made = true;
        return &entry.segment();
    }
    [[nodiscard]] Chunk* chunk_for(unsigned number) noexcept {
        Chunk* chunk = chunks_[number].load(std::memory_order_acquire);  // enlist: reader
        if (chunk != nullptr) {
            return chunk;
        }
        auto* entries = new (std::nothrow) Entry[chunk_size(number)];
        auto* fresh = entries == nullptr ? nullptr : new (std::nothrow) Chunk{entries};
        if (fresh == nullptr) {
            delete[] entries;
            return nullptr;
        }
        if (chunks_[number].compare_exchange_strong(chunk, fresh,
                                                    std::memory_order_release,     // enlist: writer
                                                    std::memory_order_acquire)) {  // enlist: reader
            return fresh;
        }
        delete[] entries;
        delete fresh;
        return chunk;
    }
    void destroy(unsigned number) noexcept {
        // relaxed: nobody else uses a storage that is being destroyed
        Chunk* chunk = chunks_[number].load(std::memory_order_relaxed);
        if (chunk == nullptr) {
            return;
        }
        for (std::uint32_t at = 0; at < chunk_size(number); ++at) {
            if (chunk->entries[at].made) {
                SegmentType& segment = chunk->entries[at].segment();
                if constexpr (!Atomics::cells_are_zero_bytes) {
                    delete[] segment.slots();
                }
                segment.~SegmentType();
            }
        }
        delete[] chunk->entries;
        delete chunk;
    }

    static constexpr std::uint32_t slot_bytes = 16;
    static constexpr unsigned index_bits = 24;
    static constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;

    RingOptions options_;
    atomic<Chunk*> chunks_[chunk_count]{};
    atomic<std::uint32_t> indexes_{1};  // 0 means no segment
    atomic<std::uint64_t> reserved_{0};
    atomic<std::uint64_t> in_use_{0};
    atomic<std::uint64_t> lists_[size_classes * ratio_classes]{};
};

}  // namespace weir::inline v0
