// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulate/campaign.hpp"
#include "simulate/setup.hpp"
#include "weir/testing/shrink.hpp"

namespace weir_test {

/// A run that went wrong, made as small as it could be while the same thing still goes wrong.
struct Smaller {
    Setup setup;
    Outcome outcome;
    std::size_t faults_before = 0;
    std::size_t runs = 0;
};

/// What a run broke first: a rule's name.
[[nodiscard]] inline std::string_view rule_of(const Outcome& outcome) {
    const std::string_view text = outcome.violations;
    return text.substr(0, text.find(':'));
}

/// Makes a run smaller: fault families, special circumstances, time, actors, then single faults.
class Shrinker {
public:
    /// It may run so many setups.
    Shrinker(const Setup& setup, Outcome outcome, Mistake mistake, std::size_t runs_max)
        : mistake_{mistake},
          runs_max_{runs_max},
          rule_{rule_of(outcome)},
          best_{setup, std::move(outcome)} {
        best_.faults_before = best_.outcome.drawn.size();
    }

    [[nodiscard]] Smaller shrink() {
        for (double& weight : best_.setup.weights) {
            const auto at = static_cast<std::size_t>(&weight - best_.setup.weights.data());
            if (weight > 0) {
                attempt([at](Setup& setup) { setup.weights[at] = 0; });
            }
        }
        attempt([](Setup& setup) { setup.reshards = false; });
        attempt([](Setup& setup) { setup.nobody_home = false; });
        attempt([](Setup& setup) { setup.burst = 0; });
        shrink_time();
        attempt([](Setup& setup) { setup.producers = 1; });
        attempt([](Setup& setup) { setup.workers = 1; });
        attempt([](Setup& setup) { setup.shards = 1; });
        attempt([](Setup& setup) { setup.batch = 1; });
        shrink_faults();
        shrink_time();
        return std::move(best_);
    }

private:
    template <class Change>
    bool attempt(Change&& change) {
        if (best_.runs == runs_max_) {
            return false;
        }
        Setup setup = best_.setup;
        change(setup);
        Outcome outcome = run(setup, mistake_);
        ++best_.runs;
        if (rule_of(outcome) != rule_) {
            return false;
        }
        best_.setup = std::move(setup);
        best_.outcome = std::move(outcome);
        return true;
    }
    void shrink_time() {
        while (best_.setup.horizon > std::chrono::minutes{1} &&
               attempt([](Setup& setup) { setup.horizon /= 2; })) {
        }
    }
    void shrink_faults() {
        using Faults = std::vector<weir::FaultPlan::Drawn>;
        const auto fails = [this](const Faults& faults) {
            return attempt([&faults](Setup& setup) {
                setup.only = std::set<weir::FaultPlan::Drawn>{faults.begin(), faults.end()};
            });
        };
        static_cast<void>(weir::smallest_failing(best_.outcome.drawn, fails, runs_max_));
    }

    Mistake mistake_;
    std::size_t runs_max_;
    std::string rule_;
    Smaller best_;
};

/// The run as a test case that can be put among the others.
[[nodiscard]] inline std::string test_case(const Setup& setup, std::string_view rule) {
    const auto micros = [](weir::Duration length) { return length.count(); };
    std::string text = fmt::format("TEST_CASE(\"seed {}: {}\") {{\n", setup.seed, rule);
    text += fmt::format("    weir_test::Setup setup = weir_test::setup_of({});\n", setup.seed);
    text += fmt::format("    setup.horizon = weir::Duration{{{}}};\n", micros(setup.horizon));
    text += fmt::format("    setup.shards = {};\n    setup.producers = {};\n", setup.shards,
                        setup.producers);
    text +=
        fmt::format("    setup.workers = {};\n    setup.batch = {};\n", setup.workers, setup.batch);
    text += fmt::format("    setup.reshards = {};\n    setup.nobody_home = {};\n", setup.reshards,
                        setup.nobody_home);
    if (setup.burst == 0) {
        text += "    setup.burst = 0;\n";
    }
    for (std::size_t at = 0; at < setup.weights.size(); ++at) {
        if (setup.weights[at] == 0) {
            text += fmt::format("    setup.weights[{}] = 0;  // {}\n", at,
                                to_string(static_cast<weir::FaultFamily>(at)));
        }
    }
    if (setup.only) {
        text += "    setup.only.emplace();\n";
        for (const weir::FaultPlan::Drawn& fault : *setup.only) {
            text += fmt::format(
                "    setup.only->insert({{static_cast<weir::FaultFamily>({}), {}}});  // {}\n",
                static_cast<unsigned>(fault.family), fault.ordinal, to_string(fault.family));
        }
    }
    return text +
           "    const weir_test::Outcome outcome = weir_test::run(setup);\n"
           "    INFO(outcome.violations << outcome.story);\n"
           "    CHECK(outcome.ok());\n}\n";
}

}  // namespace weir_test
