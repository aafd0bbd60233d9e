// SPDX-License-Identifier: Apache-2.0
// The standard campaign: runs seeds, says what they came to, and makes one that went wrong small.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <ratio>
#include <string>
#include <string_view>

#include "simulate/campaign.hpp"
#include "simulate/setup.hpp"
#include "simulate/smaller.hpp"

namespace {

using weir_test::Mistake;
using weir_test::Outcome;

struct Options {
    std::uint64_t seeds = 1'000;
    std::uint64_t first = 1;
    std::uint64_t every = 1;
    std::uint64_t failures_max = 1;
    Mistake mistake = Mistake::none;
};

/// What all runs came to together.
struct Sum {
    std::uint64_t seeds = 0;
    std::uint64_t steps = 0;
    std::uint64_t calls = 0;
    std::uint64_t records = 0;
    std::uint64_t interleaved = 0;
    double hours = 0;
    std::array<std::uint64_t, weir::fault_families> faults{};
    weir_test::Reach reach{};

    void add(const Outcome& outcome, bool is_interleaved) {
        ++seeds;
        steps += outcome.steps;
        calls += outcome.calls;
        records += outcome.records;
        interleaved += is_interleaved ? 1U : 0U;
        hours += std::chrono::duration<double, std::ratio<3600>>{outcome.simulated}.count();
        for (std::size_t at = 0; at < faults.size(); ++at) {
            faults[at] += outcome.faults[at];
        }
        reach.add(outcome.reach);
    }
    void print(std::uint64_t violations) const {
        fmt::print("figure\tseeds\t{}\n", seeds);
        fmt::print("figure\tsimulated hours\t{:.1f}\n", hours);
        fmt::print("figure\tviolations\t{}\n", violations);
        fmt::print("figure\tseeds with interleaved steps\t{}\n", interleaved);
        fmt::print("figure\tsteps\t{}\n", steps);
        fmt::print("figure\tcalls\t{}\n", calls);
        fmt::print("figure\trecords processed\t{}\n", records);
        for (std::size_t at = 0; at < faults.size(); ++at) {
            fmt::print("fault\t{}\t{}\n", to_string(static_cast<weir::FaultFamily>(at)),
                       faults[at]);
        }
        for (std::size_t at = 0; at < weir_test::reached_states; ++at) {
            fmt::print("reached\t{}\t{}\n", to_string(static_cast<weir_test::Reached>(at)),
                       reach.counts[at]);
        }
    }
};

Options parse(int argc, char** argv) {
    Options options;
    CLI::App app{"Runs the standard campaign on the engine, seed by seed."};
    std::map<std::string, Mistake> names;
    std::string chosen;
    for (std::size_t at = 0; at < weir_test::mistakes; ++at) {
        const auto mistake = static_cast<Mistake>(at);
        names.emplace(to_string(mistake), mistake);
    }
    app.add_option("--seeds", options.seeds, "how many");
    app.add_option("--first", options.first, "the first one");
    app.add_option("--every", options.every, "only each so many-th")->check(CLI::PositiveNumber);
    app.add_option("--failures", options.failures_max, "stop after so many that go wrong");
    app.add_option("--mistake", chosen, "that the consumer makes")->check(CLI::IsMember{names});
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error));
    }
    options.mistake = chosen.empty() ? Mistake::none : names.at(chosen);
    return options;
}

void tell(const weir_test::Setup& setup, const Outcome& outcome, Mistake mistake) {
    fmt::print("seed {} went wrong, repeat it with --first {} --seeds 1\n{}", setup.seed,
               setup.seed, outcome.violations);
    weir_test::Shrinker shrinker{setup, outcome, mistake, 2'000};
    const weir_test::Smaller small = shrinker.shrink();
    fmt::print("made smaller in {} runs, {} faults before, {} after:\n{}{}\n{}\n", small.runs,
               small.faults_before, small.outcome.drawn.size(), small.outcome.violations,
               small.outcome.story, test_case(small.setup, rule_of(small.outcome)));
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    Sum sum;
    std::uint64_t violations = 0;
    for (std::uint64_t at = 0; at < options.seeds && violations < options.failures_max; ++at) {
        const weir_test::Setup setup = weir_test::setup_of(options.first + at * options.every);
        const Outcome outcome = weir_test::run(setup, options.mistake);
        sum.add(outcome, setup.interleaved);
        if (!outcome.ok()) {
            ++violations;
            tell(setup, outcome, options.mistake);
        }
    }
    sum.print(violations);
    return violations == 0 ? 0 : 1;
}
