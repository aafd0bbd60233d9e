// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/put_cases.hpp"
#include "weir/service/service.hpp"

namespace bench {

/// A stream by itself and the same in an account, each warm, with the same keys and iterators.
struct StreamAndService {
    using Service = weir::Service<weir::RingStorage<>, weir::SystemClock, weir::ServiceThrottle>;

    static constexpr std::size_t reads = 4096;
    static constexpr const char* name = "stream";

    StreamAndService() {
        weir::ServiceOptions options;
        options.limits = weir::ServiceLimits::unlimited();
        options.iterator_life = std::chrono::hours{24};
        service = std::make_unique<Service>(options, weir::default_clock<weir::SystemClock>(),
                                            generous_throttle(), recycled_memory(4));
        const auto made = service->create_stream({.stream_name = name, .shard_count = 4});
        WEIR_CHECK(made.has_value(), "the stream is made");
        for (std::size_t at = 0; at < memory_of_stream / 50; ++at) {
            const auto put = service->put_record({.stream_name = name,
                                                  .data = weir::Blob{payloads()[at].bytes},
                                                  .partition_key = keys[at % keys.size()]});
            WEIR_CHECK(put.has_value(), "every put is taken");
        }
    }

    Keys keys{puts, puts};
    std::shared_ptr<Stream> stream = warm_stream(4);
    std::unique_ptr<Service> service;
};

inline constexpr const char* service_call[] = {"put_record", "put_records of 500",
                                               "get_shard_iterator", "get_records of 10"};

namespace detail {

inline void put_one_by_one(StreamAndService& both, bool by_service) {
    for (std::size_t at = 0; at < puts; ++at) {
        if (by_service) {
            const auto put = both.service->put_record({.stream_name = StreamAndService::name,
                                                       .data = weir::Blob{payloads()[at].bytes},
                                                       .partition_key = both.keys[at]});
            WEIR_CHECK(put.has_value(), "every put is taken");
            keep(put->sequence_number);
        } else {
            const auto put = both.stream->put_record(
                {.data = payloads()[at].bytes, .partition_key = both.keys[at]});
            WEIR_CHECK(put.has_value(), "every put is taken");
            keep(put->sequence_number);
        }
    }
}

inline void put_by_batch(StreamAndService& both, bool by_service) {
    std::array<weir::PutRecordsRequestEntry, batch_records> entries;
    for (std::size_t from = 0; from + batch_records <= puts; from += batch_records) {
        for (std::size_t at = 0; at < batch_records; ++at) {
            entries[at] = {.data = payloads()[from + at].bytes,
                           .partition_key = both.keys[from + at]};
        }
        if (by_service) {
            const auto put = both.service->put_records(
                {.records = entries, .stream_name = StreamAndService::name});
            WEIR_CHECK(put.has_value(), "every put is taken");
            keep(put->records.data());
        } else {
            const auto put = both.stream->put_records(entries);
            WEIR_CHECK(put.has_value(), "every put is taken");
            keep(put->records.data());
        }
    }
}

inline void find_places(StreamAndService& both, bool by_service) {
    for (std::size_t at = 0; at < StreamAndService::reads; ++at) {
        const weir::ShardId shard{static_cast<std::uint32_t>(at % 4)};
        if (by_service) {
            const auto place = both.service->get_shard_iterator(
                {.stream_name = StreamAndService::name,
                 .shard_id = shard,
                 .shard_iterator_type = weir::ShardIteratorType::latest});
            WEIR_CHECK(place.has_value(), "the shard is there");
            keep(place->shard_iterator);
        } else {
            const auto place = both.stream->get_shard_iterator(
                {.shard_id = shard, .shard_iterator_type = weir::ShardIteratorType::latest});
            WEIR_CHECK(place.has_value(), "the shard is there");
            keep(*place);
        }
    }
}

/// Reads on from the oldest record, ten at a time, and from there again when it comes to the end.
inline void read_on(StreamAndService& both, bool by_service) {
    const auto first = [&] {
        return by_service ? both.service
                                ->get_shard_iterator(
                                    {.stream_name = StreamAndService::name,
                                     .shard_id = weir::ShardId{0},
                                     .shard_iterator_type = weir::ShardIteratorType::trim_horizon})
                                ->shard_iterator
                          : *both.stream->get_shard_iterator({.shard_id = weir::ShardId{0}});
    };
    weir::ShardIterator place = first();
    for (std::size_t at = 0; at < StreamAndService::reads; ++at) {
        std::optional<weir::ShardIterator> next;
        bool empty = false;
        if (by_service) {
            const auto page = both.service->get_records({.shard_iterator = place, .limit = 10});
            WEIR_CHECK(page.has_value(), "the page is there");
            next = page->next_shard_iterator;
            empty = page->records.empty();
        } else {
            const auto page = both.stream->get_records({.shard_iterator = place, .limit = 10});
            WEIR_CHECK(page.has_value(), "the page is there");
            next = page->next_shard_iterator;
            empty = page->records.empty();
        }
        place = empty ? first() : *next;
    }
}

}  // namespace detail

/// Each call of `service_call` on the stream, then by way of the account.
[[nodiscard]] inline std::vector<Case> service_cases() {
    using Run = void (*)(StreamAndService&, bool);
    constexpr Run runs[] = {detail::put_one_by_one, detail::put_by_batch, detail::find_places,
                            detail::read_on};
    constexpr std::size_t calls[] = {puts, puts / batch_records, StreamAndService::reads,
                                     StreamAndService::reads};
    const auto both = std::make_shared<StreamAndService>();
    std::vector<Case> cases;
    for (std::size_t call = 0; call < std::size(runs); ++call) {
        for (const bool by_service : {false, true}) {
            cases.push_back(
                {.name = std::string{by_service ? "service " : "stream "} + service_call[call],
                 .operations = calls[call],
                 .run = [both, by_service, run = runs[call]](unsigned) { run(*both, by_service); },
                 .after = [both] { both->keys.renew(); },
                 .warm_ups = 2});
        }
    }
    return cases;
}

}  // namespace bench
