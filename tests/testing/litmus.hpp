// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "weir/testing/explore.hpp"

namespace weir_test {

/// What the threads of a litmus test share, and what they saw.
struct LitmusCells {
    weir::ExploreAtomics::atomic<int> x{0};
    weir::ExploreAtomics::atomic<int> y{0};
    weir::ExploreAtomics::atomic<int> z{0};
    weir::ExploreAtomics::plain<int> data{0};
    int r[6]{};
};

using LitmusThread = std::function<void(LitmusCells&)>;
using Outcomes = std::set<std::string>;

/// A few lines for each thread, and the outcomes that were seen.
class Litmus {
public:
    explicit Litmus(std::vector<LitmusThread> threads) : threads_{std::move(threads)} {}

    /// Registers 0 to `registers` - 1, then the final values of as many of x, y and z.
    Litmus& shows(std::size_t registers, std::size_t finals = 0) {
        registers_ = registers;
        finals_ = finals;
        return *this;
    }
    /// Every outcome there is.
    Outcomes outcomes(bool weak = true) {
        outcomes_.clear();
        weir::ExploreBounded strategy{{.preemptions = weir::ExploreBounded::unbounded}};
        result_ = explore(strategy, {.weak_memory = weak}, *this);
        return outcomes_;
    }
    Outcomes outcomes_of(weir::ExploreStrategy& strategy, const weir::ExploreOptions& options) {
        outcomes_.clear();
        result_ = explore(strategy, options, *this);
        return outcomes_;
    }
    [[nodiscard]] const weir::ExploreResult& result() const { return result_; }

    std::unique_ptr<weir::ExploreProgram> operator()() { return std::make_unique<Program>(*this); }

private:
    struct Program final : weir::ExploreProgram {
        explicit Program(Litmus& owner) : litmus{owner} {}
        [[nodiscard]] unsigned threads() const override {
            return static_cast<unsigned>(litmus.threads_.size());
        }
        void run(unsigned thread) override { litmus.threads_[thread](cells); }
        void finish() override {
            std::string outcome;
            for (std::size_t at = 0; at < litmus.registers_; ++at) {
                outcome += std::to_string(cells.r[at]);
            }
            const int finals[] = {cells.x.load(std::memory_order_relaxed),
                                  cells.y.load(std::memory_order_relaxed),
                                  cells.z.load(std::memory_order_relaxed)};
            for (std::size_t at = 0; at < litmus.finals_; ++at) {
                outcome += (at == 0 ? "/" : "") + std::to_string(finals[at]);
            }
            litmus.outcomes_.insert(outcome);
        }
        Litmus& litmus;
        LitmusCells cells;
    };

    std::vector<LitmusThread> threads_;
    std::size_t registers_ = 0;
    std::size_t finals_ = 0;
    Outcomes outcomes_;
    weir::ExploreResult result_;
};

}  // namespace weir_test
