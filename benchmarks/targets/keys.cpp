// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "support/key_cases.hpp"
#include "targets/report.hpp"
#include "weir/analysis/arrivals.hpp"
#include "weir/analysis/key_analysis.hpp"

namespace bench {

namespace {

constexpr std::uint32_t shards = 64;

/// All of an analysis: hashing, routing, counting, and the throttle and the load of each second.
[[nodiscard]] Case analyse(std::string name, KeyKind kind) {
    struct All {
        All() : analysis{options()} {}
        static weir::KeyAnalysisOptions options() {
            weir::KeyAnalysisOptions options;
            options.lineage = weir::Lineage{shards};
            return options;
        }
        weir::KeyAnalysis analysis;
        weir::Arrivals arrivals =
            weir::Arrivals::even(weir::Instant::from_seconds(0), shards * 500);
        std::array<weir::KeyedRecord, KeyStream::batch> records;
    };
    const auto all = std::make_shared<All>();
    return over_batches(
        std::move(name), kind, millions_before, [all](Texts keys, Hashes /*known*/, Sizes bytes) {
            for (std::size_t at = 0; at < keys.size(); ++at) {
                all->records[at] = {
                    .key = keys[at], .bytes = bytes[at], .at = all->arrivals.next()};
            }
            all->analysis.add({all->records.data(), keys.size()});
        });
}

}  // namespace

void key_targets(const Bench& bench) {
    const std::pair<const char*, KeyKind> kinds[] = {
        {"Zipf 1.0 over a million", KeyKind::zipf},
        {"uniform over a million", KeyKind::uniform},
        {"all different", KeyKind::distinct},
    };
    for (const auto& [name, kind] : kinds) {
        const std::string target =
            std::string{"looking at a key of 16 B, 64 shards, 64 MiB, "} + name;
        const Rounds rounds = bench.measure({analyse(name, kind)});
        bench.report.judge(target, at_most(100, "ns"), rounds.nanos(name));
    }
}

}  // namespace bench
