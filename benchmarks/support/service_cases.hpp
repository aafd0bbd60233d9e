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

    explicit StreamAndService(std::uint64_t memory) : stream{warm_stream(4, memory)} {
        weir::ServiceOptions options;
        options.limits = weir::ServiceLimits::unlimited();
        options.iterator_life = std::chrono::hours{24};
        service = std::make_unique<Service>(options, weir::default_clock<weir::SystemClock>(),
                                            generous_throttle(), recycled_memory(4, memory));
        const auto made = service->create_stream({.stream_name = name, .shard_count = 4});
        WEIR_CHECK(made.has_value(), "the stream is made");
        for (std::size_t at = 0; at < memory / 50; ++at) {
            const auto put = service->put_record({.stream_name = name,
                                                  .data = weir::Blob{payloads()[at].bytes},
                                                  .partition_key = keys[at % keys.size()]});
            WEIR_CHECK(put.has_value(), "every put is taken");
        }
    }

    Keys keys{puts, puts};
    std::shared_ptr<Stream> stream;
    std::unique_ptr<Service> service;
};

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

template <std::size_t Size>
void put_by_batch(StreamAndService& both, bool by_service) {
    std::array<weir::PutRecordsRequestEntry, Size> entries;
    for (std::size_t from = 0; from + Size <= puts; from += Size) {
        for (std::size_t at = 0; at < Size; ++at) {
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

/// Each call on the stream, then by way of the account.
[[nodiscard]] inline std::vector<Case> service_cases() {
    // What batches are written to stays in a processor's own cache: otherwise memory that comes
    // from farther away takes longer in one stream than in the other.
    const auto large = std::make_shared<StreamAndService>(memory_of_stream);
    const auto small = std::make_shared<StreamAndService>(std::uint64_t{256} << 10);
    struct Call {
        const char* name;
        std::size_t calls;
        void (*run)(StreamAndService&, bool);
        std::shared_ptr<StreamAndService> both;
    };
    std::vector<Case> cases;
    for (const Call& call :
         {Call{"put_record", puts, detail::put_one_by_one, large},
          Call{"put_records of 10", puts / 10, detail::put_by_batch<10>, small},
          Call{"put_records of 500", puts / batch_records, detail::put_by_batch<batch_records>,
               small},
          Call{"get_shard_iterator", StreamAndService::reads, detail::find_places, large},
          Call{"get_records of 10", StreamAndService::reads, detail::read_on, large}}) {
        for (const bool by_service : {false, true}) {
            cases.push_back(
                {.name = std::string{by_service ? "service " : "stream "} + call.name,
                 .operations = call.calls,
                 .run = [call, by_service](unsigned) { call.run(*call.both, by_service); },
                 .after = [both = call.both] { both->keys.renew(); },
                 .warm_ups = 2});
        }
    }
    return cases;
}

}  // namespace bench
