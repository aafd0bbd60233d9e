// SPDX-License-Identifier: Apache-2.0
#pragma once

#if !__has_include(<benchmark/benchmark.h>)
#error "weir/analysis/key_benchmark.hpp needs Google Benchmark: benchmark/benchmark.h is missing"
#endif

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "weir/analysis/key_costs.hpp"
#include "weir/analysis/key_function.hpp"
#include "weir/analysis/key_sample.hpp"
#include "weir/routing/route_table.hpp"
#include "weir/routing/uniform_ranges.hpp"

/// What a key function costs, in the tables of Google Benchmark. Nothing else in weir includes it.
namespace weir::inline v0 {

namespace detail {

/// All that a key function's benchmarks need, for as long as any of them may run.
class KeyBenchmark {
public:
    KeyBenchmark(KeyFunction function, KeySample sample, std::uint32_t shards)
        : sample_{std::move(sample)},
          sources_{sample_.sources()},
          routes_{uniform_routes(shards)},
          steps_{std::move(function), sources_, routes_} {}

    [[nodiscard]] KeySteps<std::uint32_t>& steps() noexcept { return steps_; }

private:
    static std::vector<Route<std::uint32_t>> uniform_routes(std::uint32_t shards) {
        std::vector<Route<std::uint32_t>> routes;
        for (std::uint32_t index = 0; index < shards; ++index) {
            routes.push_back({uniform_start(index, shards), index});
        }
        return routes;
    }

    KeySample sample_;
    std::vector<KeySource> sources_;
    RouteTable<std::uint32_t> routes_;
    KeySteps<std::uint32_t> steps_;
};

template <class Step>
void register_key_benchmark(const std::string& name, std::shared_ptr<KeyBenchmark> of, Step step) {
    benchmark::RegisterBenchmark(name.c_str(), [of, step](benchmark::State& state) {
        for (auto _ : state) {
            benchmark::DoNotOptimize(step(of->steps()));
        }
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(of->steps().size()));
    });
}

}  // namespace detail

/// Registers a key function's benchmarks: `keys/NAME/function`, `/md5`, `/md5_batch`, `/xxh3` and
/// `/route`. An iteration is the whole sample; `items_per_second` is what counts a key.
inline void register_key_benchmarks(const KeyFunction& function, const KeySample& sample,
                                    std::uint32_t shards) {
    using Steps = KeySteps<std::uint32_t>;
    const auto of = std::make_shared<detail::KeyBenchmark>(function, sample, shards);
    const std::string name = "keys/" + function.name() + "/";
    detail::register_key_benchmark(name + "function", of, [](Steps& s) { return s.make_keys(); });
    detail::register_key_benchmark(name + "md5", of, [](Steps& s) { return s.md5(); });
    detail::register_key_benchmark(name + "md5_batch", of, [](Steps& s) { return s.md5_batch(); });
    detail::register_key_benchmark(name + "xxh3", of, [](Steps& s) { return s.xxh3(); });
    detail::register_key_benchmark(name + "route", of, [](Steps& s) { return s.route(); });
}

}  // namespace weir::inline v0
