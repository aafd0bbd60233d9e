// SPDX-License-Identifier: Apache-2.0
// Time comes from the clock that an account is given, and nothing from chance: the same calls at
// the same times have the same answers, down to the texts of iterators and tokens.
#include "scenario/account.hpp"

namespace {

/// Some days of an account, as one text.
std::string story() {
    Account account{Account::relaxed(weir::ServiceDurations::aws_like())};
    std::string told;
    const auto tell = [&](const std::string& text) { told += text + '\n'; };
    account.create("stream", 3);
    account.clock.advance(35s);
    account.create_on_demand("other");
    account.clock.advance(35s);
    for (int at = 0; at < 50; ++at) {
        const auto put = account.put("key" + std::to_string(at), "data" + std::to_string(at));
        tell(put.sequence_number.to_string());
        account.clock.advance(17min);
    }
    account.split(1, Scenario::half());
    account.clock.advance(30s);
    tell(account.consumer("reader"));
    tell(account.service.to_text(account.place(0)));
    tell(*ok(account.service.list_shards({.stream_name = "stream", .max_results = 1})).next_token);
    tell(*ok(account.service.list_streams({.limit = 1})).next_token);
    for (const weir::Shard& shard : account.shards()) {
        tell(shard.shard_id.to_string() + ' ' + shard.hash_key_range.starting_hash_key.to_string() +
             ' ' + shard.sequence_number_range.starting_sequence_number.to_string());
        for (const std::string& data : account.data_in(shard.shard_id.index)) {
            tell(data);
        }
    }
    return told;
}

}  // namespace

TEST_CASE("The same calls at the same times have the same answers") {
    const std::string first = story();
    CHECK(first.size() > 1000);
    CHECK((first == story()));
}

TEST_CASE("Days pass without waiting") {
    Account account;
    account.create();
    account.put("key");
    account.clock.advance(24h);
    CHECK(account.data_in(0).size() == 1);
    account.clock.advance(1ms);
    CHECK(account.data_in(0).empty());
}

TEST_CASE("Iterators and tokens of another account are refused") {
    weir::ServiceOptions options = Account::relaxed();
    options.seed = 1;
    Account one;
    Account two{options};
    one.create();
    two.create();
    const std::string text = one.service.to_text(one.place(0));
    CHECK(one.service.get_records({.shard_iterator = text}).has_value());
    CHECK(refusal(two.service.get_records({.shard_iterator = text})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
}
