// SPDX-License-Identifier: Apache-2.0
// Texts of hash keys, sequence numbers and shards: exactly the canonical ones are accepted, each
// comes back from its value, and they compare as their values do.
#include <algorithm>
#include <bitset>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/input.hpp"
#include "weir/core/argument.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"

namespace {

bool is_canonical(std::string_view text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    return digits && (text == "0" || text.front() != '0');
}

/// Compares canonical texts as numbers.
std::strong_ordering compare(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
}

/// The bits of a canonical text of at most 56 digits, by halving it on paper.
std::bitset<192> bits_of(std::string text) {
    std::bitset<192> bits;
    for (std::size_t bit = 0; bit < bits.size(); ++bit) {
        unsigned rest = 0;
        for (char& digit : text) {
            rest = rest * 10 + static_cast<unsigned>(digit - '0');
            digit = static_cast<char>('0' + rest / 2);
            rest %= 2;
        }
        bits[bit] = rest == 1;
    }
    return bits;
}
std::uint64_t field(const std::bitset<192>& bits, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t bit = at + size; bit-- > at;) {
        value = value << 1 | (bits[bit] ? 1U : 0U);
    }
    return value;
}

/// What a hash key's text has to be.
bool is_hash_key(std::string_view text) {
    return is_canonical(text) && compare(text, "340282366920938463463374607431768211455") <= 0;
}

/// What a sequence number's text has to be, read off the layout that its class describes.
bool is_sequence_number(std::string_view text) {
    if (!is_canonical(text) || text.size() > 56) {
        return false;
    }
    const auto bits = bits_of(std::string{text});
    const auto old = (bits >> 129).none();
    const auto version = field(bits, 0, 4);
    if (old || version == 2) {
        const auto create = field(bits, old ? 88 : 148, 36);
        const auto index = old ? 0 : field(bits, 80, 64);
        if (create >= weir::limits::shard_create_seconds_end ||
            index > weir::limits::sequence_index_max) {
            return false;
        }
    }
    return old || (field(bits, 184, 8) == 2 && (version == 1 || version == 2));
}

/// What a shard's text has to be, and which shard it is then.
std::optional<std::uint32_t> shard_of(std::string_view text) {
    if (const auto dash = text.find('-'); dash != text.npos) {
        text = text.substr(dash + 1);
        text = text.substr(0, text.find('-'));
    }
    std::string digits{text};
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    digits = digits.empty() && !text.empty() ? "0" : digits;
    if (!is_canonical(digits) || compare(digits, "2147483647") > 0) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(std::stoul(digits));
}

/// Values that come of texts, beside their texts.
template <class T>
struct Values {
    std::vector<T> values;
    std::vector<std::string> texts;

    void add(const T& value) {
        const std::string text = value.to_string();
        must(T::parse(text) == value, "a value comes back from its text");
        char chars[64];
        must(std::string_view(chars, value.to_chars(chars)) == text, "to_chars is to_string");
        values.push_back(value);
        texts.push_back(text);
    }
    /// `padded`: texts have one length, and compare as texts.
    void compare_all(bool padded) const {
        for (std::size_t a = 0; a < values.size(); ++a) {
            for (std::size_t b = 0; b < values.size(); ++b) {
                const auto as_texts =
                    padded ? texts[a].compare(texts[b]) <=> 0 : compare(texts[a], texts[b]);
                must((values[a] <=> values[b]) == as_texts, "texts compare as their values do");
            }
        }
    }
};

template <class T>
void check_argument(std::string_view text, const std::optional<T>& value) {
    const weir::Argument<T> argument{text};
    must(argument.has_value() && argument.value() == value, "an argument reads as its text");
    must(argument.as_given() == text, "an argument shows what was given");
    if (value) {
        must(weir::Argument<T>{*value}.as_given() == value->to_string(), "or what the value is");
    }
}

void check_fields(const weir::SequenceNumber& number) {
    if (number.version() == 2) {
        const weir::SequenceNumber same =
            weir::SequenceNumber::make({number.shard_create_seconds(), number.shard_index(),
                                        number.sequence_index(), number.seconds(), number.byte1()});
        // The four bits above the index repeat some of the shard's, and are not looked at.
        must((bits_of(same.to_string()) << 48) == (bits_of(number.to_string()) << 48),
             "a number is made of its fields");
        must(number.byte1() != 0 || number < number.after(), "what comes after it lies above it");
    }
}

class Numbers {
public:
    void read(std::string_view text) {
        const auto key = weir::HashKey::parse(text);
        must(key.has_value() == is_hash_key(text), "hash keys are canonical and below 2^128");
        check_argument(text, key);
        if (key) {
            must(key->to_string() == text, "a hash key's text is its value's");
            keys_.add(*key);
        }
        const auto number = weir::SequenceNumber::parse(text);
        must(number.has_value() == is_sequence_number(text), "sequence numbers are valid");
        check_argument(text, number);
        if (number) {
            must(number->to_string() == text, "a sequence number's text is its value's");
            check_fields(*number);
            numbers_.add(*number);
        }
        const auto shard = weir::ShardId::parse(text);
        const auto wanted = shard_of(text);
        must(shard ? wanted == shard->index : !wanted, "a shard is the digits behind a dash");
        check_argument(text, shard);
        if (shard) {
            shards_.add(*shard);
        }
    }
    void make(Input& input) {
        const auto high = input.number();
        keys_.add(weir::HashKey{high, input.number()});
        shards_.add(weir::ShardId{static_cast<std::uint32_t>(high) & 0x7fff'ffff});
        const weir::SequenceNumberFields fields{
            .shard_create_seconds = input.number() % weir::limits::shard_create_seconds_end,
            .shard_index = static_cast<std::uint32_t>(high >> 32),
            .sequence_index = input.number() % (weir::limits::sequence_index_max + 1),
            .seconds = input.number() & 0xf'ffff'ffff,
            .byte1 = static_cast<std::uint8_t>(input.choice())};
        const auto number = weir::SequenceNumber::make(fields);
        must(number.version() == 2 && number.shard_index() == fields.shard_index &&
                 number.shard_create_seconds() == fields.shard_create_seconds &&
                 number.sequence_index() == fields.sequence_index &&
                 number.seconds() == fields.seconds && number.byte1() == fields.byte1,
             "the fields come back from a number");
        numbers_.add(number);
    }
    void compare_all() const {
        keys_.compare_all(false);
        numbers_.compare_all(false);
        shards_.compare_all(true);
    }

private:
    Values<weir::HashKey> keys_;
    Values<weir::SequenceNumber> numbers_;
    Values<weir::ShardId> shards_;
};

}  // namespace

/// Lines: each is a text, or after an `=` the fields of values.
void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    Numbers numbers;
    for (int lines = 0; lines < 8 && !input.empty(); ++lines) {
        const auto line = input.until('\n');
        if (line.starts_with('=')) {
            Input fields{{reinterpret_cast<const std::uint8_t*>(line.data()), line.size()}};
            static_cast<void>(fields.choice());
            numbers.make(fields);
        } else {
            numbers.read(line);
        }
    }
    numbers.compare_all();
}
