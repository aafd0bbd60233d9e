// SPDX-License-Identifier: Apache-2.0
// The inputs of weir-keys: any bytes with any choices become records, or skipped lines with their
// reasons, in bounded memory.
//
// An input's first line holds the choices: format, key fields, time field, pattern.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../../examples/keys/field_part.hpp"
#include "../../examples/keys/input_source.hpp"
#include "fuzz/input.hpp"
#include "weir/core/aggregated_record.hpp"
#include "weir/core/utf.hpp"

namespace {

std::string take_word(std::string_view& rest) {
    const auto end = std::min(rest.find(' '), rest.size());
    std::string word{rest.substr(0, end)};
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

keys::InputChoices choices_of(std::string_view rest) {
    keys::InputChoices choices;
    const auto format = take_word(rest);
    constexpr std::string_view letters = "?kjdapc";
    const auto at = letters.find(format.empty() ? '?' : format.front());
    choices.format = static_cast<keys::InputFormat>(at == letters.npos ? 0 : at);
    if (format.size() == 2) choices.delimiter = format[1];
    const auto fields = take_word(rest);
    const auto time = take_word(rest);
    if (!fields.empty() && fields != "-") {
        choices.key_fields = keys::InputChoices::parse_fields(fields);
    }
    if (!time.empty() && time != "-") choices.time_field = events::FieldChoice::parse(time);
    // A pattern of one's own may take any time; two that can't stand for all.
    if (rest == "word") choices.key_regex = "[a-z]+";
    if (rest == "group") choices.key_regex = "k=([^ ]*)";
    return choices;
}

void check_record(const keys::InputRecord& record, std::optional<weir::Instant>& latest) {
    must(!record.key.empty() && weir::utf16_units(record.key) <= 256, "a record has a key");
    must(!latest || (record.at && *record.at >= *latest), "times do not go back");
    latest = record.at;
    must(record.line > 0, "a record stands on a line");
    weir::AggregatedRecord aggregated;
    if (aggregated.read(record.data)) {
        for (const auto& inner : aggregated)
            must(inner.data.size() <= record.data.size(), "what is within is no longer");
    }
}

void check_tally(const keys::InputTally& tally, bool captured) {
    std::uint64_t skipped = 0;
    for (const auto& reason : tally.reasons) {
        must(!reason.why.empty() && reason.count > 0, "what is skipped has a reason");
        skipped += reason.count;
    }
    must(skipped == tally.bad, "every skipped line has one");
    must(tally.reasons.size() <= 32, "there are few reasons");
    must(captured || tally.lines == tally.events + tally.blank + tally.headings + tally.bad,
         "every line is one thing");
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    const auto choices = choices_of(input.until('\n'));
    std::istringstream in{std::string{input.rest()}};
    try {
        keys::InputSource source{in, "input", choices};
        const auto hand = std::make_shared<keys::RowInHand>();
        const weir::KeyFunction function =
            weir::composed("id", keys::FieldPart{hand, events::FieldChoice::by_name("id")});
        std::optional<weir::Instant> latest;
        std::string scratch;
        std::uint64_t count = 0;
        while (const keys::InputRecord* record = source.next()) {
            must(record->ordinal == count++, "records are numbered");
            check_record(*record, latest);
            hand->row = record->row;
            const auto key = function({record->key, record->data, record->ordinal}, scratch);
            must(key.size() > record->key.size(), "a composed key has both parts");
        }
        must(count == source.tally().events, "every record is counted");
        must(source.next() == nullptr, "the end is the end");
        check_tally(source.tally(), source.format() == "captured");
        static_cast<void>(source.notes());
        static_cast<void>(source.key_in_words() + source.time_in_words());
    } catch (const std::regex_error&) {
        must(false, "the patterns are good");
    } catch (const std::runtime_error& error) {
        must(error.what() != std::string{"input "}, "a refusal has a reason");
    }
}
