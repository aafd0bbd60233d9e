// SPDX-License-Identifier: Apache-2.0
// Real threads put, read and subscribe while others make, delete, split, merge and describe the
// streams they do it with: no record of a stream that stays is lost or comes twice, those of one
// that comes and goes are its own, and every error is one that may be.
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"
#include "weir/service/service.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;
using weir::Errc;

namespace {

using Service = weir::Service<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

constexpr int writers = 2;
constexpr int records_each = 1'500;

/// What went wrong on any thread.
struct Faults {
    std::atomic<int> lost{0};        ///< out of order, twice or of another stream
    std::atomic<int> surprising{0};  ///< errors that can't be

    template <class T>
    bool allow(const weir::Result<T>& result, std::initializer_list<Errc> codes) {
        if (result) {
            return true;
        }
        bool known = false;
        for (const Errc code : codes) {
            known = known || result.error().code() == code;
        }
        surprising += known ? 0 : 1;
        return false;
    }
};

/// Puts numbered records of its own keys into the stream that stays.
void write(Service& service, int writer, Faults& faults) {
    for (int round = 0; round < records_each; ++round) {
        const std::string key = "w" + std::to_string(writer) + "-" + std::to_string(round % 5);
        const std::string data = std::to_string(round / 5);
        faults.allow(
            service.put_record({.stream_name = "stays", .data = data, .partition_key = key}), {});
    }
}

/// Follows every shard that there is or will be, by subscriptions or by pages.
class Follower {
public:
    Follower(Service& service, weir::ManualClock& clock, std::optional<std::string> consumer,
             Faults& faults)
        : service_{service}, clock_{clock}, consumer_{std::move(consumer)}, faults_{faults} {}

    void follow(const std::atomic<int>& writing) {
        std::vector<std::string> open{"shardId-000000000000", "shardId-000000000001"};
        for (std::size_t at = 0; at < open.size(); ++at) {
            // Parents before their children, so that each key's records come in order; a merged
            // shard waits for both of its parents.
            const auto children =
                consumer_ ? subscribe(open[at], writing) : read(open[at], writing);
            for (const weir::ChildShard& child : children) {
                bool ready = true;
                done_.insert(open[at]);
                for (const weir::ShardId parent : child.parent_shards) {
                    ready = ready && done_.contains(parent.to_string());
                }
                if (ready) {
                    open.push_back(child.shard_id.to_string());
                }
            }
        }
    }
    [[nodiscard]] std::uint64_t records() const { return records_; }

private:
    using Children = std::vector<weir::ChildShard>;

    void note(const weir::RecordView& record) {
        ++records_;
        const std::string key{record.partition_key()};
        faults_.lost += std::to_string(next_[key]++) != record.data().as_text() ? 1 : 0;
    }
    Children read(const std::string& shard, const std::atomic<int>& writing) {
        auto iterator = service_.get_shard_iterator(
            {.stream_name = "stays", .shard_id = shard, .shard_iterator_type = "TRIM_HORIZON"});
        if (!faults_.allow(iterator, {})) {
            return {};
        }
        auto place = std::optional{iterator->shard_iterator};
        for (;;) {
            const bool last_look = writing == 0;
            auto page = service_.get_records({.shard_iterator = *place, .limit = 50});
            if (!faults_.allow(page, {})) {
                return {};
            }
            for (const auto record : page->records) {
                note(record);
            }
            if (!page->next_shard_iterator) {
                return page->child_shards;
            }
            place = page->next_shard_iterator;
            if (page->records.empty()) {
                if (last_look) {
                    return {};
                }
                std::this_thread::yield();
            }
        }
    }
    Children subscribe(const std::string& shard, const std::atomic<int>& writing) {
        auto begun = service_.subscribe_to_shard(
            {.consumer_arn = *consumer_,
             .shard_id = shard,
             .starting_position = weir::StartingPosition{.type = "TRIM_HORIZON"}});
        if (!faults_.allow(begun, {})) {
            return {};
        }
        for (;;) {
            const bool last_look = writing == 0;
            const auto step = begun->next(clock_.now());
            faults_.surprising += step.error || step.ended ? 1 : 0;
            if (step.error || step.ended) {
                return {};
            }
            bool idle = !step.event;
            if (step.event) {
                idle = step.event->records.empty();
                for (const auto record : step.event->records) {
                    note(record);
                }
                if (!step.event->continuation_sequence_number) {
                    return step.event->child_shards;
                }
            }
            if (idle) {
                if (last_look) {
                    return {};
                }
                std::this_thread::yield();
            }
        }
    }

    Service& service_;
    weir::ManualClock& clock_;
    std::optional<std::string> consumer_;
    Faults& faults_;
    std::map<std::string, int> next_;
    std::set<std::string> done_;
    std::uint64_t records_ = 0;
};

/// Splits and merges the stream that stays.
void reshard(Service& service, const std::atomic<int>& writing, Faults& faults) {
    weir::Random random{11};
    for (int done = 0; writing > 0 && done < 60;) {
        const auto listed = service.list_shards(
            {.stream_name = "stays",
             .shard_filter = weir::ShardFilterInput{.type = weir::ShardFilterType::at_latest}});
        if (!faults.allow(listed, {})) {
            return;
        }
        const auto& open = listed->shards;
        const auto& shard = open[random.below(open.size())];
        if (open.size() < 5 && random.chance(0.6)) {
            done +=
                faults.allow(
                    service.split_shard({.stream_name = "stays",
                                         .shard_to_split = shard.shard_id,
                                         .new_starting_hash_key = shard.hash_key_range.middle()}),
                    {Errc::resource_in_use})
                    ? 1
                    : 0;
        } else {
            for (const auto& other : open) {
                if (shard.hash_key_range.adjoins(other.hash_key_range)) {
                    done += faults.allow(
                                service.merge_shards({.stream_name = "stays",
                                                      .shard_to_merge = shard.shard_id,
                                                      .adjacent_shard_to_merge = other.shard_id}),
                                {Errc::resource_in_use})
                                ? 1
                                : 0;
                    break;
                }
            }
        }
        std::this_thread::yield();
    }
}

constexpr std::array<const char*, 2> passing{"comes", "goes"};

/// Makes and deletes streams that others use meanwhile.
void make_and_delete(Service& service, const std::atomic<int>& writing, std::uint64_t seed,
                     Faults& faults) {
    weir::Random random{seed};
    while (writing > 0) {
        const char* name = passing[random.below(passing.size())];
        if (random.chance(0.5)) {
            faults.allow(service.create_stream({.stream_name = name, .shard_count = 2}),
                         {Errc::resource_in_use});
        } else {
            faults.allow(
                service.delete_stream({.stream_name = name, .enforce_consumer_deletion = true}),
                {Errc::resource_not_found, Errc::resource_in_use});
        }
        std::this_thread::yield();
    }
}

/// Uses streams that others make and delete meanwhile.
void visit(Service& service, weir::ManualClock& clock, const std::atomic<int>& writing,
           std::uint64_t seed, Faults& faults) {
    weir::Random random{seed};
    std::optional<Service::GetRecordsOutput> kept;
    while (writing > 0) {
        const std::string name = passing[random.below(passing.size())];
        const std::string arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + name;
        const auto gone = {Errc::resource_not_found, Errc::resource_in_use, Errc::invalid_argument};
        faults.allow(
            service.put_record({.stream_name = name, .data = name, .partition_key = "key"}),
            {Errc::resource_not_found});
        auto iterator = service.get_shard_iterator(
            {.stream_name = name, .shard_id = "0", .shard_iterator_type = "TRIM_HORIZON"});
        if (faults.allow(iterator, {Errc::resource_not_found})) {
            auto page = service.get_records({.shard_iterator = iterator->shard_iterator});
            if (faults.allow(page, {Errc::resource_not_found})) {
                for (const auto record : page->records) {
                    faults.lost += record.data().as_text() != name ? 1 : 0;
                }
                kept = std::move(*page);
            }
        }
        const auto consumer =
            service.register_stream_consumer({.stream_arn = arn, .consumer_name = "reader"});
        faults.allow(consumer, gone);
        if (consumer) {
            auto begun = service.subscribe_to_shard(
                {.consumer_arn = consumer->consumer.consumer_arn,
                 .shard_id = "1",
                 .starting_position = weir::StartingPosition{.type = "LATEST"}});
            if (faults.allow(begun, gone)) {
                for (int look = 0; look < 3; ++look) {
                    const auto step = begun->next(clock.now());
                    faults.surprising +=
                        step.error && step.error->code() != Errc::resource_not_found ? 1 : 0;
                }
            }
        }
        faults.allow(service.start_stream_encryption(
                         {.stream_name = name, .encryption_type = "KMS", .key_id = "key"}),
                     gone);
        faults.allow(service.describe_stream({.stream_name = name}), {Errc::resource_not_found});
        faults.allow(service.list_stream_consumers({.stream_arn = arn}),
                     {Errc::resource_not_found});
        faults.allow(service.list_streams(), {});
        faults.allow(service.describe_limits(), {});
    }
}

}  // namespace

TEST_CASE("Records of a stream stay whole while streams come, go and are resharded") {
    weir::ManualClock clock;
    weir::ServiceOptions options;
    options.limits = weir::ServiceLimits::unlimited();
    options.durations = weir::ServiceDurations::all(2ms);
    options.subscription_life = 24h;
    options.iterator_life = 24h;
    Service service{options, clock, weir::Unlimited{}};
    REQUIRE(service.create_stream({.stream_name = "stays", .shard_count = 2}));
    clock.advance(2ms);
    const std::string arn = "arn:aws:kinesis:us-east-1:000000000000:stream/stays";
    const auto consumer =
        service.register_stream_consumer({.stream_arn = arn, .consumer_name = "reader"});
    REQUIRE(consumer);
    clock.advance(2ms);

    Faults faults;
    std::atomic<int> writing{writers};
    Follower by_pages{service, clock, std::nullopt, faults};
    Follower by_events{service, clock, consumer->consumer.consumer_arn, faults};
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            write(service, writer, faults);
            --writing;
        });
    }
    threads.emplace_back([&] { by_pages.follow(writing); });
    threads.emplace_back([&] { by_events.follow(writing); });
    threads.emplace_back([&] { reshard(service, writing, faults); });
    threads.emplace_back([&] { make_and_delete(service, writing, 1, faults); });
    threads.emplace_back([&] { make_and_delete(service, writing, 2, faults); });
    threads.emplace_back([&] { visit(service, clock, writing, 3, faults); });
    threads.emplace_back([&] { visit(service, clock, writing, 4, faults); });
    threads.emplace_back([&] {
        while (writing > 0) {
            clock.advance(1ms);
            std::this_thread::yield();
        }
    });
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(faults.lost == 0);
    CHECK(faults.surprising == 0);
    // What came after the last look of a follower is read from the start.
    std::atomic<int> nobody{0};
    Follower afterwards{service, clock, std::nullopt, faults};
    afterwards.follow(nobody);
    CHECK(afterwards.records() == std::uint64_t{writers} * records_each);
    CHECK(by_pages.records() <= afterwards.records());
    CHECK(by_events.records() <= afterwards.records());
    CHECK(faults.lost == 0);
}
