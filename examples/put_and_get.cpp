// SPDX-License-Identifier: Apache-2.0
// Put a record, read it back.
#include <fmt/core.h>

#include <weir/weir.hpp>

int main() {
    weir::Stream<> orders{{.stream_name = "orders", .shard_count = 4}};

    const auto put = orders.put_record({.data = "two coffees", .partition_key = "table-7"});
    if (!put) {
        fmt::print("{}\n", put.error().message());
        return 1;
    }
    const auto iterator = orders.get_shard_iterator(
        {.shard_id = put->shard_id, .shard_iterator_type = weir::ShardIteratorType::trim_horizon});
    const auto page = orders.get_records({.shard_iterator = iterator.value()});
    for (const auto record : page.value().records) {
        fmt::print("{} {}: {}\n", record.sequence_number().to_string(), record.partition_key(),
                   record.data().as_text());
    }
    return page->records.size() == 1 ? 0 : 1;
}
