// SPDX-License-Identifier: Apache-2.0
// No wake-up is lost: a waiter that finds nothing is seen by the writer of what it did not find.
#include "weir/stream/waiters.hpp"

#include <memory>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

class WaiterProgram final : public weir::ExploreProgram {
public:
    /// The writer appends a record, or seals the log.
    explicit WaiterProgram(bool seals = false)
        : seals_{seals}, log_{std::make_unique<Log>(storage_.context(), weir::Instant{})} {}

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            wait();
        } else {
            write();
            was_seen_ = waiters_.has_any();
            writer_has_looked_ = true;
        }
    }
    void finish() override {
        weir::explore_expect(found_ || was_seen_, "a wake-up was lost");
        log_->seal();
        log_->discard();
    }

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Log = Storage::Log;

    void write() {
        const std::string_view key{"key"};
        if (seals_) {
            log_->seal();
        } else {
            static_cast<void>(log_->append({}, key, {}, [](const auto&, auto) { return true; }));
        }
    }
    /// Looks once. If it finds nothing it would sleep; instead it stays announced, and takes steps,
    /// until the writer has looked for waiters.
    void wait() {
        waiters_.wait_until(
            clock_, clock_.now(),
            [this] {
                const weir::LogTotals totals = log_->totals();
                found_ = totals.written.records > 0 || totals.sealed;
                while (!found_ && !writer_has_looked_) {
                    static_cast<void>(waiters_.has_any());
                }
                return found_ ? weir::Readiness::yes : weir::Readiness::no;
            },
            [] { return weir::Instant::max(); });
    }

    const bool seals_;
    Storage storage_;
    std::unique_ptr<Log> log_;
    weir::Waiters<weir::ExploreAtomics> waiters_;
    weir::ManualClock clock_;
    bool found_ = false;
    bool was_seen_ = false;
    bool writer_has_looked_ = false;
};

}  // namespace

TEST_CASE("A waiter that found nothing is seen by the writer, in weak memory too", "[weak]") {
    weir_test::explore_random("waiters: wait and append",
                              {.seed = weir_test::seed(), .executions = weir_test::budget(10'000)},
                              [] { return std::make_unique<WaiterProgram>(); });
}

TEST_CASE("A waiter that looks when the writer has looked finds what was done") {
    for (const bool seals : {false, true}) {
        const auto make = [seals] { return std::make_unique<WaiterProgram>(seals); };
        // One after the other: what is stale then is so because nothing keeps it from being so.
        weir::ExploreRandom whole{
            {.seed = weir_test::seed(), .executions = weir_test::budget(2'000), .stay = 97}};
        const auto result = explore(whole, {}, make);
        INFO(result.story());
        CHECK(result.passed());
    }
}
