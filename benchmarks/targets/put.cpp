// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/records.hpp"
#include "support/streams.hpp"
#include "targets/report.hpp"

#if defined(WEIR_BENCH_HAS_OPENSSL)
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#endif

namespace bench {

namespace {

constexpr std::size_t puts = 16384;
constexpr std::size_t batch_records = 500;
constexpr std::size_t batches = 20;

/// A stream that has been written for long enough to use only memory that it used before.
std::shared_ptr<Stream> warm_stream(std::uint32_t shards, const Keys& keys) {
    std::shared_ptr<Stream> stream = make_stream(shards, recycled_memory(shards));
    const std::size_t rounds = 2 + shards * std::size_t{3 << 20} / 116 / keys.size();
    for (std::size_t at = 0; at < rounds * keys.size(); ++at) {
        keep(stream->put_record(
            {.data = payloads()[at].bytes, .partition_key = keys[at % keys.size()]}));
    }
    return stream;
}

Case put_record(std::string name, std::uint32_t shards, std::size_t distinct) {
    const auto keys = std::make_shared<Keys>(puts, distinct);
    const auto stream = warm_stream(shards, *keys);
    return {.name = std::move(name),
            .operations = puts,
            .run =
                [keys, stream](unsigned) {
                    for (std::size_t at = 0; at < puts; ++at) {
                        const auto result = stream->put_record(
                            {.data = payloads()[at].bytes, .partition_key = (*keys)[at]});
                        WEIR_CHECK(result.has_value(), "every put is taken");
                        keep(result->sequence_number);
                    }
                },
            .after =
                [keys, distinct] {
                    if (distinct == puts) {
                        keys->renew();
                    }
                }};
}

Case put_records(std::string name) {
    const auto keys = std::make_shared<Keys>(batches * batch_records, batches * batch_records);
    const auto stream = warm_stream(4, *keys);
    std::vector<weir::PutRecordsRequestEntry> entries;
    for (std::size_t at = 0; at < keys->size(); ++at) {
        entries.push_back({.data = payloads()[at].bytes, .partition_key = (*keys)[at]});
    }
    std::vector<weir::PutRecordsResultEntry> results(batch_records);
    return {.name = std::move(name),
            .operations = batches * batch_records,
            .run = [keys, stream, entries, results](unsigned) mutable {
                for (std::size_t batch = 0; batch < batches; ++batch) {
                    const std::span all{entries};
                    const auto failed = stream->put_records(
                        all.subspan(batch * batch_records, batch_records), results);
                    WEIR_CHECK(failed.has_value() && *failed == 0, "every put is taken");
                    keep(results.data());
                }
            }};
}

#if defined(WEIR_BENCH_HAS_OPENSSL)
Case openssl_md5() {
    const auto keys = std::make_shared<Keys>(puts, puts);
    return {.name = "OpenSSL MD5() of the key",
            .operations = puts,
            .run =
                [keys](unsigned) {
                    std::array<unsigned char, 16> digest{};
                    for (std::size_t at = 0; at < puts; ++at) {
                        const std::string_view key = (*keys)[at];
                        MD5(reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                            digest.data());
                        keep(digest);
                    }
                },
            .after = [keys] { keys->renew(); }};
}
#endif

}  // namespace

void put_targets(const Bench& bench) {
    std::vector<Case> cases{
        put_record("put_record", 4, puts),
        put_record("put_record, 1,000 keys", 4, 1000),
        put_record("put_record, 64 shards", 64, puts),
        put_records("put_records of 500"),
    };
#if defined(WEIR_BENCH_HAS_OPENSSL)
    cases.push_back(openssl_md5());
    const Rounds rounds = bench.measure(std::move(cases));
    const std::string md5 = "OpenSSL MD5() of the key";
    bench.report.judge("put_record / " + md5, at_most(1.2), rounds.ratio("put_record", md5));
    bench.report.judge("put_record, 1,000 repeating keys / " + md5, at_most(0.6),
                       rounds.ratio("put_record, 1,000 keys", md5));
    bench.report.judge("put_records of 500, AVX-512 / " + md5, at_most(0.25),
                       rounds.ratio("put_records of 500", md5));
#else
    const Rounds rounds = bench.measure(std::move(cases));
    bench.report.skip("put_record / OpenSSL MD5() of the key", "OpenSSL is not installed");
#endif
    bench.report.judge("put_record, 64 shards / put_record, 4 shards", at_most(1.1),
                       rounds.ratio("put_record, 64 shards", "put_record"));
}

}  // namespace bench
