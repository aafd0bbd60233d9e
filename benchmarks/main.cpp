// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "register.hpp"
#include "support/sample.hpp"

namespace bench {

namespace {

constexpr unsigned tries = 20;

Crew& crew() {
    static Crew two{2};
    return two;
}

/// Prints a table for each question: the median of the repetitions, and its ratio to the first row.
class Tables : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            const bool one_only = run.repetitions == 1;
            if (run.error_occurred) {
                std::printf("%s: %s\n", run.benchmark_name().c_str(), run.error_message.c_str());
            } else if (one_only || run.aggregate_name == "median") {
                print(run.run_name.function_name, 1e9 / run.counters.at("items_per_second"));
            }
        }
    }

private:
    void print(const std::string& name, double nanos) {
        const auto slash = name.find('/');
        const std::string question = name.substr(0, slash);
        if (question != question_) {
            std::printf("%s\n", question.c_str());
            question_ = question;
            base_ = nanos;
        }
        std::printf("  %-58s %12.2f ns %9.2f x\n", name.substr(slash + 1).c_str(), nanos,
                    nanos / base_);
        std::fflush(stdout);
    }

    std::string question_;
    double base_ = 1;
};

}  // namespace

bool compare(const std::string& question, const std::string& name,
             const std::function<Case(const std::string& name)>& make) {
    const auto made = std::make_shared<std::unique_ptr<Case>>();
    benchmark::RegisterBenchmark((question + "/" + name).c_str(), [made, make,
                                                                   name](benchmark::State& state) {
        if (*made == nullptr) {
            *made = std::make_unique<Case>(make(name));
        }
        const Case& what = **made;
        for (auto _ : state) {
            state.SetIterationTime(sample_undisturbed(what, tries, crew()).nanos / 1e9);
        }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(what.operations));
    })->UseManualTime();
    return true;
}

}  // namespace bench

int main(int count, char** arguments) {
    // Defaults stand first, so that the command line has the last word.
    std::vector<std::string> settings{arguments[0], "--benchmark_repetitions=9",
                                      "--benchmark_min_time=0.01",
                                      "--benchmark_enable_random_interleaving=true"};
    for (int at = 1; at < count; ++at) {
        if (std::string_view{arguments[at]} == "--smoke") {
            settings.insert(settings.end(),
                            {"--benchmark_repetitions=1", "--benchmark_min_time=0.000001"});
        } else {
            settings.emplace_back(arguments[at]);
        }
    }
    std::vector<char*> pointers;
    for (std::string& setting : settings) {
        pointers.push_back(setting.data());
    }
    int size = static_cast<int>(pointers.size());
    benchmark::Initialize(&size, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(size, pointers.data())) {
        return 2;
    }
    bench::Tables tables;
    benchmark::RunSpecifiedBenchmarks(&tables);
    benchmark::Shutdown();
}
