// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "../events/text.hpp"
#include "options.hpp"
#include "weir/core/limits.hpp"
#include "weir/throttle/service_throttle.hpp"

namespace demo {

using namespace events;

/// What a shard takes in a second.
struct WriteLimits {
    std::uint64_t records_per_second = weir::limits::write_records_per_second;
    std::uint64_t bytes_per_second = weir::limits::write_bytes_per_second;

    [[nodiscard]] std::string in_words() const {
        const bool records = records_per_second == weir::limits::write_records_per_second;
        const bool bytes = bytes_per_second == weir::limits::write_bytes_per_second;
        std::string text = fmt::format("{} and {} a second and shard",
                                       counted(records_per_second, "record", "records"),
                                       human_bytes(bytes_per_second));
        text += records && bytes ? ", as the service has them"
                                 : " (the service's: 1,000 records and 1 MiB)";
        return text;
    }
};

/// The throttle of each shard: a second's worth at once, as the service seems to have it.
inline weir::ServiceThrottle throttle_of(const WriteLimits& limits) {
    weir::ServiceThrottleOptions options;
    options.write_records_per_second = options.write_burst_records = limits.records_per_second;
    options.write_bytes_per_second = options.write_burst_bytes = limits.bytes_per_second;
    return weir::ServiceThrottle{options};
}

/// The service's limits unless the command line says otherwise. The log that comes with the demo
/// is of one machine, which a shard of the service would hardly notice: it gets smaller ones.
inline WriteLimits write_limits(const Options& options) {
    constexpr std::uint32_t for_the_bundled_log = 20;
    WriteLimits limits;
    if (options.file.empty()) limits.records_per_second = for_the_bundled_log;
    if (options.write_limit) limits.records_per_second = *options.write_limit;
    if (options.write_bytes) limits.bytes_per_second = *options.write_bytes;
    return limits;
}

}  // namespace demo
