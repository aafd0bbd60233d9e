// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/case.hpp"
#include "weir/core/check.hpp"
#include "weir/core/random.hpp"

namespace bench {

struct Settings {
    unsigned rounds = 31;
    unsigned tries = 20;  ///< how often a sample is taken again because it was preempted
    bool smoke = false;
    bool rows = false;
    bool markdown = false;
    std::string only{};
};

/// A figure of many rounds: the median, and the quarter of the rounds that lies below and above.
struct Spread {
    double median = 0;
    double low = 0;
    double high = 0;

    [[nodiscard]] static Spread of(std::vector<double> values) {
        std::sort(values.begin(), values.end());
        const auto at = [&values](double part) {
            return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
        };
        return {at(0.5), at(0.25), at(0.75)};
    }
};

/// Runs all cases of a group in turns, round after round, in another order each time.
///
/// So what the machine does to one round it does to all cases in it, and the ratio of two cases of
/// one round means more than either. The first round, which finds everything cold, is left out.
class Rounds {
public:
    Rounds(std::vector<Case> cases, const Settings& settings, Crew& crew)
        : cases_{std::move(cases)}, nanos_(cases_.size()) {
        std::vector<std::size_t> order(cases_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        weir::Random random{3};
        for (unsigned round = 0; round <= settings.rounds; ++round) {
            std::shuffle(order.begin(), order.end(), random);
            for (const std::size_t at : order) {
                if (!settings.smoke) {
                    warm_up(cases_[at], crew);
                }
                const Sample sample = sample_undisturbed(cases_[at], settings.tries, crew);
                if (round > 0) {
                    nanos_[at].push_back(sample.nanos / static_cast<double>(cases_[at].operations));
                }
            }
        }
    }

    [[nodiscard]] const std::vector<Case>& cases() const noexcept { return cases_; }

    /// Units: nanoseconds per operation.
    [[nodiscard]] Spread nanos(std::string_view name) const { return Spread::of(of(name)); }
    [[nodiscard]] Spread ratio(std::string_view name, std::string_view base) const {
        return pairs(name, base, [](double a, double b) { return a / b; });
    }
    /// Units: nanoseconds per operation.
    [[nodiscard]] Spread difference(std::string_view name, std::string_view base) const {
        return pairs(name, base, [](double a, double b) { return a - b; });
    }

private:
    [[nodiscard]] const std::vector<double>& of(std::string_view name) const {
        std::size_t at = 0;
        while (at < cases_.size() && cases_[at].name != name) {
            ++at;
        }
        WEIR_CHECK(at < cases_.size(), "a group has the case that is asked for");
        return nanos_[at];
    }
    template <class Combine>
    [[nodiscard]] Spread pairs(std::string_view name, std::string_view base,
                               Combine&& combine) const {
        const auto& upper = of(name);
        const auto& lower = of(base);
        std::vector<double> values;
        for (std::size_t at = 0; at < upper.size(); ++at) {
            values.push_back(combine(upper[at], lower[at]));
        }
        return Spread::of(std::move(values));
    }

    std::vector<Case> cases_;
    std::vector<std::vector<double>> nanos_;
};

}  // namespace bench
