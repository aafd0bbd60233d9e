// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/storage/reservation.hpp"

namespace weir::inline v0 {

/// Where one record of a segment lies: 16 bytes, of which the first word publishes the rest.
///
/// The mark is {tag 16 bits, end offset in the arena 24, data size 24}. The tag differs from one
/// use of the segment to the next, so a slot needs no cleaning before it is used again.
template <class Atomics>
struct Slot {
    typename Atomics::template atomic<std::uint64_t> mark;
    typename Atomics::template plain<std::uint64_t> info;

    /// Marks count the uses of a segment modulo this; the slots are wiped once in so many uses.
    static constexpr std::uint64_t tag_period = 0xffff;
    static constexpr std::int64_t arrival_max = (std::int64_t{1} << 53) - 1;
    static constexpr std::uint64_t key_size_max = 0x7ff;

    [[nodiscard]] static constexpr std::uint64_t mark_of(std::uint64_t tag, std::uint64_t end,
                                                         std::uint64_t data_size) noexcept {
        return tag << 48 | end << 24 | data_size;
    }
    [[nodiscard]] static constexpr std::uint64_t tag_in(std::uint64_t mark) noexcept {
        return mark >> 48;
    }
    [[nodiscard]] static constexpr std::uint32_t end_in(std::uint64_t mark) noexcept {
        return static_cast<std::uint32_t>(mark >> 24) & Reservation::bytes_max;
    }
    [[nodiscard]] static constexpr std::uint32_t data_size_in(std::uint64_t mark) noexcept {
        return static_cast<std::uint32_t>(mark) & Reservation::bytes_max;
    }
    [[nodiscard]] static constexpr std::uint64_t info_of(std::int64_t arrival_millis,
                                                         std::uint64_t key_size) noexcept {
        return static_cast<std::uint64_t>(arrival_millis) << 11 | key_size;
    }
    [[nodiscard]] static constexpr std::int64_t arrival_in(std::uint64_t info) noexcept {
        return static_cast<std::int64_t>(info >> 11);
    }
    [[nodiscard]] static constexpr std::uint32_t key_size_in(std::uint64_t info) noexcept {
        return static_cast<std::uint32_t>(info & key_size_max);
    }
};

/// A run of slots and an arena of bytes that fills once from the front, then lives on until nobody
/// needs it, and is used again by any log of the same storage.
///
/// A segment's header is never freed while the storage lives, and its capacities never change: so
/// a reference that came too late finds another generation, never foreign memory. Slots and bytes
/// may be given back while nobody uses the segment; only who holds a pin, or a reservation that is
/// not published yet, looks at them.
///
/// Edges:
///   publish   write() -> published(): a record is complete before its mark carries the tag.
///   confirm   published() -> published(): who is told that slots were seen has them too.
///   close     close() -> end(): who knows the end also knows the next segment.
///   base      set_base() -> totals(): who reads totals of a later use sees that use's title.
///   link      link() -> next(): who finds the next segment finds it ready.
///   life      open(), unpin() -> try_pin(), unpin(): nobody reads what is used anew.
template <class Atomics>
class alignas(64) Segment {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    using SlotType = Slot<Atomics>;
    static constexpr std::uint32_t still_open = 0xffffffff;

    /// Takes its place in a block of memory; all tags in `slots` are those of no use so far.
    Segment(std::uint32_t index, std::uint16_t list, SlotType* slots, std::uint32_t slot_capacity,
            std::byte* arena, std::uint32_t arena_bytes) noexcept
        : slots_{slots},
          arena_{arena},
          slot_capacity_{slot_capacity},
          arena_bytes_{arena_bytes},
          index_{index},
          list_{list} {
        tell(Use::fresh);
    }

    Segment(const Segment&) = delete;
    Segment& operator=(const Segment&) = delete;

    [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
    [[nodiscard]] std::uint16_t list() const noexcept { return list_; }
    [[nodiscard]] std::uint32_t slot_capacity() const noexcept { return slot_capacity_; }
    [[nodiscard]] std::uint32_t arena_bytes() const noexcept { return arena_bytes_; }
    /// Who uses the segment now, or used it last.
    [[nodiscard]] SegmentTitle title() const noexcept {
        // relaxed: read after a base, which carries the edge, or under a pin
        return SegmentTitle{title_.load(std::memory_order_relaxed)};
    }

    /// True if `bytes` more fit behind what is reserved.
    [[nodiscard]] bool fits(Reservation reserved, std::uint64_t bytes) const noexcept {
        return reserved.slots() < slot_capacity_ && reserved.bytes() + bytes <= arena_bytes_;
    }

    /// What the log had taken before a place in this segment. True if the title, read afterwards,
    /// is the right one.
    [[nodiscard]] WriteTotals totals(Reservation reserved) const noexcept {
        // base: reader
        return {base_records_.load(std::memory_order_acquire) + reserved.slots(),
                base_bytes_.load(std::memory_order_acquire) + reserved.bytes()};
    }
    /// Records before those of this pinned segment.
    [[nodiscard]] std::uint64_t base_records() const noexcept {
        // relaxed: fixed before the segment could be found
        return base_records_.load(std::memory_order_relaxed);
    }
    void set_base(WriteTotals base) noexcept {
        base_records_.store(base.records, std::memory_order_release);  // base: writer
        base_bytes_.store(base.bytes, std::memory_order_release);      // base: writer
    }

    /// Fills the reserved slot and shows it to readers; `offset` is where the reservation began.
    // Written out in its callers: clang would call it, with the record on the stack.
    [[gnu::always_inline]] void write(std::uint32_t slot, std::uint32_t offset,
                                      std::int64_t arrival_millis, std::string_view key,
                                      const Blob& data) noexcept {
        WEIR_CHECK(key.size() <= SlotType::key_size_max, "a key must have at most 2047 bytes");
        std::byte* const to = arena_ + offset;
        Atomics::copy_in(to, reinterpret_cast<const std::byte*>(key.data()), key.size());
        Atomics::copy_in(to + key.size(), data.data(), data.size());
        const std::uint64_t size = key.size() + data.size();
        SlotType& cell = slots_[slot];
        cell.info.set(SlotType::info_of(arrival_millis, key.size()));
        const auto mark = SlotType::mark_of(tag(), offset + size, data.size());
        cell.mark.store(mark, std::memory_order_release);  // publish: writer
        // A few records ahead: memory that was not used lately takes longer than one of them.
        Atomics::prefetch_write(&cell + 4);
        Atomics::prefetch_write(to + size + 384);
        Atomics::prefetch_write(to + size + 448);
    }

    /// How many slots from the front are published; looks no further than `wanted`.
    [[nodiscard]] std::uint32_t published(std::uint32_t wanted) noexcept {
        const auto known = confirmed_.load(std::memory_order_acquire);  // confirm: reader
        const auto limit = std::min(wanted, slot_capacity_);
        if (known >= limit) {
            return known;
        }
        const auto own = tag();
        auto count = known;
        while (count < limit) {
            const auto mark =
                slots_[count].mark.load(std::memory_order_acquire);  // publish: reader
            if (SlotType::tag_in(mark) != own) {
                break;
            }
            ++count;
        }
        if (count > known) {
            confirmed_.store(count, std::memory_order_release);  // confirm: writer
        }
        return count;
    }

    /// Arrival of a published record.  Units: milliseconds since 1970.
    [[nodiscard]] std::int64_t arrival(std::uint32_t slot) const noexcept {
        return SlotType::arrival_in(slots_[slot].info.get());
    }
    /// Bytes of all records before and including a published one.
    [[nodiscard]] std::uint32_t bytes_through(std::uint32_t slot) const noexcept {
        // relaxed: the caller has seen the slot published
        return SlotType::end_in(slots_[slot].mark.load(std::memory_order_relaxed));
    }

    /// A published record, lent for as long as the segment is pinned.
    [[nodiscard]] RecordView view(std::uint32_t slot, ShardStamp stamp) const noexcept {
        return view_of(slots_[slot], arena_, base_records() + slot + 1, stamp);
    }
    /// The record `index`, which lies in a published slot and in the arena of the same segment.
    [[nodiscard]] static RecordView view_of(const SlotType& slot, const std::byte* arena,
                                            std::uint64_t index, ShardStamp stamp) noexcept {
        // relaxed: the caller has seen the slot published
        const auto mark = slot.mark.load(std::memory_order_relaxed);
        const auto info = slot.info.get();
        const auto data_size = SlotType::data_size_in(mark);
        const auto key_size = SlotType::key_size_in(info);
        const std::byte* const from = arena + (SlotType::end_in(mark) - data_size - key_size);
        Atomics::lend(from, key_size + data_size);
        return RecordView{std::string_view{reinterpret_cast<const char*>(from), key_size},
                          Blob{from + key_size, data_size}, index,
                          Instant::from_millis(SlotType::arrival_in(info)), stamp};
    }
    [[nodiscard]] const std::byte* arena() const noexcept { return arena_; }

    /// Slots used in the end, or `still_open`.
    [[nodiscard]] std::uint32_t end() const noexcept {
        return end_.load(std::memory_order_acquire);  // close: reader
    }
    void close(std::uint32_t end) noexcept {
        end_.store(end, std::memory_order_release);  // close: writer
    }
    /// Index of the segment after this one, or 0.
    [[nodiscard]] std::uint32_t next() const noexcept {
        return next_.load(std::memory_order_acquire);  // link: reader
    }
    /// Puts another segment after this one.  Gives: false if there was one before.
    [[nodiscard]] bool link(std::uint32_t index) noexcept {
        std::uint32_t none = 0;
        return next_.compare_exchange_strong(none, index,
                                             std::memory_order_release,   // link: writer
                                             std::memory_order_relaxed);  // relaxed: not used
    }
    /// The segment after this one in a list of the pool.
    [[nodiscard]] std::uint32_t next_free() const noexcept {
        // relaxed: if it is stale the list's compare-exchange fails
        return next_free_.load(std::memory_order_relaxed);
    }
    void set_next_free(std::uint32_t index) noexcept {
        next_free_.store(index, std::memory_order_relaxed);  // relaxed: shown by the list
    }

    /// Which use of this memory it is.
    [[nodiscard]] std::uint64_t generation() const noexcept {
        // relaxed: a hint, or the caller holds a pin
        return life_.load(std::memory_order_relaxed) >> reference_bits;
    }

    /// Takes one more reference if the segment is still in the use that the caller means.
    [[nodiscard]] bool try_pin(std::uint64_t generation) noexcept {
        // relaxed: only the compare-exchange below decides
        auto life = life_.load(std::memory_order_relaxed);
        while (life >> reference_bits == generation && (life & reference_mask) != 0) {
            if (life_.compare_exchange_weak(life, life + 1,
                                            std::memory_order_acquire,     // life: pin
                                            std::memory_order_relaxed)) {  // relaxed: tried again
                return true;
            }
        }
        return false;
    }
    /// Takes one more reference in whatever use the segment is now, if in any.
    [[nodiscard]] bool try_pin() noexcept { return try_pin(generation()); }

    /// How many references there are now.
    [[nodiscard]] std::uint64_t references() const noexcept {
        // relaxed: a figure
        return life_.load(std::memory_order_relaxed) & reference_mask;
    }

    /// Gives a reference back.  Gives: true if it was the last; the caller now owns the segment.
    [[nodiscard]] bool unpin() noexcept {
        return (life_.fetch_sub(1, std::memory_order_acq_rel)  // life: unpin
                & reference_mask) == 1;
    }

    /// Gets slots and bytes again after they were given back, or is told that they are: for the
    /// thread that owns the segment.
    void move_to(SlotType* slots, std::byte* arena) noexcept {
        slots_ = slots;
        arena_ = arena;
        tell(Use::fresh);
    }
    [[nodiscard]] SlotType* slots() const noexcept { return slots_; }

    /// Begins another use, with one reference, for the thread that owns the segment.
    void open(SegmentTitle title) noexcept {
        tell(Use::revive);
        const auto generation = this->generation() + 1;
        if (generation % SlotType::tag_period == 0) {
            wipe();
        }
        // relaxed: shown by the base to who came too late, by the tail to all others
        title_.store(title.word(), std::memory_order_relaxed);
        set_base({});
        // relaxed: nobody can pin the segment before life_ is stored
        tag_.store(generation % SlotType::tag_period + 1, std::memory_order_relaxed);
        next_.store(0, std::memory_order_relaxed);          // relaxed: as above
        confirmed_.store(0, std::memory_order_relaxed);     // relaxed: as above
        end_.store(still_open, std::memory_order_relaxed);  // relaxed: as above
        life_.store(generation << reference_bits | 1, std::memory_order_release);  // life: open
    }

    /// Ends a use, for the thread that gave the last reference back.
    void close_use() noexcept { tell(Use::retire); }

private:
    static constexpr unsigned reference_bits = 24;
    static constexpr std::uint64_t reference_mask = (std::uint64_t{1} << reference_bits) - 1;

    enum class Use : std::uint8_t { fresh, revive, retire };
    /// Tells a policy that watches memory; otherwise nothing.
    void tell([[maybe_unused]] Use use) noexcept {
        if constexpr (Atomics::watches_memory) {
            const auto to = use == Use::fresh    ? &Atomics::fresh
                            : use == Use::revive ? &Atomics::revive
                                                 : &Atomics::retire;
            to(slots_, slot_capacity_ * sizeof(SlotType));
            to(arena_, arena_bytes_);
        }
    }
    [[nodiscard]] std::uint64_t tag() const noexcept {
        // relaxed: fixed while the segment is in use
        return tag_.load(std::memory_order_relaxed);
    }
    void wipe() noexcept {
        for (std::uint32_t slot = 0; slot < slot_capacity_; ++slot) {
            slots_[slot].mark.store(0, std::memory_order_relaxed);  // relaxed: owned by one thread
        }
    }

    // Read by every writer.
    atomic<std::uint64_t> title_{0};
    atomic<std::uint64_t> base_records_{0};
    atomic<std::uint64_t> base_bytes_{0};
    atomic<std::uint64_t> tag_{0};
    SlotType* slots_;
    std::byte* arena_;
    const std::uint32_t slot_capacity_;
    const std::uint32_t arena_bytes_;
    const std::uint32_t index_;
    const std::uint16_t list_;
    // Touched by readers and at a segment's end.
    alignas(64) atomic<std::uint64_t> life_{0};  // generation 40 bits, references 24
    atomic<std::uint32_t> next_{0};              // index of the segment after this one
    atomic<std::uint32_t> end_{still_open};
    atomic<std::uint32_t> confirmed_{0};  // slots from the front that some reader saw published
    atomic<std::uint32_t> next_free_{0};  // in the pool's list
};

}  // namespace weir::inline v0
