// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "weir/core/record.hpp"
#include "weir/stream/opaque_text.hpp"
#include "weir/stream/shard_iterator.hpp"
#include "weir/testing/journal.hpp"

namespace weir::inline v0 {

/// Recorded records, lent by the journal that holds them: a range of RecordView.
class ReplayBatch {
public:
    using iterator = std::vector<RecordView>::const_iterator;

    ReplayBatch() = default;
    /// Gives: nothing if a record has no number, or one that no view can carry.
    [[nodiscard]] static std::optional<ReplayBatch> of(std::span<const JournalRecord> records) {
        ReplayBatch batch;
        for (const JournalRecord& record : records) {
            if (!record.sequence_number || !batch.add(record, *record.sequence_number)) {
                return std::nullopt;
            }
        }
        return batch;
    }

    [[nodiscard]] iterator begin() const noexcept { return records_.begin(); }
    [[nodiscard]] iterator end() const noexcept { return records_.end(); }
    [[nodiscard]] std::uint64_t size() const noexcept { return records_.size(); }
    [[nodiscard]] bool empty() const noexcept { return records_.empty(); }
    /// Keys and data of all records.  Units: bytes.
    [[nodiscard]] std::uint64_t bytes() const noexcept {
        std::uint64_t bytes = 0;
        for (const RecordView& record : records_) {
            bytes += record.size();
        }
        return bytes;
    }

private:
    [[nodiscard]] bool add(const JournalRecord& record, SequenceNumber number) {
        const Instant second = Instant::from_seconds(static_cast<std::int64_t>(number.seconds()));
        // A view makes its number of its arrival. The service's may differ by a bit; then the
        // number is kept as it is, as it is what a reader goes by.
        for (const Instant arrival :
             {record.approximate_arrival_timestamp.value_or(second), second}) {
            const RecordView view{record.partition_key, record.data, number.sequence_index(),
                                  arrival,
                                  ShardStamp{number.shard_create_seconds(), number.shard_index()}};
            if (view.sequence_number() == number) {
                records_.push_back(view);
                return true;
            }
        }
        return false;
    }

    std::vector<RecordView> records_;
};

/// Recorded iterators as those of a replay, and back.
class ReplayPlaces {
public:
    /// The iterator that stands for a recorded one.
    [[nodiscard]] std::optional<ShardIterator> give(const std::optional<JournalIterator>& place) {
        if (!place) {
            return std::nullopt;
        }
        const std::uint64_t shard = place->shard_id.value_or(ShardId{}).index;
        const std::uint64_t created = static_cast<std::uint64_t>(place->created.micros());
        if (place->text.empty()) {
            return made({created, shard, place->sequence_index, place->not_before_seconds});
        }
        const auto [found, is_new] = numbers_.try_emplace(place->text, texts_.size());
        if (is_new) {
            texts_.push_back(*place);
        }
        return made({created, shard, found->second, of_text});
    }
    /// What was recorded of an iterator, whoever gave it.
    [[nodiscard]] JournalIterator take(const ShardIterator& iterator) const {
        if (iterator.not_before_seconds() == of_text && iterator.sequence_index() < texts_.size()) {
            return texts_[iterator.sequence_index()];
        }
        JournalIterator place;
        place.shard_id = iterator.shard_id();
        place.sequence_index = iterator.sequence_index();
        place.not_before_seconds = iterator.not_before_seconds();
        place.created = iterator.created();
        return place;
    }

private:
    /// In place of a second, which has 36 bits.
    static constexpr std::uint64_t of_text = ~std::uint64_t{0};
    static constexpr std::uint64_t stream = 0x7265'706c'6179;

    /// An iterator is made by nobody but its stream, or of its text.
    [[nodiscard]] static ShardIterator made(const std::uint64_t (&numbers)[4]) {
        ShardIterator iterator;
        const OpaqueText text{OpaqueText::Kind::shard_iterator, stream, 0};
        static_cast<void>(ShardIteratorText{stream, 0}.read(text.write(numbers), iterator));
        return iterator;
    }

    std::map<std::string, std::uint64_t> numbers_;  // of texts, as they came up
    std::vector<JournalIterator> texts_;
};

}  // namespace weir::inline v0
