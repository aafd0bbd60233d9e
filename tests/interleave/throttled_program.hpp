// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"
#include "weir/throttle/service_throttle.hpp"

namespace weir_test {

/// A clock of milliseconds that threads read and move at the same time.
class ExploredClock {
public:
    [[nodiscard]] weir::Instant now() const {
        return weir::Instant::from_millis(millis_.load(std::memory_order_acquire));
    }
    void advance(std::int64_t by) { millis_.fetch_add(by, std::memory_order_acq_rel); }

private:
    weir::ExploreAtomics::atomic<std::int64_t> millis_{1'700'000'000'000};
};

/// A log behind a throttle whose tokens come back one a millisecond, and what must be true of it.
///
/// Any record and all that follow it are no more than a burst and what came back between the time
/// of its writer and the latest time that anybody has brought; and nothing is refused before a
/// burst was taken. Both depend on nothing but what the threads read, as DPOR needs it.
class ThrottledProgram final : public weir::ExploreProgram {
public:
    using Throttle = weir::BasicServiceThrottle<weir::ExploreAtomics>;
    using Action = std::function<void(ThrottledProgram&)>;

    struct Scenario {
        std::string name;
        weir::ServiceThrottleOptions limits;
        Action setup;
        std::vector<Action> threads;
        std::int64_t exactly = -1;  ///< writes or reads that are admitted in the end, if one knows
    };

    explicit ThrottledProgram(const Scenario& scenario)
        : scenario_{scenario}, throttle_{scenario.limits} {
        if (scenario.setup) {
            scenario.setup(*this);
        }
    }

    [[nodiscard]] unsigned threads() const override {
        return static_cast<unsigned>(scenario_.threads.size());
    }
    void run(unsigned thread) override { scenario_.threads[thread](*this); }

    /// Appends a record of two bytes if the throttle admits it.
    void append() {
        const weir::Instant now = clock_.now();
        note(now);
        std::uint64_t so_far = 0;
        const auto appended = log_->append(
            now, "k", std::string_view{"d"}, [&](weir::WriteTotals totals, std::uint64_t bytes) {
                so_far = totals.records;
                return throttle_.admit_write(now, totals, bytes).admitted;
            });
        if (appended.outcome == weir::AppendOutcome::done) {
            expect(appended.index < writes_.size(), "an index out of range");
            writes_[appended.index] = now.millis();
            ++admitted_;
        } else {
            expect(appended.outcome == weir::AppendOutcome::refused, "neither taken nor refused");
            expect(so_far >= burst(), "refused although a burst was never used up");
        }
    }
    void advance() { clock_.advance(1); }
    void step_back() { clock_.advance(-1); }
    void read() { admitted_ += throttle_.admit_read(clock_.now()).admitted ? 1 : 0; }
    void ask() { static_cast<void>(throttle_.ask_read(clock_.now())); }
    void read_and_give_back() {
        const weir::Instant now = clock_.now();
        if (throttle_.admit_read(now).admitted) {
            throttle_.give_back_read(now);
        }
    }

    void finish() override {
        expect(scenario_.exactly < 0 || admitted_ == scenario_.exactly,
               "another number admitted than there are tokens");
        check_windows();
        check_full_after_a_rest();
        static_cast<void>(log_->seal());
        log_->discard();
    }

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Log = Storage::Log;

    static void expect(bool holds, const char* what) { weir::explore_expect(holds, what); }
    /// In records: a record has two bytes.
    [[nodiscard]] std::uint64_t burst() const {
        const auto by_bytes = scenario_.limits.write_burst_bytes / 2;
        const auto by_records = scenario_.limits.write_burst_records;
        return by_bytes < by_records ? by_bytes : by_records;
    }
    void note(weir::Instant now) { latest_ = latest_ < now.millis() ? now.millis() : latest_; }
    void check_windows() {
        const std::uint64_t records = log_->totals().written.records;
        for (std::uint64_t first = 1; first <= records; ++first) {
            const auto back = static_cast<std::uint64_t>(latest_ - writes_[first]);
            expect(records - first + 1 <= burst() + back, "more admitted than the rule allows");
        }
    }
    /// No token got lost: after a rest there is a burst, and no more.
    void check_full_after_a_rest() {
        clock_.advance(1'000);
        const std::int64_t before = admitted_;
        for (std::uint64_t at = 0; at < burst() + 1; ++at) {
            append_alone();
        }
        expect(static_cast<std::uint64_t>(admitted_ - before) == burst(),
               "after a rest there is not exactly a burst");
        std::uint64_t reads = 0;
        while (throttle_.admit_read(clock_.now()).admitted) {
            ++reads;
        }
        expect(reads == scenario_.limits.read_burst_calls,
               "after a rest there is not exactly a burst of reads");
    }
    void append_alone() {
        const auto now = clock_.now();
        const auto appended = log_->append(
            now, "k", std::string_view{"d"}, [&](weir::WriteTotals totals, std::uint64_t bytes) {
                return throttle_.admit_write(now, totals, bytes).admitted;
            });
        admitted_ += appended.outcome == weir::AppendOutcome::done ? 1 : 0;
    }

    const Scenario& scenario_;
    ExploredClock clock_;
    Throttle throttle_;
    Storage storage_{{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 8}};
    std::unique_ptr<Log> log_ = std::make_unique<Log>(storage_.context(), weir::Instant{});
    std::array<std::int64_t, 16> writes_{};  // the time of each one's writer, by index
    std::int64_t latest_ = 0;
    std::int64_t admitted_ = 0;
};

}  // namespace weir_test
