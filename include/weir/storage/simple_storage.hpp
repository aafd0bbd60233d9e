// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/atomics.hpp"
#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/storage/log_types.hpp"

namespace weir::inline v0 {

/// A record in simple storage, which owns its bytes.
struct SimpleRecord {
    std::uint64_t index = 0;
    std::int64_t arrival_millis = 0;
    std::string key;
    std::vector<std::byte> data;

    [[nodiscard]] std::uint64_t bytes() const noexcept { return key.size() + data.size(); }
};

/// Copies of records: a range of RecordView.
class SimpleBatch {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = RecordView;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = RecordView;

        iterator() = default;
        iterator(const SimpleRecord* at, ShardStamp stamp) noexcept : at_{at}, stamp_{stamp} {}
        [[nodiscard]] RecordView operator*() const noexcept {
            return RecordView{at_->key, at_->data, at_->index,
                              Instant::from_millis(at_->arrival_millis), stamp_};
        }
        iterator& operator++() noexcept {
            ++at_;
            return *this;
        }
        iterator operator++(int) noexcept {
            auto before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& a, const iterator& b) noexcept {
            return a.at_ == b.at_;
        }

    private:
        const SimpleRecord* at_ = nullptr;
        ShardStamp stamp_{};
    };

    SimpleBatch() = default;
    explicit SimpleBatch(ShardStamp stamp) noexcept : stamp_{stamp} {}

    void add(const SimpleRecord& record) {
        records_.push_back(record);
        bytes_ += record.bytes();
    }
    [[nodiscard]] iterator begin() const noexcept { return {records_.data(), stamp_}; }
    [[nodiscard]] iterator end() const noexcept {
        return {records_.data() + records_.size(), stamp_};
    }
    [[nodiscard]] std::uint64_t size() const noexcept { return records_.size(); }
    [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
    /// Keys and data of all records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

private:
    std::vector<SimpleRecord> records_;
    std::uint64_t bytes_ = 0;
    ShardStamp stamp_{};
};

/// Logs in memory, each a queue of records behind one lock: slow, and easy to believe.
///
/// It does what RingStorage does, so it is what that is tested against, and where to begin when
/// one writes a storage of one's own. It has no memory budget, and trims to the very record.
class SimpleStorage {
public:
    using AtomicsType = StdAtomics;
    struct Options {};
    using Batch = SimpleBatch;
    class Log;

    explicit SimpleStorage(const Options& /*options*/ = {}) {}
    SimpleStorage(const SimpleStorage&) = delete;
    SimpleStorage& operator=(const SimpleStorage&) = delete;

    /// What a log is made from: `Log log{storage.context(), origin}`.
    [[nodiscard]] SimpleStorage& context() noexcept { return *this; }

    /// Keys and data of all records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes_in_use() const {
        const std::lock_guard lock{mutex_};
        return bytes_;
    }
    [[nodiscard]] std::uint64_t bytes_reserved() const { return bytes_in_use(); }

private:
    mutable std::mutex mutex_;
    std::uint64_t bytes_ = 0;
};

/// One log of a SimpleStorage.
class SimpleStorage::Log {
public:
    using Batch = SimpleBatch;

    Log(SimpleStorage& storage, Instant origin)
        : storage_{storage}, newest_millis_{origin.millis() < 0 ? 0 : origin.millis()} {}
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log() {
        const std::lock_guard lock{storage_.mutex_};
        while (!records_.empty()) {
            drop_first();
        }
    }

    template <class Gate>
    [[nodiscard]] Appended append(Instant now, std::string_view key, Blob data, Gate&& gate) {
        const std::lock_guard lock{storage_.mutex_};
        if (sealed_) {
            return {AppendOutcome::sealed};
        }
        if (!gate(written_, key.size() + data.size())) {
            return {AppendOutcome::refused};
        }
        return add(now, key, data);
    }

    template <class Records>
    [[nodiscard]] AppendOutcome append_batch(Instant now, Records& batch, std::size_t& dealt_with) {
        const std::lock_guard lock{storage_.mutex_};
        for (dealt_with = 0; dealt_with < batch.size(); ++dealt_with) {
            if (sealed_) {
                return AppendOutcome::sealed;
            }
            if (batch.admit(dealt_with, written_)) {
                const Appended added = add(now, batch.key(dealt_with), batch.data(dealt_with));
                batch.accept(dealt_with, added.index, added.arrival_millis);
            }
        }
        return AppendOutcome::done;
    }

    WriteTotals seal() {
        const std::lock_guard lock{storage_.mutex_};
        sealed_ = true;
        return written_;
    }

    [[nodiscard]] LogRead<Batch> read(const LogReadRequest& request) {
        const std::lock_guard lock{storage_.mutex_};
        LogRead<Batch> result{Batch{request.stamp}};
        std::size_t at = position_of(request.from);
        while (at < records_.size() && records_[at].arrival_millis < request.horizon_millis) {
            ++at;
        }
        result.next = request.from < index_of(at) ? index_of(at) : request.from;
        while (at < records_.size() && result.records.size() < request.records_max &&
               (result.records.empty() ||
                result.records.bytes() + records_[at].bytes() <= request.bytes_max)) {
            result.records.add(records_[at]);
            result.last_arrival_millis = records_[at].arrival_millis;
            result.next = records_[at++].index + 1;
        }
        result.at_tip = at == records_.size() && result.records.size() < request.records_max &&
                        result.records.bytes() <= request.bytes_max;
        return result;
    }

    [[nodiscard]] LogTotals totals() const {
        const std::lock_guard lock{storage_.mutex_};
        return {written_, sealed_};
    }
    [[nodiscard]] std::int64_t newest_millis() const {
        const std::lock_guard lock{storage_.mutex_};
        return newest_millis_;
    }
    [[nodiscard]] std::uint64_t first_index() const {
        const std::lock_guard lock{storage_.mutex_};
        return index_of(0);
    }
    [[nodiscard]] std::uint64_t index_at(std::int64_t millis) {
        const std::lock_guard lock{storage_.mutex_};
        std::size_t at = 0;
        while (at < records_.size() && records_[at].arrival_millis < millis) {
            ++at;
        }
        return index_of(at);
    }
    [[nodiscard]] bool arrival_of(std::uint64_t index, std::int64_t& millis) {
        const std::lock_guard lock{storage_.mutex_};
        const std::size_t at = position_of(index);
        if (at == records_.size() || records_[at].index != index) {
            return false;
        }
        millis = records_[at].arrival_millis;
        return true;
    }
    [[nodiscard]] bool has_from(std::uint64_t index) {
        const std::lock_guard lock{storage_.mutex_};
        return position_of(index) < records_.size();
    }

    void trim(std::int64_t horizon_millis) {
        const std::lock_guard lock{storage_.mutex_};
        while (!records_.empty() && records_.front().arrival_millis < horizon_millis) {
            drop_first();
        }
    }
    void discard() {
        const std::lock_guard lock{storage_.mutex_};
        WEIR_CHECK(sealed_, "only a sealed log can be discarded");
        while (!records_.empty()) {
            drop_first();
        }
    }

private:
    /// All of these are called under the lock.
    Appended add(Instant now, std::string_view key, Blob data) {
        const auto arrival = now.millis() < newest_millis_ ? newest_millis_ : now.millis();
        // First, since there may be no memory for it.
        records_.push_back({written_.records + 1, arrival, std::string{key},
                            std::vector<std::byte>(data.begin(), data.end())});
        newest_millis_ = arrival;
        ++written_.records;
        written_.bytes += key.size() + data.size();
        storage_.bytes_ += key.size() + data.size();
        return {AppendOutcome::done, written_.records, newest_millis_};
    }
    void drop_first() {
        storage_.bytes_ -= records_.front().bytes();
        records_.pop_front();
    }
    [[nodiscard]] std::uint64_t index_of(std::size_t position) const {
        return written_.records - records_.size() + position + 1;
    }
    /// Of the record `index`, or the first one after it that is left, or the end.
    [[nodiscard]] std::size_t position_of(std::uint64_t index) const {
        const std::uint64_t first = index_of(0);
        const std::uint64_t past = index < first ? 0 : index - first;
        return past < records_.size() ? static_cast<std::size_t>(past) : records_.size();
    }

    SimpleStorage& storage_;
    std::deque<SimpleRecord> records_;
    WriteTotals written_;
    std::int64_t newest_millis_;
    bool sealed_ = false;
};

}  // namespace weir::inline v0
