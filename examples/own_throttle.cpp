// SPDX-License-Identifier: Apache-2.0
// A throttle of your own: anything with these four functions. This one takes no more than so
// many records for each shard, ever.
#include <fmt/core.h>

#include <weir/weir.hpp>

class Quota {
public:
    explicit Quota(std::uint64_t records = 3) : records_{records} {}

    Quota fresh() const { return Quota{records_}; }

    // A question, not a charge: `so_far` is what the shard has taken before this record.
    weir::Verdict admit_write(weir::Instant, weir::WriteTotals so_far, std::uint64_t) noexcept {
        return {.admitted = so_far.records < records_, .retry_after = {}};
    }
    weir::Verdict admit_read(weir::Instant) noexcept {
        return {.admitted = true, .retry_after = {}};
    }
    void charge_read(weir::Instant, std::uint64_t) noexcept {}

private:
    std::uint64_t records_;
};
static_assert(weir::throttle_policy<Quota>);

int main() {
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock, Quota> stream{{}, clock, Quota{3}};
    int taken = 0;
    for (int record = 0; record < 10; ++record) {
        taken += stream.put_record({.data = "x", .partition_key = "k"}).has_value() ? 1 : 0;
    }
    fmt::print("{} of 10 records taken\n", taken);
    return taken == 3 ? 0 : 1;
}
