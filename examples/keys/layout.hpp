// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "weir/core/limits.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/lineage.hpp"

namespace keys {

namespace detail {

inline std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// One entry of the list.
/// Errors: std::runtime_error with what is wrong with it
inline std::pair<weir::ShardId, weir::ShardNode> shard_in(const nlohmann::json& entry) {
    const std::string name = entry.is_object() ? text_in(entry, "ShardId") : std::string{};
    const auto id = weir::ShardId::parse(name);
    const nlohmann::json range =
        entry.is_object() ? entry.value("HashKeyRange", nlohmann::json{}) : nlohmann::json{};
    if (!id || !range.is_object()) {
        throw std::runtime_error{"a shard in it has no ShardId or no HashKeyRange"};
    }
    const auto start = weir::HashKey::parse(text_in(range, "StartingHashKey"));
    const auto end = weir::HashKey::parse(text_in(range, "EndingHashKey"));
    if (!start || !end || *end < *start) {
        throw std::runtime_error{fmt::format("the range of {} is none", name)};
    }
    const nlohmann::json numbers = entry.value("SequenceNumberRange", nlohmann::json{});
    weir::ShardNode node{.range = {*start, *end}};
    node.open = !numbers.is_object() || !numbers.contains("EndingSequenceNumber");
    return {*id, node};
}

/// The entries under any of the names that the service and its tools give the list.
inline const nlohmann::json* list_in(const nlohmann::json& document) {
    if (document.is_array()) return &document;
    if (!document.is_object()) return nullptr;
    if (const auto found = document.find("Shards"); found != document.end()) return &*found;
    const auto described = document.find("StreamDescription");
    return described == document.end() ? nullptr : list_in(*described);
}

}  // namespace detail

/// The shards that a text of ListShards or DescribeStream tells of. Those that it leaves out, as
/// they have expired, are closed and own nothing.
/// Errors: std::runtime_error with the reason
inline weir::Lineage parse_layout(const std::string& text) {
    constexpr std::uint32_t index_max = 10'000'000;
    const auto document = nlohmann::json::parse(text, nullptr, false);
    const nlohmann::json* list = detail::list_in(document);
    if (list == nullptr || !list->is_array() || list->empty()) {
        throw std::runtime_error{"it is not what ListShards or DescribeStream gives"};
    }
    std::vector<weir::ShardNode> nodes;
    std::vector<weir::HashKeyRange> open;
    for (const nlohmann::json& entry : *list) {
        const auto [id, node] = detail::shard_in(entry);
        if (id.index > index_max) throw std::runtime_error{"a shard's number is out of bounds"};
        while (nodes.size() <= id.index) {
            nodes.push_back({.range = {}, .open = false});
        }
        nodes[id.index] = node;
        if (node.open) open.push_back(node.range);
    }
    std::sort(open.begin(), open.end(), [](const auto& a, const auto& b) {
        return a.starting_hash_key < b.starting_hash_key;
    });
    bool covered = !open.empty() && open.front().starting_hash_key == weir::HashKey{} &&
                   open.back().ending_hash_key == weir::HashKey::max();
    for (std::size_t at = 1; at < open.size(); ++at) {
        covered = covered && open[at - 1].adjoins(open[at]);
    }
    if (!covered) {
        throw std::runtime_error{
            "its open shards do not own every hash key once; is it all pages of the list?"};
    }
    if (open.size() > weir::limits::shards_per_stream_max) {
        throw std::runtime_error{"it has more open shards than a stream can have"};
    }
    return weir::Lineage{std::move(nodes)};
}

/// The same of a file.
/// Errors: std::runtime_error with the reason
inline weir::Lineage read_layout(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{fmt::format("cannot open {}", path)};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    try {
        return parse_layout(text);
    } catch (const std::runtime_error& error) {
        throw std::runtime_error{fmt::format("{}: {}", path, error.what())};
    }
}

}  // namespace keys
