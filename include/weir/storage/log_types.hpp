// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"

namespace weir::inline v0 {

/// How an append ended.
enum class AppendOutcome : std::uint8_t {
    done,       ///< the record has its place and can be read
    sealed,     ///< the log takes nothing more; route again
    refused,    ///< the gate said no; nothing was written
    no_memory,  ///< the memory budget is spent; nothing was written
};

/// What an append gives.
struct Appended {
    AppendOutcome outcome = AppendOutcome::refused;
    std::uint64_t index = 0;          ///< the record's place in the log, from 1, without gaps
    std::int64_t arrival_millis = 0;  ///< when it arrived; never less than the record before it
};

/// Where a log stands.
struct LogTotals {
    WriteTotals written;  ///< reserved so far, published or not
    bool sealed = false;
};

/// Remembers where a place was found, so that the next read need not search. Always checked: it may
/// be old, or come from another log.
struct PlaceHint {
    std::uint32_t segment = 0;
    std::uint32_t log = 0;  ///< as the logs of a program are counted; 0: no hint
    std::uint64_t generation = 0;
};

/// What a read wants.
struct LogReadRequest {
    std::uint64_t from = 1;  ///< index of the first record wanted
    std::uint64_t records_max = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();  ///< one always fits
    std::int64_t horizon_millis = 0;  ///< what arrived before is not shown
    PlaceHint hint{};
    ShardStamp stamp{};
};

/// What a read gives.
template <class Batch>
struct LogRead {
    Batch records;
    std::uint64_t next = 1;                ///< where the next read goes on
    std::int64_t last_arrival_millis = 0;  ///< of the last record given, if any
    bool at_tip = false;                   ///< it ended for want of records, not at a limit
    PlaceHint hint{};
};

}  // namespace weir::inline v0
