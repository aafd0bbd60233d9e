// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/service_throttle.hpp"

#include "catch.hpp"

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include "throttle/naive_bucket.hpp"
#include "weir/core/random.hpp"

using std::chrono::milliseconds;
using std::chrono::seconds;
using weir::Duration;
using weir::Instant;
using weir::ServiceThrottle;
using weir::Verdict;
using weir::WriteTotals;

namespace {

const Instant start = Instant::from_seconds(1'700'000'000);
constexpr std::uint64_t mebibyte = 1'048'576;

/// Stands in for a shard that one thread writes to.
struct Shard {
    ServiceThrottle throttle;
    WriteTotals totals{};

    explicit Shard(const weir::ServiceThrottleOptions& options = {}) : throttle{options} {}

    Verdict put(Instant now, std::uint64_t bytes) {
        const Verdict verdict = throttle.admit_write(now, totals, bytes);
        if (verdict.admitted) {
            ++totals.records;
            totals.bytes += bytes;
        }
        return verdict;
    }
    std::uint64_t put_until_refused(Instant now, std::uint64_t bytes) {
        std::uint64_t admitted = 0;
        while (put(now, bytes).admitted) {
            ++admitted;
        }
        return admitted;
    }
};

/// Stands in for a shard that many threads write to: the totals in one word, moved by
/// compare-exchange, which fails if they are not those that the throttle was asked with.
struct SharedShard {
    ServiceThrottle throttle;
    std::atomic<std::uint64_t> totals{0};  // records above, bytes below

    explicit SharedShard(const weir::ServiceThrottleOptions& options) : throttle{options} {}

    static WriteTotals split(std::uint64_t word) {
        return {.records = word >> 40, .bytes = word & ((std::uint64_t{1} << 40) - 1)};
    }
    Verdict put(Instant now, std::uint64_t bytes) {
        std::uint64_t seen = totals.load(std::memory_order_acquire);
        for (;;) {
            const Verdict verdict = throttle.admit_write(now, split(seen), bytes);
            const std::uint64_t next = seen + (std::uint64_t{1} << 40) + bytes;
            if (!verdict.admitted ||
                totals.compare_exchange_weak(seen, next, std::memory_order_acq_rel,
                                             std::memory_order_acquire)) {
                return verdict;
            }
        }
    }
    WriteTotals taken() { return split(totals.load(std::memory_order_acquire)); }
};

void in_threads(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> crew;
    for (int thread = 0; thread < count; ++thread) {
        crew.emplace_back(work, thread);
    }
    for (std::thread& one : crew) {
        one.join();
    }
}

}  // namespace

TEST_CASE("a shard takes 1000 records at once and then one each millisecond") {
    Shard shard;
    CHECK(shard.put_until_refused(start, 10) == 1000);
    CHECK(shard.put(start, 10) == Verdict{false, milliseconds{1}});
    CHECK(shard.put_until_refused(start + milliseconds{1}, 10) == 1);
    CHECK(shard.put_until_refused(start + milliseconds{250}, 10) == 249);
    CHECK(shard.put_until_refused(start + seconds{60}, 10) == 1000);
}

TEST_CASE("a shard takes one mebibyte at once, and a record that is too much for now waits") {
    Shard shard;
    CHECK(shard.put(start, mebibyte).admitted);
    CHECK(shard.put(start, mebibyte) == Verdict{false, seconds{1}});
    CHECK(shard.put(start + milliseconds{999}, mebibyte) == Verdict{false, milliseconds{1}});
    CHECK(shard.put(start + seconds{1}, mebibyte).admitted);
}

TEST_CASE("a stream of large records takes ten mebibytes at once and recovers in ten seconds") {
    Shard shard{{.write_burst_bytes = 10 * mebibyte}};
    CHECK(shard.put(start, 10 * mebibyte).admitted);
    CHECK(shard.put(start, 10 * mebibyte) == Verdict{false, seconds{10}});
    CHECK(shard.put(start, mebibyte) == Verdict{false, seconds{1}});
    CHECK(shard.put(start + seconds{10}, 10 * mebibyte).admitted);
}

TEST_CASE("a record larger than the burst goes through when the shard has rested") {
    Shard shard;
    CHECK(shard.put(start, 1).admitted);
    CHECK(shard.put(start, 3 * mebibyte) == Verdict{false, milliseconds{1}});
    CHECK(shard.put(start + milliseconds{1}, 3 * mebibyte).admitted);
    CHECK(shard.put(start + milliseconds{1}, 1) == Verdict{false, seconds{2} + milliseconds{1}});
}

TEST_CASE("a record that no wait would let through is refused with no wait to try") {
    Shard shard;
    CHECK(shard.put(start, std::uint64_t{1} << 40) == Verdict{false, Duration{0}});
    CHECK(shard.put(start, std::numeric_limits<std::uint64_t>::max()) ==
          Verdict{false, Duration{0}});
    CHECK(shard.put(start, mebibyte).admitted);
}

TEST_CASE("a refused record costs neither of the two allowances") {
    Shard shard;
    CHECK(shard.put(start, mebibyte - 10).admitted);
    for (int attempt = 0; attempt < 5000; ++attempt) {
        REQUIRE_FALSE(shard.put(start, 1000).admitted);
    }
    CHECK(shard.put(start, 10).admitted);
    CHECK(shard.put_until_refused(start, 0) == 998);
}

TEST_CASE("in a batch each record is asked about with those before it, and only those count") {
    ServiceThrottle throttle;
    WriteTotals totals{};
    std::uint64_t admitted = 0;
    // The whole batch is asked about twice, as after a lost race; the second time counts.
    for (int attempt = 0; attempt < 2; ++attempt) {
        WriteTotals so_far = totals;
        admitted = 0;
        for (int entry = 0; entry < 500; ++entry) {
            const std::uint64_t bytes = entry % 2 == 0 ? 5000 : 100;
            if (throttle.admit_write(start, so_far, bytes).admitted) {
                ++so_far.records;
                so_far.bytes += bytes;
                ++admitted;
            }
        }
        if (attempt == 1) {
            totals = so_far;
        }
    }
    CHECK(totals.records == admitted);
    CHECK(totals.bytes <= mebibyte);
    CHECK(totals.bytes > mebibyte - 100);
    CHECK(throttle.admit_write(start, totals, mebibyte - totals.bytes).admitted);
    CHECK_FALSE(throttle.admit_write(start, totals, mebibyte - totals.bytes + 1).admitted);
}

TEST_CASE("what is admitted at a glance would be admitted record by record") {
    const std::uint64_t seed = 0x676c'616e;
    const std::uint64_t records_per_milli = GENERATE(1U, 20U);
    CAPTURE(seed, records_per_milli);
    weir::Random random{seed};
    Shard shard{{.write_records_per_second = records_per_milli * 1000,
                 .write_burst_records = records_per_milli * 40,
                 .write_bytes_per_second = 500'000,
                 .write_burst_bytes = 4000}};
    Instant now = start;
    int glances = 0;
    for (int batch = 0; batch < 20'000; ++batch) {
        now += Duration{static_cast<std::int64_t>(random.below(3000))};
        std::vector<std::uint64_t> sizes(1 + random.below(20));
        WriteTotals more{.records = sizes.size(), .bytes = 0};
        for (std::uint64_t& size : sizes) {
            size = random.below(batch % 2 == 0 ? 20 : 400);
            more.bytes += size;
        }
        const bool asked_before = random.below(4) != 0 && shard.put(now, 0).admitted;
        const bool all = shard.throttle.admits_all(now, shard.totals, more);
        glances += all ? 1 : 0;
        bool each = true;
        for (const std::uint64_t size : sizes) {
            each = shard.put(now, size).admitted && each;
        }
        REQUIRE((!all || each));
        REQUIRE((!asked_before || all == each));
    }
    CHECK(glances > 300);
}

TEST_CASE("a clock that steps back admits nothing extra, and what is left may still be used") {
    Shard shard;
    for (int record = 0; record < 600; ++record) {
        REQUIRE(shard.put(start, 1).admitted);
    }
    const Instant back = start - seconds{3600};
    CHECK(shard.put_until_refused(back, 1) == 400);
    CHECK(shard.put(back, 1) == Verdict{false, seconds{3600} + milliseconds{1}});
    CHECK(shard.put_until_refused(start, 1) == 0);
    CHECK(shard.put_until_refused(start + milliseconds{5}, 1) == 5);
}

TEST_CASE("a clock that jumps on by years, or to the end of time, fills the shard and no more") {
    Shard shard;
    CHECK(shard.put_until_refused(start, 1) == 1000);
    Instant now = start;
    for (const int years : {1, 5, 10, 100, 1000, 100'000}) {
        now += std::chrono::hours{24} * 365 * years;
        CAPTURE(years);
        CHECK(shard.put_until_refused(now, 1) == 1000);
        CHECK(shard.put_until_refused(now + milliseconds{3}, 1) == 3);
    }
    const auto last = Instant::from_micros(std::numeric_limits<std::int64_t>::max());
    CHECK(shard.put_until_refused(last, 1) == 1000);
    CHECK(shard.put(last, 1).retry_after > Duration{0});
    CHECK(shard.put_until_refused(last, 1) == 0);
}

TEST_CASE("a shard whose time begins before 1970, or at the first instant, works like any other") {
    for (const Instant first : {Instant::from_micros(std::numeric_limits<std::int64_t>::min()),
                                Instant::from_micros(-1'000'500), Instant{}}) {
        Shard shard;
        CHECK(shard.put_until_refused(first, 1) == 1000);
        const Duration wait = shard.put(first, 1).retry_after;
        CHECK(wait > Duration{0});
        CHECK(wait <= milliseconds{1});
        CHECK(shard.put_until_refused(first + wait, 1) == 1);
    }
}

TEST_CASE("the wait that a refusal tells is exact: refused just before it, admitted at it") {
    const std::uint64_t seed = 0x7377'656c;
    CAPTURE(seed);
    weir::Random random{seed};
    int refusals = 0;
    for (int round = 0; round < 300; ++round) {
        const weir::ServiceThrottleOptions options{
            .write_records_per_second = 1 + random.below(3000),
            .write_burst_records = 1 + random.below(50),
            .write_bytes_per_second = 1 + random.below(100'000),
            .write_burst_bytes = 1 + random.below(100'000)};
        Shard shard{options};
        Instant now = start + Duration{static_cast<std::int64_t>(random.below(1'000'000))};
        for (int step = 0; step < 100; ++step) {
            const std::uint64_t bytes = random.below(options.write_burst_bytes * 5 / 4);
            const Verdict verdict = shard.put(now, bytes);
            if (!verdict.admitted) {
                ++refusals;
                const Instant then = now + verdict.retry_after;
                CAPTURE(round, step, now.micros(), verdict.retry_after.count(), bytes);
                REQUIRE(then.micros() % 1000 == 0);
                // Asked alone, since a question about a later instant is remembered.
                REQUIRE_FALSE(shard.put(then - Duration{1}, bytes).admitted);
                REQUIRE(shard.put(then - Duration{1}, bytes).retry_after == Duration{1});
                REQUIRE(shard.put(then, bytes).admitted);
                now = then;
            }
            now += Duration{static_cast<std::int64_t>(random.below(2000))};
        }
    }
    CHECK(refusals > 5000);
}

TEST_CASE("no second sees more than the rate and one burst, and a long run sees the rate") {
    const std::uint64_t seed = 0x6275'7273;
    CAPTURE(seed);
    weir::Random random{seed};
    Shard shard;
    struct Put {
        std::int64_t micros;
        std::uint64_t bytes;
    };
    std::deque<Put> window;
    std::uint64_t window_bytes = 0;
    Instant now = start;
    std::uint64_t records_max = 0;
    std::uint64_t bytes_max = 0;
    while (now < start + seconds{200}) {
        // Rests of up to two seconds, then bursts that ask for far more than there is.
        now += random.below(50) == 0 ? Duration{static_cast<std::int64_t>(random.below(2'000'000))}
                                     : Duration{static_cast<std::int64_t>(random.below(3000))};
        const std::uint64_t attempts = random.below(30) == 0 ? 1500 : random.below(5);
        for (std::uint64_t attempt = 0; attempt < attempts; ++attempt) {
            const std::uint64_t bytes = random.below(8) == 0 ? random.below(60'000) : 100;
            if (shard.put(now, bytes).admitted) {
                window.push_back({now.micros(), bytes});
                window_bytes += bytes;
            }
        }
        while (!window.empty() && window.front().micros <= now.micros() - 1'000'000) {
            window_bytes -= window.front().bytes;
            window.pop_front();
        }
        records_max = window.size() > records_max ? window.size() : records_max;
        bytes_max = window_bytes > bytes_max ? window_bytes : bytes_max;
    }
    CHECK(records_max <= 2000);
    CHECK(bytes_max <= 2 * mebibyte);
    CHECK(records_max > 1100);
}

TEST_CASE("whoever asks all the time gets the rate to the record, however oddly he asks") {
    const std::uint64_t seed = 0x6c6f'6e67;
    CAPTURE(seed);
    weir::Random random{seed};
    for (const std::uint64_t bytes : {1ULL, 1049ULL, 5000ULL}) {
        Shard shard;
        shard.put_until_refused(start, bytes);
        const WriteTotals before = shard.totals;
        Instant now = start;
        while (now < start + seconds{600}) {
            now += Duration{static_cast<std::int64_t>(1 + random.below(1900))};
            now = now < start + seconds{600} ? now : start + seconds{600};
            shard.put_until_refused(now, bytes);
        }
        const double records = static_cast<double>(shard.totals.records - before.records);
        const double taken = static_cast<double>(shard.totals.bytes - before.bytes);
        const bool by_records = bytes * 1000 < mebibyte;
        const double share = by_records ? records / (1000.0 * 600) : taken / (1'048'576.0 * 600);
        CAPTURE(bytes, records, taken);
        CHECK(share > 0.99998);
        CHECK(share < 1.00002);
    }
}

TEST_CASE("the throttle agrees with two naive buckets on every step of a random walk") {
    const std::uint64_t seed = 0x6e61'6976;
    CAPTURE(seed);
    weir::Random random{seed};
    int admitted = 0;
    for (int walk = 0; walk < 100; ++walk) {
        const weir::ServiceThrottleOptions options{
            .write_records_per_second = 1 + random.below(2000),
            .write_burst_records = 1 + random.below(100),
            .write_bytes_per_second = 1 + random.below(2 * mebibyte),
            .write_burst_bytes = 1 + random.below(mebibyte)};
        Shard shard{options};
        weir_test::NaiveBucket records{options.write_records_per_second,
                                       options.write_burst_records};
        weir_test::NaiveBucket bytes{options.write_bytes_per_second, options.write_burst_bytes};
        Instant now = start;
        for (int step = 0; step < 1000; ++step) {
            const auto kind = random.below(100);
            if (kind == 0) {
                now += Duration{static_cast<std::int64_t>(random.next() >> 16)};
            } else if (kind == 1) {
                now -= Duration{static_cast<std::int64_t>(random.below(5'000'000))};
            } else if (kind < 60) {
                now += Duration{static_cast<std::int64_t>(random.below(2500))};
            }
            const std::uint64_t size = random.below(1 + options.write_burst_bytes / 8);
            records.reach(now.millis());
            bytes.reach(now.millis());
            const bool expected = records.admits(1) && bytes.admits(size);
            CAPTURE(walk, step, now.micros(), size);
            REQUIRE(shard.put(now, size).admitted == expected);
            if (expected) {
                records.take(1);
                bytes.take(size);
                ++admitted;
            }
        }
    }
    CHECK(admitted > 10'000);
    CHECK(admitted < 90'000);
}

TEST_CASE("threads that write in one instant get exactly the burst, instant after instant") {
    constexpr int threads = 3;
    constexpr int rounds = 300;
    SharedShard shard{{.write_records_per_second = 1000,
                       .write_burst_records = 100,
                       .write_bytes_per_second = 100'000,
                       .write_burst_bytes = 100'000}};
    std::vector<std::uint64_t> taken;
    std::barrier gate{threads};
    in_threads(threads, [&](int thread) {
        for (int round = 0; round < rounds; ++round) {
            gate.arrive_and_wait();
            const std::uint64_t bytes = round % 2 == 0 ? 1 : 5000;
            const Instant now = start + seconds{10} * round;
            while (shard.put(now, bytes).admitted) {
            }
            gate.arrive_and_wait();
            if (thread == 0) {
                taken.push_back(shard.taken().records);
            }
        }
    });
    std::uint64_t before = 0;
    for (std::size_t round = 0; round < taken.size(); ++round) {
        CAPTURE(round);
        CHECK(taken[round] - before == (round % 2 == 0 ? 100U : 20U));
        before = taken[round];
    }
}

TEST_CASE("threads that write while time goes on get the burst and the rate, and not one more") {
    constexpr int threads = 3;
    constexpr int steps = 40'000;
    SharedShard shard{{.write_records_per_second = 3000, .write_burst_records = 50}};
    while (shard.put(start, 1).admitted) {
    }
    std::atomic<std::int64_t> micros{0};
    in_threads(threads, [&](int) {
        for (int step = 0; step < steps; ++step) {
            const Instant now = start + Duration{micros.fetch_add(9)};
            shard.put(now, 1);
        }
    });
    const Instant end = start + Duration{micros.load()};
    while (shard.put(end, 1).admitted) {
    }
    const auto come = static_cast<std::uint64_t>((end.millis() - start.millis()) * 3);
    CHECK(shard.taken().records == 50 + come);
    CHECK(come > 3000);
}

TEST_CASE("a shard takes five reads at once and then one each fifth of a second") {
    ServiceThrottle throttle;
    for (int call = 0; call < 5; ++call) {
        CHECK(throttle.admit_read(start).admitted);
    }
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{200}});
    CHECK(throttle.admit_read(start + milliseconds{199}) == Verdict{false, milliseconds{1}});
    CHECK(throttle.admit_read(start + milliseconds{200}).admitted);
    CHECK(throttle.admit_read(start + milliseconds{200}) == Verdict{false, milliseconds{200}});
}

TEST_CASE("a page of ten mebibytes keeps the next readers out for five seconds") {
    ServiceThrottle throttle;
    CHECK(throttle.admit_read(start).admitted);
    throttle.charge_read(start, 10 * mebibyte);
    CHECK(throttle.admit_read(start) == Verdict{false, seconds{5}});
    CHECK(throttle.admit_read(start + milliseconds{4999}) == Verdict{false, milliseconds{1}});
    CHECK(throttle.admit_read(start + seconds{5}).admitted);
}

TEST_CASE("a rest before a page does not pay for it, even if nobody asked meanwhile") {
    ServiceThrottle throttle;
    CHECK(throttle.admit_read(start).admitted);
    throttle.charge_read(start + seconds{60}, 2 * mebibyte);
    CHECK(throttle.admit_read(start + seconds{60}).admitted);
    throttle.charge_read(start + seconds{60}, 1);
    CHECK(throttle.admit_read(start + seconds{60}) == Verdict{false, milliseconds{1001}});
}

TEST_CASE("reads that overdraw the bucket wait until it is full, not just until it is not empty") {
    ServiceThrottle throttle;
    CHECK(throttle.admit_read(start).admitted);
    throttle.charge_read(start, mebibyte);
    CHECK(throttle.admit_read(start).admitted);
    throttle.charge_read(start, 2 * mebibyte);
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{1500}});
    CHECK(throttle.admit_read(start + milliseconds{1499}) == Verdict{false, milliseconds{1}});
    CHECK(throttle.admit_read(start + milliseconds{1500}).admitted);
}

TEST_CASE("a read that is refused for its bytes costs no call, and the longer wait is told") {
    ServiceThrottle throttle{{.read_burst_bytes = 0}};
    for (int call = 0; call < 4; ++call) {
        CHECK(throttle.admit_read(start).admitted);
    }
    throttle.charge_read(start, 2 * mebibyte / 10);
    for (int call = 0; call < 20; ++call) {
        CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{100}});
        CHECK(throttle.ask_read(start) == Verdict{false, milliseconds{100}});
    }
    CHECK(throttle.admit_read(start + milliseconds{100}).admitted);
    CHECK(throttle.ask_read(start + milliseconds{100}) == Verdict{false, milliseconds{100}});
    throttle.charge_read(start + milliseconds{100}, 2 * mebibyte);
    CHECK(throttle.admit_read(start + milliseconds{100}) == Verdict{false, seconds{1}});
}

TEST_CASE("debts without end stop growing and are paid off in the end") {
    ServiceThrottle throttle;
    for (int page = 0; page < 10; ++page) {
        throttle.charge_read(start, std::numeric_limits<std::uint64_t>::max());
    }
    const Verdict verdict = throttle.admit_read(start);
    CHECK_FALSE(verdict.admitted);
    CHECK(throttle.admit_read(start + verdict.retry_after).admitted);
}

TEST_CASE("readers and writers do not use up each other's allowance") {
    Shard shard;
    for (int call = 0; call < 5; ++call) {
        CHECK(shard.throttle.admit_read(start).admitted);
    }
    shard.throttle.charge_read(start, 100 * mebibyte);
    CHECK(shard.put_until_refused(start, 1) == 1000);
    Shard other;
    CHECK(other.put(start, mebibyte).admitted);
    CHECK(other.throttle.admit_read(start).admitted);
}

TEST_CASE("threads that read in one instant get exactly five calls") {
    ServiceThrottle throttle;
    for (int round = 0; round < 200; ++round) {
        const Instant now = start + seconds{10} * round;
        std::atomic<int> admitted{0};
        in_threads(3, [&](int) {
            for (int call = 0; call < 10; ++call) {
                admitted += throttle.admit_read(now).admitted ? 1 : 0;
            }
        });
        REQUIRE(admitted == 5);
    }
}

TEST_CASE("bytes that threads charge at the same time are all charged") {
    ServiceThrottle throttle;
    in_threads(3, [&](int) {
        for (int page = 0; page < 10'000; ++page) {
            throttle.charge_read(start, 2097);
        }
    });
    // 62,910,000 bytes at 2,097,152 a second.
    CHECK(throttle.admit_read(start) == Verdict{false, milliseconds{29'998}});
}

TEST_CASE("a fresh throttle has all the limits and none of the use") {
    const weir::ServiceThrottleOptions options{.write_records_per_second = 11,
                                               .write_burst_records = 12,
                                               .write_bytes_per_second = 13,
                                               .write_burst_bytes = 14,
                                               .read_calls_per_second = 15,
                                               .read_burst_calls = 16,
                                               .read_bytes_per_second = 17,
                                               .read_burst_bytes = 18};
    Shard shard{options};
    CHECK(shard.put(start, 14).admitted);
    CHECK(shard.throttle.admit_read(start).admitted);
    shard.throttle.charge_read(start, 1'000'000);
    ServiceThrottle child = shard.throttle.fresh();
    CHECK(child.options().write_records_per_second == 11);
    CHECK(child.options().write_burst_records == 12);
    CHECK(child.options().write_bytes_per_second == 13);
    CHECK(child.options().write_burst_bytes == 14);
    CHECK(child.options().read_calls_per_second == 15);
    CHECK(child.options().read_burst_calls == 16);
    CHECK(child.options().read_bytes_per_second == 17);
    CHECK(child.options().read_burst_bytes == 18);
    CHECK(child.admit_write(start, {0, 0}, 14).admitted);
    CHECK(child.admit_read(start).admitted);
}
