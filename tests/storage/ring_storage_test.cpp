// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_storage.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "storage/log_helpers.hpp"

namespace {

using weir::BudgetPolicy;
using weir::Instant;
using weir::RingOptions;
using weir_test::dies;
using weir_test::put;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;

constexpr std::uint64_t kibibyte = 1024;

}  // namespace

TEST_CASE("a log that nobody writes to costs its own object and nothing else") {
    for (const auto policy : {BudgetPolicy::refuse, BudgetPolicy::trim_oldest}) {
        Storage storage{{.memory_budget_bytes = 1 << 20, .when_budget_is_spent = policy}};
        std::vector<std::unique_ptr<Log>> logs;
        for (int number = 0; number < 10'000; ++number) {
            logs.push_back(std::make_unique<Log>(storage.context(), Instant{}));
        }
        CHECK(storage.bytes_in_use() == 0);
        CHECK(storage.bytes_reserved() == 0);
        for (const auto& log : logs) {
            REQUIRE(log->read({}).records.empty());
            REQUIRE(log->totals().written.records == 0);
            REQUIRE(log->first_index() == 1);
        }
        CHECK(storage.bytes_reserved() == 0);
    }
    CHECK(sizeof(Log) == 128);
    CHECK(sizeof(Log) + sizeof(weir::RingLogRegistry<weir::StdAtomics>::Member) < kibibyte);
}

TEST_CASE("a small record costs at most 40 bytes above its key and data") {
    Storage storage;
    Log log{storage.context(), Instant{}};
    const std::string key(16, 'k');
    const std::string data(100, 'd');
    constexpr std::uint64_t records = 1'000'000;
    for (std::uint64_t record = 0; record < records; ++record) {
        static_cast<void>(log.append(Instant{}, key, data, weir_test::admit_all));
    }
    CHECK(log.totals().written.records == records);
    CHECK(storage.bytes_in_use() <= records * (116 + 40));
    CHECK(storage.bytes_reserved() <= records * (116 + 40));
}

TEST_CASE("memory that a log lets go serves every other log") {
    Storage storage{{.first_segment_bytes = 4096, .segment_bytes = 4096}};
    std::uint64_t reserved = 0;
    for (int round = 0; round < 20; ++round) {
        Log log{storage.context(), Instant{}};
        for (int record = 0; record < 500; ++record) {
            put(log, record, std::string(100, 'x'));
        }
        if (round == 0) {
            reserved = storage.bytes_reserved();
        }
        CHECK(storage.bytes_reserved() == reserved);
    }
    CHECK(storage.bytes_in_use() == 0);
}

TEST_CASE("memory can be prepared, touched, and of huge pages") {
    const RingOptions options{.first_segment_bytes = 2 << 20,
                              .segment_bytes = 2 << 20,
                              .prepared_bytes = 8 << 20,
                              .block = {.prefault = true, .huge_pages = true}};
    Storage storage{options};
    CHECK(storage.bytes_reserved() == 8 << 20);
    CHECK(storage.bytes_in_use() == 0);
    Log log{storage.context(), Instant{}};
    for (int record = 0; record < 30'000; ++record) {
        put(log, record, std::string(100, 'x'));
    }
    CHECK(storage.bytes_reserved() == 8 << 20);
    CHECK(log.read({}).records.size() == 30'000);
}

TEST_CASE("a budget smaller than a single segment still takes small records") {
    Storage storage{{.memory_budget_bytes = 256}};
    Log log{storage.context(), Instant{}};
    CHECK(put(log, 1, "data") == 1);
    CHECK(storage.bytes_reserved() == 256);
    Storage nothing{{.memory_budget_bytes = 0}};
    Log none{nothing.context(), Instant{}};
    CHECK(none.append(Instant{}, "k", "d", weir_test::admit_all).outcome ==
          weir::AppendOutcome::no_memory);
}

TEST_CASE("options that make no sense stop the program") {
    CHECK(dies([] { Storage storage{{.first_segment_bytes = 3000}}; }));
    CHECK(dies([] { Storage storage{{.segment_bytes = 100'000}}; }));
    CHECK(dies([] { Storage storage{{.first_segment_bytes = 128}}; }));
    CHECK(dies([] { Storage storage{{.segment_bytes = 16 << 20}}; }));
    CHECK(dies([] { Storage storage{{.first_segment_bytes = 8192, .segment_bytes = 4096}}; }));
    CHECK(dies([] { Storage storage{{.segment_records_max = 0}}; }));
    CHECK(dies([] { Storage storage{{.segment_records_max = 32'768}}; }));
    CHECK_FALSE(dies([] {
        Storage storage{
            {.first_segment_bytes = 256, .segment_bytes = 8 << 20, .segment_records_max = 32'767}};
    }));
}

TEST_CASE("a key that a slot cannot describe stops the program") {
    CHECK(dies([] {
        Storage storage;
        Log log{storage.context(), Instant{}};
        put(log, 1, "data", std::string(2048, 'k'));
    }));
    Storage storage;
    Log log{storage.context(), Instant{}};
    CHECK(put(log, 1, "data", std::string(2047, 'k')) == 1);
}

TEST_CASE("a batch that outlives its storage stops the program, as does discarding an open log") {
    CHECK(dies([] {
        Storage::Batch batch;
        {
            Storage storage;
            Log log{storage.context(), Instant{}};
            put(log, 1, "data");
            batch = log.read({}).records;
        }
    }));
    CHECK(dies([] {
        Storage storage;
        Log log{storage.context(), Instant{}};
        put(log, 1, "data");
        log.discard();
    }));
}
