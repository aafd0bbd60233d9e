// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <memory>
#include <string>

#include "support/reading.hpp"
#include "targets/report.hpp"

namespace bench {

namespace {

constexpr std::size_t records = 8000;  // about one segment of 1 MiB, so what is read is cached
constexpr std::size_t scans = 20;

}  // namespace

void read_targets(const Bench& bench) {
    const auto same = std::make_shared<SameRecords>(records);
    const auto times = [same](std::string name, std::size_t repeats, auto scan) {
        return Case{.name = std::move(name),
                    .operations = repeats * records,
                    .run = [same, repeats, scan](unsigned) {
                        for (std::size_t at = 0; at < repeats; ++at) {
                            scan(*same);
                        }
                    }};
    };
    const Rounds rounds = bench.measure({
        times("get_records, zero copy", scans, [](auto& all) { all.scan_stream(); }),
        times("scan of length-prefixed records", scans, [](auto& all) { all.scan_frames(); }),
        times("each record copied into two strings", 1, [](auto& all) { all.copy_stream(); }),
    });
    bench.report.judge("get_records, zero copy / plain scan of length-prefixed records",
                       at_most(0.8),
                       rounds.ratio("get_records, zero copy", "scan of length-prefixed records"));
    bench.report.judge(
        "copying each record into two strings / get_records, zero copy", at_least(40),
        rounds.ratio("each record copied into two strings", "get_records, zero copy"));
}

}  // namespace bench
