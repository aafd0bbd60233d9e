// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/atomics.hpp"
#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/throttle/bucket.hpp"
#include "weir/throttle/refill.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// Limits the writes of a shard to so many records or so many bytes a second; reads are free.
///
/// Refills on whole milliseconds. A record larger than the burst is admitted when nothing of the
/// burst is used, and then takes its time to come back.
///
/// Thread: any, on every function. Progress: lock-free.
template <class Atomics = StdAtomics>
class BasicFixedRate {
public:
    /// Units: the rate up to RefillRate::per_second_max, the burst up to Bucket::capacity_max.
    [[nodiscard]] static BasicFixedRate records_per_second(std::uint64_t rate,
                                                           std::uint64_t burst_records) noexcept {
        return BasicFixedRate{Counts::records, rate, burst_records};
    }
    [[nodiscard]] static BasicFixedRate bytes_per_second(std::uint64_t rate,
                                                         std::uint64_t burst_bytes) noexcept {
        return BasicFixedRate{Counts::bytes, rate, burst_bytes};
    }

    [[nodiscard]] BasicFixedRate fresh() const noexcept {
        return BasicFixedRate{counts_, bucket_.per_second(), bucket_.capacity()};
    }

    [[nodiscard]] Verdict admit_write(Instant now, WriteTotals so_far,
                                      std::uint64_t bytes) noexcept {
        const std::uint64_t total = counted(so_far);
        const std::uint64_t cost = counted({.records = 1, .bytes = bytes});
        const Tick tick = tick_of(now);
        if (bucket_.fits(tick, total, cost)) {
            return {.admitted = true};
        }
        return verdict_from(bucket_.ask(tick, total, cost), now);
    }

    [[nodiscard]] bool admits_all(Instant now, WriteTotals so_far, WriteTotals more) noexcept {
        return bucket_.fits(tick_of(now), counted(so_far), counted(more));
    }

    [[nodiscard]] Verdict admit_read(Instant /*now*/) noexcept { return {.admitted = true}; }
    [[nodiscard]] Verdict ask_read(Instant /*now*/) noexcept { return {.admitted = true}; }
    void charge_read(Instant /*now*/, std::uint64_t /*bytes*/) noexcept {}
    void give_back_read(Instant /*now*/) noexcept {}

private:
    enum class Counts : std::uint8_t { records, bytes };

    BasicFixedRate(Counts counts, std::uint64_t rate, std::uint64_t burst) noexcept
        : bucket_{rate, burst}, counts_{counts} {
        WEIR_CHECK(burst > 0, "a throttle without a burst would admit nothing");
    }

    [[nodiscard]] std::uint64_t counted(WriteTotals totals) const noexcept {
        return counts_ == Counts::bytes ? totals.bytes : totals.records;
    }

    Bucket<Atomics> bucket_;
    Counts counts_;
};

using FixedRate = BasicFixedRate<>;

}  // namespace weir::inline v0
