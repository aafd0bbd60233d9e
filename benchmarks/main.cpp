// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "register.hpp"
#include "support/memory.hpp"
#include "support/sample.hpp"

namespace bench {

namespace {

constexpr unsigned tries = 20;

Crew& crew() {
    static Crew two{2};
    return two;
}

struct Row {
    std::string question;
    std::string name;
    double nanos = 0;  ///< the median of the repetitions; 0 while there is none
};

std::vector<Row>& rows() {
    static std::vector<Row> all;
    return all;
}

/// Prints a table for each question: the medians, and their ratios to the first row.
class Tables : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }

    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.error_occurred) {
                std::fprintf(stderr, "%s: %s\n", run.benchmark_name().c_str(),
                             run.error_message.c_str());
            } else if (run.repetitions == 1 || run.aggregate_name == "median") {
                keep_median(run.run_name.function_name, 1e9 / run.counters.at("items_per_second"));
            }
        }
    }

    // Called once, after everything: the repetitions of all benchmarks come in turns.
    void Finalize() override {
        std::string question;
        double base = 0;
        for (const Row& row : rows()) {
            if (row.nanos == 0) {
                continue;  // not asked for
            }
            if (row.question != question) {
                question = row.question;
                base = row.nanos;
                std::printf("%s\n", question.c_str());
            }
            std::printf("  %-62s %12.2f ns %8.2f x\n", row.name.c_str(), row.nanos,
                        row.nanos / base);
        }
    }

private:
    static void keep_median(const std::string& name, double nanos) {
        for (Row& row : rows()) {
            if (row.question + "/" + row.name == name) {
                row.nanos = nanos;
            }
        }
    }
};

}  // namespace

bool compare(const std::string& question, const std::string& name,
             const std::function<Case(const std::string& name)>& make) {
    rows().push_back({question, name, 0});
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
    bench::keep_freed_memory();
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
