// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_subject.hpp"

#include <chrono>
#include <string>

#include "catch.hpp"
#include "testing/planted_api.hpp"

namespace {

using namespace std::chrono_literals;
using Api = weir::ModelApi<weir::ManualClock>;
using Trial = weir::KinesisTrial<Api>;
const auto subject = weir_test::subject_of<Api>(true);

}  // namespace

TEST_CASE("A trial puts and reads, and waits for what is throttled") {
    weir::ConformanceNotes notes;
    Trial trial{subject, notes};
    const weir::Instant start = trial.now();
    const std::string data(1'000'000, 'd');
    for (int number = 0; number < 3; ++number) {
        CHECK(trial.put(data).shard_id.index == 0);
    }
    CHECK(trial.now() > start + 1s);
    for (int read = 0; read < 12; ++read) {
        CHECK(trial.read(trial.place(0), 1).records.size() == 1);
    }
    CHECK(trial.read_shard(0).records.size() == 3);
    CHECK(trial.put_at(weir::HashKey{7}, "data").shard_id.index == 0);
    CHECK(trial.data_from({.shard_id = "0"}).back() == "data");
    CHECK(std::move(notes).outcome("rule", "promise").passed());
}

TEST_CASE("A trial follows a closed shard to its end") {
    weir::ConformanceNotes notes;
    Trial trial{subject, notes};
    static_cast<void>(trial.put("1"));
    trial.split(0, Trial::half);
    const auto all = trial.read_shard(0);
    CHECK(all.data() == Trial::Texts{"1"});
    CHECK(all.children.size() == 2);
    trial.merge(1, 2);
    CHECK(trial.indexes() == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(Trial::find(trial.shards(), 3).hash_key_range == weir::HashKeyRange::whole());
    CHECK(trial.summary().open_shard_count == 1);
    CHECK(std::move(notes).outcome("rule", "promise").passed());
}

TEST_CASE("A call that fails though it should not is a finding, and the trial goes on") {
    weir::ConformanceNotes notes;
    Trial trial{subject, notes};
    CHECK_FALSE(trial.place(7).has_value());
    CHECK(trial.read(trial.place(7)).records.empty());
    static_cast<void>(trial.put("data", ""));
    trial.merge(0, 1);
    CHECK(trial.read_says({}) == "no place");
    trial.refuses("a split", trial.api().split_shard({}), weir::Errc::validation);
    trial.refuses("a split", trial.api().split_shard({}), weir::Errc::limit_exceeded);
    const auto outcome = std::move(notes).outcome("rule", "promise");
    CHECK(outcome.text() ==
          "rule: broken\n"
          "    promise\n"
          "    - get_shard_iterator: expected \"success\", seen \"ResourceNotFoundException\"\n"
          "    - get_shard_iterator: expected \"success\", seen \"ResourceNotFoundException\"\n"
          "    - put_record: expected \"success\", seen \"ValidationException\"\n"
          "    - merge_shards: expected \"success\", seen \"ResourceNotFoundException\"\n"
          "    - a split: expected \"LimitExceededException\", seen \"ValidationException\"\n");
}
