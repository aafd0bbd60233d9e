// SPDX-License-Identifier: Apache-2.0
// What does it cost to count a partition key, by how many there are and how often each comes?
#include <string>

#include "register.hpp"
#include "support/key_cases.hpp"

namespace bench {

namespace {

const std::string question = "count a partition key of 16 B, in 32 MiB";

void by_kind(const std::string& name, KeyKind kind) {
    compare(question, "count, " + name, [kind](const auto& row) { return only_count(row, kind); });
    compare(question, "MD5, 64 shards and count, " + name,
            [kind](const auto& row) { return hash_route_count(row, kind, 64); });
}

const bool entered = [] {
    compare(question, "MD5 alone, 512 at a time", only_hash);
    by_kind("always the same key", KeyKind::one);
    by_kind("a million keys, the n-th 1/n as often", KeyKind::zipf);
    by_kind("a million keys, each as often", KeyKind::uniform);
    by_kind("another key each time", KeyKind::distinct);
    return true;
}();

}  // namespace

}  // namespace bench
