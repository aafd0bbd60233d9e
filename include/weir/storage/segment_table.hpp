// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "weir/storage/block.hpp"
#include "weir/storage/segment.hpp"
#include "weir/storage/segment_class.hpp"

namespace weir::inline v0 {

/// All segments that a storage ever made, by index; it grows and nothing in it moves.
///
/// Edges:
///   enlist  chunk_for() -> at(): who has an index finds the segment behind it.
template <class Atomics>
class SegmentTable {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    using SegmentType = Segment<Atomics>;
    using SlotType = typename SegmentType::SlotType;

    SegmentTable() = default;
    SegmentTable(const SegmentTable&) = delete;
    SegmentTable& operator=(const SegmentTable&) = delete;
    ~SegmentTable() {
        for (unsigned number = 0; number < chunk_count; ++number) {
            destroy(number);
        }
    }

    /// The segment behind an index that came from this table.
    [[nodiscard]] SegmentType& at(std::uint32_t index) const noexcept {
        return entry(index).segment();
    }
    /// A segment that takes nothing and has no title.
    [[nodiscard]] SegmentType& none() noexcept { return none_; }

    /// Makes a segment in a block of its class.  Gives: nullptr if there is no room for it.
    [[nodiscard]] SegmentType* add(SegmentClass kind, std::uint32_t records_max,
                                   Block&& block) noexcept {
        // An index is spent only where there is a place for it, or a lack of memory would in time
        // spend them all. relaxed: a guess
        const auto next = indexes_.load(std::memory_order_relaxed);
        if (next > index_max || chunk_for(place_of(next).chunk) == nullptr) {
            return nullptr;
        }
        // relaxed: only the number matters
        const auto index = indexes_.fetch_add(1, std::memory_order_relaxed);
        if (index > index_max) {
            indexes_.fetch_sub(1, std::memory_order_relaxed);  // relaxed: as above
            return nullptr;
        }
        const auto [chunk, offset] = place_of(index);
        Entry* const entries = chunk_for(chunk);
        const auto slot_count = kind.slots(records_max);
        SlotType* const slots = entries == nullptr ? nullptr : slots_in(block.data(), slot_count);
        if (slots == nullptr) {
            return nullptr;  // the index stays unused
        }
        Entry& entry = entries[offset];
        ::new (entry.storage)
            SegmentType{index,
                        static_cast<std::uint16_t>(kind.list()),
                        slots,
                        slot_count,
                        block.data() + std::size_t{slot_count} * SegmentClass::slot_bytes,
                        kind.arena_bytes(records_max)};
        entry.block = std::move(block);
        entry.made = true;
        return &entry.segment();
    }

    /// Gives the memory of a segment back, for the thread that owns it.
    void disarm(SegmentType& segment) noexcept {
        forget(segment.slots());
        segment.move_to(nullptr, nullptr);
        entry(segment.index()).block = Block{};
    }
    /// Gives a segment that was disarmed memory again.  Gives: false if there is none for slots.
    [[nodiscard]] bool arm(SegmentType& segment, Block&& block) noexcept {
        SlotType* const slots = slots_in(block.data(), segment.slot_capacity());
        if (slots == nullptr) {
            return false;
        }
        segment.move_to(
            slots, block.data() + std::size_t{segment.slot_capacity()} * SegmentClass::slot_bytes);
        entry(segment.index()).block = std::move(block);
        return true;
    }

private:
    static constexpr unsigned chunk_count = 18;
    static constexpr std::uint32_t first_chunk = 64;
    static constexpr std::uint32_t index_max = (first_chunk << (chunk_count - 1)) - 1;

    /// A segment and the block it lies in; made in place when it is added.
    struct Entry {
        alignas(SegmentType) std::byte storage[sizeof(SegmentType)];
        Block block;
        bool made = false;
        [[nodiscard]] SegmentType& segment() noexcept {
            return *std::launder(reinterpret_cast<SegmentType*>(storage));
        }
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
    [[nodiscard]] static constexpr std::uint32_t chunk_size(unsigned number) noexcept {
        return number == 0 ? first_chunk : first_chunk << (number - 1);
    }
    [[nodiscard]] Entry& entry(std::uint32_t index) const noexcept {
        const auto place = place_of(index);
        // enlist: reader
        return chunks_[place.chunk].load(std::memory_order_acquire)[place.offset];
    }

    /// Slots of no use so far at the start of a block, or beside it if a policy's cells are larger.
    [[nodiscard]] static SlotType* slots_in(std::byte* block, std::uint32_t count) noexcept {
        if constexpr (Atomics::cells_are_zero_bytes) {
            static_assert(sizeof(SlotType) == SegmentClass::slot_bytes);
            static_cast<void>(count);
            return reinterpret_cast<SlotType*>(block);
        } else {
            static_cast<void>(block);
            return new (std::nothrow) SlotType[count]();
        }
    }
    static void forget(SlotType* slots) noexcept {
        if constexpr (!Atomics::cells_are_zero_bytes) {
            delete[] slots;
        } else {
            static_cast<void>(slots);
        }
    }

    [[nodiscard]] Entry* chunk_for(unsigned number) noexcept {
        Entry* chunk = chunks_[number].load(std::memory_order_acquire);  // enlist: reader
        if (chunk != nullptr) {
            return chunk;
        }
        Entry* const fresh = new (std::nothrow) Entry[chunk_size(number)];
        if (fresh == nullptr) {
            return nullptr;
        }
        if (chunks_[number].compare_exchange_strong(chunk, fresh,
                                                    std::memory_order_release,     // enlist: writer
                                                    std::memory_order_acquire)) {  // enlist: reader
            return fresh;
        }
        delete[] fresh;
        return chunk;
    }
    void destroy(unsigned number) noexcept {
        // relaxed: nobody else uses a storage that is being destroyed
        Entry* const chunk = chunks_[number].load(std::memory_order_relaxed);
        if (chunk == nullptr) {
            return;
        }
        for (std::uint32_t at = 0; at < chunk_size(number); ++at) {
            if (chunk[at].made) {
                forget(chunk[at].segment().slots());
                chunk[at].segment().~SegmentType();
            }
        }
        delete[] chunk;
    }

    atomic<Entry*> chunks_[chunk_count]{};
    atomic<std::uint32_t> indexes_{1};  // 0 means no segment
    SegmentType none_{0, 0, nullptr, 0, nullptr, 0};
};

}  // namespace weir::inline v0
