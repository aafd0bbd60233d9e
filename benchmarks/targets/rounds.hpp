// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/sample.hpp"
#include "weir/core/check.hpp"

namespace bench {

struct Settings {
    unsigned rounds = 61;
    unsigned tries = 20;  ///< how often a sample is taken again because it was preempted
    bool smoke = false;
    bool rows = false;
    std::string filter{};
};

/// One way to do a thing.
struct Case {
    std::string name;
    std::size_t operations = 1;  ///< in one sample, by all threads together
    std::function<void(unsigned thread)> run;
    std::function<void()> after = [] {};  ///< outside the clock: makes the next sample possible
    unsigned threads = 0;                 ///< 0: on this thread, in processor time; else wall time
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

/// Runs all cases of a group in turns, round after round, beginning with another one each time.
///
/// So what the machine does to one round it does to all cases in it, and the ratio of two cases of
/// one round means more than either. The first round, which finds everything cold, is left out.
class Rounds {
public:
    Rounds(std::vector<Case> cases, const Settings& settings, Crew& crew)
        : cases_{std::move(cases)}, nanos_(cases_.size()) {
        for (unsigned round = 0; round <= settings.rounds; ++round) {
            for (std::size_t turn = 0; turn < cases_.size(); ++turn) {
                const std::size_t at = (turn + round) % cases_.size();
                const double nanos = sample(cases_[at], settings, crew);
                if (round > 0) {
                    nanos_[at].push_back(nanos);
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
    [[nodiscard]] static double sample(const Case& what, const Settings& settings, Crew& crew) {
        Sample best;
        for (unsigned attempt = 0; attempt < settings.tries; ++attempt) {
            const Sample now = what.threads == 0 ? sample_alone([&] { what.run(0); })
                                                 : crew.sample(what.threads, what.run);
            what.after();
            if (attempt == 0 || now.preemptions < best.preemptions) {
                best = now;
            }
            if (best.preemptions == 0) {
                break;
            }
        }
        return best.nanos / static_cast<double>(what.operations);
    }
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
