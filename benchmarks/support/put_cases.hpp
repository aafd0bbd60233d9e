// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/case.hpp"
#include "support/records.hpp"
#include "support/streams.hpp"
#include "weir/core/check.hpp"
#include "weir/core/md5_batch.hpp"

#if defined(WEIR_BENCH_HAS_OPENSSL)
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#endif

namespace bench {

inline constexpr std::size_t puts = 16384;
inline constexpr std::size_t all_differ = puts;
inline constexpr std::size_t batch_records = 500;
inline constexpr std::size_t batches = 20;
// So many samples go four times through the memory of a stream.
inline constexpr unsigned put_warm_ups = 4 * 8 * 1024 / 1900;

/// A stream that has been written for so long that it uses only memory that it used before.
template <class AnyStream = Stream>
[[nodiscard]] std::shared_ptr<AnyStream> warm_stream(std::uint32_t shards,
                                                     std::uint64_t bytes = memory_of_stream) {
    const Keys keys{puts, puts};
    const auto memory = recycled_memory(shards, bytes);
    std::shared_ptr<AnyStream> stream = make_stream<AnyStream>(shards, memory);
    constexpr std::size_t record_bytes = sizeof(Payload) + Keys::key_bytes;
    const std::size_t records = (bytes * 3 / 2 / record_bytes + puts) / puts * puts;
    for (std::size_t at = 0; at < records; ++at) {
        const auto result = stream->put_record(
            {.data = payloads()[at].bytes, .partition_key = keys[at % keys.size()]});
        WEIR_CHECK(result.has_value(), "every put is taken");
    }
    return stream;
}

/// Single puts to a warm stream; `distinct` keys take turns in no order.
template <class AnyStream = Stream>
[[nodiscard]] Case put_record(std::string name, std::uint32_t shards = 4,
                              std::size_t distinct = all_differ, bool explicit_hash = false) {
    const auto keys = std::make_shared<Keys>(puts, distinct);
    const auto stream = warm_stream<AnyStream>(shards);
    const auto put = [keys, stream, explicit_hash](unsigned) {
        for (std::size_t at = 0; at < puts; ++at) {
            weir::PutRecordRequest request{.data = payloads()[at].bytes,
                                           .partition_key = (*keys)[at]};
            if (explicit_hash) {
                request.explicit_hash_key = weir::HashKey{at * 0x9e37'79b9'7f4a'7c15, 0};
            }
            const auto result = stream->put_record(request);
            WEIR_CHECK(result.has_value(), "every put is taken");
            keep(result->sequence_number);
        }
    };
    const auto renew = [keys, distinct] {
        if (distinct == all_differ) {
            keys->renew();
        }
    };
    return {.name = std::move(name),
            .operations = puts,
            .run = put,
            .after = renew,
            .warm_ups = put_warm_ups};
}

/// Puts of `size` records at a time to a warm stream of four shards, hashed by no faster path.
[[nodiscard]] inline Case put_records(std::string name, weir::Md5Path path = weir::Md5Path::avx512,
                                      std::size_t size = batch_records) {
    const auto keys = std::make_shared<Keys>(batches * batch_records, batches * batch_records);
    const auto stream = warm_stream(4);
    std::vector<weir::PutRecordsRequestEntry> entries;
    for (std::size_t at = 0; at < keys->size(); ++at) {
        entries.push_back({.data = payloads()[at].bytes, .partition_key = (*keys)[at]});
    }
    std::vector<weir::PutRecordsResultEntry> results(size);
    const auto put = [keys, stream, entries, results, path, size](unsigned) mutable {
        weir::limit_md5_path(path);
        const std::span<const weir::PutRecordsRequestEntry> all{entries};
        for (std::size_t at = 0; at < all.size(); at += size) {
            const auto failed = stream->put_records(all.subspan(at, size), results);
            WEIR_CHECK(failed.has_value() && *failed == 0, "every put is taken");
            keep(results.data());
        }
        weir::limit_md5_path(weir::Md5Path::avx512);
    };
    return {
        .name = std::move(name), .operations = keys->size(), .run = put, .warm_ups = put_warm_ups};
}

#if defined(WEIR_BENCH_HAS_OPENSSL)
/// What everyone who routes by partition key has to do, by the library that everyone has.
[[nodiscard]] inline Case openssl_md5(std::string name) {
    const auto keys = std::make_shared<Keys>(puts, puts);
    const auto hash = [keys](unsigned) {
        std::array<unsigned char, 16> digest{};
        for (std::size_t at = 0; at < puts; ++at) {
            const std::string_view key = (*keys)[at];
            MD5(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
            keep(digest);
        }
    };
    return {.name = std::move(name), .operations = puts, .run = hash, .after = [keys] {
                keys->renew();
            }};
}
#endif

}  // namespace bench
