// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// A clock that stands still until it is told to move.
class ManualClock {
public:
    explicit ManualClock(Instant start = Instant::from_seconds(1'700'000'000)) noexcept
        : micros_{start.micros()} {}

    [[nodiscard]] Instant now() const noexcept {
        return Instant::from_micros(micros_.load(std::memory_order_acquire));  // set: reader
    }
    void set(Instant now) {
        micros_.store(now.micros(), std::memory_order_release);  // set: writer
    }
    void advance(Duration by) { set(now() + by); }

private:
    std::atomic<std::int64_t> micros_;
};

}  // namespace weir::inline v0
