// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"

namespace weir::inline v0 {

/// What consumers meet at the fullest shard if each reads all of it as it comes.
///
/// With GetRecords all of them share the shard's bytes and calls a second; with enhanced fan-out
/// each has the bytes to itself. A consumer that may call only every so often also falls behind
/// when more comes in between than one call gives, which few meet before the bytes run out.
[[nodiscard]] inline ReadLoad read_load(double peak_bytes_per_second, std::uint32_t consumers,
                                        const ShardLimits& limits = {}) noexcept {
    const ShardLimits usable = figures::without_zeros(limits);
    const double bytes = figures::amount(peak_bytes_per_second);
    const auto readers = static_cast<double>(consumers);
    const auto limit = static_cast<double>(usable.read_bytes_per_second);
    const auto calls = static_cast<double>(usable.read_calls_per_second);
    const double records = calls * limits::get_records_records_max /
                           static_cast<double>(usable.write_records_per_second);
    const double by_bytes = std::min(limit, calls * limits::get_records_bytes_max) /
                            std::max(bytes, std::numeric_limits<double>::min());
    constexpr double most = std::numeric_limits<std::uint32_t>::max();

    ReadLoad load{.consumers = consumers};
    load.shared_share = figures::amount(readers * bytes / limit);
    load.fan_out_share = figures::amount(bytes / limit);
    load.most_shared = static_cast<std::uint32_t>(
        figures::between(0, std::floor(std::min(by_bytes, records) + 1e-9), most));
    const std::uint64_t micros = std::uint64_t{std::max(consumers, 1U)} * 1'000'000;
    load.polling_interval = Duration{static_cast<Duration::rep>(
        micros / usable.read_calls_per_second + (micros % usable.read_calls_per_second != 0))};
    return load;
}

}  // namespace weir::inline v0
