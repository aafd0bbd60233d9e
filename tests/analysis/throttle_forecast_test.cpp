// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/throttle_forecast.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "weir/core/key_hash_cache.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/uniform_ranges.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/composite.hpp"
#include "weir/throttle/fixed_rate.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

using namespace weir;

namespace {

constexpr std::uint64_t mebibyte = 1'048'576;
const Instant start = Instant::from_seconds(1'700'000'000);

/// One record of the input, and where it goes.
struct Put {
    std::string key;
    std::size_t data_bytes = 0;
    std::size_t shard = 0;

    [[nodiscard]] std::uint64_t bytes() const { return key.size() + data_bytes; }
};

/// Records that are put at the same time.
struct Burst {
    Instant at;
    std::vector<Put> puts;
};

const std::string& zeros() {
    static const std::string all(mebibyte, '\0');
    return all;
}

/// Random input of random character: steps of time from none to hours and back, bursts from a
/// record to hundreds, data from nothing to a mebibyte, keys from many to a single one.
class Input {
public:
    Input(std::uint64_t seed, std::uint32_t shards, std::uint64_t largest)
        : random_{seed}, ranges_{uniform_ranges(shards)} {
        keys_ = random_.chance(0.5) ? 1 + random_.below(3) : 200;
        burst_max_ = std::array{1, 20, 500}[random_.below(3)];
        size_max_ = std::array<std::uint64_t, 3>{100, 5'000, largest}[random_.below(3)];
    }

    [[nodiscard]] std::vector<Burst> make(std::size_t records) {
        std::vector<Burst> bursts;
        Instant now = start;
        while (records > 0) {
            now += step();
            std::size_t size = 1 + random_.below(static_cast<std::uint64_t>(burst_max_));
            size = std::min(size, records);
            records -= size;
            Burst burst{now, {}};
            for (std::uint64_t bytes = 0; size > 0; --size) {
                Put put = one();
                bytes += put.bytes();
                if (bytes > limits::put_records_bytes_max) {
                    break;
                }
                burst.puts.push_back(std::move(put));
            }
            bursts.push_back(std::move(burst));
        }
        return bursts;
    }

private:
    [[nodiscard]] Duration step() {
        switch (random_.below(16)) {
            case 0:
                return std::chrono::seconds{random_.below(20)};
            case 1:
                return random_.chance(0.05) ? std::chrono::minutes{random_.below(200)}
                                            : std::chrono::minutes{0};
            case 2:
                return -std::chrono::milliseconds{random_.below(50)};
            case 3:
            case 4:
            case 5:
                return std::chrono::milliseconds{random_.below(300)};
            case 6:
            case 7:
                return Duration{0};
            default:
                return Duration{random_.below(3'000)};
        }
    }
    [[nodiscard]] Put one() {
        Put put;
        put.key = "key-" + std::to_string(random_.below(keys_));
        put.data_bytes = random_.chance(0.1) ? 0 : random_.below(size_max_ + 1);
        if (random_.chance(0.01)) {
            put.data_bytes = size_max_;
        }
        const HashKey hash_key = cached_hash_key(put.key);
        const auto range = std::find_if(ranges_.begin(), ranges_.end(),
                                        [&](const auto& one) { return one.contains(hash_key); });
        put.shard = static_cast<std::size_t>(range - ranges_.begin());
        return put;
    }

    Random random_;
    std::vector<HashKeyRange> ranges_;
    std::uint64_t keys_ = 1;
    int burst_max_ = 1;
    std::uint64_t size_max_ = 1;
};

/// Puts bursts into a real stream and says of each record whether it was refused, and until when.
template <class Throttle>
class Real {
public:
    Real(std::uint32_t shards, const Throttle& limits)
        : stream_{StreamOptions{.shard_count = shards}, clock_, limits} {}

    [[nodiscard]] std::vector<Verdict> put_batch(const Burst& burst) {
        clock_.set(burst.at);
        std::vector<PutRecordsRequestEntry> entries;
        for (const Put& put : burst.puts) {
            entries.push_back(
                {Blob{std::string_view{zeros()}.substr(0, put.data_bytes)}, put.key, {}});
        }
        const auto result = stream_.put_records(entries);
        REQUIRE(result.has_value());
        std::vector<Verdict> verdicts;
        for (std::size_t at = 0; at < entries.size(); ++at) {
            const PutRecordsResultEntry& entry = result->records[at];
            REQUIRE(entry.shard_id.index == burst.puts[at].shard);
            if (!entry.ok()) {
                REQUIRE(*entry.error_code == Errc::provisioned_throughput_exceeded);
            }
            verdicts.push_back({entry.ok(), entry.retry_after});
        }
        return verdicts;
    }
    [[nodiscard]] std::vector<Verdict> put_singly(const Burst& burst) {
        clock_.set(burst.at);
        std::vector<Verdict> verdicts;
        for (const Put& put : burst.puts) {
            const auto result =
                stream_.put_record({.data = std::string_view{zeros()}.substr(0, put.data_bytes),
                                    .partition_key = put.key});
            if (result.has_value()) {
                REQUIRE(result->shard_id.index == put.shard);
                verdicts.push_back({true, Duration{0}});
            } else {
                REQUIRE(result.error().code() == Errc::provisioned_throughput_exceeded);
                verdicts.push_back({false, result.error().retry_after()});
            }
        }
        return verdicts;
    }
    [[nodiscard]] StreamMetrics metrics() { return stream_.metrics(); }

private:
    ManualClock clock_{start};
    Stream<RingStorage<>, ManualClock, Throttle> stream_;
};

enum class How { singly, in_batches, mixed };

/// Gives: how many records were refused, the same ones by both.
template <class Throttle>
std::uint64_t compare(std::uint64_t seed, std::uint32_t shards, How how, const Throttle& limits,
                      std::uint64_t largest) {
    const std::vector<Burst> bursts = Input{seed, shards, largest}.make(2'000);
    Real<Throttle> real{shards, limits};
    ThrottleForecast<Throttle> forecast{shards, limits};
    Random coin{seed};
    std::uint64_t refused = 0;
    std::uint64_t refused_bytes = 0;
    for (const Burst& burst : bursts) {
        const bool batch = how == How::in_batches || (how == How::mixed && coin.chance(0.5));
        const auto wanted = batch ? real.put_batch(burst) : real.put_singly(burst);
        for (std::size_t at = 0; at < burst.puts.size(); ++at) {
            const Put& put = burst.puts[at];
            const Verdict verdict = forecast.offer(put.shard, burst.at, put.bytes());
            REQUIRE(verdict == wanted[at]);
            refused += verdict.admitted ? 0 : 1;
            refused_bytes += verdict.admitted ? 0 : put.bytes();
        }
    }
    CHECK(forecast.outcome().throttled_records == refused);
    CHECK(forecast.outcome().throttled_bytes == refused_bytes);
    std::size_t shards_throttled = 0;
    for (const ShardMetrics& shard : real.metrics().shards) {
        const std::size_t at = shard.shard_id.index;
        CHECK(forecast.refused(at).records == shard.write_provisioned_throughput_exceeded);
        CHECK(forecast.admitted(at).records == shard.incoming_records);
        CHECK(forecast.admitted(at).bytes == shard.incoming_bytes);
        shards_throttled += shard.write_provisioned_throughput_exceeded > 0 ? 1 : 0;
    }
    CHECK(forecast.outcome().shards_throttled == shards_throttled);
    return refused;
}

/// The same for streams of 1 to 64 shards. Gives: refused records of all.
template <class Throttle>
std::uint64_t compare_many(std::uint64_t seeds, How how, const Throttle& limits,
                           std::uint64_t largest = mebibyte) {
    std::uint64_t refused = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto shards =
            static_cast<std::uint32_t>(1 + Random{seed}.below(seed % 3 == 0 ? 64 : 4));
        CAPTURE(seed, shards);
        refused += compare(seed, shards, how, limits, largest);
    }
    return refused;
}

/// Admits every second record, and can be neither copied nor moved.
class EverySecond {
public:
    EverySecond() = default;
    EverySecond(const EverySecond&) = delete;
    EverySecond& operator=(const EverySecond&) = delete;

    [[nodiscard]] EverySecond fresh() const noexcept { return {}; }
    [[nodiscard]] Verdict admit_write(Instant /*now*/, WriteTotals /*so_far*/,
                                      std::uint64_t /*bytes*/) noexcept {
        asked_ = !asked_;
        return {asked_, asked_ ? Duration{0} : Duration{7}};
    }
    [[nodiscard]] Verdict admit_read(Instant /*now*/) noexcept { return {.admitted = true}; }
    void charge_read(Instant /*now*/, std::uint64_t /*bytes*/) noexcept {}

private:
    bool asked_ = false;
};

}  // namespace

TEST_CASE("the forecast refuses exactly what a stream refuses that gets the records one by one") {
    CHECK(compare_many(24, How::singly, ServiceThrottle{}) > 5'000);
}

TEST_CASE("the forecast refuses exactly what a stream refuses that gets the records in batches") {
    CHECK(compare_many(24, How::in_batches, ServiceThrottle{}) > 5'000);
}

TEST_CASE("the forecast is as exact for limits of one's own") {
    const ServiceThrottle narrow{ServiceThrottleOptions{.write_records_per_second = 37,
                                                        .write_burst_records = 5,
                                                        .write_bytes_per_second = 12'345,
                                                        .write_burst_bytes = 3'000}};
    CHECK(compare_many(12, How::singly, narrow) > 10'000);
    CHECK(compare_many(12, How::in_batches, narrow) > 10'000);
    const ServiceThrottle wide{ServiceThrottleOptions{.write_records_per_second = 100'000,
                                                      .write_burst_records = 400,
                                                      .write_bytes_per_second = 5'000'000,
                                                      .write_burst_bytes = 10 * mebibyte}};
    CHECK(compare_many(12, How::mixed, wide, mebibyte / 4) > 100);
}

TEST_CASE("the forecast is as exact for throttles of every other kind") {
    constexpr std::uint64_t small = 20'000;
    CHECK(compare_many(6, How::mixed, Unlimited{}, small) == 0);
    CHECK(compare_many(6, How::mixed, FixedRate::records_per_second(50, 20), small) > 1'000);
    CHECK(compare_many(6, How::mixed, FixedRate::bytes_per_second(10'000, 2'000), small) > 1'000);
    using Both = Composite<ServiceThrottle, FixedRate>;
    CHECK(compare_many(6, How::mixed,
                       Both{ServiceThrottle{}, FixedRate::records_per_second(9, 9)}) > 1'000);
    STATIC_REQUIRE_FALSE(std::is_move_constructible_v<EverySecond>);
    CHECK(compare_many(6, How::mixed, EverySecond{}, small) > 1'000);
}

TEST_CASE("a forecast counts what is refused, where, and in how many seconds") {
    ThrottleForecast<> forecast{3};
    const auto put = [&](std::size_t shard, Duration since, int records) {
        int admitted = 0;
        for (int record = 0; record < records; ++record) {
            admitted += forecast.offer(shard, start + since, 100).admitted ? 1 : 0;
        }
        return admitted;
    };
    using std::chrono::milliseconds;
    CHECK_FALSE(forecast.outcome().first.has_value());
    CHECK(put(0, milliseconds{10}, 900) == 900);
    CHECK(forecast.outcome().throttled_records == 0);
    CHECK(put(1, milliseconds{20}, 1'100) == 1'000);
    CHECK(put(1, milliseconds{30}, 110) == 10);
    CHECK(put(0, milliseconds{5'000}, 1'001) == 1'000);
    CHECK(put(1, milliseconds{5'000}, 1'001) == 1'000);
    const ThrottleOutcome& outcome = forecast.outcome();
    CHECK(outcome.throttled_records == 202);
    CHECK(outcome.throttled_bytes == 20'200);
    CHECK(outcome.first == start + milliseconds{20});
    CHECK(outcome.shards_throttled == 2);
    CHECK(outcome.seconds_throttled == 2);
    CHECK(forecast.refused(0) == WriteTotals{1, 100});
    CHECK(forecast.refused(1) == WriteTotals{201, 20'100});
    CHECK(forecast.refused(2) == WriteTotals{});
    CHECK(forecast.admitted(1) == WriteTotals{2'010, 201'000});
}

TEST_CASE("times that go back, or to the ends of time, are no trouble to a forecast") {
    ThrottleForecast<> forecast{1};
    for (const Instant at : {Instant::min(), start, start - std::chrono::hours{1}, Instant::max(),
                             Instant::min(), Instant::max()}) {
        for (int record = 0; record < 1'500; ++record) {
            static_cast<void>(forecast.offer(0, at, 10));
        }
        static_cast<void>(forecast.offer(0, at, ~std::uint64_t{0}));
    }
    CHECK(forecast.outcome().seconds_throttled == 3);
    CHECK(forecast.outcome().first == Instant::min());
    CHECK(forecast.admitted(0).records == 3'000);
}

TEST_CASE("a shard that the forecast does not have is a mistake of the program") {
    CHECK(weir_test::dies([] {
        ThrottleForecast<> forecast{2};
        static_cast<void>(forecast.offer(2, start, 1));
    }));
    CHECK(weir_test::dies([] { static_cast<void>(ThrottleForecast<>{0}.refused(0)); }));
}
