// SPDX-License-Identifier: Apache-2.0
// The largest record of a stream can be changed, and from then on it is what the stream takes.
#include "scenario/account.hpp"

namespace {

const std::string arn = Account::arn();

auto put(Account::Service& service, std::size_t size) {
    const std::string data(size, 'x');
    return service.put_record(
        {.stream_name = "stream", .data = weir::Blob{data}, .partition_key = "k"});
}
void set_size(Account::Service& service, std::int32_t kib) {
    ok(service.update_max_record_size({.stream_arn = arn, .max_record_size_in_kib = kib}));
}

/// With the service's own limits of what a shard takes.
struct Strict {
    Strict() { ok(service.create_stream({.stream_name = "stream", .shard_count = 1})); }

    weir::ManualClock clock;
    Account::Service service{Account::relaxed(), clock};
};

}  // namespace

TEST_CASE("A stream takes larger records once it is told to") {
    Account account;
    account.create();
    CHECK(refusal(put(account.service, 1'048'577)).starts_with("ValidationException: "));
    set_size(account.service, 2048);
    ok(put(account.service, 2'097'151));
    CHECK(refusal(put(account.service, 2'097'153)).starts_with("ValidationException: "));
    CHECK(account.summary().max_record_size_in_kib == 2048);
}

TEST_CASE("Larger records that are there stay readable when the size shrinks") {
    Account account;
    account.create();
    set_size(account.service, 10240);
    ok(put(account.service, 5'000'000));
    set_size(account.service, 1024);
    CHECK(refusal(put(account.service, 1'048'577)).starts_with("ValidationException: "));
    REQUIRE(account.data_in(0).size() == 1);
    CHECK(account.data_in(0)[0].size() == 5'000'000);
}

TEST_CASE("The size is one to ten mebibytes") {
    Account account;
    account.create();
    CHECK(refusal(account.service.update_max_record_size(
              {.stream_arn = arn, .max_record_size_in_kib = 10241})) ==
          "ValidationException: 1 validation error detected: Value '10241' at "
          "'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value less than or "
          "equal to 10240");
    CHECK(refusal(account.service.update_max_record_size(
                      {.stream_arn = arn, .max_record_size_in_kib = 1023}))
              .starts_with("ValidationException: "));
}

TEST_CASE("One record that is too large fails a whole batch, and nothing is written") {
    Account account;
    account.create();
    const std::string large(1'048'577, 'x');
    const weir::PutRecordsRequestEntry entries[] = {{.data = "a", .partition_key = "a"},
                                                    {.data = large, .partition_key = "b"}};
    CHECK(refusal(account.service.put_records({.records = entries, .stream_name = "stream"}))
              .find("at 'records.2.member.data' failed to satisfy constraint: Member must have "
                    "length less than or equal to 1048576") != std::string::npos);
    CHECK(account.data_in(0).empty());
}

TEST_CASE("A shard that was there before has room for the larger records too") {
    Strict stream;
    set_size(stream.service, 10240);
    stream.clock.advance(10s);
    ok(put(stream.service, 10'000'000));
    CHECK(refusal(put(stream.service, 2'000'000))
              .starts_with("ProvisionedThroughputExceededException: "));
    stream.clock.advance(10s);
    ok(put(stream.service, 2'000'000));
}

TEST_CASE("A shard of a split has that room from the start") {
    Strict stream;
    set_size(stream.service, 10240);
    ok(stream.service.split_shard({.stream_name = "stream",
                                   .shard_to_split = "0",
                                   .new_starting_hash_key = Scenario::half()}));
    ok(put(stream.service, 10'000'000));
}
