// SPDX-License-Identifier: Apache-2.0
// Deleting a stream lets go of all that is in it, and its name is free once it is gone.
#include "scenario/account.hpp"

namespace {

weir::ServiceOptions slow_to_delete() {
    return Account::relaxed({.delete_stream = 30s, .register_stream_consumer = 5s});
}

}  // namespace

TEST_CASE("A stream with consumers is deleted only if their deletion is enforced") {
    Account account;
    account.create();
    const std::string consumer = account.consumer("consumer");
    CHECK(refusal(account.service.delete_stream({.stream_name = "stream"})) ==
          "ResourceInUseException: DeleteStream can\u2019t delete 000000000000:stream because "
          "there are consumers associated with this data stream. To delete stream anyway, set the "
          "EnforceConsumerDeletion parameter to true to force the deletion of all the consumers "
          "that are associated with it.");
    CHECK(refusal(account.service.delete_stream(
                      {.stream_name = "stream", .enforce_consumer_deletion = false}))
              .starts_with("ResourceInUseException"));
    CHECK(account.data_in(0).empty());
    ok(account.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = true}));
    CHECK(refusal(account.service.describe_stream_consumer({.consumer_arn = consumer}))
              .starts_with("ResourceNotFoundException"));
}

TEST_CASE("A stream without consumers needs no enforcement, also if it once had some") {
    Account account;
    account.create();
    const std::string consumer = account.consumer("consumer");
    ok(account.service.deregister_stream_consumer({.consumer_arn = consumer}));
    CHECK(account.service.delete_stream({.stream_name = "stream"}).has_value());
}

TEST_CASE("The name is taken until the stream is gone") {
    Account account{slow_to_delete()};
    account.create();
    ok(account.service.delete_stream({.stream_name = "stream"}));
    account.clock.advance(30s - 1us);
    CHECK(refusal(account.service.create_stream({.stream_name = "stream", .shard_count = 1})) ==
          "ResourceInUseException: Stream stream under account 000000000000 already exists.");
    account.clock.advance(1us);
    CHECK(account.service.create_stream({.stream_name = "stream", .shard_count = 1}).has_value());
}

TEST_CASE("A stream that was made again has nothing of the one before") {
    Account account;
    account.create();
    const auto record = account.put("key", "before");
    ok(account.service.add_tags_to_stream({.stream_name = "stream", .tags = {{{"a", "b"}}}}));
    ok(account.service.put_resource_policy({.resource_arn = Account::arn(), .policy = "{}"}));
    ok(account.service.delete_stream({.stream_name = "stream"}));
    account.clock.advance(10s);
    account.create();
    CHECK(account.data_in(0).empty());
    CHECK(ok(account.service.list_tags_for_stream({.stream_name = "stream"})).tags.empty());
    CHECK(refusal(account.service.delete_resource_policy({.resource_arn = Account::arn()})) ==
          "ResourceNotFoundException: No resource policy found for resource ARN " + Account::arn() +
              ".");
    CHECK(refusal(account.service.get_shard_iterator(
                      {.stream_name = "stream",
                       .shard_id = "0",
                       .shard_iterator_type = weir::ShardIteratorType::at_sequence_number,
                       .starting_sequence_number = record.sequence_number}))
              .ends_with("is invalid because it did not come from this stream."));
}

TEST_CASE("An iterator of a stream that is gone finds no shard, though the name is taken again") {
    Account account;
    account.create();
    account.put("key", "before");
    const auto place = account.place(0);
    const std::string text = account.service.to_text(place);
    ok(account.service.delete_stream({.stream_name = "stream"}));
    const std::string gone =
        "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
        "000000000000 does not exist";
    CHECK(refusal(account.service.get_records({.shard_iterator = place})) == gone);
    account.create();
    CHECK(refusal(account.service.get_records({.shard_iterator = place})) == gone);
    CHECK(refusal(account.service.get_records({.shard_iterator = text})) == gone);
}

TEST_CASE("Records that a reader still holds outlive their stream") {
    Account account;
    account.create();
    account.put("key", "kept");
    const auto page = account.read(account.place(0));
    ok(account.service.delete_stream({.stream_name = "stream"}));
    account.create();
    CHECK(Account::data_of(page.records) == Texts{"kept"});
}

TEST_CASE("Five streams are DELETING at once, and no more") {
    Account account{slow_to_delete()};
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
        account.create(name);
    }
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        ok(account.service.delete_stream({.stream_name = name}));
    }
    CHECK(refusal(account.service.delete_stream({.stream_name = "f"})) ==
          "LimitExceededException: This request would have exceed the limit on the number of "
          "streams that can simultaneously be in CREATING or DELETING. Limit: 5");
    account.clock.advance(30s);
    CHECK(account.service.delete_stream({.stream_name = "f"}).has_value());
}
