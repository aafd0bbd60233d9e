// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/storage/log_types.hpp"

namespace weir::inline v0 {

namespace detail {

/// A batch to append, as a storage may expect it: nothing more than this.
struct AppendBatchProbe {
    [[nodiscard]] std::size_t size() const noexcept { return 0; }
    [[nodiscard]] std::uint64_t bytes(std::size_t) const noexcept { return 0; }
    [[nodiscard]] bool admit(std::size_t, const WriteTotals&) noexcept { return false; }
    [[nodiscard]] bool admitted(std::size_t) const noexcept { return false; }
    [[nodiscard]] std::string_view key(std::size_t) const noexcept { return {}; }
    [[nodiscard]] Blob data(std::size_t) const noexcept { return {}; }
    void accept(std::size_t, std::uint64_t, std::int64_t) noexcept {}
};

}  // namespace detail

/// Records of one log that a read has found: they stay as they are while the batch lives, whatever
/// becomes of the log.
template <class Batch>
concept record_batch = std::is_nothrow_move_constructible_v<Batch> &&
    std::is_nothrow_move_assignable_v<Batch> && std::is_default_constructible_v<Batch> &&
    requires(const Batch& batch) {
    { batch.begin() } -> std::input_iterator;
    { batch.end() } -> std::sentinel_for<decltype(batch.begin())>;
    { *batch.begin() } -> std::same_as<RecordView>;
    { batch.size() } -> std::same_as<std::uint64_t>;
    { batch.empty() } -> std::same_as<bool>;
    { batch.bytes() } -> std::same_as<std::uint64_t>;
};

/// The log of one shard.
///
/// Records get the indexes 1, 2, 3 ... without a gap, and arrival times that never decrease.
/// `append` asks its gate with the totals that are true at the record's place, and a gate that says
/// no has changed nothing. `seal` comes before or after an append, never in the middle of one. What
/// `trim` and `discard` let go is not shown afterwards, but stays in the batches that hold it; a
/// log may keep expired records as long as it likes and must keep all others.
///
/// Thread: any, on every function but constructor and destructor.
template <class Log>
concept record_log = requires(Log& log, const Log& seen, Instant now, std::string_view key,
                              Blob data, bool (*gate)(WriteTotals, std::uint64_t),
                              detail::AppendBatchProbe& records, std::size_t& dealt_with,
                              const LogReadRequest& request, std::uint64_t index,
                              std::int64_t& millis) {
    typename Log::Batch;
    requires record_batch<typename Log::Batch>;
    { log.append(now, key, data, gate) } -> std::same_as<Appended>;
    { log.append_batch(now, records, dealt_with) } -> std::same_as<AppendOutcome>;
    { log.seal() } -> std::same_as<WriteTotals>;
    { log.read(request) } -> std::same_as<LogRead<typename Log::Batch>>;
    { seen.totals() } -> std::same_as<LogTotals>;
    { seen.newest_millis() } -> std::same_as<std::int64_t>;
    { seen.first_index() } -> std::same_as<std::uint64_t>;
    { log.index_at(std::int64_t{}) } -> std::same_as<std::uint64_t>;
    { log.arrival_of(index, millis) } -> std::same_as<bool>;
    { log.has_from(index) } -> std::same_as<bool>;
    { log.trim(std::int64_t{}) } -> std::same_as<void>;
    { log.discard() } -> std::same_as<void>;
};

/// Where the logs of a stream lie: made from its `Options`, and outliving logs and batches.
///
/// `AtomicsType` is how its logs touch shared memory; a stream uses the same for itself.
template <class Storage>
concept storage = std::default_initializable<typename Storage::Options> &&
    std::constructible_from<Storage, const typename Storage::Options&> &&
    record_log<typename Storage::Log> &&
    std::same_as<typename Storage::Batch, typename Storage::Log::Batch> &&
    requires(Storage& storage, const Storage& seen) {
    typename Storage::AtomicsType;
    requires std::constructible_from<typename Storage::Log, decltype(storage.context()), Instant>;
    { seen.bytes_in_use() } -> std::same_as<std::uint64_t>;
    { seen.bytes_reserved() } -> std::same_as<std::uint64_t>;
};

}  // namespace weir::inline v0
