// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/simulation.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "weir/stream/stream.hpp"

namespace {

using namespace std::chrono_literals;
using weir::ActorId;
using weir::Duration;
using weir::Instant;
using weir::Simulation;
using weir::SimulationEnd;
using weir::SimulationOptions;

/// Runs at a fixed pace and writes down when.
struct Ticker {
    Duration every;
    std::vector<Instant> ran{};

    std::optional<Instant> step(Instant now) {
        ran.push_back(now);
        return now + every;
    }
};

/// A simulation whose reports are kept.
struct Heard {
    std::string report;
    Simulation simulation;

    explicit Heard(std::uint64_t seed = 1, std::uint64_t steps_at_once_max = 100)
        : simulation{options(*this, seed, steps_at_once_max)} {}
    static SimulationOptions options(Heard& heard, std::uint64_t seed, std::uint64_t steps) {
        SimulationOptions options;
        options.seed = seed;
        options.steps_at_once_max = steps;
        options.report = [&heard](std::string_view story) { heard.report = story; };
        return options;
    }
};

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("actors run in the order of their times, and time that nobody wants is jumped over") {
    Simulation simulation{1};
    Ticker slow{24h};
    Ticker fast{7h};
    simulation.add("slow", slow);
    simulation.add("fast", fast);
    const Instant start = simulation.now();
    CHECK(simulation.run_for(48h) == SimulationEnd::time_up);
    CHECK(slow.ran == std::vector<Instant>{start, start + 24h, start + 48h});
    CHECK(fast.ran.size() == 7);
    CHECK(fast.ran.back() == start + 42h);
    CHECK(simulation.now() == start + 48h);
    CHECK(simulation.elapsed() == 48h);
    CHECK(simulation.steps() == 10);
}

TEST_CASE("who is due at the same moment takes turns that the seed decides") {
    const auto order = [](std::uint64_t seed) {
        Simulation simulation{seed};
        std::string ran;
        for (const char name : std::string_view{"abcdefgh"}) {
            simulation.add(std::string(1, name), [&ran, name](Instant) -> std::optional<Instant> {
                ran += name;
                return std::nullopt;
            });
        }
        CHECK(simulation.run_until_idle(0s));
        return ran;
    };
    std::map<std::string, int> orders;
    std::map<char, int> first;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        CHECK(order(seed) == order(seed));
        ++orders[order(seed)];
        ++first[order(seed).front()];
    }
    CHECK(orders.size() > 390);
    for (const char name : std::string_view{"abcdefgh"}) {
        CHECK(first[name] > 25);  // 50 expected; the seeds are fixed
    }
}

TEST_CASE("a run ends when what it waits for is true") {
    Heard heard;
    Ticker ticker{1s};
    heard.simulation.add("ticker", ticker);
    CHECK(heard.simulation.run_until([&] { return ticker.ran.size() == 5; }, 1min));
    CHECK(heard.simulation.elapsed() == 4s);
    CHECK(heard.simulation.run_until([] { return true; }, 0s));
    CHECK(ticker.ran.size() == 5);
    CHECK(heard.report.empty());
}

TEST_CASE("a run that waits in vain tells the seed, the time, who is pending, and what was last") {
    Heard heard{77};
    Ticker ticker{40s};
    heard.simulation.add("ticker", ticker);
    heard.simulation.after(1h, "reshard", [] {});
    heard.simulation.after(10s, "a note", [&] { heard.simulation.remember("put_record: done"); });
    CHECK_FALSE(heard.simulation.run_until([] { return false; }, 1min));
    CHECK(heard.simulation.elapsed() == 1min);
    CHECK(holds(heard.report, "not reached in time"));
    CHECK(holds(heard.report, "seed 77, after 00:01:00 and 3 steps"));
    CHECK(holds(heard.report, "pending:\n  00:01:20  ticker\n  01:00:00  reshard\n"));
    CHECK(holds(heard.report, "last:\n  00:00:10  put_record: done\n"));
}

TEST_CASE("a simulation is idle when nobody wants to run, and says so when somebody still does") {
    Heard heard;
    int left = 3;
    heard.simulation.add("three times", [&](Instant now) {
        return --left > 0 ? std::optional{now + 1h} : std::nullopt;
    });
    CHECK(heard.simulation.run_until_idle(24h));
    CHECK(heard.simulation.elapsed() == 2h);
    Ticker ticker{1h};
    heard.simulation.add("ticker", ticker);
    CHECK_FALSE(heard.simulation.run_until_idle(24h));
    CHECK(heard.simulation.elapsed() == 26h);
    CHECK(holds(heard.report, "Somebody still wants to run."));
}

TEST_CASE("an actor that always wants to run at once does not hang the simulation") {
    for (const bool backwards : {false, true}) {
        Heard heard;
        heard.simulation.add(
            "greedy", [&](Instant now) { return std::optional{now - (backwards ? 1h : 0h)}; });
        CHECK(heard.simulation.run_for(1h) == SimulationEnd::stuck);
        CHECK(holds(heard.report, "Time does not pass: greedy"));
        CHECK_FALSE(heard.simulation.run_until([] { return false; }, 1h));
        CHECK_FALSE(heard.simulation.run_until_idle(1h));
        CHECK(heard.simulation.elapsed() == 0s);
    }
}

TEST_CASE("an actor without a time of its own runs when it is woken") {
    Simulation simulation{1};
    int runs = 0;
    const ActorId sleeper = simulation.add("sleeper", [&](Instant) -> std::optional<Instant> {
        ++runs;
        return std::nullopt;
    });
    CHECK(simulation.run_for(1h) == SimulationEnd::time_up);
    CHECK(runs == 1);
    simulation.after(1min, "waker", [&] {
        simulation.wake(sleeper);
        simulation.wake(sleeper);  // once is enough
    });
    CHECK(simulation.run_until_idle(1h));
    CHECK(runs == 2);

    // Woken in its own step it runs once more, as soon as it said or now.
    bool again = true;
    ActorId self{};
    self = simulation.add("self", [&](Instant now) -> std::optional<Instant> {
        if (std::exchange(again, false)) {
            simulation.wake(self);
            return now + 1h;
        }
        return std::nullopt;
    });
    const auto before = simulation.elapsed();
    CHECK(simulation.run_until_idle(2h));
    CHECK(simulation.elapsed() == before);
}

TEST_CASE("an actor that is held does nothing for so long, and one that is stopped nothing more") {
    Simulation simulation{1};
    Ticker held{1s};
    Ticker stopped{1s};
    const ActorId a = simulation.add("held", held);
    const ActorId b = simulation.add("stopped", stopped);
    const Instant start = simulation.now();
    simulation.after(2500ms, "operator", [&] {
        simulation.hold(a, 10s);
        simulation.stop(b);
        simulation.wake(a);
        simulation.wake(b);
    });
    CHECK(simulation.run_for(14s) == SimulationEnd::time_up);
    CHECK(stopped.ran.size() == 3);
    CHECK(held.ran ==
          std::vector<Instant>{start, start + 1s, start + 2s, start + 12500ms, start + 13500ms});

    // From within a step: the reply to a call takes so long.
    ActorId caller{};
    std::vector<Duration> ran;
    caller = simulation.add("caller", [&](Instant now) {
        ran.push_back(simulation.elapsed() - 14s);
        simulation.hold(*simulation.running(), 5s);
        return std::optional{now + 1s};
    });
    CHECK(simulation.name(caller) == "caller");
    CHECK(simulation.run_for(10s) == SimulationEnd::time_up);
    CHECK(ran == std::vector<Duration>{0s, 5s, 10s});
    CHECK_FALSE(simulation.running().has_value());
}

TEST_CASE("an actor that is stopped while it is the next one does not run") {
    Simulation simulation{1};
    Ticker ticker{1s};
    const ActorId id = simulation.add("ticker", ticker);
    CHECK(simulation.run_for(500ms) == SimulationEnd::time_up);
    simulation.stop(id);
    CHECK(simulation.run_until_idle(0s));
    CHECK(simulation.run_for(10s) == SimulationEnd::time_up);
    CHECK(ticker.ran.size() == 1);
}

TEST_CASE("a clock that jumps moves nobody's plans") {
    Heard heard;
    Simulation& simulation = heard.simulation;
    Ticker ticker{10s};
    simulation.add("ticker", ticker);
    const Instant start = simulation.now();
    simulation.after(15s, "jump", [&] { simulation.skew_clock(-1h); });
    simulation.after(35s, "jump", [&] { simulation.skew_clock(2h); });
    CHECK(simulation.run_for(45s) == SimulationEnd::time_up);
    CHECK(ticker.ran == std::vector<Instant>{start, start + 10s, start + 20s - 1h, start + 30s - 1h,
                                             start + 40s + 1h});
    CHECK(simulation.now() == start + 45s + 1h);
    CHECK(simulation.elapsed() == 45s);
    CHECK(holds(simulation.story(), "the clock wrong by 01:00:00"));
}

TEST_CASE("chance is drawn by purpose, so that one more actor changes nothing for the others") {
    const Simulation simulation{5};
    CHECK(simulation.random("producer").next() == simulation.random("producer").next());
    CHECK(simulation.random("producer").next() != simulation.random("consumer").next());
    CHECK(simulation.random("producer").next() != Simulation{6}.random("producer").next());
}

TEST_CASE("a step that throws is told with the story, and the simulation can go on") {
    Heard heard;
    heard.simulation.add("thrower", [](Instant) -> std::optional<Instant> {
        throw std::runtime_error{"out of luck"};
    });
    Ticker ticker{1s};
    heard.simulation.add("ticker", ticker);
    CHECK_THROWS_AS(heard.simulation.run_for(10s), std::runtime_error);
    CHECK(holds(heard.report, "A step of thrower threw."));
    CHECK_FALSE(heard.simulation.running().has_value());
    CHECK(heard.simulation.run_for(10s) == SimulationEnd::time_up);
    CHECK(ticker.ran.size() > 9);
}

TEST_CASE("actors may be added in a step") {
    Simulation simulation{1};
    int children = 0;
    simulation.add("parent", [&](Instant now) -> std::optional<Instant> {
        for (int child = 0; child < 100; ++child) {
            simulation.add("child", [&](Instant) -> std::optional<Instant> {
                ++children;
                return std::nullopt;
            });
        }
        return now < simulation.now() ? std::nullopt : std::optional{now + 1s};
    });
    CHECK(simulation.run_for(1s) == SimulationEnd::time_up);
    CHECK(children == 200);
}

namespace {

/// A producer, a consumer that follows resharding, and a split, for an hour.
std::uint64_t history(std::uint64_t seed, std::vector<std::string>* read = nullptr) {
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
    Simulation simulation{seed};
    Stream stream{{.shard_count = 1, .resharding_time = 30s}, simulation.clock()};
    weir::Random random = simulation.random("producer");
    int sent = 0;
    simulation.add("producer", [&](Instant now) -> std::optional<Instant> {
        const std::string key = std::to_string(random.below(10));
        const std::string data = std::to_string(sent);
        const auto put = stream.put_record({.data = data, .partition_key = key});
        simulation.remember("put " + key + " " + data + " " +
                            (put ? put->sequence_number.to_string() : put.error().message()));
        sent += put ? 1 : 0;
        return sent == 500
                   ? std::nullopt
                   : std::optional{
                         now + Duration{static_cast<std::int64_t>(random.between(1, 10'000'000))}};
    });
    std::map<std::uint32_t, weir::ShardIterator> places;
    const auto follow = [&](weir::ShardId shard) {
        places[shard.index] = *stream.get_shard_iterator({.shard_id = shard});
    };
    follow(weir::ShardId{0});
    std::size_t seen = 0;
    simulation.add("consumer", [&](Instant now) -> std::optional<Instant> {
        const auto now_places = places;
        for (const auto& [index, place] : now_places) {
            const auto page = stream.get_records({.shard_iterator = place});
            if (!page) {
                continue;  // asked too often
            }
            for (const weir::RecordView record : page->records) {
                ++seen;
                simulation.remember("got " + std::string{record.data().as_text()});
                if (read != nullptr) {
                    read->push_back(std::string{record.data().as_text()});
                }
            }
            if (page->next_shard_iterator) {
                places[index] = *page->next_shard_iterator;
            } else {
                places.erase(index);
                for (const auto& child : page->child_shards) {
                    follow(child.shard_id);
                }
            }
        }
        return now + 1s;
    });
    simulation.after(10min, "split", [&] {
        CHECK(stream.update_shard_count({.target_shard_count = 2}).has_value());
    });
    CHECK(simulation.run_until([&] { return seen == 500; }, 2h));
    return simulation.digest();
}

}  // namespace

TEST_CASE("the same seed gives the same history, on every machine") {
    std::vector<std::string> read;
    CHECK(history(1, &read) == history(1));
    CHECK(read.size() == 500);
    CHECK(history(1) != history(2));
    // Written down once: another figure means that seeds of old failures are worth nothing.
    CHECK(history(1) == 0x0777'4cf0'c571'8ccb);
}

TEST_CASE("steps of about the same moment can run together") {
    weir::Simulation simulation{7};
    std::vector<std::size_t> sizes;
    std::vector<Duration> moments;
    std::size_t running = 0;
    simulation.run_together({.within = 10ms,
                             .at_most = 2,
                             .run =
                                 [&](std::span<const std::function<void()>> steps) {
                                     sizes.push_back(steps.size());
                                     moments.push_back(simulation.elapsed());
                                     for (running = steps.size(); running-- > 0;) {
                                         steps[running]();
                                     }
                                 },
                             .who = [&] { return running; }});
    std::vector<std::string> ran;
    std::vector<weir::ActorId> ids;
    const auto add = [&](const char* name, Duration every) {
        ids.push_back(simulation.add(name, [&, name, every](Instant now) {
            CHECK(simulation.name(*simulation.running()) == name);
            ran.emplace_back(name);
            return std::optional{now + every};
        }));
    };
    add("a", 100ms);
    add("b", 105ms);
    add("c", 1s);
    CHECK(simulation.run_for(150ms) == weir::SimulationEnd::time_up);
    // All three at once at first, but two at most; then a and b, when b is due.
    CHECK(sizes == std::vector<std::size_t>{2, 1, 2});
    CHECK(moments == std::vector<Duration>{0ms, 0ms, 105ms});
    CHECK(ran.size() == 5);
    CHECK_FALSE(simulation.running().has_value());
    // Nobody runs later than the end of what is run.
    CHECK(simulation.run_for(51ms) == weir::SimulationEnd::time_up);
    CHECK(simulation.elapsed() == 201ms);
    CHECK(moments.size() == 3);
    simulation.stop(ids[0]);
    CHECK(simulation.run_for(60ms) == weir::SimulationEnd::time_up);
    CHECK(ran.back() == "b");
}

TEST_CASE("steps that run together and never let time pass are stuck as well") {
    weir::SimulationOptions options;
    options.steps_at_once_max = 50;
    std::string story;
    options.report = [&](std::string_view text) { story = text; };
    weir::Simulation simulation{options};
    simulation.run_together({.run = [](auto steps) {
        for (const auto& step : steps) {
            step();
        }
    }});
    simulation.add("eager", [](Instant now) { return std::optional{now}; });
    CHECK(simulation.run_for(1s) == weir::SimulationEnd::stuck);
    CHECK(story.find("eager runs again and again") != std::string::npos);
}

TEST_CASE("a step must not run its own simulation") {
    CHECK(weir_test::dies([] {
        Simulation simulation{1};
        simulation.add("eager", [&](Instant) -> std::optional<Instant> {
            static_cast<void>(simulation.run_for(1s));
            return std::nullopt;
        });
        simulation.add("other", [](Instant now) { return std::optional{now + 1ms}; });
        static_cast<void>(simulation.run_for(1s));
    }));
}
