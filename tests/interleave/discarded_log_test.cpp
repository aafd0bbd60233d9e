// SPDX-License-Identifier: Apache-2.0
// A log is sealed and discarded while a writer has still to write into the place it has reserved.
#include <memory>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"

namespace {

class DiscardProgram final : public weir::ExploreProgram {
public:
    DiscardProgram() { append(*log_); }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            append(*log_);
            return;
        }
        static_cast<void>(log_->seal());
        log_->discard();
        weir::explore_expect(log_->read({.from = 1}).records.empty(), "something is left");
        // Would use the memory again if it was let go.
        append(*other_);
        append(*other_);
    }
    void finish() override {
        weir::explore_expect(other_->read({.from = 1}).records.size() == 2, "lost a record");
        static_cast<void>(other_->seal());
        other_->discard();
        log_.reset();
        other_.reset();
        weir::explore_expect(storage_.bytes_in_use() == 0, "leak: a segment is still in use");
    }

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Log = Storage::Log;

    static void append(Log& log) {
        static_cast<void>(log.append(weir::Instant::from_millis(1), "k", std::string_view{"d"},
                                     [](weir::WriteTotals, std::uint64_t) { return true; }));
    }

    Storage storage_{{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2}};
    std::unique_ptr<Log> log_ = std::make_unique<Log>(storage_.context(), weir::Instant{});
    std::unique_ptr<Log> other_ = std::make_unique<Log>(storage_.context(), weir::Instant{});
};

/// A reader of a log that is sealed and discarded.
class ReadProgram final : public weir::ExploreProgram {
public:
    ReadProgram() {
        static_cast<void>(log_.append(weir::Instant::from_millis(1), "k", std::string_view{"d"},
                                      [](weir::WriteTotals, std::uint64_t) { return true; }));
    }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            static_cast<void>(log_.seal());
            log_.discard();
            return;
        }
        const auto result = log_.read({.from = 1});
        weir::explore_expect(result.next == 2, "stands before what is known to be gone");
    }
    void finish() override {}

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;

    Storage storage_{{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2}};
    Storage::Log log_{storage_.context(), weir::Instant{}};
};

const std::string name = "log: append, and seal, discard and use again";
const auto make = [] { return std::make_unique<DiscardProgram>(); };

}  // namespace

TEST_CASE("What a late writer writes is in no other log's memory when its log is discarded",
          "[orders]") {
    CHECK(weir_test::explore_orders(name, weir_test::budget(20'000), make));
}

TEST_CASE("A late writer writes into no other log's memory in weak memory", "[weak]") {
    weir_test::explore_random(
        name, {.seed = weir_test::seed(), .executions = weir_test::budget(2'000)}, make);
}

TEST_CASE("Nobody waits for a thread that is stopped as it discards a log", "[frozen]") {
    weir_test::explore_frozen(name, weir_test::budget(2), make);
}

TEST_CASE("Who finds nothing in a discarded log stands after all that it had") {
    const auto make_reader = [] { return std::make_unique<ReadProgram>(); };
    weir::ExploreBounded all{{.preemptions = 2, .unusual = 2}};
    const auto result = explore(all, {}, make_reader);
    INFO(result.executions << " executions\n" << result.story());
    CHECK(result.passed());
    CHECK(result.complete);
}
