// SPDX-License-Identifier: Apache-2.0
// A shard takes 1,000 records a second; a refusal says when to try again.
#include <fmt/core.h>

#include <weir/weir.hpp>

int main() {
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};

    int refused = 0;
    const auto begin = clock.now();
    for (int record = 0; record < 3000; ++record) {
        for (;;) {
            const auto put = stream.put_record({.data = "tick", .partition_key = "sensor"});
            if (put) {
                break;
            }
            ++refused;
            clock.advance(put.error().retry_after());
        }
    }
    const auto took = std::chrono::duration<double>(clock.now() - begin).count();
    fmt::print("3,000 records took {:.3f} s of virtual time, {} refusals\n", took, refused);
    // A burst of 1,000 at once, the other 2,000 at a thousand a second.
    return took == 2.0 ? 0 : 1;
}
