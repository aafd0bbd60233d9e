// SPDX-License-Identifier: Apache-2.0
// An account's streams are listed by name, in pages of a hundred at most, whatever their status.
#include "scenario/account.hpp"

TEST_CASE("Streams are listed by name, byte by byte, with what they are") {
    Account account;
    for (const char* name : {"b", "a", "B", "a.b", "a-b", "_"}) {
        account.create(name);
    }
    account.create_on_demand("c");
    const auto all = ok(account.service.list_streams());
    CHECK(all.stream_names == Texts{"B", "_", "a", "a-b", "a.b", "b", "c"});
    CHECK_FALSE(all.has_more_streams);
    CHECK_FALSE(all.next_token.has_value());
    REQUIRE(all.stream_summaries.size() == 7);
    CHECK(all.stream_summaries[6] == weir::StreamSummary{"c",
                                                         Account::arn("c"),
                                                         weir::StreamStatus::active,
                                                         {weir::StreamMode::on_demand},
                                                         account.clock.now()});
}

TEST_CASE("A page holds a hundred streams at most, whatever is asked for") {
    Account account;
    for (int at = 0; at < 101; ++at) {
        account.create("stream" + std::to_string(1000 + at));
    }
    for (const std::optional<std::int32_t> limit :
         {std::optional<std::int32_t>{}, std::optional<std::int32_t>{10'000}}) {
        const auto page = ok(account.service.list_streams({.limit = limit}));
        CHECK(page.stream_names.size() == 100);
        CHECK(page.has_more_streams);
        const auto rest = ok(account.service.list_streams({.next_token = *page.next_token}));
        CHECK(rest.stream_names == Texts{"stream1100"});
        CHECK_FALSE(rest.has_more_streams);
    }
    CHECK(refusal(account.service.list_streams({.limit = 10'001}))
              .starts_with("ValidationException: "));
    CHECK(refusal(account.service.list_streams({.limit = 0})).starts_with("ValidationException: "));
}

TEST_CASE("A list goes on after a name that need not be there") {
    Account account;
    for (const char* name : {"a", "c", "d"}) {
        account.create(name);
    }
    CHECK(ok(account.service.list_streams({.exclusive_start_stream_name = "b"})).stream_names ==
          Texts{"c", "d"});
    CHECK(ok(account.service.list_streams({.exclusive_start_stream_name = "c"})).stream_names ==
          Texts{"d"});
}

TEST_CASE("A token goes on though the stream that it names is gone") {
    Account account;
    for (const char* name : {"a", "b", "c"}) {
        account.create(name);
    }
    const auto page = ok(account.service.list_streams({.limit = 2}));
    ok(account.service.delete_stream({.stream_name = "b"}));
    CHECK(ok(account.service.list_streams({.next_token = *page.next_token})).stream_names ==
          Texts{"c"});
}

TEST_CASE("A token is good for five minutes, for this account, and for lists of streams") {
    Account account;
    account.create("a");
    account.create("b");
    const auto page = ok(account.service.list_streams({.limit = 1}));
    const std::string token = *page.next_token;
    account.clock.advance(300s);
    CHECK(account.service.list_streams({.next_token = token}).has_value());
    account.clock.advance(1us);
    CHECK(refusal(account.service.list_streams({.next_token = token}))
              .starts_with("ExpiredNextTokenException: "));
    CHECK(refusal(account.service.list_streams({.next_token = "token"}))
              .starts_with("InvalidArgumentException: "));
    weir::ServiceOptions options = Account::relaxed();
    options.seed = 1;
    Account other{options};
    CHECK(refusal(other.service.list_streams({.next_token = token}))
              .starts_with("InvalidArgumentException: "));
}

TEST_CASE("Streams are listed while they are CREATING and DELETING") {
    Account account{Account::relaxed({.create_stream = 35s, .delete_stream = 30s})};
    account.create("a");
    account.clock.advance(35s);
    account.create("b");
    ok(account.service.delete_stream({.stream_name = "a"}));
    const auto all = ok(account.service.list_streams()).stream_summaries;
    REQUIRE(all.size() == 2);
    CHECK(all[0].stream_status == weir::StreamStatus::deleting);
    CHECK(all[1].stream_status == weir::StreamStatus::creating);
    account.clock.advance(35s);
    CHECK(ok(account.service.list_streams()).stream_names == Texts{"b"});
}

TEST_CASE("A token goes on after a name of any length") {
    Account account;
    Texts names;
    for (const std::size_t size : {1U, 7U, 8U, 9U, 15U, 16U, 17U, 127U, 128U}) {
        names.emplace_back(size, 'a');
        account.create(names.back());
    }
    Texts listed;
    auto page = ok(account.service.list_streams({.limit = 1}));
    listed.push_back(page.stream_names[0]);
    while (page.next_token) {
        const std::string token = *page.next_token;
        page = ok(account.service.list_streams({.limit = 1, .next_token = token}));
        listed.push_back(page.stream_names[0]);
    }
    CHECK(listed == names);
}
