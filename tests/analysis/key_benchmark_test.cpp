// SPDX-License-Identifier: Apache-2.0
#if __has_include(<benchmark/benchmark.h>)
#include "weir/analysis/key_benchmark.hpp"

#include <sstream>
#include <string>
#include <vector>
#endif

#include "catch.hpp"

#if __has_include(<benchmark/benchmark.h>)
namespace {

/// Keeps what ran, and shows nothing.
class Quiet : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            names.push_back(run.run_name.function_name);
            items_per_second.push_back(run.counters.at("items_per_second"));
        }
    }
    std::vector<std::string> names;
    std::vector<double> items_per_second;
};

}  // namespace

TEST_CASE("a key function's benchmarks have its name, and count keys") {
    weir::KeySample sample;
    for (std::uint64_t at = 0; at < 64; ++at)
        sample.add({"user-" + std::to_string(at), "", at});
    weir::register_key_benchmarks(weir::salted(4), sample, 8);
    sample = weir::KeySample{};  // they have one of their own
    std::string program = "test";
    std::string time = "--benchmark_min_time=0.0001";
    std::string none = "--benchmark_color=false";
    char* arguments[] = {program.data(), time.data(), none.data(), nullptr};
    int count = 3;
    benchmark::Initialize(&count, arguments);
    Quiet quiet;
    CHECK(benchmark::RunSpecifiedBenchmarks(&quiet) == 5);
    const std::string name = "keys/salted:4/";
    CHECK(quiet.names == std::vector<std::string>{name + "function", name + "md5",
                                                  name + "md5_batch", name + "xxh3",
                                                  name + "route"});
    for (const double rate : quiet.items_per_second)
        CHECK(rate > 1e5);
    benchmark::ClearRegisteredBenchmarks();
}
#else
TEST_CASE("benchmarks of key functions need Google Benchmark, which is not installed") {
    SUCCEED();
}
#endif
