// SPDX-License-Identifier: Apache-2.0
// A segment that ended without a record becomes the log's first while somebody looks for a record.
#include <memory>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"

namespace {

/// A log of a record, an empty segment, and a record that had no room there.
class EmptyProgram final : public weir::ExploreProgram {
public:
    EmptyProgram() {
        append("d", true);
        append("d", false);
        append(std::string(300, 'x'), true);
    }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            log_.trim(100);
        } else {
            weir::explore_expect(log_.has_from(1), "the last record is not found");
        }
    }
    void finish() override {
        weir::explore_expect(log_.first_index() == 2, "something else was trimmed");
        log_.seal();
        log_.discard();
    }

private:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;

    void append(std::string_view data, bool admitted) {
        static_cast<void>(
            log_.append(weir::Instant::from_millis(1), "k", data,
                        [admitted](weir::WriteTotals, std::uint64_t) { return admitted; }));
    }

    Storage storage_{{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 1}};
    Storage::Log log_{storage_.context(), weir::Instant{}};
};

}  // namespace

TEST_CASE("A record is found behind a segment that ended without one") {
    const auto make = [] { return std::make_unique<EmptyProgram>(); };
    weir::ExploreBounded few{{.preemptions = 3, .unusual = 0}};
    const auto result = explore(few, {.weak_memory = false}, make);
    INFO(result.executions << " executions\n" << result.story());
    CHECK(result.passed());
    CHECK(result.complete);
}
