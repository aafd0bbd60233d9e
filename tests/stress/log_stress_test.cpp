// SPDX-License-Identifier: Apache-2.0
// Real threads on one log of tiny segments; everything that goes in is accounted for.
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "storage/append_list.hpp"
#include "storage/sealed_payload.hpp"
#include "stress/jittery_atomics.hpp"
#include "weir/core/random.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::Appended;
using weir::AppendOutcome;
using weir::Instant;
using weir::LogReadRequest;
using weir::Random;
using weir::RingOptions;
using weir_test::AppendList;
using weir_test::SealedPayload;
using weir_test::Signature;

struct Scene {
    std::uint64_t seed = 1;
    std::uint32_t records_in_segment = 4;
    std::uint32_t writers = 4;
    std::uint32_t records_a_writer = 3000;
    std::uint32_t readers = 2;
    bool trim_behind_ledger = true;  // otherwise the budget trims, and records get lost
    std::uint32_t seal_after = ~0U;  // records
    bool all_alike = false;          // records of one size, so that places look alike too
};

RingOptions options_of(const Scene& scene) {
    RingOptions options{.first_segment_bytes = 512,
                        .segment_bytes = 2048,
                        .segment_records_max = scene.records_in_segment};
    if (!scene.trim_behind_ledger) {
        options.memory_budget_bytes = 64 * 1024;
        options.when_budget_is_spent = weir::BudgetPolicy::trim_oldest;
    }
    return options;
}

/// What the threads of a scene share. Whatever is wrong is counted, and looked at in the end.
template <class Atomics>
struct Shared {
    using Storage = weir::RingStorage<Atomics>;
    using Log = typename Storage::Log;

    explicit Shared(const Scene& of)
        : scene{of},
          storage{options_of(of)},
          log{std::make_unique<Log>(storage.context(), Instant::from_millis(1))},
          written(std::size_t{of.writers} * of.records_a_writer + 1) {}

    void expect(bool good, std::atomic<int>& wrong) {
        if (!good) {
            ++wrong;
        }
    }

    Scene scene;
    Storage storage;
    std::unique_ptr<Log> log;
    std::vector<std::atomic<std::uint64_t>> written;  // by index: who was told so, plus one
    std::atomic<std::int64_t> clock{1000};
    std::atomic<std::int64_t> horizon{0};
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint32_t> writers_left{0};
    std::atomic<bool> ledger_done{false};

    std::atomic<int> wrong_receipts{0};
    std::atomic<int> wrong_totals{0};
    std::atomic<int> torn_records{0};
    std::atomic<int> wrong_order{0};
    std::atomic<int> wrong_times{0};
    std::atomic<int> shown_after_trim{0};
    std::atomic<int> out_of_memory{0};
};

std::uint64_t word_of(Signature by) {
    return std::uint64_t{by.producer} << 32 | by.sequence;
}

template <class Atomics>
class Writer {
public:
    Writer(Shared<Atomics>& shared, std::uint32_t number)
        : shared_{shared}, number_{number}, random_{shared.scene.seed * 1000 + number} {}

    void run() {
        while (next_ < shared_.scene.records_a_writer && !sealed_) {
            const bool single = random_.chance(0.5);
            single ? put_one() : put_some();
        }
        --shared_.writers_left;
    }

private:
    [[nodiscard]] SealedPayload payload(std::uint32_t sequence) {
        const std::size_t fill = shared_.scene.all_alike ? 8 : random_.below(60);
        return SealedPayload{{number_, sequence}, fill};
    }
    [[nodiscard]] Instant now() {
        // Clocks of different threads disagree a little.
        return Instant::from_millis(shared_.clock.fetch_add(1) -
                                    static_cast<std::int64_t>(random_.below(20)));
    }
    [[nodiscard]] bool admits() {
        const bool admitted = !random_.chance(0.1);
        shared_.refused += admitted ? 0U : 1U;
        return admitted;
    }
    void put_one() {
        const SealedPayload payload = this->payload(next_);
        weir::WriteTotals asked;
        const Appended appended = shared_.log->append(
            now(), payload.key(), payload.data(),
            [&](weir::WriteTotals so_far, std::uint64_t bytes) {
                shared_.expect(bytes == 8 + payload.data().size(), shared_.wrong_totals);
                asked = so_far;
                return admits();
            });
        if (appended.outcome == AppendOutcome::done) {
            shared_.expect(appended.index == asked.records + 1, shared_.wrong_totals);
            took(next_++, appended.index, appended.arrival_millis);
        }
        look_at(appended.outcome);
    }
    void put_some() {
        AppendList list{[this](weir::WriteTotals, std::uint64_t) { return admits(); }};
        const auto left = shared_.scene.records_a_writer - next_;
        const auto count = 1 + static_cast<std::uint32_t>(random_.below(left < 12 ? left : 12));
        for (std::uint32_t at = 0; at < count; ++at) {
            const SealedPayload payload = this->payload(next_ + at);
            list.add(payload.key(), payload.data());
        }
        std::size_t dealt_with = 0;
        const AppendOutcome outcome = shared_.log->append_batch(now(), list, dealt_with);
        // What was refused is not tried again: its sequence is missing, which keeps the order.
        for (std::size_t at = 0; at < dealt_with; ++at) {
            if (list.admitted(at)) {
                shared_.expect(list.index(at) == list.so_far(at).records + 1, shared_.wrong_totals);
                took(next_ + static_cast<std::uint32_t>(at), list.index(at), list.arrival(at));
            }
        }
        next_ += static_cast<std::uint32_t>(dealt_with);
        look_at(outcome);
    }
    void took(std::uint32_t sequence, std::uint64_t index, std::int64_t arrival) {
        ++shared_.accepted;
        shared_.expect(index > last_index_, shared_.wrong_order);
        shared_.expect(arrival >= last_arrival_, shared_.wrong_times);
        last_index_ = index;
        last_arrival_ = arrival;
        const auto before = shared_.written[index].exchange(word_of({number_, sequence}) + 1);
        shared_.expect(before == 0, shared_.wrong_receipts);
    }
    void look_at(AppendOutcome outcome) {
        sealed_ = outcome == AppendOutcome::sealed;
        if (outcome == AppendOutcome::no_memory) {
            ++shared_.out_of_memory;
            std::this_thread::yield();
        }
    }

    Shared<Atomics>& shared_;
    std::uint32_t number_;
    Random random_;
    std::uint32_t next_ = 0;
    std::uint64_t last_index_ = 0;
    std::int64_t last_arrival_ = 0;
    bool sealed_ = false;
};

/// Looks at every record of a batch; the batch must be dense, in order, and whole.
struct Look {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t bytes = 0;
    std::int64_t first_arrival = 0;
    std::int64_t last_arrival = 0;
    std::vector<Signature> by;
};
template <class Batch, class Shared>
Look look_at(const Batch& batch, Shared& shared) {
    Look look;
    for (const weir::RecordView record : batch) {
        Signature by;
        shared.expect(SealedPayload::read(record, by), shared.torn_records);
        const auto arrival = record.approximate_arrival_timestamp().millis();
        if (look.by.empty()) {
            look.first = record.sequence_index();
            look.first_arrival = arrival;
        } else {
            shared.expect(record.sequence_index() == look.last + 1, shared.wrong_order);
            shared.expect(arrival >= look.last_arrival, shared.wrong_times);
        }
        look.last = record.sequence_index();
        look.last_arrival = arrival;
        look.bytes += record.size();
        look.by.push_back(by);
    }
    shared.expect(look.by.size() == batch.size(), shared.wrong_order);
    shared.expect(look.bytes == batch.bytes(), shared.wrong_totals);
    return look;
}

/// Reads from random places, and keeps some batches while the log goes on.
template <class Atomics>
void read_about(Shared<Atomics>& shared, std::uint32_t number) {
    Random random{shared.scene.seed * 7777 + number};
    std::deque<weir::RingBatch<Atomics>> held;
    LogReadRequest request;
    while (!shared.ledger_done.load()) {
        const auto first = shared.log->first_index();
        const auto total = shared.log->totals().written.records;
        if (random.chance(0.5)) {
            const auto behind = total < first ? 1 : total - first + 2;
            request.from = first + random.below(behind);
            request.hint = {};
        }
        request.records_max = 1 + random.below(40);
        request.bytes_max = 1 + random.below(2000);
        request.horizon_millis = shared.horizon.load();
        auto read = shared.log->read(request);
        const Look look = look_at(read.records, shared);
        if (!read.records.empty()) {
            shared.expect(look.first >= request.from, shared.wrong_order);
            shared.expect(look.first >= first, shared.shown_after_trim);
            shared.expect(look.first_arrival >= request.horizon_millis, shared.shown_after_trim);
            shared.expect(read.next == look.last + 1, shared.wrong_order);
            shared.expect(read.last_arrival_millis == look.last_arrival, shared.wrong_times);
            if (random.chance(0.2)) {
                held.push_back(std::move(read.records));
            }
        } else {
            std::this_thread::yield();
        }
        request.from = read.next;
        request.hint = read.hint;
        if (held.size() > 5) {
            static_cast<void>(look_at(held.front(), shared));
            held.pop_front();
        }
        const auto at = shared.log->index_at(request.horizon_millis);
        shared.expect(at >= first, shared.wrong_order);
    }
    for (const auto& batch : held) {
        static_cast<void>(look_at(batch, shared));
    }
}

/// Reads everything from the first record on, once, and says how far the trim may go.
template <class Atomics>
class Ledger {
public:
    explicit Ledger(Shared<Atomics>& shared) : shared_{shared}, next_of_(shared.scene.writers, 0) {}

    void run() {
        LogReadRequest request;
        bool last_look = false;
        for (;;) {
            const bool finished = shared_.writers_left.load() == 0;
            const auto read = shared_.log->read(request);
            take(read.records);
            request.from = read.next;
            request.hint = read.hint;
            if (shared_.scene.trim_behind_ledger && !read.records.empty()) {
                shared_.horizon.store(read.last_arrival_millis);
                shared_.log->trim(read.last_arrival_millis);
            }
            if (!read.at_tip) {
                continue;
            }
            if (last_look) {
                break;
            }
            last_look = finished;
            std::this_thread::yield();
        }
        shared_.ledger_done.store(true);
    }

    [[nodiscard]] const std::vector<Signature>& records() const { return all_; }
    [[nodiscard]] std::uint64_t first_gap() const { return first_gap_; }

private:
    void take(const weir::RingBatch<Atomics>& batch) {
        const Look look = look_at(batch, shared_);
        if (look.by.empty()) {
            return;
        }
        if (look.first != all_.size() + 1 && first_gap_ == 0) {
            first_gap_ = all_.size() + 1;
        }
        shared_.expect(look.first > all_.size(), shared_.wrong_order);
        all_.resize(look.first - 1, Signature{~0U, ~0U});  // lost to the budget
        shared_.expect(look.first_arrival >= last_arrival_, shared_.wrong_times);
        last_arrival_ = look.last_arrival;
        for (const Signature by : look.by) {
            all_.push_back(by);
            auto& next = next_of_[by.producer];
            shared_.expect(by.sequence >= next, shared_.wrong_order);
            next = by.sequence + 1;
        }
    }

    Shared<Atomics>& shared_;
    std::vector<std::uint32_t> next_of_;
    std::vector<Signature> all_;
    std::int64_t last_arrival_ = 0;
    std::uint64_t first_gap_ = 0;
};

template <class Atomics>
void trim_at_will(Shared<Atomics>& shared) {
    while (!shared.ledger_done.load()) {
        shared.log->trim(shared.horizon.load());
        std::this_thread::yield();
    }
}

template <class Atomics>
void seal_later(Shared<Atomics>& shared) {
    while (shared.log->totals().written.records < shared.scene.seal_after &&
           shared.writers_left.load() > 0) {
        std::this_thread::yield();
    }
    const weir::WriteTotals last = shared.log->seal();
    shared.expect(shared.log->totals().sealed, shared.wrong_totals);
    shared.expect(shared.log->totals().written == last, shared.wrong_totals);
}

template <class Atomics>
std::vector<std::thread> start_threads(Shared<Atomics>& shared) {
    const Scene& scene = shared.scene;
    std::vector<std::thread> threads;
    const auto start = [&threads, &shared](auto what) {
        const auto seed = shared.scene.seed * 100 + threads.size();
        threads.emplace_back([seed, what] {
            weir_test::Jitter::seed(seed);
            what();
        });
    };
    for (std::uint32_t number = 0; number < scene.writers; ++number) {
        start([&shared, number] { Writer<Atomics>{shared, number}.run(); });
    }
    for (std::uint32_t number = 0; number < scene.readers; ++number) {
        start([&shared, number] { read_about(shared, number); });
    }
    if (scene.trim_behind_ledger) {
        start([&shared] { trim_at_will(shared); });
    }
    if (scene.seal_after != ~0U) {
        start([&shared] { seal_later(shared); });
        start([&shared] { seal_later(shared); });
    }
    return threads;
}

template <class Atomics>
void check_books(Shared<Atomics>& shared, const Ledger<Atomics>& ledger) {
    const Scene& scene = shared.scene;
    const weir::LogTotals totals = shared.log->totals();
    CHECK(totals.written.records == shared.accepted.load());
    CHECK(totals.sealed == (scene.seal_after != ~0U));
    CHECK(shared.refused.load() > 0);
    CHECK(shared.wrong_receipts.load() == 0);
    CHECK(shared.wrong_totals.load() == 0);
    CHECK(shared.torn_records.load() == 0);
    CHECK(shared.wrong_order.load() == 0);
    CHECK(shared.wrong_times.load() == 0);
    CHECK(shared.shown_after_trim.load() == 0);
    if (scene.trim_behind_ledger) {
        CHECK(shared.out_of_memory.load() == 0);
        CHECK(ledger.first_gap() == 0);
        CHECK(ledger.records().size() == totals.written.records);
    }
    std::uint64_t misplaced = 0;
    for (std::size_t at = 0; at < ledger.records().size(); ++at) {
        const Signature by = ledger.records()[at];
        if (by.producer != ~0U) {
            misplaced += shared.written[at + 1].load() == word_of(by) + 1 ? 0U : 1U;
        }
    }
    CHECK(misplaced == 0);
    CHECK(shared.log->first_index() <= totals.written.records + 1);
    CHECK(shared.storage.bytes_in_use() <= shared.storage.bytes_reserved());
    shared.log.reset();
    CHECK(shared.storage.bytes_in_use() == 0);
}

template <class Atomics>
void play(const Scene& scene) {
    INFO("seed " << scene.seed << ", " << scene.records_in_segment << " records in a segment");
    Shared<Atomics> shared{scene};
    Ledger<Atomics> ledger{shared};
    shared.writers_left = scene.writers;
    std::vector<std::thread> threads = start_threads(shared);
    ledger.run();
    for (std::thread& thread : threads) {
        thread.join();
    }
    check_books(shared, ledger);
}

void play_both(const Scene& scene) {
    play<weir::StdAtomics>(scene);
    play<weir_test::JitteryAtomics>(scene);
}

}  // namespace

TEST_CASE("nothing is lost, doubled or reordered while a log is trimmed behind its readers") {
    for (std::uint32_t records = 2; records <= 8; ++records) {
        play_both({.seed = records, .records_in_segment = records});
    }
}

TEST_CASE("eight writers on one log keep their order") {
    play_both({.seed = 11, .records_in_segment = 5, .writers = 8, .records_a_writer = 2000});
}

TEST_CASE("segments that come back to the same log are not taken for what they were") {
    for (std::uint64_t seed = 60; seed < 80; ++seed) {
        play_both({.seed = seed,
                   .records_in_segment = 2,
                   .writers = 6,
                   .records_a_writer = 1000,
                   .readers = 0,
                   .all_alike = true});
    }
}

TEST_CASE("a log that is sealed in the middle has taken exactly what it said") {
    for (std::uint64_t seed = 20; seed < 40; ++seed) {
        play_both({.seed = seed,
                   .records_in_segment = 2 + static_cast<std::uint32_t>(seed) % 3,
                   .records_a_writer = 600,
                   .readers = 1,
                   .seal_after = 500 + static_cast<std::uint32_t>(seed) * 40});
    }
}

TEST_CASE("with a budget that trims, what is left is whole and in order") {
    play_both({.seed = 50, .writers = 6, .records_a_writer = 3000, .trim_behind_ledger = false});
}
