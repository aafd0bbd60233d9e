// SPDX-License-Identifier: Apache-2.0
// Texts of shard iterators and page tokens: only what the stream has made is accepted, a changed
// text or another stream's is refused, and numbers that no stream would put into a text do no harm.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/input.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

class Stream : public weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited> {
    using Base = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

public:
    using Base::Base;
    using Base::stream_id;  // the key that the texts are made with
};

/// A stream with open and closed shards, and another that differs from it in its seed only.
struct World {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    weir::RingOptions storage{
        .first_segment_bytes = 512, .segment_bytes = 512, .segment_records_max = 4};
    Stream stream{{.shard_count = 2}, clock, weir::Unlimited{}, storage};
    Stream other{{.shard_count = 2, .iterator_seed = 1}, clock, weir::Unlimited{}, storage};
    std::vector<weir::ShardIterator> places;
    std::vector<std::string> tokens;

    World() {
        put(20);
        static_cast<void>(stream.split_shard(
            {.shard_to_split = "0", .new_starting_hash_key = std::string_view{"1000"}}));
        clock.advance(std::chrono::minutes{10});
        put(20);
        for (std::uint32_t shard = 0; shard < 4; ++shard) {
            for (const auto type :
                 {weir::ShardIteratorType::trim_horizon, weir::ShardIteratorType::latest}) {
                places.push_back(*stream.get_shard_iterator(
                    {.shard_id = weir::ShardId{shard}, .shard_iterator_type = type}));
            }
        }
        for (std::uint32_t size = 1; size < 4; ++size) {
            tokens.push_back(*stream.list_shards({.max_results = size})->next_token);
        }
    }
    void put(int count) {
        for (int at = 0; at < count; ++at) {
            const auto key = std::to_string(at);
            must(stream.put_record({.data = key, .partition_key = key}).has_value(), "a put");
            clock.advance(std::chrono::milliseconds{7});
        }
    }
    /// Reading changes nothing that a later input could see.
    static World& get() {
        static World world;
        return world;
    }
};

bool is_refusal(const weir::Error& error) {
    return error.code() == weir::Errc::invalid_argument || error.code() == weir::Errc::validation;
}
auto list(Stream& stream, const std::string& token) {
    weir::ListShardsRequest request;
    request.next_token = token;
    return stream.list_shards(request);
}

/// `made`: the only text that may be accepted; nothing: one that the stream makes of it again.
void check_iterator(const std::string& text, const std::optional<std::string>& made) {
    World& world = World::get();
    const auto iterator = world.stream.parse_shard_iterator(text);
    const auto page = world.stream.get_records(text);
    if (iterator) {
        must(text == made.value_or(world.stream.to_text(*iterator)), "a changed iterator is taken");
        must(page.has_value(), "an iterator that was made is good for a read");
    } else {
        must(text != made, "an iterator's own text is refused");
        must(is_refusal(iterator.error()), "a bad iterator is an invalid argument");
        must(!page && page.error().message() == iterator.error().message(), "a read says the same");
    }
    must(!world.other.parse_shard_iterator(text), "another stream takes an iterator");
    must(!world.other.get_records(text), "another stream reads from an iterator");
    must(!list(world.stream, text), "an iterator is taken for a page token");
}
void check_token(const std::string& text, const std::optional<std::string>& made) {
    World& world = World::get();
    const auto listed = list(world.stream, text);
    must(listed || is_refusal(listed.error()), "a bad token is an invalid argument");
    must(!made || listed.has_value() == (text == *made), "a changed token is taken");
    must(!list(world.other, text), "another stream takes a token");
    must(!world.stream.parse_shard_iterator(text), "a token is taken for an iterator");
}

/// Changes a text a little; what the input says at each change is what, where and to what.
std::string changed(std::string text, Input& input) {
    for (int changes = 0; changes < 16 && !input.empty(); ++changes) {
        const auto what = input.choice();
        const auto high = input.choice();
        const auto low = input.choice();
        // The last digits of base64 have bits of their own to forge.
        const std::size_t at = high < 128
                                   ? (high << 8 | low) % (text.size() + 1)
                                   : text.size() - low % std::min<std::size_t>(text.size(), 8);
        const char to = static_cast<char>(input.choice());
        switch (what % 8) {
            case 0:
                text.insert(at, 1, to);
                break;
            case 1:
                text.erase(at, 1);
                break;
            case 2:
                text.erase(at);
                break;
            case 3:
                text += text.substr(at);
                break;
            case 4:
                text.insert(0, text.substr(at));
                break;
            case 5:
                text[at % text.size()] = static_cast<char>(text[at % text.size()] ^ to);
                break;
            case 6:
                text[at % text.size()] = to;
                break;
            default:
                text[at % text.size()] =
                    weir::detail::base64_digits[static_cast<unsigned char>(to) % 64];
                break;
        }
        if (text.empty()) {
            return text;
        }
    }
    return text;
}

/// A text that passes the check, with any numbers in it.
template <std::size_t Count>
std::string forged(weir::OpaqueText::Kind kind, const std::array<std::uint64_t, Count>& numbers) {
    const Stream& stream = World::get().stream;
    return weir::OpaqueText{kind, stream.stream_id(), stream.stream_name().size()}.write(numbers);
}
/// Any number, or one near what there is.
std::uint64_t number_near(Input& input, std::uint64_t usual) {
    const auto choice = input.choice();
    return choice < 100 ? usual + choice : choice < 200 ? usual - (choice - 100) : input.number();
}

void read_forged(Input& input) {
    World& world = World::get();
    const auto now = world.clock.now();
    std::array<std::uint64_t, 4> numbers{};
    numbers[0] = number_near(input, static_cast<std::uint64_t>(now.micros()));
    numbers[1] = number_near(input, 0);
    numbers[2] = number_near(input, 5);
    numbers[3] = number_near(input, static_cast<std::uint64_t>(now.seconds()));
    const auto text = forged(weir::OpaqueText::Kind::shard_iterator, numbers);
    const auto created = weir::Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
    const auto shard = static_cast<std::uint32_t>(numbers[1]);
    const auto page = world.stream.get_records(text, 1 + input.choice());
    const auto expected = created > now ? std::optional{weir::Errc::invalid_argument}
                          : now - created > std::chrono::minutes{5}
                              ? std::optional{weir::Errc::expired_iterator}
                          : shard > 3 ? std::optional{weir::Errc::resource_not_found}
                                      : std::nullopt;
    must(expected ? !page && page.error().code() == *expected : page.has_value(),
         "an iterator is judged by its time, then by its shard");
    if (!page) {
        return;
    }
    auto least = numbers[2];
    for (const auto record : page->records) {
        must(record.sequence_index() >= least, "a read gives what lies behind its iterator");
        must(record.sequence_index() > numbers[2] ||
                 record.sequence_number().seconds() >= numbers[3],
             "an older record at the iterator's place is passed");
        least = record.sequence_index() + 1;
    }
    if (page->next_shard_iterator) {
        must(page->next_shard_iterator->sequence_index() >= least, "a read goes on, never back");
        const auto next = world.stream.to_text(*page->next_shard_iterator);
        must(world.stream.get_records(next).has_value(), "the next iterator is good for a read");
    }
    static_cast<void>(world.stream.wait_for_records(*world.stream.parse_shard_iterator(text), now));
}

void list_forged(Input& input) {
    World& world = World::get();
    const auto now = world.clock.now();
    const auto micros = static_cast<std::uint64_t>(now.micros());
    std::array<std::uint64_t, 5> numbers{};
    numbers[0] = number_near(input, micros);
    numbers[1] = number_near(input, 0);
    numbers[2] = number_near(input, micros);
    numbers[3] = number_near(input, 0);
    numbers[4] = number_near(input, 3);
    const auto listed = list(world.stream, forged(weir::OpaqueText::Kind::page_token, numbers));
    const auto created = weir::Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
    if (created > now || now - created > std::chrono::minutes{5}) {
        must(!listed && listed.error().code() == weir::Errc::expired_next_token,
             "a token lives as long as an iterator");
        return;
    }
    must(listed.has_value() && listed->shards.size() <= 4, "a token lists shards");
    for (const auto& shard : listed->shards) {
        must(shard.shard_id.index > static_cast<std::uint32_t>(numbers[3]), "and goes on");
    }
    if (listed->next_token) {
        must(!listed->shards.empty(), "a page with a next one is not empty");
        must(list(world.stream, *listed->next_token).has_value(), "the next token is good");
    }
}

template <class T>
const T& one_of(const std::vector<T>& all, Input& input) {
    return all[input.choice() % all.size()];
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    const World& world = World::get();
    switch (input.choice() % 6) {
        case 0:
            return check_iterator(std::string{input.rest()}, std::nullopt);
        case 1: {
            const auto made = world.stream.to_text(one_of(world.places, input));
            return check_iterator(changed(made, input), made);
        }
        case 2:
            return check_token(std::string{input.rest()}, std::nullopt);
        case 3: {
            const auto& made = one_of(world.tokens, input);
            return check_token(changed(made, input), made);
        }
        case 4:
            return read_forged(input);
        default:
            return list_forged(input);
    }
}
