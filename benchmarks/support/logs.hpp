// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "support/records.hpp"
#include "support/sample.hpp"
#include "weir/storage/ring_storage.hpp"

namespace bench {

/// Lets the compiler forget that it knows `value`.
template <class T>
[[nodiscard]] inline T forget(T value) noexcept {
    asm volatile("" : "+r"(value));
    return value;
}

/// weir's log of one shard, with nothing above it: no clock, no throttle, no routing.
class WeirLog {
public:
    explicit WeirLog(weir::RingStorage<>& storage) : log_{storage.context(), start} {}

    /// The size is hidden from the compiler: a log takes records of any size.
    void append(const Payload& payload) {
        const weir::Blob data{payload.bytes.data(), forget(payload.bytes.size())};
        keep(log_.append(now_, {}, data, [](const auto&, std::uint64_t) { return true; }).index);
    }
    /// As the peers are called: with a size that the compiler knows.
    void append_fixed(const Payload& payload) {
        const weir::Blob data{payload.bytes.data(), payload.bytes.size()};
        keep(log_.append(now_, {}, data, [](const auto&, std::uint64_t) { return true; }).index);
    }
    /// Many records with one reservation.
    void append(const Payload* first, std::size_t count) {
        Bulk bulk{first, count};
        std::size_t dealt_with = 0;
        keep(log_.append_batch(now_, bulk, dealt_with));
    }
    /// Reads all that is new, then lets go of all segments but the last.
    void consume() {
        for (;;) {
            const auto read = log_.read({.from = next_});
            for (const weir::RecordView view : read.records) {
                Payload payload{};
                std::memcpy(payload.bytes.data(), view.data().data(), payload.bytes.size());
                keep(payload);
            }
            next_ = read.next;
            if (read.at_tip) {
                break;
            }
        }
        now_ = now_ + weir::Duration{1'000'000};
        log_.trim(now_.millis());
    }

private:
    static constexpr weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

    struct Bulk {
        const Payload* first;
        std::size_t count;

        [[nodiscard]] std::size_t size() const noexcept { return count; }
        [[nodiscard]] std::uint64_t bytes(std::size_t) const noexcept { return sizeof(Payload); }
        [[nodiscard]] static std::string_view key(std::size_t) noexcept { return {}; }
        [[nodiscard]] weir::Blob data(std::size_t at) const noexcept { return first[at].bytes; }
        static bool admit(std::size_t, const weir::WriteTotals&) noexcept { return true; }
        static bool admitted(std::size_t) noexcept { return true; }
        static void accept(std::size_t, std::uint64_t index, std::int64_t) noexcept { keep(index); }
    };

    weir::RingLog<weir::StdAtomics> log_;
    weir::Instant now_ = start;
    std::uint64_t next_ = 1;
};

/// The least that any log with one order for all writers does: a compare-exchange that reserves,
/// a copy, and a store that publishes. It can neither roll over, nor refuse, nor be read safely.
class BareLog {
public:
    void append(const Payload& payload) noexcept {
        auto at = tail_.load(std::memory_order_acquire);
        while (!tail_.compare_exchange_weak(at, at + 1, std::memory_order_acq_rel,
                                            std::memory_order_acquire)) {
        }
        std::byte* to = &arena_[at % count * sizeof(Payload)];
        weir::StdAtomics::copy_in(to, payload.bytes.data(), forget(payload.bytes.size()));
        Slot& slot = slots_[at % count];
        slot.info = at;
        slot.mark.store(at + 1, std::memory_order_release);
        weir::StdAtomics::prefetch_write(&slot + 4);
        weir::StdAtomics::prefetch_write(to + 2 * sizeof(Payload));
        weir::StdAtomics::prefetch_write(to + 3 * sizeof(Payload));
    }
    void consume() noexcept { tail_.store(0, std::memory_order_relaxed); }

private:
    static constexpr std::size_t count = 65536;
    struct Slot {
        std::atomic<std::uint64_t> mark{0};
        std::uint64_t info = 0;
    };

    alignas(64) std::atomic<std::uint64_t> tail_{0};
    std::unique_ptr<Slot[]> slots_ = std::make_unique<Slot[]>(count);
    std::unique_ptr<std::byte[]> arena_ = std::make_unique<std::byte[]>(count * sizeof(Payload));
};

}  // namespace bench
