// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/frames.hpp"
#include "support/records.hpp"
#include "support/sample.hpp"
#include "support/streams.hpp"

namespace bench {

/// The same records in a stream of one shard and in frames, and ways to read all of them.
class SameRecords {
public:
    explicit SameRecords(std::size_t count) {
        const Keys keys{count, count};
        for (std::size_t at = 0; at < count; ++at) {
            const weir::Blob data{payloads()[at].bytes};
            WEIR_CHECK(stream_->put_record({.data = data, .partition_key = keys[at]}).has_value(),
                       "every put is taken");
            frames_.append(keys[at], data);
        }
        begin_ = *stream_->get_shard_iterator(
            {.shard_id = weir::ShardId{0},
             .shard_iterator_type = weir::ShardIteratorType::trim_horizon});
    }

    /// What a reader takes from each record here: its sizes and where its data lies.
    void scan_stream() {
        std::uint64_t sum = 0;
        each_page([&sum](const Stream::Batch& records) {
            std::uint64_t of_page = 0;  // of its own, so that it stays in a register
            for (const weir::RecordView record : records) {
                of_page += look(record.partition_key(), record.data());
            }
            sum += of_page;
        });
        keep(sum);
    }
    void scan_frames() const {
        std::uint64_t sum = 0;
        frames_.scan([&sum](std::string_view key, weir::Blob data) { sum += look(key, data); });
        keep(sum);
    }
    /// As readers without views do: each record becomes two strings in a vector.
    void copy_stream() {
        std::vector<std::pair<std::string, std::string>> copies;
        each_page([&copies](const Stream::Batch& records) {
            for (const weir::RecordView record : records) {
                copies.emplace_back(record.partition_key(), record.data().as_text());
            }
        });
        keep(copies.data());
    }

private:
    static std::uint64_t look(std::string_view key, weir::Blob data) noexcept {
        return key.size() + data.size() + reinterpret_cast<std::uintptr_t>(data.data());
    }
    template <class Use>
    void each_page(Use&& use) {
        weir::ShardIterator at = begin_;
        for (;;) {
            const auto page = stream_->get_records({.shard_iterator = at});
            WEIR_CHECK(page.has_value(), "every page is given");
            if (page->records.empty()) {
                return;
            }
            use(page->records);
            at = *page->next_shard_iterator;
        }
    }

    std::unique_ptr<Stream> stream_ = make_stream(1, {});
    FramedRecords frames_;
    weir::ShardIterator begin_;
};

}  // namespace bench
