// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"

namespace weir::inline v0 {

/// What one shard of a model stream may take and give.
struct ModelRateLimits {
    bool limited = true;  ///< false: every call is admitted
    std::uint64_t write_bytes_per_second = limits::write_bytes_per_second;
    std::uint64_t write_records_per_second = limits::write_records_per_second;
    std::uint64_t write_burst_bytes = limits::write_bytes_per_second;
    std::uint64_t write_burst_records = limits::write_records_per_second;
    std::uint64_t read_bytes_per_second = limits::read_bytes_per_second;
    std::uint64_t read_calls_per_second = limits::read_calls_per_second;
    std::uint64_t read_burst_bytes = limits::read_bytes_per_second;
    std::uint64_t read_burst_calls = limits::read_calls_per_second;
};

/// A bucket that counts what is owed.
///
/// The debt falls at whole milliseconds, by what floor(rate * t / 1000) grows meanwhile, and never
/// below nothing. A clock that steps back lets nothing fall.
class ModelBucket {
public:
    ModelBucket(std::uint64_t rate_per_second, std::uint64_t capacity)
        : rate_{rate_per_second}, capacity_{capacity} {}

    /// True if `cost` fits on top of the debt.
    ///
    /// What could never fit, being more than the capacity, needs a bucket without any debt.
    [[nodiscard]] bool admits(Instant now, std::uint64_t cost) {
        drain(now);
        return debt_ <= room_for(cost);
    }
    void take(std::uint64_t cost) { debt_ += cost; }

    /// The first instant at which `cost` fits.
    [[nodiscard]] Instant fits_at(std::uint64_t cost) const { return owes_at(room_for(cost)); }
    /// The first instant at which nothing is owed.
    [[nodiscard]] Instant full_at() const { return owes_at(0); }

private:
    [[nodiscard]] std::uint64_t room_for(std::uint64_t cost) const {
        return cost < capacity_ ? capacity_ - cost : 0;
    }
    /// The first instant at which no more than `most` is owed.
    [[nodiscard]] Instant owes_at(std::uint64_t most) const {
        if (debt_ <= most) {
            return Instant::min();  // now, whenever that is
        }
        const std::uint64_t excess = debt_ - most;
        std::int64_t millis = drained_at_ + static_cast<std::int64_t>((excess - 1) * 1000 / rate_);
        while (given_until(millis) - given_until(drained_at_) < excess) {
            ++millis;
        }
        return Instant::from_millis(millis);
    }
    /// floor(rate * millis / 1000)
    [[nodiscard]] std::uint64_t given_until(std::int64_t millis) const {
        const auto whole = static_cast<std::uint64_t>(millis / 1000);
        const auto rest = static_cast<std::uint64_t>(millis % 1000);
        return rate_ * whole + rate_ * rest / 1000;
    }
    void drain(Instant now) {
        if (now.millis() > drained_at_) {
            const std::uint64_t given = given_until(now.millis()) - given_until(drained_at_);
            debt_ = debt_ > given ? debt_ - given : 0;
            drained_at_ = now.millis();
        }
    }

    std::uint64_t rate_;
    std::uint64_t capacity_;
    std::uint64_t debt_ = 0;
    std::int64_t drained_at_ = 0;  // milliseconds since 1970
};

/// The allowances of one shard.
class ModelShardRates {
public:
    explicit ModelShardRates(const ModelRateLimits& limits)
        : limited_{limits.limited},
          write_bytes_{limits.write_bytes_per_second, limits.write_burst_bytes},
          write_records_{limits.write_records_per_second, limits.write_burst_records},
          read_bytes_{limits.read_bytes_per_second, limits.read_burst_bytes},
          read_calls_{limits.read_calls_per_second, limits.read_burst_calls} {}

    /// Takes a record's cost from both write allowances, or from none.
    [[nodiscard]] bool admit_write(Instant now, std::uint64_t bytes) {
        const bool bytes_fit = write_bytes_.admits(now, bytes);
        const bool record_fits = write_records_.admits(now, 1);
        if (limited_ && !(bytes_fit && record_fits)) {
            return false;
        }
        write_bytes_.take(bytes);
        write_records_.take(1);
        return true;
    }
    [[nodiscard]] Duration write_wait(Instant now, std::uint64_t bytes) const {
        return std::max(write_bytes_.fits_at(bytes), write_records_.fits_at(1)) - now;
    }

    /// Takes one call; refuses while earlier reads have taken more bytes than there were.
    [[nodiscard]] bool admit_read(Instant now) {
        const bool paid = read_bytes_.admits(now, 0) && now >= refused_until_;
        const bool call_fits = read_calls_.admits(now, 1);
        if (limited_ && !(paid && call_fits)) {
            return false;
        }
        read_calls_.take(1);
        return true;
    }
    [[nodiscard]] Duration read_wait(Instant now) const {
        const Instant paid_at = std::max(read_bytes_.fits_at(0), refused_until_);
        return std::max(paid_at, read_calls_.fits_at(1)) - now;
    }
    /// Pays for a read that was done. Who takes more than there is waits until all is back.
    void charge_read(Instant now, std::uint64_t bytes) {
        read_bytes_.take(bytes);
        if (!read_bytes_.admits(now, 0)) {
            refused_until_ = read_bytes_.full_at();
        }
    }

private:
    bool limited_;
    ModelBucket write_bytes_;
    ModelBucket write_records_;
    ModelBucket read_bytes_;
    ModelBucket read_calls_;
    Instant refused_until_ = Instant::min();
};

}  // namespace weir::inline v0
