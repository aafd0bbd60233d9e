// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#include <xxhash.h>

#include "weir/analysis/key_function.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/core/md5_one_key.hpp"
#include "weir/core/md5_path.hpp"
#include "weir/routing/route_table.hpp"

namespace weir::inline v0 {

/// A clock that runs on: `now()` gives the time since any fixed moment.
template <class Now>
concept steady_now = requires(Now& now) {
    { now() } -> std::convertible_to<std::chrono::nanoseconds>;
};

/// The steps from records to shards, each over a whole sample at once, so that it can be timed.
///
/// What a pass gives depends on every result, so that no compiler can leave one out.
/// Thread: one.
template <class Target>
class KeySteps {
public:
    /// `sample` and `routes` have to outlive it.
    KeySteps(KeyFunction function, std::span<const KeySource> sample,
             const RouteTable<Target>& routes)
        : function_{std::move(function)}, sample_{sample}, routes_{routes} {
        texts_.reserve(sample.size());
        for (const KeySource& source : sample) {
            texts_.emplace_back(function_(source, scratch_));
        }
        keys_.assign(texts_.begin(), texts_.end());
        hash_keys_.resize(keys_.size());
        md5_hash_keys(std::span<const std::string_view>{keys_}, hash_keys_.data());
        batch_.resize(keys_.size());
    }
    KeySteps(const KeySteps&) = delete;
    KeySteps& operator=(const KeySteps&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// Makes the keys.
    [[nodiscard]] std::uint64_t make_keys() {
        std::uint64_t sum = 0;
        for (const KeySource& source : sample_) {
            const std::string_view key = function_(source, scratch_);
            sum += key.size() + (key.empty() ? 0U : static_cast<unsigned char>(key.back()));
        }
        return sum;
    }
    /// Hashes the keys one by one.
    [[nodiscard]] std::uint64_t md5() const noexcept {
        std::uint64_t sum = 0;
        for (const std::string_view key : keys_) {
            sum += detail::md5_hash_one_key(key).lo();
        }
        return sum;
    }
    /// Hashes them side by side, as many at a time as a PutRecords request may have.
    [[nodiscard]] std::uint64_t md5_batch() noexcept {
        std::uint64_t sum = 0;
        for (std::size_t at = 0; at < keys_.size(); at += batch_max) {
            const std::size_t count = keys_.size() - at < batch_max ? keys_.size() - at : batch_max;
            md5_hash_keys(std::span<const std::string_view>{keys_}.subspan(at, count),
                          batch_.data() + at);
            sum += batch_[at].lo() + batch_[at + count - 1].lo();
        }
        return sum;
    }
    /// Hashes them as a service could that had the choice.
    [[nodiscard]] std::uint64_t xxh3() const noexcept {
        std::uint64_t sum = 0;
        for (const std::string_view key : keys_) {
            sum += XXH3_64bits(key.data(), key.size());
        }
        return sum;
    }
    /// Looks the hash keys' shards up.
    [[nodiscard]] std::uint64_t route() const noexcept {
        std::uint64_t sum = 0;
        for (const HashKey hash_key : hash_keys_) {
            const Target target = routes_.route(hash_key);
            if constexpr (std::is_pointer_v<Target>) {
                sum += reinterpret_cast<std::uintptr_t>(target);
            } else {
                sum += static_cast<std::uint64_t>(target);
            }
        }
        return sum;
    }

private:
    static constexpr std::size_t batch_max = limits::put_records_entries_max;

    KeyFunction function_;
    std::span<const KeySource> sample_;
    const RouteTable<Target>& routes_;
    std::string scratch_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> keys_;
    std::vector<HashKey> hash_keys_;
    std::vector<HashKey> batch_;
};

/// How long to measure.
struct KeyCostOptions {
    std::uint32_t rounds = 7;  ///< of which the best counts: what is in the way only adds
    std::chrono::nanoseconds round = std::chrono::microseconds{500};  ///< at least, for each step
};

/// The instructions by which keys are hashed side by side, in words.
[[nodiscard]] inline std::string_view md5_path_name(Md5Path path) noexcept {
    constexpr std::string_view names[] = {"portable", "SSE2", "AVX2", "AVX-512"};
    return names[static_cast<std::size_t>(path)];
}

namespace detail {

/// Nanoseconds for one of `count` in the best of some rounds of a step.
/// Gives: 0 of a clock that stands or goes back, after a bounded number of passes
template <class Step, steady_now Now>
[[nodiscard]] double best_cost(std::size_t count, const KeyCostOptions& options, Now& now,
                               Step step) {
    // Half a millisecond of the quickest step.
    constexpr std::uint64_t keys_max = std::uint64_t{1} << 19;
    volatile std::uint64_t taken = 0;
    double best = std::numeric_limits<double>::max();
    std::uint64_t passes = 1;
    for (std::uint32_t round = 0; round < (options.rounds > 0 ? options.rounds : 1);) {
        const std::chrono::nanoseconds start = now();
        std::uint64_t sum = 0;
        for (std::uint64_t pass = 0; pass < passes; ++pass) {
            sum += step();
        }
        taken = taken + sum;
        const auto took = static_cast<double>((std::chrono::nanoseconds{now()} - start).count());
        if (took < static_cast<double>(options.round.count()) && passes * count * 2 <= keys_max) {
            passes *= 2;  // too short to be told from the clock's own time
            continue;
        }
        if (took <= 0) {
            return 0;
        }
        const double cost = took / static_cast<double>(passes * count);
        best = cost < best ? cost : best;
        ++round;
    }
    return best > 0 ? best : 0;
}

}  // namespace detail

/// What it costs to get from records to shards: of each step its best round.
///
/// `now` is a callable that gives the time, such as that of a steady clock. The sample should be
/// of a few thousand records, so that it stays in the cache as the keys of a busy producer would.
///
/// Gives: zeros of an empty sample
template <class Target, steady_now Now>
[[nodiscard]] KeyCosts measure_key_costs(const KeyFunction& function,
                                         std::span<const KeySource> sample,
                                         const RouteTable<Target>& routes, Now&& now,
                                         const KeyCostOptions& options = {}) {
    KeyCosts costs;
    costs.md5_path = md5_path_name(best_md5_path());
    if (sample.empty()) return costs;
    KeySteps<Target> steps{function, sample, routes};
    const auto cost_of = [&](auto step) {
        return detail::best_cost(steps.size(), options, now, step);
    };
    costs.key_function = cost_of([&] { return steps.make_keys(); });
    costs.md5 = cost_of([&] { return steps.md5(); });
    costs.md5_batch = cost_of([&] { return steps.md5_batch(); });
    costs.xxh3 = cost_of([&] { return steps.xxh3(); });
    costs.route = cost_of([&] { return steps.route(); });
    return costs;
}

}  // namespace weir::inline v0
