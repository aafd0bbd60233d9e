// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "weir/analysis/key_report.hpp"
#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// Tells which records the shards of a stream would refuse if each is put once, at its time.
///
/// Every shard has a throttle of its own, the same that a stream's shards have, and is asked in the
/// same way: so the forecast is no estimate. A stream that gets the same records at the same times,
/// one by one or in batches, refuses the same ones. What is refused is not offered again.
///
/// Time:   as the throttle takes it; if it goes back, no second counts twice as throttled.
/// Thread: one at a time.
template <throttle_policy Throttle = ServiceThrottle>
class ThrottleForecast {
public:
    explicit ThrottleForecast(std::size_t shards, const Throttle& limits = Throttle{})
        : shards_(shards) {
        for (std::optional<Shard>& shard : shards_) {
            shard.emplace(limits);
        }
    }

    /// Puts a record of so many bytes of key and data.
    [[nodiscard]] Verdict offer(std::size_t shard, Instant at, std::uint64_t bytes) noexcept {
        WEIR_CHECK(shard < shards_.size(), "a record goes to a shard that there is");
        Shard& taker = *shards_[shard];
        const Verdict verdict = taker.throttle.admit_write(at, taker.taken, bytes);
        if (verdict.admitted) [[likely]] {
            ++taker.taken.records;
            taker.taken.bytes += bytes;
        } else {
            refuse(taker, at, bytes);
        }
        return verdict;
    }

    [[nodiscard]] std::size_t shards() const noexcept { return shards_.size(); }
    /// What a shard has admitted.
    [[nodiscard]] WriteTotals admitted(std::size_t shard) const noexcept {
        WEIR_CHECK(shard < shards_.size(), "this shard was never there");
        return shards_[shard]->taken;
    }
    /// What a shard has refused.
    [[nodiscard]] WriteTotals refused(std::size_t shard) const noexcept {
        WEIR_CHECK(shard < shards_.size(), "this shard was never there");
        return shards_[shard]->refused;
    }
    [[nodiscard]] const ThrottleOutcome& outcome() const noexcept { return outcome_; }

private:
    struct Shard {
        explicit Shard(const Throttle& limits) : throttle{limits.fresh()} {}

        Throttle throttle;
        WriteTotals taken;
        WriteTotals refused;
    };

    void refuse(Shard& shard, Instant at, std::uint64_t bytes) noexcept {
        if (shard.refused.records == 0) {
            ++outcome_.shards_throttled;
        }
        ++shard.refused.records;
        shard.refused.bytes += bytes;
        if (!outcome_.first.has_value()) {
            outcome_.first = at;
        }
        ++outcome_.throttled_records;
        outcome_.throttled_bytes += bytes;
        if (outcome_.seconds_throttled == 0 || at.seconds() > latest_second_) {
            ++outcome_.seconds_throttled;
            latest_second_ = at.seconds();
        }
    }

    std::vector<std::optional<Shard>> shards_;  // a throttle need not be one that can be moved
    ThrottleOutcome outcome_;
    std::int64_t latest_second_ = 0;
};

}  // namespace weir::inline v0
