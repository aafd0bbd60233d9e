// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "weir/core/record.hpp"
#include "weir/storage/segment_pool.hpp"

namespace weir::inline v0 {

/// Records of one shard in their order, lent without a copy: a range of RecordView.
///
/// The batch pins the segment of its first record, and with it every later one: what it lends stays
/// valid until it is destroyed, whatever is trimmed meanwhile. A batch that is kept keeps memory.
/// Thread: one at a time; a view may be read by any thread while the batch lives.
template <class Atomics>
class RingBatch {
    using SegmentType = Segment<Atomics>;
    using SlotType = typename SegmentType::SlotType;
    using Pool = SegmentPool<Atomics>;

public:
    /// Walks the records; makes each view on the way.
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = RecordView;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = RecordView;

        iterator() = default;
        [[nodiscard]] RecordView operator*() const noexcept {
            return SegmentType::view_of(*at_, arena_, index_, stamp_);
        }
        iterator& operator++() noexcept {
            ++at_;
            ++index_;
            if (--left_ > 0 && at_ == run_end_) [[unlikely]] {
                enter_next();
            }
            return *this;
        }
        iterator operator++(int) noexcept {
            auto before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& a, const iterator& b) noexcept {
            return a.left_ == b.left_;
        }

    private:
        friend class RingBatch;
        iterator(const Pool* pool, const SegmentType* segment, std::uint32_t slot,
                 std::uint64_t left, ShardStamp stamp) noexcept
            : left_{left}, pool_{pool}, segment_{segment}, stamp_{stamp} {
            if (left > 0) {
                index_ = segment->base_records() + slot + 1;
                enter(slot);
                if (at_ == run_end_) {
                    enter_next();
                }
            }
        }
        void enter_next() noexcept {
            do {
                segment_ = &pool_->at(segment_->next());
                enter(0);
            } while (at_ == run_end_);
        }
        /// Stands at a slot of the segment. One that is still open has records for all that is
        /// left.
        void enter(std::uint32_t slot) noexcept {
            const auto end = segment_->end();
            at_ = segment_->slots() + slot;
            run_end_ = end == SegmentType::still_open ? nullptr : segment_->slots() + end;
            arena_ = segment_->arena();
        }

        const SlotType* at_ = nullptr;
        const SlotType* run_end_ = nullptr;  // of those in this segment, if it has ended
        const std::byte* arena_ = nullptr;
        std::uint64_t index_ = 0;
        std::uint64_t left_ = 0;
        const Pool* pool_ = nullptr;
        const SegmentType* segment_ = nullptr;
        ShardStamp stamp_{};
    };

    RingBatch() = default;
    /// Takes over one reference to `first`.
    RingBatch(Pool& pool, SegmentType& first, std::uint32_t slot, std::uint64_t size,
              std::uint64_t bytes, ShardStamp stamp) noexcept
        : pool_{&pool}, first_{&first}, slot_{slot}, size_{size}, bytes_{bytes}, stamp_{stamp} {}
    RingBatch(RingBatch&& other) noexcept { swap(other); }
    RingBatch& operator=(RingBatch&& other) noexcept {
        RingBatch taken{std::move(other)};
        swap(taken);
        return *this;
    }
    ~RingBatch() {
        if (first_ != nullptr) {
            pool_->drop(*first_);
        }
    }

    [[nodiscard]] iterator begin() const noexcept {
        return iterator{pool_, first_, slot_, size_, stamp_};
    }
    [[nodiscard]] iterator end() const noexcept { return {}; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    /// Keys and data of all records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    void swap(RingBatch& other) noexcept {
        std::swap(pool_, other.pool_);
        std::swap(first_, other.first_);
        std::swap(slot_, other.slot_);
        std::swap(size_, other.size_);
        std::swap(bytes_, other.bytes_);
        std::swap(stamp_, other.stamp_);
    }

    Pool* pool_ = nullptr;
    SegmentType* first_ = nullptr;
    std::uint32_t slot_ = 0;
    std::uint64_t size_ = 0;
    std::uint64_t bytes_ = 0;
    ShardStamp stamp_{};
};

}  // namespace weir::inline v0
