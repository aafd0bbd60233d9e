// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "allocation/failing.hpp"
#include "allocation/trial.hpp"
#include "catch.hpp"

// Every public operation of a stream, in its ways to succeed and in those to be refused.

namespace weir_test {

template <class Storage>
using Operations = std::vector<Operation<Storage>>;

template <class Storage>
Operations<Storage> puts() {
    using W = World<Storage>;
    const auto put = [](std::string name, weir::PutRecordRequest request) {
        return Operation<Storage>{
            std::move(name), {}, [request](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.put_record(request); });
            }};
    };
    static const std::string large(100'000, 'x');
    static const std::string too_large(2'000'000, 'x');
    Operations<Storage> all{
        put("a put", {.data = "data", .partition_key = "key 7"}),
        put("a put of a large record", {.data = large, .partition_key = "key 7"}),
        put("a put without a key", {.data = "data"}),
        put("a put that is too large", {.data = too_large, .partition_key = "key"}),
        put("a put with a bad hash key",
            {.data = "data",
             .partition_key = "key",
             .explicit_hash_key = std::string_view{"340282366920938463463374607431768211456"}}),
        put("a put after a number that is none",
            {.data = "data",
             .partition_key = "key",
             .sequence_number_for_ordering = std::string_view{"77"}}),
    };
    for (std::size_t which = 0; which < 3; ++which) {
        all.push_back({"a put to open shard " + std::to_string(which),
                       {},
                       [which](W& world, Attempt& attempt) {
                           const auto key = world.open(which).hash_key_range.starting_hash_key;
                           return attempt([&] {
                               return world.stream.put_record({.data = "data",
                                                               .partition_key = "key",
                                                               .explicit_hash_key = key});
                           });
                       }});
    }
    return all;
}

template <class Storage>
Operations<Storage> batches() {
    using W = World<Storage>;
    const auto put = [](std::string name, std::vector<weir::PutRecordsRequestEntry> records) {
        return Operation<Storage>{
            std::move(name),
            {},
            [records](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.put_records(records); });
            },
            true};
    };
    const auto put_in_place = [](std::string name,
                                 std::vector<weir::PutRecordsRequestEntry> records) {
        return Operation<Storage>{std::move(name),
                                  {},
                                  [records](W& world, Attempt& attempt) {
                                      weir::PutRecordsResult result;
                                      result.records.resize(records.size());
                                      return attempt([&]() -> weir::Result<std::uint32_t> {
                                          return world.stream.put_records(records, result.records);
                                      });
                                  },
                                  true};
    };
    std::vector<weir::PutRecordsRequestEntry> some;
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g", "h", "a", "b", "c", "d"}) {
        some.push_back({.data = "data", .partition_key = key});
    }
    auto bad_key = some;
    bad_key[3].explicit_hash_key = std::string_view{"340282366920938463463374607431768211456"};
    auto no_key = some;
    no_key[3].partition_key = {};
    return {
        put("a batch", some),
        put_in_place("a batch into given results", some),
        put("a batch with a bad hash key", bad_key),
        put("a batch with a record without a key", no_key),
        put("an empty batch", {}),
    };
}

/// What happens at the door of any call when its time has come.
template <class Storage>
Operations<Storage> dues() {
    using W = World<Storage>;
    const auto split_is_due = [](W& world) {
        world.split(world.open(0).shard_id);
        world.clock.advance(std::chrono::minutes{2});
    };
    const auto steps_are_due = [](W& world) {
        world.clock.advance(std::chrono::minutes{2});  // what was under way is through
        world.look();
        const auto target = static_cast<std::uint32_t>(world.open_count + 1);
        REQUIRE(world.stream.update_shard_count({.target_shard_count = target}).has_value());
        world.clock.advance(std::chrono::seconds{40});  // most of them
    };
    const auto trim_is_due = [](W& world) { world.clock.advance(std::chrono::hours{24}); };
    const auto expiry_is_due = [](W& world) { world.clock.advance(std::chrono::hours{100}); };
    const auto step_back = [](W& world) {
        world.split(world.open(0).shard_id);
        world.clock.advance(-std::chrono::hours{1});
    };
    Operations<Storage> all;
    for (const auto& [name, prepare] :
         {std::pair<std::string, std::function<void(W&)>>{"a split is due", split_is_due},
          {"steps of an update are due", steps_are_due},
          {"a trim is due", trim_is_due},
          {"shards expire", expiry_is_due},
          {"the clock has stepped back", step_back}}) {
        all.push_back({"a put when " + name, prepare, [](W& world, Attempt& attempt) {
                           return attempt([&] {
                               return world.stream.put_record(
                                   {.data = "data", .partition_key = "key"});
                           });
                       }});
        all.push_back({"a read when " + name,
                       [prepare](W& world) {
                           prepare(world);
                           world.iterator = weir::ShardIterator{};
                       },
                       [](W& world, Attempt& attempt) {
                           return attempt([&] {
                               return world.stream.get_records({.shard_iterator = *world.iterator});
                           });
                       }});
        all.push_back({"a summary when " + name, prepare, [](W& world, Attempt& attempt) {
                           return attempt([&] { return world.stream.describe_stream_summary(); });
                       }});
        all.push_back({"more shards when " + name, prepare, [](W& world, Attempt& attempt) {
                           const auto target = static_cast<std::uint32_t>(world.open_count + 1);
                           return attempt([&] {
                               return world.stream.update_shard_count(
                                   {.target_shard_count = target});
                           });
                       }});
    }
    return all;
}

template <class Storage>
Operations<Storage> iterators() {
    using W = World<Storage>;
    using enum weir::ShardIteratorType;
    Operations<Storage> all;
    for (const auto type :
         {at_sequence_number, after_sequence_number, trim_horizon, latest, at_timestamp}) {
        all.push_back(
            {"an iterator " + std::string{to_string(type)}, {}, [type](W& world, Attempt& attempt) {
                 const weir::Shard& shard = world.open(1);
                 weir::GetShardIteratorRequest request{.shard_id = shard.shard_id,
                                                       .shard_iterator_type = type};
                 if (type == at_sequence_number || type == after_sequence_number) {
                     request.starting_sequence_number =
                         shard.sequence_number_range.starting_sequence_number;
                 }
                 request.timestamp = world.clock.now();
                 return attempt([&] { return world.stream.get_shard_iterator(request); });
             }});
    }
    const auto refused = [](std::string name, weir::GetShardIteratorRequest request) {
        return Operation<Storage>{
            std::move(name), {}, [request](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.get_shard_iterator(request); });
            }};
    };
    all.push_back(refused("an iterator of no shard", {}));
    all.push_back(refused("an iterator of another shard",
                          {.shard_id = std::string_view{"shardId-000000000999"}}));
    all.push_back(refused("an iterator at a bad number",
                          {.shard_id = std::string_view{"shardId-000000000000"},
                           .shard_iterator_type = at_sequence_number,
                           .starting_sequence_number = std::string_view{"123"}}));
    all.push_back(
        refused("an iterator at no time", {.shard_id = std::string_view{"shardId-000000000000"},
                                           .shard_iterator_type = at_timestamp}));
    all.push_back({"an iterator's text", [](W& world) { world.iterator = world.place({}); },
                   [](W& world, Attempt& attempt) {
                       return attempt([&] { return world.stream.to_text(*world.iterator); });
                   }});
    all.push_back({"an iterator from its text",
                   [](W& world) { world.text = world.stream.to_text(world.place({})); },
                   [](W& world, Attempt& attempt) {
                       return attempt(
                           [&] { return world.stream.parse_shard_iterator(world.text); });
                   }});
    all.push_back({"an iterator from no text", {}, [](W& world, Attempt& attempt) {
                       return attempt([&] { return world.stream.parse_shard_iterator("not it"); });
                   }});
    return all;
}

template <class Storage>
Operations<Storage> reads() {
    using W = World<Storage>;
    const auto read = [](std::string name, std::function<void(W&)> prepare) {
        return Operation<Storage>{
            std::move(name), std::move(prepare), [](W& world, Attempt& attempt) {
                return attempt(
                    [&] { return world.stream.get_records({.shard_iterator = *world.iterator}); });
            }};
    };
    const auto read_text = [](std::string name, std::function<void(W&)> prepare,
                              std::uint32_t limit) {
        return Operation<Storage>{
            std::move(name), std::move(prepare), [limit](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.get_records(world.text, limit); });
            }};
    };
    const auto from_open = [](W& world) { world.iterator = world.place(world.open(0).shard_id); };
    const auto from_closed = [](W& world) {
        world.iterator = world.place(world.closed().shard_id);
    };
    const auto by_text = [](W& world) {
        world.text = world.stream.to_text(world.place(world.closed().shard_id));
    };
    return {
        read("a read", from_open),
        read("a read to the end of a closed shard", from_closed),
        read("a read that is throttled",
             [](W& world) {
                 world.iterator = world.place(world.closed().shard_id);
                 while (world.stream.get_records({.shard_iterator = *world.iterator})) {
                 }
             }),
        read("a read from an iterator of old",
             [](W& world) {
                 world.iterator = world.place({});
                 world.clock.advance(std::chrono::minutes{6});
             }),
        read("a read from another stream's iterator",
             [](W& world) { world.iterator = weir::ShardIterator{}; }),
        read_text("a read by text", by_text, 100),
        read_text("a read by text, without a limit", by_text, 0),
        read_text("a read by no text", {}, 10),
        {"waiting for what is there", from_closed,
         [](W& world, Attempt& attempt) {
             return attempt(
                 [&] { return world.stream.wait_for_records(*world.iterator, world.clock.now()); });
         }},
        {"waiting until now",
         [](W& world) {
             world.iterator = world.place(world.open(0).shard_id, weir::ShardIteratorType::latest);
         },
         [](W& world, Attempt& attempt) {
             return attempt(
                 [&] { return world.stream.wait_for_records(*world.iterator, world.clock.now()); });
         }},
        {"waiting with an iterator that is none",
         [](W& world) { world.iterator = weir::ShardIterator{}; },
         [](W& world, Attempt& attempt) {
             return attempt(
                 [&] { return world.stream.wait_for_records(*world.iterator, world.clock.now()); });
         }},
    };
}

template <class Storage>
Operations<Storage> listings() {
    using W = World<Storage>;
    const auto list = [](std::string name, weir::ListShardsRequest request) {
        return Operation<Storage>{
            std::move(name), {}, [request](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.list_shards(request); });
            }};
    };
    const auto list_on = [](std::string name, weir::Duration later) {
        return Operation<Storage>{
            std::move(name),
            [later](W& world) {
                world.text =
                    world.stream.list_shards({.max_results = 1}).value().next_token.value();
                world.clock.advance(later);
            },
            [](W& world, Attempt& attempt) {
                weir::ListShardsRequest request{.next_token = world.text, .max_results = 1};
                return attempt([&] { return world.stream.list_shards(request); });
            }};
    };
    return {
        list("all shards", {}),
        list("a page of shards", {.max_results = 2}),
        list_on("the next page of shards", weir::Duration{0}),
        list_on("a page by a token of old", std::chrono::minutes{6}),
        list("a page by a token that is none", {.next_token = "nothing"}),
        list("a page by an empty token", {.next_token = ""}),
        list("shards after one that is none",
             {.exclusive_start_shard_id = std::string_view{"shard"}}),
        list("shards by a filter that lacks its time",
             {.shard_filter = weir::ShardFilter{weir::ShardFilterType::at_timestamp, {}, {}}}),
        {"a description",
         {},
         [](W& world, Attempt& attempt) {
             return attempt([&] { return world.stream.describe_stream(); });
         }},
        {"a description without a limit",
         {},
         [](W& world, Attempt& attempt) {
             return attempt([&] { return world.stream.describe_stream({.limit = 0}); });
         }},
        {"a summary",
         {},
         [](W& world, Attempt& attempt) {
             return attempt([&] { return world.stream.describe_stream_summary(); });
         }},
        {"the metrics",
         {},
         [](W& world, Attempt& attempt) {
             return attempt([&] { return world.stream.metrics(); });
         }},
        {"the name",
         {},
         [](W& world, Attempt& attempt) {
             return attempt([&] { return world.stream.stream_arn(); });
         }},
    };
}

template <class Storage>
Operations<Storage> changes() {
    using W = World<Storage>;
    const auto split = [](std::string name, weir::SplitShardRequest request) {
        return Operation<Storage>{
            std::move(name), {}, [request](W& world, Attempt& attempt) {
                return attempt([&] { return world.stream.split_shard(request); });
            }};
    };
    const auto scale = [](std::string name, auto target_of) {
        return Operation<Storage>{
            std::move(name), {}, [target_of](W& world, Attempt& attempt) {
                const auto target = target_of(static_cast<std::uint32_t>(world.open_count));
                return attempt([&] {
                    return world.stream.update_shard_count({.target_shard_count = target});
                });
            }};
    };
    const auto keep = [](std::string name, int hours, bool longer) {
        return Operation<Storage>{
            std::move(name), {}, [hours, longer](W& world, Attempt& attempt) {
                const std::chrono::hours period{hours};
                return attempt([&] {
                    return longer ? world.stream.increase_stream_retention_period(period)
                                  : world.stream.decrease_stream_retention_period(period);
                });
            }};
    };
    return {
        {"a split",
         {},
         [](W& world, Attempt& attempt) {
             const weir::Shard& shard = world.open(0);
             const weir::SplitShardRequest request{.shard_to_split = shard.shard_id,
                                                   .new_starting_hash_key = W::middle_of(shard)};
             return attempt([&] { return world.stream.split_shard(request); });
         }},
        {"a merge",
         {},
         [](W& world, Attempt& attempt) {
             const weir::Shard* lower = &world.open(0);
             lower = world.above(*lower) == nullptr ? &world.open(1) : lower;
             const weir::Shard* upper = world.above(*lower);
             const weir::MergeShardsRequest request{
                 .shard_to_merge = lower->shard_id,
                 .adjacent_shard_to_merge = (upper == nullptr ? lower : upper)->shard_id};
             return attempt([&] { return world.stream.merge_shards(request); });
         }},
        split("a split of no shard", {}),
        split("a split of another shard",
              {.shard_to_split = weir::ShardId{999}, .new_starting_hash_key = weir::HashKey{5}}),
        scale("more shards", [](std::uint32_t open) { return open + 1; }),
        scale("twice the shards", [](std::uint32_t open) { return open * 2; }),
        scale("fewer shards", [](std::uint32_t open) { return open - open / 2; }),
        scale("no shards", [](std::uint32_t) { return 0U; }),
        scale("too many shards", [](std::uint32_t open) { return open * 3; }),
        keep("a longer retention", 48, true),
        keep("a shorter retention", 24, false),
        keep("too long a retention", 10'000, true),
        keep("a retention the wrong way", 30, false),
    };
}

}  // namespace weir_test
