// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "support/memory.hpp"
#include "support/routes.hpp"
#include "support/streams.hpp"
#include "targets/report.hpp"

namespace bench {

namespace {

constexpr std::uint32_t many = 10'000;

void routing(const Bench& bench) {
    const Rounds rounds = bench.measure({
        lookups("4 shards", weir::Lineage{4}),
        lookups("10,000 shards", weir::Lineage{many}),
        lookups("10,000 shards after random splits and merges", scattered_lineage(many)),
    });
    bench.report.judge("routing a key, 10,000 shards - 4 shards", at_most(4, "ns"),
                       rounds.difference("10,000 shards", "4 shards"));
    bench.report.judge(
        "the same after random splits and merges", at_most(4, "ns"),
        rounds.difference("10,000 shards after random splits and merges", "4 shards"));
}

void creation(const Bench& bench) {
    std::vector<double> millis;
    std::vector<double> bytes;
    for (unsigned round = 0; round < (bench.settings.smoke ? 1U : 11U); ++round) {
        const auto before = allocated_bytes();
        std::unique_ptr<Stream> made;
        const Sample sample = sample_alone([&made] { made = make_stream(many, {}); });
        const auto taken = allocated_bytes() - before + made->bytes_reserved();
        millis.push_back(sample.nanos / 1e6);
        bytes.push_back(static_cast<double>(taken) / many / 1024);
    }
    bench.report.judge("creating 10,000 shards", at_most(100, "ms"), Spread::of(millis));
    bench.report.judge("idle memory of a shard, of 10,000", at_most(4, "KiB"), Spread::of(bytes));
}

}  // namespace

void shard_targets(const Bench& bench) {
    routing(bench);
    creation(bench);
}

}  // namespace bench
