// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "support/memory.hpp"
#include "support/records.hpp"
#include "support/streams.hpp"
#include "targets/report.hpp"

namespace bench {

void memory_targets(const Bench& bench) {
    const std::size_t records = bench.settings.smoke ? 20'000 : 1'000'000;
    const Keys keys{records, records};
    const auto allocated = allocated_bytes();
    const auto resident = resident_bytes();
    const auto stream = make_stream(4, {});
    for (std::size_t at = 0; at < records; ++at) {
        const auto result =
            stream->put_record({.data = payloads()[at].bytes, .partition_key = keys[at]});
        WEIR_CHECK(result.has_value(), "every put is taken");
    }
    // The system may not have given yet what the stream has asked for, and may have given more.
    const auto asked = allocated_bytes() - allocated + stream->bytes_reserved();
    const auto given = resident_bytes() - resident;
    const double a_record =
        static_cast<double>(std::max(asked, given)) / static_cast<double>(records);
    const double above = a_record - sizeof(Payload) - Keys::key_bytes;
    bench.report.judge("memory above key and data of a 100 B record, of 1,000,000",
                       at_most(40, "B"), {above, above, above});
}

}  // namespace bench
