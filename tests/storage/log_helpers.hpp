// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "storage/append_list.hpp"
#include "weir/storage/log_types.hpp"

namespace weir_test {

inline weir::Instant at_millis(std::int64_t millis) {
    return weir::Instant::from_millis(millis);
}

/// Appends one record that nothing stands in the way of.  Gives: its index.
template <class Log>
std::uint64_t put(Log& log, std::int64_t millis, std::string_view data,
                  std::string_view key = "key") {
    const auto appended = log.append(at_millis(millis), key, data, admit_all);
    REQUIRE(appended.outcome == weir::AppendOutcome::done);
    return appended.index;
}

/// The data of all records of a batch.
template <class Batch>
std::vector<std::string> texts_of(const Batch& batch) {
    std::vector<std::string> texts;
    for (const weir::RecordView record : batch) {
        texts.emplace_back(record.data().as_text());
    }
    return texts;
}

/// The indexes of all records of a batch.
template <class Batch>
std::vector<std::uint64_t> indexes_of(const Batch& batch) {
    std::vector<std::uint64_t> indexes;
    for (const weir::RecordView record : batch) {
        indexes.push_back(record.sequence_index());
    }
    return indexes;
}

using Texts = std::vector<std::string>;
using Indexes = std::vector<std::uint64_t>;

}  // namespace weir_test
