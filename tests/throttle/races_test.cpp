// SPDX-License-Identifier: Apache-2.0
// Every race of three operations in which two of them run as a whole inside the third.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "throttle/interrupted_atomics.hpp"
#include "weir/core/random.hpp"
#include "weir/throttle/counted_bucket.hpp"
#include "weir/throttle/refill.hpp"
#include "weir/throttle/service_throttle.hpp"

namespace {

using std::chrono::milliseconds;
using weir::Duration;
using weir::Instant;
using weir::Verdict;
using weir_test::InterruptedAtomics;
using weir_test::Interrupts;

const Instant start = Instant::from_seconds(1'700'000'000);

/// The buckets are opened one after another, so only each by itself sees the times in one order:
/// one scene is about one of them, and the others have plenty.
constexpr std::uint64_t plenty = 1000;
const weir::ServiceThrottleOptions few_records{
    .write_records_per_second = 1000, .write_burst_records = 4, .write_burst_bytes = plenty};
const weir::ServiceThrottleOptions few_bytes{
    .write_burst_records = plenty, .write_bytes_per_second = 100'000, .write_burst_bytes = 400};
const weir::ServiceThrottleOptions few_reads{.read_calls_per_second = 100,
                                             .read_burst_calls = 3,
                                             .read_bytes_per_second = 1000,
                                             .read_burst_bytes = 0};
const weir::ServiceThrottleOptions overdrawn_reads{.read_calls_per_second = 100,
                                                   .read_burst_calls = 3,
                                                   .read_bytes_per_second = 1000,
                                                   .read_burst_bytes = 10};

/// A shard whose totals are one more word that can be interrupted.
class RacingShard {
public:
    explicit RacingShard(const weir::ServiceThrottleOptions& limits) : throttle_{limits} {}

    Verdict put(Instant now, std::uint64_t bytes) {
        std::uint64_t seen = totals_.load(std::memory_order_acquire);
        for (;;) {
            const Verdict verdict =
                throttle_.admit_write(now, {seen >> 32, seen & 0xffff'ffff}, bytes);
            const std::uint64_t next = seen + (std::uint64_t{1} << 32) + bytes;
            if (!verdict.admitted ||
                totals_.compare_exchange_weak(seen, next, std::memory_order_acq_rel,
                                              std::memory_order_acquire)) {
                return verdict;
            }
        }
    }
    bool ask(Instant now, std::uint64_t bytes) {
        return throttle_.admit_write(now, totals(), bytes).admitted;
    }
    auto& throttle() { return throttle_; }
    weir::WriteTotals totals() {
        const std::uint64_t seen = totals_.load(std::memory_order_acquire);
        return {seen >> 32, seen & 0xffff'ffff};
    }

    std::int64_t reads = 0;  ///< admitted and not given back

private:
    weir::BasicServiceThrottle<InterruptedAtomics> throttle_;
    InterruptedAtomics::atomic<std::uint64_t> totals_{0};
};

struct Operation {
    enum class Kind { put, admit_read, charge_read, give_back_read };
    Kind kind;
    Duration after;
    std::uint64_t bytes;

    void run(RacingShard& shard) const {
        const Instant now = start + after;
        switch (kind) {
            case Kind::put:
                static_cast<void>(shard.put(now, bytes));
                break;
            case Kind::admit_read:
                shard.reads += shard.throttle().admit_read(now).admitted ? 1 : 0;
                break;
            case Kind::charge_read:
                shard.throttle().charge_read(now, bytes);
                break;
            case Kind::give_back_read:
                shard.throttle().give_back_read(now);
                --shard.reads;
                break;
        }
    }
    /// Brings the time to the shard, and nothing else.
    void notice(RacingShard& shard) const {
        if (kind == Kind::put) {
            static_cast<void>(shard.ask(start + after, 0));
        } else if (kind != Kind::give_back_read) {
            static_cast<void>(shard.throttle().ask_read(start + after));
        }
    }
};

/// What can be told afterwards: of each write allowance and of the calls, what has been admitted
/// and what is left together; and how long the next read has to wait for the bytes.
using Outcome = std::array<std::int64_t, 4>;

std::uint64_t bytes_left(RacingShard& shard, Instant now) {
    std::uint64_t left = 0;
    for (std::uint64_t step = 256; step > 0; step /= 2) {
        if (left + step <= few_bytes.write_burst_bytes && shard.ask(now, left + step)) {
            left += step;
        }
    }
    return left;
}

Outcome outcome(RacingShard& shard, Duration latest) {
    const Instant now = start + latest;
    const bool about_bytes = shard.throttle().options().write_burst_bytes != plenty;
    const std::uint64_t bytes = about_bytes ? shard.totals().bytes + bytes_left(shard, now) : 0;
    while (!about_bytes && shard.put(now, 0).admitted) {
    }
    const std::uint64_t records = about_bytes ? 0 : shard.totals().records;
    const std::int64_t wait = shard.throttle().ask_read(now).retry_after.count();
    const Instant paid = now + milliseconds{1000};
    std::int64_t reads = 0;
    while (shard.throttle().admit_read(paid).admitted) {
        ++reads;
    }
    return {static_cast<std::int64_t>(records), static_cast<std::int64_t>(bytes),
            shard.reads + reads, wait};
}

/// Each part of an outcome between the least and the most that some order of things gives.
struct Range {
    Outcome least;
    Outcome most;

    bool contains(const Outcome& one) const {
        for (std::size_t part = 0; part < one.size(); ++part) {
            if (one[part] < least[part] || one[part] > most[part]) {
                return false;
            }
        }
        return true;
    }
    void widen(const Outcome& one) {
        for (std::size_t part = 0; part < one.size(); ++part) {
            least[part] = std::min(least[part], one[part]);
            most[part] = std::max(most[part], one[part]);
        }
    }
};

std::string told(const Operation& one) {
    constexpr std::array<const char*, 4> names{"put", "admit", "charge", "give back"};
    return std::string{names[static_cast<std::size_t>(one.kind)]} + " " +
           std::to_string(one.bytes) + " at " + std::to_string(one.after.count() / 1000) + "; ";
}

std::string told(const Outcome& one) {
    return Catch::StringMaker<Outcome>::convert(one);
}

struct Scene {
    weir::ServiceThrottleOptions limits;
    std::vector<Operation> before;
    std::array<Operation, 3> racing;

    void set_up(RacingShard& shard) const {
        for (const Operation& operation : before) {
            operation.run(shard);
        }
    }
    std::string told_all() const {
        std::string text;
        for (const Operation& operation : before) {
            text += told(operation);
        }
        text += "racing: ";
        for (const Operation& operation : racing) {
            text += told(operation);
        }
        return text;
    }
    Duration latest() const {
        return std::max({racing[0].after, racing[1].after, racing[2].after, Duration{0}});
    }
};

/// All that may come of it: the operations in any order, and the time of each may have been
/// noticed at any moment before it takes effect.
Range one_after_another(const Scene& scene) {
    Range range{};
    bool first = true;
    std::array<std::size_t, 6> order{0, 1, 2, 3, 4, 5};  // notice, operation, notice, ...
    do {
        const auto place = [&](std::size_t step) {
            return std::find(order.begin(), order.end(), step);
        };
        if (place(0) > place(1) || place(2) > place(3) || place(4) > place(5)) {
            continue;
        }
        RacingShard shard{scene.limits};
        scene.set_up(shard);
        for (const std::size_t step : order) {
            const Operation& operation = scene.racing[step / 2];
            step % 2 == 0 ? operation.notice(shard) : operation.run(shard);
        }
        const Outcome one = outcome(shard, scene.latest());
        range = first ? Range{one, one} : range;
        range.widen(one);
        first = false;
    } while (std::next_permutation(order.begin(), order.end()));
    return range;
}

/// Gives: how many accesses the interrupted operation made.
int race(const Scene& scene, int second_at, int third_at, Outcome& result) {
    RacingShard shard{scene.limits};
    scene.set_up(shard);
    const auto run = [&](std::size_t which) { scene.racing[which].run(shard); };
    Interrupts::plan({second_at, [&] { run(1); }}, {third_at, [&] { run(2); }});
    run(0);
    const int accesses = Interrupts::accesses();
    Interrupts::none();
    if (second_at >= accesses) {
        run(1);
    }
    if (third_at >= accesses) {
        run(2);
    }
    result = outcome(shard, scene.latest());
    return accesses;
}

Operation any_operation(weir::Random& random, bool writes) {
    const auto after = milliseconds{static_cast<std::int64_t>(random.below(8))};
    if (writes) {
        return {Operation::Kind::put, after, random.below(4) == 0 ? 390 : random.below(120)};
    }
    switch (random.below(3)) {
        case 0:
            return {Operation::Kind::charge_read, after, random.below(20)};
        default:
            return {Operation::Kind::admit_read, after, 0};
    }
}

/// Gives: how many races there were.
int race_in_all_ways(const Scene& scene) {
    const Range expected = one_after_another(scene);
    int races = 0;
    for (int second_at = 0, accesses = 1; second_at < accesses; ++second_at) {
        for (int third_at = second_at; third_at <= accesses; ++third_at) {
            Outcome result;
            accesses = race(scene, second_at, third_at, result);
            ++races;
            CAPTURE(scene.told_all(), second_at, third_at, told(result), told(expected.least),
                    told(expected.most));
            REQUIRE(expected.contains(result));
        }
    }
    return races;
}

}  // namespace

TEST_CASE("three writes that race lose nothing and gain nothing by it") {
    const std::uint64_t seed = 0x7772'6974;
    CAPTURE(seed);
    weir::Random random{seed};
    int races = 0;
    for (int scene_number = 0; scene_number < 400; ++scene_number) {
        Scene scene{};
        scene.limits = random.below(2) == 0 ? few_records : few_bytes;
        for (std::uint64_t count = random.below(7); count > 0; --count) {
            scene.before.push_back({Operation::Kind::put, Duration{0}, random.below(80)});
        }
        for (Operation& operation : scene.racing) {
            operation = any_operation(random, true);
        }
        CAPTURE(scene_number);
        races += race_in_all_ways(scene);
    }
    CHECK(races > 10'000);
}

TEST_CASE("three reads that race lose nothing and gain nothing by it") {
    const std::uint64_t seed = 0x7265'6164;
    CAPTURE(seed);
    weir::Random random{seed};
    int races = 0;
    for (int scene_number = 0; scene_number < 400; ++scene_number) {
        Scene scene{};
        scene.limits = random.below(2) == 0 ? few_reads : overdrawn_reads;
        for (std::uint64_t count = random.below(4); count > 0; --count) {
            scene.before.push_back(any_operation(random, false));
        }
        for (Operation& operation : scene.racing) {
            operation = any_operation(random, false);
        }
        CAPTURE(scene_number);
        races += race_in_all_ways(scene);
    }
    CHECK(races > 10'000);
}

TEST_CASE("a read given back while others take one or give one back is given back once") {
    using Kind = Operation::Kind;
    for (const std::uint64_t taken : {2U, 3U}) {
        for (const std::int64_t later : {0, 10, 30}) {
            for (const Kind other : {Kind::admit_read, Kind::give_back_read}) {
                Scene scene{};
                scene.limits = few_reads;
                scene.before.assign(taken, {Kind::admit_read, Duration{0}, 0});
                scene.racing = {Operation{Kind::give_back_read, Duration{0}, 0},
                                Operation{Kind::admit_read, milliseconds{later}, 0},
                                Operation{other, Duration{0}, 0}};
                CAPTURE(taken, later);
                race_in_all_ways(scene);
                std::swap(scene.racing[0], scene.racing[1]);
                race_in_all_ways(scene);
                std::swap(scene.racing[0], scene.racing[2]);
                race_in_all_ways(scene);
            }
        }
    }
}

TEST_CASE("what is given back is not lost while others take and give back") {
    const weir::Tick now = weir::tick_of(start);
    for (int at = 0, accesses = 1; at < accesses; ++at) {
        weir::CountedBucket<InterruptedAtomics> bucket{1, 3};
        REQUIRE(bucket.take(now, 1) == weir::at_once);
        Interrupts::plan({at,
                          [&] {
                              CHECK(bucket.take(now, 1) == weir::at_once);
                              bucket.give_back(1);
                          }},
                         {-1, {}});
        bucket.give_back(1);
        accesses = Interrupts::accesses();
        Interrupts::none();
        CAPTURE(at);
        CHECK(bucket.take(now, 3) == weir::at_once);
    }
}

TEST_CASE("no race while the clock jumps by years admits more than a full shard") {
    for (const std::int64_t jump : {(std::int64_t{1} << 31) + 3, (std::int64_t{1} << 32) + 2,
                                    std::int64_t{1} << 40, std::int64_t{1} << 41}) {
        Scene scene{};
        scene.limits = few_records;
        scene.before.assign(4, {Operation::Kind::put, Duration{0}, 1});
        scene.racing = {Operation{Operation::Kind::put, milliseconds{jump}, 1},
                        Operation{Operation::Kind::put, milliseconds{jump + 1}, 1},
                        Operation{Operation::Kind::put, milliseconds{1}, 1}};
        for (int second_at = 0, accesses = 1; second_at < accesses; ++second_at) {
            for (int third_at = second_at; third_at <= accesses; ++third_at) {
                Outcome result;
                accesses = race(scene, second_at, third_at, result);
                CAPTURE(jump, second_at, third_at, told(result));
                const std::int64_t records = result[0];
                CHECK(records <= 4 + 4 + 1);
            }
        }
    }
}
