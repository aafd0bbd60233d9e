// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../events/row.hpp"
#include "../events/text.hpp"
#include "input_record.hpp"
#include "input_tally.hpp"
#include "key_rules.hpp"

namespace keys {

/// One format's way from an input to its records.
class RecordSource {
public:
    RecordSource() = default;
    RecordSource(const RecordSource&) = delete;
    RecordSource& operator=(const RecordSource&) = delete;
    virtual ~RecordSource() = default;

    /// The next record, good until the one after it; nothing at the end.
    [[nodiscard]] virtual const InputRecord* next() = 0;

    [[nodiscard]] virtual std::string_view format() const noexcept = 0;
    [[nodiscard]] virtual std::string key_in_words() const = 0;
    [[nodiscard]] virtual std::string time_in_words() const = 0;

    [[nodiscard]] const InputTally& tally() const noexcept { return tally_; }

    /// What who reads a report has to know of the input, a sentence each.
    [[nodiscard]] virtual std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        if (tally_.not_utf8 > 0) {
            notes.push_back("Not UTF-8: the keys of " + records(tally_.not_utf8) +
                            ". No request of the service can hold them; they are hashed as the "
                            "bytes they are.");
        }
        if (tally_.untimed > 0) {
            notes.push_back("Without a time that can be read: " + records(tally_.untimed) +
                            ", taken to come with the record before.");
        }
        if (tally_.backwards > 0) {
            notes.push_back("Older than a record before: " + records(tally_.backwards) +
                            ", taken to come with it.");
        }
        return notes;
    }

protected:
    static std::string records(std::uint64_t count) {
        return events::counted(count, "record", "records");
    }

    /// Whether a record's key is one; if not, the line is skipped.
    bool takes_key(std::string_view key, bool ascii, std::uint64_t line, std::string_view text) {
        switch (key_kind(key, ascii)) {
            case KeyKind::good:
                return true;
            case KeyKind::not_utf8:
                ++tally_.not_utf8;
                return true;
            case KeyKind::empty:
                tally_.skip(line, empty_key, text);
                return false;
            case KeyKind::too_long:
                tally_.skip(line, long_key, text);
                return false;
        }
        return false;
    }

    /// Gives the record its number and a time that does not go back.
    const InputRecord* count(InputRecord& record) {
        record.ordinal = tally_.events++;
        if (!record.at) {
            if (latest_) ++tally_.untimed;
            record.at = latest_;
        } else if (latest_ && *record.at < *latest_) {
            ++tally_.backwards;
            record.at = latest_;
        }
        latest_ = record.at;
        return &record;
    }

    InputTally tally_;

private:
    std::optional<weir::Instant> latest_;
};

}  // namespace keys
