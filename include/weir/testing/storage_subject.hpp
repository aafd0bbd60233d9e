// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/limits.hpp"
#include "weir/storage/storage.hpp"
#include "weir/testing/conformance.hpp"

namespace weir::inline v0 {

/// A storage that is held to the rules of its concept.
template <storage Storage>
struct StorageSubject {
    typename Storage::Options options{};
    /// With which it has no room for 4,096 records of 200 bytes, and refuses what does not fit.
    std::optional<typename Storage::Options> limited{};
    /// The largest record that it is to hold.
    std::size_t key_bytes_max = std::size_t{3} * limits::partition_key_utf16_units_max;
    std::size_t data_bytes_max = limits::record_bytes_max;
};

/// Records to append together, and what the log said and asked about each.
class TrialBatch {
public:
    struct Entry {
        std::string key;
        std::string data;
        bool wanted = true;  ///< what the gate will say
        WriteTotals so_far{};
        bool asked = false;
        int accepts = 0;
        std::uint64_t index = 0;
        std::int64_t arrival_millis = 0;
    };

    void add(std::string data, bool wanted = true, std::string key = "key") {
        entries_.push_back({.key = std::move(key), .data = std::move(data), .wanted = wanted});
    }
    [[nodiscard]] const Entry& entry(std::size_t at) const { return entries_[at]; }
    /// How often the log said of any of them that it is in.
    [[nodiscard]] int accepts() const {
        int sum = 0;
        for (const Entry& entry : entries_) {
            sum += entry.accepts;
        }
        return sum;
    }

    // What a log asks, and tells.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] std::uint64_t bytes(std::size_t at) const noexcept {
        return entries_[at].key.size() + entries_[at].data.size();
    }
    [[nodiscard]] bool admit(std::size_t at, const WriteTotals& so_far) noexcept {
        entries_[at].so_far = so_far;
        entries_[at].asked = true;
        return entries_[at].wanted;
    }
    [[nodiscard]] bool admitted(std::size_t at) const noexcept {
        return entries_[at].asked && entries_[at].wanted;
    }
    [[nodiscard]] std::string_view key(std::size_t at) const noexcept { return entries_[at].key; }
    [[nodiscard]] Blob data(std::size_t at) const noexcept { return entries_[at].data; }
    void accept(std::size_t at, std::uint64_t index, std::int64_t arrival_millis) noexcept {
        ++entries_[at].accepts;
        entries_[at].index = index;
        entries_[at].arrival_millis = arrival_millis;
    }

private:
    std::vector<Entry> entries_;
};

/// A storage with one log, and short ways to use it.
template <storage Storage>
struct LogTrial {
    using Log = typename Storage::Log;
    using Batch = typename Storage::Batch;
    using Indexes = std::vector<std::uint64_t>;
    using Texts = std::vector<std::string>;

    explicit LogTrial(const typename Storage::Options& options, Instant origin = {})
        : storage{options}, log{storage.context(), origin} {}

    Appended put(std::int64_t millis, std::string_view data, std::string_view key = "key") {
        return log.append(Instant::from_millis(millis), key, data,
                          [](const WriteTotals&, std::uint64_t) { return true; });
    }
    /// Records 1 to `count`, of which number n has the data "n" and arrives at 1,000 + 10 n.
    void fill(std::uint64_t count) {
        for (std::uint64_t number = 1; number <= count; ++number) {
            static_cast<void>(put(arrival(number), std::to_string(number)));
        }
    }
    [[nodiscard]] static std::int64_t arrival(std::uint64_t number) {
        return 1'000 + 10 * static_cast<std::int64_t>(number);
    }
    AppendOutcome put(TrialBatch& batch, std::size_t& dealt_with, std::int64_t millis = 2'000) {
        return log.append_batch(Instant::from_millis(millis), batch, dealt_with);
    }
    Indexes indexes_from(std::uint64_t from) { return indexes_of(log.read({.from = from})); }

    [[nodiscard]] static Indexes indexes_of(const LogRead<Batch>& read) {
        Indexes indexes;
        for (const RecordView record : read.records) {
            indexes.push_back(record.sequence_index());
        }
        return indexes;
    }
    [[nodiscard]] static Texts texts_of(const Batch& records) {
        Texts texts;
        for (const RecordView record : records) {
            texts.emplace_back(record.data().as_text());
        }
        return texts;
    }
    /// `from` to `to`, both included.
    [[nodiscard]] static Indexes sequence(std::uint64_t from, std::uint64_t to) {
        Indexes indexes;
        for (std::uint64_t index = from; index <= to; ++index) {
            indexes.push_back(index);
        }
        return indexes;
    }

    Storage storage;
    Log log;
};

}  // namespace weir::inline v0
