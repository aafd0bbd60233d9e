// SPDX-License-Identifier: Apache-2.0
#include <cstddef>

#include "support/read_cases.hpp"
#include "targets/report.hpp"

namespace bench {

void read_targets(const Bench& bench) {
    constexpr std::size_t records = 8000;  // a segment of 1 MiB, so that what is read is cached
    const Rounds rounds = bench.measure({
        zero_copy("zero copy", records),
        scan_of_frames("frames", records),
        into_two_strings("two strings", records),
    });
    bench.report.judge("get_records, zero copy / plain scan of length-prefixed records",
                       at_most(0.8), rounds.ratio("zero copy", "frames"));
    bench.report.judge("copying each record into two strings / get_records, zero copy",
                       at_least(40), rounds.ratio("two strings", "zero copy"));
}

}  // namespace bench
