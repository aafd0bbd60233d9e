// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/limits.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/journal.hpp"

namespace weir::inline v0 {

/// Which puts of a recording are done again, and when.
struct ReplayPutsOptions {
    std::optional<std::string> caller{};  ///< only those of this caller
    /// The moment of the recording that the first step stands for; if left out, the first put's.
    std::optional<Instant> since{};
};
template <>
inline constexpr std::string_view member_list<ReplayPutsOptions> = "caller since";

/// A record that was not taken when it was put again.
struct ReplayedPutFailure {
    std::uint64_t number = 0;  ///< of the journal's entry
    Error error;
};
template <>
inline constexpr std::string_view member_list<ReplayedPutFailure> = "number error";

/// An actor of a simulation that puts what a recording has stored, each record as long after the
/// first step as it was then.
///
/// A record counts as stored if it was given a number, also where its reply was lost; what was
/// refused is left out, as whoever put it will have tried again. Nothing is tried again here: a
/// stream with other allowances than the recorded one may refuse some, which `failures` tells.
///
/// Thread: one.
template <kinesis_api Api>
class ReplayPuts {
public:
    /// The journal and the stream must outlive it, and the journal stay as it is.
    ReplayPuts(Api& api, const Journal& journal, ReplayPutsOptions options = {})
        : api_{api}, since_{options.since} {
        for (const JournalEntry& entry : journal.entries()) {
            if (is_put(entry.operation) && options.caller.value_or(entry.caller) == entry.caller &&
                std::any_of(entry.records.begin(), entry.records.end(), is_stored)) {
                due_.push_back(&entry);
            }
        }
        if (!since_ && !due_.empty()) {
            since_ = due_.front()->at;
        }
    }

    /// Puts what is due by now.  Gives: when the next put is due; nothing after the last one.
    std::optional<Instant> step(Instant now) {
        if (!first_step_) {
            first_step_ = now;
        }
        while (next_ < due_.size() && at(*due_[next_]) <= now) {
            put(*due_[next_++]);
        }
        return next_ < due_.size() ? std::optional{at(*due_[next_])} : std::nullopt;
    }

    [[nodiscard]] bool done() const noexcept { return next_ == due_.size(); }
    /// Records that the stream took.
    [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
    [[nodiscard]] const std::vector<ReplayedPutFailure>& failures() const noexcept {
        return failures_;
    }

private:
    [[nodiscard]] static bool is_stored(const JournalRecord& record) noexcept {
        return record.sequence_number.has_value();
    }
    [[nodiscard]] Instant at(const JournalEntry& entry) const noexcept {
        return *first_step_ + (entry.at - *since_);
    }

    void put(const JournalEntry& entry) {
        std::vector<PutRecordsRequestEntry> batch;
        for (const JournalRecord& record : entry.records) {
            if (is_stored(record)) {
                batch.push_back({.data = record.data,
                                 .partition_key = record.partition_key,
                                 .explicit_hash_key = hash_key(record)});
            }
        }
        if (entry.operation == KinesisOperation::put_record) {
            for (const PutRecordsRequestEntry& record : batch) {
                put_one(entry, record);
            }
            return;
        }
        // A batch that was put twice has more records than one call takes.
        const std::span<const PutRecordsRequestEntry> records{batch};
        const std::size_t size = ReplayPuts::size_of_call(entry, records.size());
        for (std::size_t from = 0; from < records.size(); from += size) {
            put_some(entry, records.subspan(from, std::min(size, records.size() - from)));
        }
    }
    /// As many as the call had then, or what is left of them.
    [[nodiscard]] static std::size_t size_of_call(const JournalEntry& entry, std::size_t stored) {
        const std::size_t sent =
            entry.request ? entry.request->records.value_or(0) : std::uint32_t{0};
        const std::size_t most = limits::put_records_entries_max;
        return std::min({sent > 0 ? sent : most, most, stored});
    }
    [[nodiscard]] static Argument<HashKey> hash_key(const JournalRecord& record) {
        return record.explicit_hash_key ? Argument<HashKey>{*record.explicit_hash_key}
                                        : Argument<HashKey>{};
    }

    void put_one(const JournalEntry& entry, const PutRecordsRequestEntry& record) {
        const auto put = api_.put_record({.data = record.data,
                                          .partition_key = record.partition_key,
                                          .explicit_hash_key = record.explicit_hash_key});
        if (put) {
            ++records_;
        } else {
            failures_.push_back({entry.number, put.error()});
        }
    }
    void put_some(const JournalEntry& entry, std::span<const PutRecordsRequestEntry> records) {
        const auto put = api_.put_records(records);
        for (std::size_t at = 0; at < records.size(); ++at) {
            if (!put) {
                failures_.push_back({entry.number, put.error()});
            } else if (put->records[at].ok()) {
                ++records_;
            } else {
                failures_.push_back({entry.number, Error{*put->records[at].error_code, "",
                                                         put->records[at].retry_after}});
            }
        }
    }

    Api& api_;
    std::vector<const JournalEntry*> due_;
    std::optional<Instant> since_;
    std::optional<Instant> first_step_;
    std::size_t next_ = 0;
    std::uint64_t records_ = 0;
    std::vector<ReplayedPutFailure> failures_;
};

}  // namespace weir::inline v0
