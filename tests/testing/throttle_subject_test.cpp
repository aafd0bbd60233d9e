// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_subject.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/throttle/fixed_rate.hpp"
#include "weir/throttle/unlimited.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Admission;
using weir::FixedRate;
using weir::Instant;

/// What is found wrong with admissions of one, at so many milliseconds.
std::vector<weir::ConformanceFinding> findings(const std::vector<std::int64_t>& millis,
                                               weir::ThrottleAllowance allowance) {
    std::vector<Admission> admissions;
    for (const std::int64_t at : millis) {
        admissions.push_back({Instant::from_millis(at), 1});
    }
    weir::ConformanceNotes notes;
    weir::detail::check_windows(admissions, allowance, 0, notes);
    return std::move(notes).outcome("rule", "promise").findings;
}

}  // namespace

TEST_CASE("A stretch of time is found in which more was let through than comes back") {
    // Two may come on top: those that come back at the two ends.
    CHECK(findings({}, {10, 2}).empty());
    CHECK(findings({0, 0, 0, 0}, {10, 2}).empty());
    CHECK(findings({0, 0, 0, 0, 0}, {10, 2}).size() == 1);
    CHECK(findings({0, 1'000, 2'000, 3'000, 4'000}, {1, 1}).empty());
    const auto found = findings({0, 5'000, 5'000, 5'001, 5'001, 5'002}, {10, 2});
    REQUIRE(found.size() == 1);
    CHECK(found[0].text() ==
          "let through in 2000 us: expected at most 4 and what comes back in that time, "
          "seen 5 and that");
}

TEST_CASE("A trial asks until it is refused, and counts what it got") {
    const auto limits = FixedRate::records_per_second(10, 4);
    weir::ThrottleTrial<FixedRate> trial{limits};
    const weir::Verdict refused = trial.use_up(7);
    CHECK_FALSE(refused.admitted);
    CHECK(trial.so_far == weir::WriteTotals{4, 28});
    CHECK(trial.use_up_reads().admitted);
    trial.now += refused.retry_after;
    CHECK(trial.put(7).admitted);
}

TEST_CASE("A trial gets in all that a throttle lets through in a time") {
    const auto limits = FixedRate::records_per_second(10, 4);
    weir::ThrottleTrial<FixedRate> trial{limits};
    const auto all = trial.all_within(1s, [&](std::uint64_t& amount) {
        amount = 1;
        return trial.put(1);
    });
    CHECK(all.size() == 14);
    CHECK(all.back().at <= weir::ThrottleTrial<FixedRate>::start() + 1s);
}

TEST_CASE("A trial of no limit ends") {
    const weir::Unlimited limits;
    weir::ThrottleTrial<weir::Unlimited> trial{limits};
    CHECK(trial.use_up(1).admitted);
    CHECK(trial.so_far.records == weir::ThrottleTrial<weir::Unlimited>::asks_max);
}
