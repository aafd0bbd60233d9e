// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/journal_details.hpp"
#include "weir/testing/simulated_time.hpp"

namespace weir::inline v0 {

/// A record of a call: one that was put, with what became of it, or one that was read.
///
/// What became of it is the truth, also where the caller was told something else: a record whose
/// reply was lost has its number, and one that was put twice is there twice.
struct JournalRecord {
    std::string partition_key{};
    std::string data{};
    std::optional<ShardId> shard_id{};
    std::optional<SequenceNumber> sequence_number{};
    std::optional<Errc> error{};
    Duration retry_after{};                                  ///< of the error
    std::optional<std::string> explicit_hash_key{};          ///< as it was given
    std::optional<Instant> approximate_arrival_timestamp{};  ///< of one that was read

    friend bool operator==(const JournalRecord&, const JournalRecord&) = default;
};

/// One call as its caller saw it.
struct JournalEntry {
    std::uint64_t number = 0;  ///< from 1
    Instant at{};
    std::string caller{};
    KinesisOperation operation = KinesisOperation::put_record;
    std::optional<ShardId> shard_id{};  ///< the shard that it is about, or went to
    std::string asked{};                ///< the rest of the request, for people
    std::vector<JournalRecord> records{};
    std::string given{};  ///< the rest of the result, for people
    std::optional<Errc> error{};
    std::string message{};
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<ShardId> child_shards{};  ///< of a shard that was read to its end
    std::vector<std::string> faults{};    ///< that were put into it
    Boxed<JournalRequest> request{};      ///< the rest of the request
    Boxed<JournalResult> result{};        ///< the rest of the result

    [[nodiscard]] bool ok() const noexcept { return !error.has_value(); }
    friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

/// The entry as a line, without its time.
[[nodiscard]] inline std::string call_text(const JournalEntry& entry) {
    std::string line = entry.caller + "  ";
    line += to_string(entry.operation);
    if (entry.shard_id) {
        line += ' ' + entry.shard_id->to_string();
    }
    if (!entry.asked.empty()) {
        line += ' ' + entry.asked;
    }
    line += entry.ok() ? " -> " : " -> " + std::string{exception_name(*entry.error)};
    std::size_t failed = 0;
    for (const JournalRecord& record : entry.records) {
        failed += record.error ? 1U : 0U;
    }
    if (!entry.ok()) {
        line += ": " + entry.message;
    } else if (!entry.given.empty()) {
        line += entry.given;
    } else if (entry.records.size() == 1 && failed == 0) {
        line += "record " + entry.records[0].partition_key;
        if (entry.records[0].sequence_number) {
            line += ' ' + entry.records[0].sequence_number->to_string();
        }
    } else {
        line += std::to_string(entry.records.size()) + " records";
        line += failed > 0 ? ", " + std::to_string(failed) + " failed" : "";
    }
    if (entry.millis_behind_latest.count() > 0) {
        line += ", " + std::to_string(entry.millis_behind_latest.count()) + " ms behind";
    }
    for (const ShardId child : entry.child_shards) {
        line += ", child " + child.to_string();
    }
    for (const std::string& fault : entry.faults) {
        line += " [" + fault + ']';
    }
    return line;
}
/// The entry as a line, its time counted from `since`.
[[nodiscard]] inline std::string to_string(const JournalEntry& entry, Instant since = {}) {
    return detail::time_text(entry.at - since) + "  " + call_text(entry);
}

/// How much a journal keeps.
struct JournalOptions {
    std::size_t entries_max = std::size_t{1} << 20;  ///< then the oldest are let go
    bool keeps_data = true;                          ///< records with their data, not the key alone
    bool keeps_details = true;                       ///< all of requests and results, for a replay
};

/// All calls of a test, in their order, to be asked and told.
///
/// Thread: one.
class Journal {
public:
    explicit Journal(JournalOptions options = {}) noexcept : options_{options} {}
    /// A journal as it once was: `entries` have their numbers, which rise, and `made` were made.
    Journal(JournalOptions options, std::deque<JournalEntry> entries, std::uint64_t made)
        : options_{options}, entries_{std::move(entries)}, made_{made} {
        WEIR_CHECK(entries_.empty() || made >= entries_.back().number,
                   "a journal has made every entry that it has");
    }

    [[nodiscard]] const JournalOptions& options() const noexcept { return options_; }

    /// Gives the entry its number and keeps it.
    const JournalEntry& add(JournalEntry entry) {
        if (entries_.size() >= options_.entries_max && !entries_.empty()) {
            entries_.pop_front();
        }
        entry.number = ++made_;
        entries_.push_back(std::move(entry));
        for (const auto& watcher : watchers_) {
            watcher(entries_.back());
        }
        return entries_.back();
    }
    /// Tells somebody, a checker say, of every entry from now on; others go on being told.
    void watch(std::function<void(const JournalEntry&)> watcher) {
        watchers_.push_back(std::move(watcher));
    }

    [[nodiscard]] const std::deque<JournalEntry>& entries() const noexcept { return entries_; }
    /// Entries ever made, also those let go.
    [[nodiscard]] std::uint64_t made() const noexcept { return made_; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// Those that `wanted` says yes to, in their order.
    [[nodiscard]] std::vector<JournalEntry> where(
        const std::function<bool(const JournalEntry&)>& wanted) const {
        std::vector<JournalEntry> found;
        for (const JournalEntry& entry : entries_) {
            if (wanted(entry)) {
                found.push_back(entry);
            }
        }
        return found;
    }
    [[nodiscard]] std::size_t count(KinesisOperation operation) const {
        return count_if([&](const JournalEntry& entry) { return entry.operation == operation; });
    }
    [[nodiscard]] std::size_t count(KinesisOperation operation, Errc error) const {
        return count_if([&](const JournalEntry& entry) {
            return entry.operation == operation && entry.error == error;
        });
    }
    /// Entries that carry a fault of this name.
    [[nodiscard]] std::size_t count_faults(std::string_view fault) const {
        return count_if([&](const JournalEntry& entry) {
            for (const std::string& one : entry.faults) {
                if (one == fault) {
                    return true;
                }
            }
            return false;
        });
    }
    [[nodiscard]] std::size_t count_if(
        const std::function<bool(const JournalEntry&)>& wanted) const {
        std::size_t count = 0;
        for (const JournalEntry& entry : entries_) {
            count += wanted(entry) ? 1U : 0U;
        }
        return count;
    }

    /// The last so many entries as lines, their times counted from `since`.
    [[nodiscard]] std::string to_string(std::size_t last = 40, Instant since = {}) const {
        std::string text;
        const std::size_t first = entries_.size() > last ? entries_.size() - last : 0;
        for (std::size_t at = first; at < entries_.size(); ++at) {
            text += v0::to_string(entries_[at], since) + '\n';
        }
        return text;
    }

private:
    JournalOptions options_;
    std::deque<JournalEntry> entries_;
    std::uint64_t made_ = 0;
    std::vector<std::function<void(const JournalEntry&)>> watchers_;
};

template <>
inline constexpr std::string_view member_list<JournalRecord> =
    "partition_key data shard_id sequence_number error retry_after explicit_hash_key "
    "approximate_arrival_timestamp";
template <>
inline constexpr std::string_view member_list<JournalEntry> =
    "number at caller operation shard_id asked records given error message millis_behind_latest "
    "child_shards faults request result";
template <>
inline constexpr std::string_view member_list<JournalOptions> =
    "entries_max keeps_data keeps_details";

}  // namespace weir::inline v0
