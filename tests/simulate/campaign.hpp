// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulate/leases.hpp"
#include "simulate/oracle.hpp"
#include "simulate/producer.hpp"
#include "simulate/reach.hpp"
#include "simulate/resharding.hpp"
#include "simulate/setup.hpp"
#include "simulate/worker.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/explore.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/time/manual_clock.hpp"

namespace weir_test {

/// What a run came to.
struct Outcome {
    std::string violations{};  ///< a line each; empty if everything was right
    std::string story{};       ///< of a run that went wrong
    std::uint64_t digest = 0;
    std::uint64_t steps = 0;
    std::uint64_t calls = 0;
    std::uint64_t records = 0;
    weir::Duration simulated{};
    std::array<std::uint64_t, weir::fault_families> faults{};
    std::vector<weir::FaultPlan::Drawn> drawn{};
    Reach reach{};

    [[nodiscard]] bool ok() const noexcept { return violations.empty(); }
};

/// Runs steps as threads of the explorer, on the same stream once and again.
class StepsAsFibers {
public:
    StepsAsFibers(std::uint64_t seed, Oracle& oracle, Reach& reach)
        : oracle_{oracle}, reach_{reach}, strategy_{options(seed)} {}

    void run(std::span<const std::function<void()>> steps) {
        static_cast<void>(strategy_.begin());  // which has no end
        oracle_.wait();
        const auto make = [&] { return std::make_unique<Program>(steps); };
        weir::ExploreOptions bounds;
        bounds.outlived = true;
        bounds.steps_max = 1'000'000;
        bounds.spurious_failures_max = 2;
        if (engine_.execute(strategy_, bounds, make) != weir::ExploreEngine::Outcome::passed) {
            oracle_.wrong("steps can be interleaved", engine_.failure());
        }
        oracle_.judge();
        if (steps.size() > 1) {
            reach_.count(Reached::steps_interleaved);
        }
    }
    [[nodiscard]] std::size_t who() const { return engine_.running(); }

private:
    class Program final : public weir::ExploreProgram {
    public:
        explicit Program(std::span<const std::function<void()>> steps) : steps_{steps} {}
        [[nodiscard]] unsigned threads() const override {
            return static_cast<unsigned>(steps_.size());
        }
        void run(unsigned thread) override { steps_[thread](); }

    private:
        std::span<const std::function<void()>> steps_;
    };
    static weir::ExploreRandom::Options options(std::uint64_t seed) {
        return {.seed = seed, .executions = ~std::uint64_t{0}, .stay = 70, .stale = 20};
    }

    Oracle& oracle_;
    Reach& reach_;
    weir::ExploreRandom strategy_;
    weir::ExploreEngine engine_;
};

/// One run: producers, workers, somebody who reshards and somebody who looks, an hour of faults and
/// then a quarter of one without, in which everything has to drain.
template <class Atomics>
class Campaign {
    using Throttle = weir::BasicServiceThrottle<Atomics>;
    using Stream = weir::Stream<weir::RingStorage<Atomics>, weir::ManualClock, Throttle>;
    using Api = weir::FaultyApi<Stream>;

public:
    Campaign(const Setup& setup, Mistake mistake)
        : setup_{setup},
          simulation_{options()},
          plan_{setup.seed},
          oracle_{setup_, simulation_.now(), outcome_.reach},
          leases_{simulation_, plan_, oracle_, outcome_.reach, mistake},
          stream_{stream_options(), simulation_.clock(), throttle(), memory()},
          fibers_{setup.seed, oracle_, outcome_.reach} {
        for (std::size_t at = 0; at < weir::fault_families; ++at) {
            plan_.draw(static_cast<weir::FaultFamily>(at), setup.weights[at]);
        }
        if (setup.only) {
            plan_.only(*setup.only);
        }
        plan_.reshard_by([this](weir::Random& random) { reshard(stream_, random); });
        journal_.watch([this](const weir::JournalEntry& entry) { oracle_.see(entry); });
        for (unsigned worker = 0; worker < setup.workers; ++worker) {
            const std::string name = "worker " + std::to_string(worker + 1);
            workers_.emplace_back(
                typename Worker<Api>::Surroundings{setup_, simulation_, plan_, leases_, oracle_,
                                                   outcome_.reach, mistake},
                api(name), name);
            ids_.push_back(simulation_.add(name, workers_.back()));
        }
        for (unsigned producer = 0; producer < setup.producers; ++producer) {
            const std::string name = "producer " + std::to_string(producer + 1);
            producers_.emplace_back(setup_, simulation_, api(name));
            simulation_.add(name, producers_.back());
        }
        operator_.emplace(setup_, simulation_, api("operator"));
        if (setup.reshards) {
            simulation_.add("operator", *operator_);
        }
        simulation_.add("inspector", [this](weir::Instant now) -> std::optional<weir::Instant> {
            look();
            return now + std::chrono::seconds{setup_.interleaved ? 5 : 30};
        });
        if (setup.nobody_home) {
            simulation_.after(setup.horizon / 2, "nobody home", [this] {
                for (const weir::ActorId worker : ids_) {
                    simulation_.hold(worker, setup_.away());
                }
            });
        }
        if (setup.interleaved) {
            simulation_.run_together({.within = std::chrono::milliseconds{300},
                                      .at_most = 3,
                                      .run = [this](auto steps) { fibers_.run(steps); },
                                      .who = [this] { return fibers_.who(); }});
        }
    }

    Outcome run() {
        while (simulation_.elapsed() < setup_.end() && oracle_.ok() && !stuck_) {
            stuck_ = simulation_.run_for(std::chrono::minutes{1}) != weir::SimulationEnd::time_up;
        }
        plan_.calm();
        if (oracle_.ok() && !stuck_) {
            // Until the last reshard has ended, and its shards are known.
            static_cast<void>(simulation_.run_for(std::chrono::minutes{2}));
            look();
            drained_ = simulation_.run_until([this] { return oracle_.all_done(); },
                                             std::chrono::minutes{30});
            look();
            oracle_.finish(simulation_.now(), stream_.metrics().incoming_records);
        }
        outcome_.violations = oracle_.explain();
        if (outcome_.violations.empty() && (stuck_ || !drained_)) {
            outcome_.violations = "it does not end: " + outcome_.story;
        }
        if (!outcome_.ok()) {
            outcome_.story = simulation_.story();
        }
        outcome_.digest = simulation_.digest();
        outcome_.steps = simulation_.steps();
        outcome_.calls = journal_.made();
        outcome_.records = oracle_.processed();
        outcome_.simulated = simulation_.elapsed() - setup_.away();
        outcome_.drawn = plan_.drawn();
        for (std::size_t at = 0; at < weir::fault_families; ++at) {
            outcome_.faults[at] = plan_.happened(static_cast<weir::FaultFamily>(at));
        }
        return std::move(outcome_);
    }

private:
    weir::SimulationOptions options() {
        weir::SimulationOptions options;
        options.seed = setup_.seed;
        options.report = [this](std::string_view why) { outcome_.story = why; };
        return options;
    }
    [[nodiscard]] weir::StreamOptions stream_options() const {
        weir::StreamOptions options;
        options.shard_count = setup_.shards;
        options.resharding_time = setup_.resharding_time;
        return options;
    }
    [[nodiscard]] Throttle throttle() const {
        weir::ServiceThrottleOptions options;
        options.write_records_per_second = setup_.records_per_second;
        options.write_burst_records = setup_.records_per_second;
        return Throttle{options};
    }
    [[nodiscard]] weir::RingOptions memory() const {
        weir::RingOptions options;
        options.first_segment_bytes = 1'024;
        options.segment_bytes = 4'096;
        options.segment_records_max = setup_.segment_records;
        return options;
    }
    Api& api(const std::string& caller) {
        return apis_.emplace_back(simulation_, stream_, plan_, journal_, caller);
    }
    void look() {
        const auto listed = stream_.list_shards();
        if (!listed || listed->next_token) {
            oracle_.wrong("shards are listed", "the shards cannot be listed");
            return;
        }
        oracle_.look(simulation_.now(), stream_.describe_stream_summary().retention_period,
                     listed->shards);
        const bool alone = weir::ExploreEngine::active() == nullptr;
        if (alone && stream_.bytes_in_use() > stream_.bytes_reserved()) {
            oracle_.wrong("memory adds up", "more memory is in use than there is");
        }
    }
    Setup setup_;
    Outcome outcome_;
    weir::Simulation simulation_;
    weir::FaultPlan plan_;
    weir::Journal journal_{{.entries_max = 256, .keeps_details = false}};
    Oracle oracle_;
    LeaseTable leases_;
    Stream stream_;
    StepsAsFibers fibers_;
    std::deque<Api> apis_;
    std::deque<Worker<Api>> workers_;
    std::deque<Producer<Api>> producers_;
    std::optional<Operator<Api>> operator_;
    std::vector<weir::ActorId> ids_;  // of the workers
    bool stuck_ = false;
    bool drained_ = false;
};

[[nodiscard]] inline Outcome run(const Setup& setup, Mistake mistake = Mistake::none) {
    if (setup.interleaved) {
        return std::make_unique<Campaign<weir::ExploreAtomics>>(setup, mistake)->run();
    }
    return std::make_unique<Campaign<weir::StdAtomics>>(setup, mistake)->run();
}

}  // namespace weir_test
