// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_log.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::ExploreAtomics;
using Ring = weir::RingStorage<ExploreAtomics>;

/// Every piece of memory holds one record, so that every append begins another.
const weir::RingOptions tiny{
    .first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 1};

/// Ring storage with a mistake that only two threads can show.
struct WrongStorage {
    static inline std::string_view planted;
    [[nodiscard]] static bool is(std::string_view plant) { return planted == plant; }

    using AtomicsType = ExploreAtomics;
    using Options = weir::RingOptions;
    using Batch = Ring::Batch;

    class Log : public Ring::Log {
        using Base = Ring::Log;

    public:
        Log(WrongStorage& storage, weir::Instant origin)
            : Base{storage.ring.context(), origin}, storage_{storage} {}

        template <class Gate>
        weir::Appended append(weir::Instant now, std::string_view key, const weir::Blob& data,
                              Gate&& gate) {
            const std::uint64_t before = Base::totals().written.records;
            auto appended = Base::append(now, key, data, gate);
            if (is("place from before") && appended.outcome == weir::AppendOutcome::done) {
                appended.index = before + 1;
            }
            return appended;
        }
        weir::WriteTotals seal() {
            const weir::WriteTotals before = Base::totals().written;
            const weir::WriteTotals totals = Base::seal();
            return is("sealed with totals from before") ? before : totals;
        }
        void discard() {
            if (!is("leaks")) {
                Base::discard();
            }
            storage_.kept += is("leaks") ? 1U : 0U;
        }

    private:
        WrongStorage& storage_;
    };

    explicit WrongStorage(const Options& options) : ring{options} {}
    WrongStorage& context() noexcept { return *this; }
    [[nodiscard]] std::uint64_t bytes_in_use() const { return ring.bytes_in_use() + kept; }
    [[nodiscard]] std::uint64_t bytes_reserved() const { return ring.bytes_reserved(); }

    Ring ring;
    std::uint64_t kept = 0;
};

/// How the first scenario fails that does.
std::string first_failure(std::string_view planted) {
    WrongStorage::planted = planted;
    for (const weir::ExploreLogScenario& scenario : weir::explore_log_scenarios) {
        // A roll takes many steps, which uniform chance seldom lets one thread take in a row.
        weir::ExplorePct pct{{.seed = 1, .executions = 500}};
        const auto result = explore(pct, {}, weir::make_explore_log<WrongStorage>(scenario, tiny));
        if (!result.passed()) {
            WrongStorage::planted = "";
            return std::string{scenario.name} + ": " + result.failure->what;
        }
    }
    WrongStorage::planted = "";
    return "none";
}

}  // namespace

TEST_CASE("Every scenario has a name of its own, two or three threads, and passes on a ring") {
    std::set<std::string_view> names;
    for (const weir::ExploreLogScenario& scenario : weir::explore_log_scenarios) {
        names.insert(scenario.name);
        const auto make = weir::make_explore_log<Ring>(scenario, tiny);
        CHECK(make()->threads() >= 2);
        weir::ExploreRandom random{{.seed = 1, .executions = 300}};
        const auto weak = explore(random, {.spurious_failures_max = 1}, make);
        INFO(scenario.name << '\n' << weak.story());
        CHECK(weak.passed());
        weir::ExploreDpor orders{{.executions_max = 1'000}};
        const auto strong = explore(orders, {.weak_memory = false}, make);
        INFO(strong.story());
        CHECK(strong.passed());
    }
    CHECK(names.size() == weir::explore_log_scenarios.size());
}

TEST_CASE("Nobody waits for a thread that is stopped in the middle") {
    const auto make = weir::make_explore_log<Ring>(weir::explore_log_scenarios[1], tiny);
    const auto result = weir::explore_frozen({.seed = 1, .executions = 5}, {}, make);
    INFO(result.story());
    CHECK(result.passed());
    CHECK(result.freezes > 10);
}

TEST_CASE("A mistake that needs two threads is found in a scenario that has them") {
    CHECK(first_failure("") == "none");
    CHECK(first_failure("place from before") ==
          "append and append: the gate was asked about another place");
    CHECK(first_failure("sealed with totals from before") ==
          "append and seal: a record after the end of the sealed log");
    CHECK(first_failure("leaks") == "append and append: something is left of a discarded log");
}
