// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "allocation/failing.hpp"
#include "allocation/world.hpp"
#include "catch.hpp"

namespace weir_test {

inline constexpr const char* out_of_memory = "out of memory";

/// One call of the library, in a shortage.
class Attempt {
public:
    explicit Attempt(failing::Plan plan = {}) : plan_{plan} {}

    /// Gives: the answer as text.
    template <class Call>
    std::string operator()(Call&& call) {
        std::optional<decltype(call())> answer;
        try {
            const failing::Shortage shortage{plan_};
            answer.emplace(call());
            requests = failing::asked;
        } catch (const std::bad_alloc&) {
            return out_of_memory;
        }
        return text_of(*answer);
    }

    std::uint64_t requests = 0;  ///< for memory, that the call made

private:
    failing::Plan plan_;
};

/// An operation on a stream, and what comes before it.
template <class Storage>
struct Operation {
    std::string name;
    std::function<void(World<Storage>&)> prepare;
    std::function<std::string(World<Storage>&, Attempt&)> run;
    bool in_parts = false;  ///< a part of it may succeed, and its answer says which
};

/// Where two texts differ, or nothing.
inline std::string difference(const std::string& found, const std::string& expected) {
    if (found == expected) {
        return {};
    }
    std::size_t at = 0;
    while (at < found.size() && at < expected.size() && found[at] == expected[at]) {
        ++at;
    }
    const std::size_t from = at < 60 ? 0 : at - 60;
    return "found ..." + found.substr(from, 200) + "\nexpected ..." + expected.substr(from, 200);
}

/// Runs an operation again and again from equal states, a request for memory failing each time.
template <class Storage>
class Trial {
public:
    Trial(const Setup& setup, const Operation<Storage>& operation)
        : setup_{setup},
          operation_{operation},
          untouched_{history(0)},
          done_{history(1)},
          requests_{count_requests()} {}

    /// Gives: how many requests failed in turn.
    std::uint64_t run() {
        for (const bool and_all_later : {false, true}) {
            for (std::uint64_t request = 0; request < requests_; ++request) {
                check({request, and_all_later});
            }
        }
        return requests_ * 2;
    }

private:
    using WorldType = World<Storage>;

    /// Answers and states by turns: the operation so many times, a look, and so once more.
    struct History {
        std::string answer;
        std::string state;
        std::string later_answer;
        std::string later_state;
    };

    void prepare(WorldType& world) const {
        if (operation_.prepare) {
            operation_.prepare(world);
        }
    }
    History history(int times) const {
        WorldType world{setup_};
        prepare(world);
        History history;
        Attempt attempt;
        if (times > 0) {
            history.answer = operation_.run(world, attempt);
        }
        go_on(world, history);
        return history;
    }
    void go_on(WorldType& world, History& history) const {
        Attempt attempt;
        history.state = world.observe();
        history.later_answer = operation_.run(world, attempt);
        history.later_state = world.observe();
    }
    std::uint64_t count_requests() const {
        WorldType world{setup_};
        prepare(world);
        Attempt attempt;
        static_cast<void>(operation_.run(world, attempt));
        return attempt.requests;
    }

    void check(failing::Plan plan) const {
        INFO(operation_.name << ", seed " << setup_.seed << ", " << setup_.shard_count
                             << " shards, " << setup_.steps << " steps, request " << plan.first
                             << " of " << requests_
                             << (plan.and_all_later ? " and all later ones fail" : " fails"));
        CHECK(leak(plan) == 0);
        WorldType world{setup_};
        prepare(world);
        Attempt attempt{plan};
        History found;
        found.answer = operation_.run(world, attempt);
        go_on(world, found);
        INFO("its answer: " << found.answer);
        if (operation_.in_parts && found.answer != done_.answer) {
            check_parts(found);
            return;
        }
        const History& expected = found.answer == done_.answer ? done_ : untouched_;
        CHECK(difference(found.state, expected.state) == "");
        CHECK(difference(found.later_answer, expected.later_answer) == "");
        CHECK(difference(found.later_state, expected.later_state) == "");
    }
    /// What the answer says is there, is there.
    void check_parts(const History& found) const {
        CHECK(found.state.find("whole\n") != std::string::npos);
        for (std::size_t at = found.answer.find("; "); at != std::string::npos;
             at = found.answer.find("; ", at + 1)) {
            const auto number = found.answer.find(' ', at + 2) + 1;
            const auto end = std::min(found.answer.find("; ", number), found.answer.size());
            const std::string what = found.answer.substr(number, end - number);
            if (what.find_first_not_of("0123456789") == std::string::npos) {
                CHECK(found.state.find(what) != std::string::npos);
            }
        }
    }
    std::int64_t leak(failing::Plan plan) const {
        const std::int64_t before = failing::live.load();
        {
            WorldType world{setup_};
            prepare(world);
            Attempt attempt{plan};
            static_cast<void>(operation_.run(world, attempt));
        }
        return failing::live.load() - before;
    }

    Setup setup_;
    const Operation<Storage>& operation_;
    History untouched_;
    History done_;
    std::uint64_t requests_;
};

/// Tries operations on worlds of several seeds.  Gives: how many requests failed.
template <class Storage>
std::uint64_t try_all(const std::vector<Operation<Storage>>& operations,
                      weir::Duration resharding_time = {}) {
    std::uint64_t failed = 0;
    // Of 14 shards a reshard makes more than 16, where the directory of shards has to grow.
    for (const auto& [seed, shard_count] : {std::pair{1U, 1U}, {2U, 1U}, {3U, 2U}, {4U, 14U}}) {
        const Setup setup{.seed = seed,
                          .shard_count = shard_count,
                          .steps = shard_count < 14 ? 30U : 4U,
                          .resharding_time = resharding_time};
        for (const Operation<Storage>& operation : operations) {
            failed += Trial<Storage>{setup, operation}.run();
        }
    }
    return failed;
}

}  // namespace weir_test
