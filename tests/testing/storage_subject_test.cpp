// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_subject.hpp"

#include <cstddef>

#include "catch.hpp"
#include "weir/storage/simple_storage.hpp"

namespace {

using Trial = weir::LogTrial<weir::SimpleStorage>;

}  // namespace

TEST_CASE("A trial's records have numbers for data, and arrive ten milliseconds apart") {
    Trial trial{{}};
    trial.fill(3);
    const auto read = trial.log.read({});
    CHECK(Trial::texts_of(read.records) == Trial::Texts{"1", "2", "3"});
    CHECK(read.last_arrival_millis == 1'030);
    CHECK(Trial::arrival(3) == 1'030);
    CHECK(trial.indexes_from(2) == Trial::Indexes{2, 3});
    CHECK(Trial::sequence(2, 3) == Trial::Indexes{2, 3});
    CHECK(Trial::sequence(3, 2).empty());
}

TEST_CASE("A trial's batch remembers what it was asked and told") {
    Trial trial{{}};
    trial.fill(1);
    weir::TrialBatch batch;
    batch.add("yes");
    batch.add("no", false);
    std::size_t dealt_with = 0;
    CHECK_FALSE(batch.admitted(0));
    CHECK(trial.put(batch, dealt_with) == weir::AppendOutcome::done);
    CHECK(dealt_with == 2);
    CHECK(batch.accepts() == 1);
    CHECK(batch.entry(0).index == 2);
    CHECK(batch.entry(0).arrival_millis == 2'000);
    CHECK(batch.entry(1).so_far == weir::WriteTotals{2, 10});
    CHECK(batch.entry(1).accepts == 0);
    CHECK_FALSE(batch.admitted(1));
}

TEST_CASE("The largest record of a subject is that of a stream") {
    const weir::StorageSubject<weir::SimpleStorage> subject{};
    CHECK(subject.key_bytes_max == 768);
    CHECK(subject.data_bytes_max == 10'485'760);
}
