// SPDX-License-Identifier: Apache-2.0
// DescribeLimits counts what there is, against the limits of this account.
#include "scenario/account.hpp"

TEST_CASE("Open shards of provisioned streams and on-demand streams are counted") {
    weir::ServiceOptions options = Account::relaxed();
    options.limits.shards = 300;
    options.limits.on_demand_streams = 7;
    Account account{options};
    const auto first = ok(account.service.describe_limits());
    CHECK(first.shard_limit == 300);
    CHECK(first.open_shard_count == 0);
    CHECK(first.on_demand_stream_count == 0);
    CHECK(first.on_demand_stream_count_limit == 7);
    account.create("a", 3);
    account.split(0, 1000, "a");
    account.create("b", 2);
    account.create_on_demand("c");
    CHECK(ok(account.service.describe_limits()).open_shard_count == 6);
    CHECK(ok(account.service.describe_limits()).on_demand_stream_count == 1);
    ok(account.service.delete_stream({.stream_name = "a"}));
    ok(account.service.delete_stream({.stream_name = "c"}));
    CHECK(ok(account.service.describe_limits()).open_shard_count == 2);
    CHECK(ok(account.service.describe_limits()).on_demand_stream_count == 0);
}

TEST_CASE("A stream that is on its way out takes no room") {
    weir::ServiceOptions options = Account::relaxed({.delete_stream = 30s});
    options.limits.on_demand_streams = 1;
    options.limits.shards = 2;
    Account account{options};
    account.create_on_demand("a");
    account.create("b", 2);
    ok(account.service.delete_stream({.stream_name = "a"}));
    ok(account.service.delete_stream({.stream_name = "b"}));
    CHECK(ok(account.service.describe_limits()).on_demand_stream_count == 0);
    CHECK(ok(account.service.describe_limits()).open_shard_count == 0);
    account.create_on_demand("c");
    account.create("d", 2);
}
