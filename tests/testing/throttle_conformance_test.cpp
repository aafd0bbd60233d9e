// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_conformance.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "testing/planted_throttle.hpp"
#include "weir/testing/explore_atomics.hpp"
#include "weir/throttle/composite.hpp"
#include "weir/throttle/fixed_rate.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/throttle/unlimited.hpp"

namespace {

using weir::FixedRate;
using weir::ServiceThrottle;
using weir::ThrottleSubject;
using weir_test::PlantedThrottle;
using Names = std::vector<std::string>;

template <class Policy>
void keeps_all(const ThrottleSubject<Policy>& subject, const Names& skipped) {
    const weir::ConformanceReport report = weir::check_throttle(subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.skipped() == skipped);
}

/// Says no to every second record, and for good.
struct EverySecondWrite {
    [[nodiscard]] EverySecondWrite fresh() const { return {}; }
    weir::Verdict admit_write(weir::Instant, weir::WriteTotals so_far, std::uint64_t) noexcept {
        return {so_far.records % 2 == 0, weir::Duration{0}};
    }
    weir::Verdict admit_read(weir::Instant) noexcept { return {true, weir::Duration{0}}; }
    void charge_read(weir::Instant, std::uint64_t) noexcept {}
};

}  // namespace

TEST_CASE("The service's throttle keeps every rule, with the service's limits and with others") {
    const ServiceThrottle service;
    keeps_all(ThrottleSubject<ServiceThrottle>{.limits = service,
                                               .write_records = {1'000, 1'000},
                                               .write_bytes = {1'048'576, 1'048'576},
                                               .read_calls = {5, 5},
                                               .read_bytes = {2'097'152, 2'097'152},
                                               .large_record = 100'000},
              {});
    const ServiceThrottle small{{.write_records_per_second = 7,
                                 .write_burst_records = 3,
                                 .write_bytes_per_second = 900,
                                 .write_burst_bytes = 1'000,
                                 .read_calls_per_second = 2,
                                 .read_burst_calls = 9,
                                 .read_bytes_per_second = 333,
                                 .read_burst_bytes = 100}};
    keeps_all(ThrottleSubject<ServiceThrottle>{.limits = small,
                                               .write_records = {7, 3},
                                               .write_bytes = {900, 1'000},
                                               .read_calls = {2, 9},
                                               .read_bytes = {333, 100},
                                               .large_record = 330},
              {});
    using Explored = weir::BasicServiceThrottle<weir::ExploreAtomics>;
    const Explored explored;
    keeps_all(ThrottleSubject<Explored>{.limits = explored,
                                        .write_records = {1'000, 1'000},
                                        .write_bytes = {1'048'576, 1'048'576},
                                        .read_calls = {5, 5},
                                        .read_bytes = {2'097'152, 2'097'152},
                                        .large_record = 100'000},
              {});
}

TEST_CASE("A fixed rate keeps every rule about what it limits") {
    const auto records = FixedRate::records_per_second(20, 5);
    keeps_all(
        ThrottleSubject<FixedRate>{.limits = records, .write_records = {20, 5}},
        {"no_wait_is_for_ever", "keeps_to_the_bytes", "gives_the_bytes", "reads_wait_exactly",
         "charged_reads_wait_exactly", "refused_reads_cost_nothing", "clock_back_admits_no_read",
         "keeps_to_the_reads", "gives_the_reads", "keeps_to_the_read_bytes", "read_comes_back"});
    const auto bytes = FixedRate::bytes_per_second(10'000, 3'000);
    keeps_all(ThrottleSubject<FixedRate>{.limits = bytes, .write_bytes = {10'000, 3'000}},
              {"keeps_to_the_records", "gives_the_records", "rest_fills_to_the_burst",
               "reads_wait_exactly", "charged_reads_wait_exactly", "refused_reads_cost_nothing",
               "clock_back_admits_no_read", "keeps_to_the_reads", "gives_the_reads",
               "keeps_to_the_read_bytes", "read_comes_back"});
}

TEST_CASE("A composite keeps every rule, with the tightest limits of its parts") {
    using Both = weir::Composite<ServiceThrottle, FixedRate>;
    const ServiceThrottle service;
    const Both both{service, FixedRate::records_per_second(50, 10)};
    keeps_all(ThrottleSubject<Both>{.limits = both,
                                    .write_records = {50, 10},
                                    .write_bytes = {1'048'576, 1'048'576},
                                    .read_calls = {5, 5},
                                    .read_bytes = {2'097'152, 2'097'152},
                                    .large_record = 100'000},
              {});
}

TEST_CASE("No limit breaks no rule") {
    const weir::Unlimited unlimited;
    const auto report = weir::check_throttle(ThrottleSubject<weir::Unlimited>{.limits = unlimited});
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.skipped().size() == 17);
}

TEST_CASE("A throttle of few functions is held to what it has") {
    const EverySecondWrite odd;
    const auto report = weir::check_throttle(ThrottleSubject<EverySecondWrite>{.limits = odd});
    INFO(report.text());
    CHECK(report.passed());
    const Names skipped = report.skipped();
    CHECK(std::count(skipped.begin(), skipped.end(), "bulk_means_each") == 1);
    CHECK(std::count(skipped.begin(), skipped.end(), "asked_reads_cost_nothing") == 1);
    CHECK(std::count(skipped.begin(), skipped.end(), "no_wait_is_for_ever") == 0);
}

TEST_CASE("Each rule of a throttle finds the mistake that was planted for it, and no other does") {
    const PlantedThrottle limits;
    const auto subject = weir_test::subject_of(limits);
    PlantedThrottle::planted = "";
    keeps_all(subject, {});
    for (const auto& rule : weir::throttle_rules<PlantedThrottle>) {
        PlantedThrottle::planted = rule.name;
        const weir::ConformanceReport report = weir::check_throttle(subject);
        INFO(report.text());
        CHECK(report.broken() == Names{std::string{rule.name}});
    }
    PlantedThrottle::planted = "";
}
