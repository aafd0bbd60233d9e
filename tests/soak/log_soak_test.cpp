// SPDX-License-Identifier: Apache-2.0
// Eight writers and eight readers on one log of tiny segments, which is trimmed behind the slowest
// reader: what was acknowledged is what each reader reads, once and in order.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "soak/soak.hpp"
#include "storage/append_list.hpp"
#include "storage/sealed_payload.hpp"
#include "weir/core/random.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::AppendOutcome;
using weir::Instant;
using weir_test::SealedPayload;
using weir_test::Signature;
using weir_test::soak_readers;
using weir_test::soak_writers;
using weir_test::Tally;

using Storage = weir::RingStorage<>;
using Log = Storage::Log;

constexpr std::uint32_t records_a_writer = 2'000;
/// Writers wait for a reader that is so far behind, so that memory stays bounded.
constexpr std::uint64_t lead_max = 4'000;

std::uint64_t word_of(Signature by) {
    return std::uint64_t{by.producer} << 32 | by.sequence;
}

/// What the threads of a round share.
struct Round {
    explicit Round(std::uint64_t seed_of_it) : seed{seed_of_it} {
        for (auto& place : read_to) {
            place = 0;
        }
    }

    [[nodiscard]] std::uint64_t slowest() const {
        std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
        for (const auto& place : read_to) {
            least = std::min(least, place.load());
        }
        return least;
    }

    std::uint64_t seed;
    Storage storage{{.first_segment_bytes = 512, .segment_bytes = 2'048, .segment_records_max = 5}};
    Log log{storage.context(), Instant::from_millis(1)};
    std::array<std::atomic<std::uint64_t>, soak_readers> read_to;  // records
    std::atomic<std::int64_t> clock{1};
    std::atomic<std::uint32_t> writing{soak_writers};
};

class Writer {
public:
    Writer(Round& round, std::uint32_t number)
        : round_{round}, number_{number}, random_{round.seed * 100 + number} {}

    void run() {
        while (next_ < records_a_writer) {
            while (round_.log.totals().written.records > round_.slowest() + lead_max) {
                std::this_thread::yield();
            }
            random_.chance(0.5) ? put_one() : put_some();
        }
        --round_.writing;
    }
    Tally acknowledged;
    std::uint64_t wrong = 0;

private:
    [[nodiscard]] Instant now() { return Instant::from_millis(round_.clock.fetch_add(1)); }
    void put_one() {
        const SealedPayload payload{{number_, next_}, random_.below(60)};
        const auto appended =
            round_.log.append(now(), payload.key(), payload.data(),
                              [](weir::WriteTotals, std::uint64_t) { return true; });
        took(appended.index);
        wrong += appended.outcome == AppendOutcome::done ? 0U : 1U;
    }
    void put_some() {
        weir_test::AppendList list;
        const auto count =
            std::min(records_a_writer - next_, 1 + static_cast<std::uint32_t>(random_.below(12)));
        for (std::uint32_t at = 0; at < count; ++at) {
            const SealedPayload payload{{number_, next_ + at}, random_.below(60)};
            list.add(payload.key(), payload.data());
        }
        std::size_t dealt_with = 0;
        wrong += round_.log.append_batch(now(), list, dealt_with) == AppendOutcome::done ? 0U : 1U;
        for (std::size_t at = 0; at < dealt_with; ++at) {
            took(list.index(at));
        }
    }
    void took(std::uint64_t index) {
        wrong += index > last_ ? 0U : 1U;
        last_ = index;
        acknowledged.add(index, word_of({number_, next_++}));
    }

    Round& round_;
    std::uint32_t number_;
    weir::Random random_;
    std::uint32_t next_ = 0;
    std::uint64_t last_ = 0;
};

/// Reads everything once, in the order of the log.
class Reader {
public:
    Reader(Round& round, std::uint32_t number)
        : round_{round}, number_{number}, random_{round.seed * 300 + number} {}

    void run() {
        for (bool last_look = false; !last_look;) {
            const bool finished = round_.writing == 0;
            last_look = !read_on() && finished;
        }
        while (!held_.empty()) {
            let_go();
        }
    }
    Tally read;
    std::uint64_t wrong = 0;

private:
    /// Gives: false if there was nothing.
    bool read_on() {
        auto found = round_.log.read({.from = next_,
                                      .records_max = 1 + random_.below(40),
                                      .hint = random_.chance(0.8) ? hint_ : weir::PlaceHint{}});
        const bool any = !found.records.empty();
        for (const weir::RecordView record : found.records) {
            take(record);
        }
        wrong += found.next == next_ ? 0U : 1U;
        hint_ = found.hint;
        if (!any) {
            std::this_thread::yield();
            return false;
        }
        round_.read_to[number_] = next_ - 1;
        // What all have read may go, also where someone still holds it.
        if (random_.chance(0.2)) {
            trim();
        }
        if (random_.chance(0.2)) {
            held_.push_back(std::move(found.records));
        }
        if (held_.size() > 5) {
            let_go();
        }
        return any;
    }
    void take(const weir::RecordView& record) {
        Signature by;
        const bool whole = SealedPayload::read(record, by) && by.producer < soak_writers;
        wrong += whole && record.sequence_index() == next_ ? 0U : 1U;
        wrong += whole && by.sequence == next_of_.at(by.producer)++ ? 0U : 1U;
        const auto arrival = record.approximate_arrival_timestamp().millis();
        wrong += arrival >= last_arrival_ ? 0U : 1U;
        last_arrival_ = arrival;
        read.add(next_++, word_of(by));
    }
    void trim() {
        std::int64_t arrival = 0;
        if (round_.log.arrival_of(round_.slowest() + 1, arrival)) {
            round_.log.trim(arrival);
        }
    }
    /// What was held is still what it was.
    void let_go() {
        for (const weir::RecordView record : held_.front()) {
            Signature by;
            wrong += SealedPayload::read(record, by) ? 0U : 1U;
        }
        held_.pop_front();
    }

    Round& round_;
    std::uint32_t number_;
    weir::Random random_;
    std::uint64_t next_ = 1;
    weir::PlaceHint hint_;
    std::array<std::uint32_t, soak_writers> next_of_{};
    std::int64_t last_arrival_ = 0;
    std::deque<weir::RingBatch<weir::StdAtomics>> held_;
};

/// What is left is the end of the log, without a hole.
std::uint64_t read_the_rest(Round& round) {
    std::uint64_t wrong = 0;
    std::uint64_t next = round.log.first_index();
    for (;;) {
        const auto found = round.log.read({.from = next});
        if (found.records.empty()) {
            return wrong + (next == round.log.totals().written.records + 1 ? 0U : 1U);
        }
        for (const weir::RecordView record : found.records) {
            Signature by;
            wrong += SealedPayload::read(record, by) && record.sequence_index() == next++ ? 0U : 1U;
        }
    }
}

/// Gives: what is wrong; adds what was acknowledged.
std::uint64_t play(std::uint64_t seed, Tally& acknowledged) {
    auto round = std::make_unique<Round>(seed);
    std::deque<Writer> writers;
    std::deque<Reader> readers;
    std::vector<std::thread> threads;
    for (std::uint32_t number = 0; number < soak_writers; ++number) {
        threads.emplace_back([&writer = writers.emplace_back(*round, number)] { writer.run(); });
    }
    for (std::uint32_t number = 0; number < soak_readers; ++number) {
        threads.emplace_back([&reader = readers.emplace_back(*round, number)] { reader.run(); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    Tally all;
    std::uint64_t wrong = read_the_rest(*round);
    for (const Writer& writer : writers) {
        all.add(writer.acknowledged);
        wrong += writer.wrong;
    }
    for (const Reader& reader : readers) {
        wrong += reader.wrong + (reader.read == all ? 0U : 1U);
    }
    wrong += all.records == std::uint64_t{soak_writers} * records_a_writer ? 0U : 1U;
    wrong += round->log.totals().written.records == all.records ? 0U : 1U;
    // With some thousands of records there would be thousands of segments if none was used again.
    wrong += round->log.first_index() > 1 ? 0U : 1U;
    acknowledged.add(all);
    return wrong;
}

}  // namespace

TEST_CASE("Each of eight readers reads what eight writers of a log were told, once and in order") {
    const std::uint64_t first = weir_test::soak_seed();
    Tally acknowledged;
    std::uint64_t wrong = 0;
    std::uint64_t seed = first;
    for (weir_test::SoakRounds rounds; wrong == 0 && rounds.next(); ++seed) {
        wrong += play(seed, acknowledged);
    }
    CAPTURE(first, seed, acknowledged.records);
    CHECK(wrong == 0);
    weir_test::report_soak("log", acknowledged, acknowledged.records * soak_readers, wrong == 0);
}
