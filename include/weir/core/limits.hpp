// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/instant.hpp"

/// What the service allows, one constant a limit, the unit in the name; all read on 2026-11-24.
///
/// "Model" is the published API model (kinesis 2013-12-02), "quotas" the developer guide's page
/// of quotas, "reference" the API reference's page of that operation.
namespace weir::inline v0::limits {

// Names and ids.
inline constexpr std::uint32_t stream_name_size_max = 128;  ///< Source: model, StreamName
inline constexpr std::uint32_t account_id_size = 12;        ///< Source: model, StreamARN
/// The greatest number that is read as a shard id.  Source: kinesalite's tests, live service
inline constexpr std::uint32_t shard_index_max = 2'147'483'647;
/// A shard created in this second or later has no valid numbers.  Source: as above
inline constexpr std::uint64_t shard_create_seconds_end = 16'025'175'000;
/// The index of a shard's ending number, above that of every record.  Source: as above
inline constexpr std::uint64_t sequence_index_max = 0x7fff'ffff'ffff'ffff;
/// The texts of the model's patterns: 39 digits and 129.  Source: model, HashKey, SequenceNumber
inline constexpr std::uint32_t hash_key_digits_max = 39;
inline constexpr std::uint32_t sequence_number_digits_max = 129;

// A record.
inline constexpr std::uint32_t partition_key_utf16_units_max = 256;  ///< Source: model
inline constexpr std::uint32_t record_bytes_default = 1'048'576;  ///< Source: quotas, record size
inline constexpr std::uint32_t record_bytes_max = 10'485'760;     ///< Source: model, Data
inline constexpr std::uint32_t max_record_size_in_kib_default = 1'024;  ///< Source: quotas
inline constexpr std::uint32_t max_record_size_in_kib_max = 10'240;     ///< Source: quotas

// PutRecords.
inline constexpr std::uint32_t put_records_entries_max = 500;       ///< Source: model
inline constexpr std::uint32_t put_records_bytes_max = 10'485'760;  ///< Source: quotas, with keys

// GetRecords and iterators.
inline constexpr std::uint32_t get_records_records_max = 10'000;      ///< Source: model
inline constexpr std::uint32_t get_records_bytes_max = 10'485'760;    ///< Source: reference
inline constexpr std::uint32_t shard_iterator_size_max = 512;         ///< Source: model
inline constexpr Duration iterator_life = std::chrono::seconds{300};  ///< Source: reference

// Listing.
inline constexpr std::uint32_t list_shards_default = 1'000;  ///< Source: reference
inline constexpr std::uint32_t list_shards_max = 1'000;      ///< Source: reference
/// What a request may ask for; it gets `list_shards_max` at most.  Source: model
inline constexpr std::uint32_t list_shards_results_max = 10'000;
inline constexpr std::uint32_t describe_stream_shards_default = 100;  ///< Source: reference
inline constexpr std::uint32_t describe_stream_shards_max = 100;      ///< Source: reference
/// What a request may ask for; it gets `describe_stream_shards_max` at most.  Source: model
inline constexpr std::uint32_t describe_stream_limit_max = 10'000;
inline constexpr Duration next_token_life = std::chrono::seconds{300};  ///< Source: reference

// Retention.
inline constexpr std::uint32_t retention_hours_min = 24;      ///< Source: quotas
inline constexpr std::uint32_t retention_hours_max = 8'760;   ///< Source: quotas
inline constexpr std::uint32_t retention_hours_default = 24;  ///< Source: quotas

// Throughput of one shard.
inline constexpr std::uint32_t write_bytes_per_second = 1'048'576;  ///< Source: quotas, with keys
inline constexpr std::uint32_t write_records_per_second = 1'000;    ///< Source: quotas
inline constexpr std::uint32_t read_bytes_per_second = 2'097'152;   ///< Source: quotas
inline constexpr std::uint32_t read_calls_per_second = 5;           ///< Source: quotas

// Shards and streams.
inline constexpr std::uint32_t update_shard_count_per_day = 10;  ///< Source: reference
inline constexpr std::uint32_t shards_per_stream_max = 10'000;   ///< Source: reference
/// Where the account may have most: other regions have 1,000 or 6,000.  Source: quotas
inline constexpr std::uint32_t account_shards_default = 20'000;
inline constexpr std::uint32_t account_on_demand_streams_default = 50;  ///< Source: quotas
inline constexpr std::uint32_t account_creating_streams_max = 5;        ///< Source: reference
inline constexpr std::uint32_t account_deleting_streams_max = 5;  ///< Source: error text, live
inline constexpr std::uint32_t stream_mode_updates_per_day = 2;   ///< Source: reference
inline constexpr std::uint32_t encryption_updates_per_day = 25;   ///< Source: reference
inline constexpr std::uint32_t tags_max = 50;                     ///< Source: model
inline constexpr std::uint32_t on_demand_shards_at_start = 4;     ///< Source: developer guide

// Enhanced fan-out.
inline constexpr std::uint32_t consumers_max = 20;                        ///< Source: quotas
inline constexpr std::uint32_t consumers_max_on_demand_advantage = 50;    ///< Source: quotas
inline constexpr std::uint32_t consumers_creating_max = 5;                ///< Source: reference
inline constexpr Duration subscription_life = std::chrono::seconds{300};  ///< Source: reference
/// A subscription younger than this is not taken over.  Source: reference
inline constexpr Duration subscription_takeover_after = std::chrono::seconds{5};

}  // namespace weir::inline v0::limits
