// SPDX-License-Identifier: Apache-2.0
// What every record goes through, to look at what compilers make of it; tools/same_code.py does.
#include <cstdint>
#include <string_view>

#include "weir/storage/ring_storage.hpp"

using Log = weir::RingStorage<>::Log;

weir::Appended append(Log& log, weir::Instant now, std::string_view key, const weir::Blob& data) {
    return log.append(now, key, data, [](weir::WriteTotals, std::uint64_t) { return true; });
}
weir::LogRead<weir::RingStorage<>::Batch> read(Log& log, const weir::LogReadRequest& request) {
    return log.read(request);
}
std::uint64_t walk(const weir::RingStorage<>::Batch& batch) {
    std::uint64_t bytes = 0;
    for (const weir::RecordView record : batch) {
        bytes += record.data().size() + record.partition_key().size();
    }
    return bytes;
}
void trim(Log& log, std::int64_t horizon_millis) {
    log.trim(horizon_millis);
}
