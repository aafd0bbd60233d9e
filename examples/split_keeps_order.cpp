// SPDX-License-Identifier: Apache-2.0
// Split a shard in the middle of a sequence; parent first, then children, keeps each key's order.
#include <fmt/core.h>

#include <map>
#include <string>
#include <vector>
#include <weir/weir.hpp>

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;

// Reads a shard to its end, then its children.
void drain(Stream& stream, weir::ShardId shard, std::map<std::string, std::string>& seen) {
    auto next = std::optional{stream.get_shard_iterator({.shard_id = shard}).value()};
    while (next) {
        stream.clock().advance(std::chrono::seconds{1});
        auto page = stream.get_records({.shard_iterator = *next}).value();
        for (const auto record : page.records) {
            seen[std::string{record.partition_key()}] += record.data().as_text();
        }
        for (const auto& child : page.child_shards) {
            drain(stream, child.shard_id, seen);
        }
        if (page.records.empty()) {
            return;  // the tip of an open shard, or the end of a closed one
        }
        next = page.next_shard_iterator;
    }
}

int main() {
    weir::ManualClock clock;
    Stream stream{{}, clock};
    const std::vector<std::string> keys{"ant", "bee", "cat", "dog"};

    for (const char* letter : {"a", "b", "c", "d"}) {
        for (const auto& key : keys) {
            stream.put_record({.data = letter, .partition_key = key}).value();
        }
        if (letter == std::string_view{"b"}) {
            const auto middle = weir::HashKeyRange::whole().middle();
            stream.split_shard(
                {.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = middle});
        }
    }
    std::map<std::string, std::string> seen;
    drain(stream, weir::ShardId{0}, seen);
    bool in_order = seen.size() == keys.size();
    for (const auto& [key, letters] : seen) {
        fmt::print("{}: {}\n", key, letters);
        in_order = in_order && letters == "abcd";
    }
    return in_order ? 0 : 1;
}
