// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/atomics.hpp"
#include "weir/storage/ring_log.hpp"

namespace weir::inline v0 {

/// Lock-free logs in memory, one for each shard, that share their segments.
///
/// A log takes its first segment when its first record comes, so an idle one costs its own object
/// only. Segments that retention lets go are used again by whichever log needs one next.
template <class Atomics = StdAtomics>
class RingStorage {
public:
    using AtomicsType = Atomics;
    using Options = RingOptions;
    using Log = RingLog<Atomics>;
    using Batch = RingBatch<Atomics>;

    explicit RingStorage(const Options& options = {}) : registry_{options} {
        registry_.pool().prepare(options.prepared_bytes, typical_record_bytes);
    }

    /// What a log is made from: `Log log{storage.context(), origin}`.
    [[nodiscard]] RingLogRegistry<Atomics>& context() noexcept { return registry_; }

    /// Memory of the segments that hold records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_in_use() const noexcept {
        return registry_.pool().bytes_in_use();
    }
    /// Memory of all segments, in use or kept for use.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_reserved() const noexcept {
        return registry_.pool().bytes_reserved();
    }

private:
    static constexpr std::uint64_t typical_record_bytes = 128;
    RingLogRegistry<Atomics> registry_;
};

}  // namespace weir::inline v0
