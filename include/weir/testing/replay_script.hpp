// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/to_text.hpp"

namespace weir::inline v0 {

/// How closely calls have to follow a recording.
enum class ReplayMode : std::uint8_t {
    strict,   ///< each is the caller's next, to the last member; the first that is not ends it
    lenient,  ///< each takes the next of its operation and shard, and what else differs is noted
};
[[nodiscard]] constexpr std::string_view to_string(ReplayMode mode) noexcept {
    return mode == ReplayMode::strict ? "strict" : "lenient";
}

/// How a recording is replayed.
struct ReplayOptions {
    ReplayMode mode = ReplayMode::strict;
    /// Where each difference goes as soon as it is found.
    std::function<void(std::string_view)> report = [](std::string_view difference) {
        std::fwrite(difference.data(), 1, difference.size(), stderr);
    };
};

/// A call that is not as it was recorded.
struct ReplayDifference {
    std::uint64_t number = 0;  ///< of the journal's entry; 0 where there was none left
    std::string text{};        ///< what was expected, what came, and in what they differ

    friend bool operator==(const ReplayDifference&, const ReplayDifference&) = default;
};

template <>
inline constexpr std::size_t enumerators<ReplayMode> = 2;
template <>
inline constexpr std::string_view member_list<ReplayOptions> = "mode report";
template <>
inline constexpr std::string_view member_list<ReplayDifference> = "number text";

/// The recorded calls of one caller, compared with those that come now.
///
/// Thread: one.
class ReplayScript {
public:
    /// The journal must outlive it and stay as it is.
    ReplayScript(const Journal& journal, std::string caller, ReplayOptions options)
        : caller_{std::move(caller)}, options_{std::move(options)} {
        for (const JournalEntry& entry : journal.entries()) {
            if (entry.caller == caller_) {
                queues_[kind_of(entry)].push_back(&entry);
                ++left_;
            }
        }
    }

    [[nodiscard]] const std::string& caller() const noexcept { return caller_; }
    [[nodiscard]] const std::vector<ReplayDifference>& differences() const noexcept {
        return differences_;
    }
    [[nodiscard]] std::size_t left() const noexcept { return left_; }
    /// When the next recorded call was made.
    [[nodiscard]] std::optional<Instant> next_at() const {
        const Queue* next = first();
        return next == nullptr ? std::nullopt : std::optional{next->front()->at};
    }

    /// The records of a put that its reply was about: it may have been made more than once.
    [[nodiscard]] static std::span<const JournalRecord> replied(const JournalEntry& entry) {
        const std::span<const JournalRecord> all{entry.records};
        const std::size_t count = entry.request ? entry.request->records.value_or(0) : all.size();
        return all.last(std::min(count, all.size()));
    }

    /// What the recording has for a call: `make(entry)`, the error that was recorded, or why not.
    template <class T, class Make>
    [[nodiscard]] Result<T> answer(const JournalEntry& call, Make&& make) {
        const auto entry = match(call);
        if (!entry) {
            return tl::unexpected{entry.error()};
        }
        if ((*entry)->error) {
            return fail(recorded_error(**entry));
        }
        auto value = make(**entry);
        if (!value) {
            return fail(note(**entry, describe(**entry) +
                                          " can't be replayed: the recording does not keep all "
                                          "that it gave\n"));
        }
        return *std::move(value);
    }
    /// The same where there is nothing to give.
    [[nodiscard]] Result<void> answer(const JournalEntry& call) {
        const auto entry = match(call);
        if (!entry) {
            return tl::unexpected{entry.error()};
        }
        if ((*entry)->error) {
            return fail(recorded_error(**entry));
        }
        return {};
    }

private:
    /// Calls that lenient mode may take for each other.
    using Kind = std::pair<KinesisOperation, std::optional<ShardId>>;
    using Queue = std::deque<const JournalEntry*>;

    /// Where a record goes is no part of the request.
    [[nodiscard]] static Kind kind_of(const JournalEntry& entry) noexcept {
        return {entry.operation, is_put(entry.operation) ? std::nullopt : entry.shard_id};
    }
    [[nodiscard]] static Error recorded_error(const JournalEntry& entry) {
        return {*entry.error, entry.message,
                entry.result ? entry.result->retry_after : Duration{0}};
    }

    [[nodiscard]] const Queue* first() const noexcept {
        const Queue* first = nullptr;
        for (const auto& [kind, queue] : queues_) {
            if (!queue.empty() &&
                (first == nullptr || queue.front()->number < first->front()->number)) {
                first = &queue;
            }
        }
        return first;
    }
    /// The recorded call that a call is, which is then used up.
    [[nodiscard]] Result<const JournalEntry*> match(const JournalEntry& call) {
        if (broken_) {
            return fail(Errc::recording_differs, differences_.front().text);
        }
        const Queue* next = options_.mode == ReplayMode::strict ? first() : nullptr;
        if (const auto of_kind = queues_.find(kind_of(call));
            next == nullptr && of_kind != queues_.end() && !of_kind->second.empty()) {
            next = &of_kind->second;
        }
        if (next == nullptr) {
            return fail(Errc::recording_ended, "the recording holds no further call of " + caller_ +
                                                   " for this one: " + asked_text(call));
        }
        const JournalEntry& expected = *next->front();
        if (const std::string how = differs(expected, call); !how.empty()) {
            Error error = note(expected, describe(expected) + " differs\n  expected  " +
                                             asked_text(expected) + "\n  got       " +
                                             asked_text(call) + '\n' + how);
            if (options_.mode == ReplayMode::strict) {
                broken_ = true;
                return fail(std::move(error));
            }
        }
        queues_.find(kind_of(expected))->second.pop_front();
        --left_;
        return &expected;
    }

    [[nodiscard]] static std::string describe(const JournalEntry& entry) {
        return "call " + std::to_string(entry.number) + " of the recording, by " + entry.caller +
               " at " + to_text(entry.at) + ',';
    }
    [[nodiscard]] Error note(const JournalEntry& expected, std::string text) {
        options_.report(text);
        differences_.push_back({expected.number, text});
        return {Errc::recording_differs, std::move(text)};
    }

    /// What a call asks, without what it gave.
    [[nodiscard]] static std::string asked_text(const JournalEntry& entry) {
        std::string text{to_string(entry.operation)};
        if (is_put(entry.operation)) {
            const auto records = replied(entry);
            return records.size() == 1
                       ? text + " of key " + records[0].partition_key
                       : text + " of " + std::to_string(records.size()) + " records";
        }
        if (entry.shard_id) {
            text += ' ' + entry.shard_id->to_string();
        }
        return entry.asked.empty() ? text : text + ' ' + entry.asked;
    }

    /// A line for each thing in which a call is not the one that was recorded.
    [[nodiscard]] static std::string differs(const JournalEntry& expected,
                                             const JournalEntry& got) {
        std::string lines;
        if (expected.operation != got.operation) {
            compare(lines, "operation", expected.operation, got.operation);
            return lines;
        }
        if (!expected.request) {
            return "  the recording does not keep what was asked\n";
        }
        if (!is_put(got.operation)) {
            compare(lines, "shard", expected.shard_id, got.shard_id);
        }
        for_each_member(*expected.request, *got.request,
                        [&](std::string_view name, const auto& a, const auto& b) {
                            compare(lines, name, without_age(a), without_age(b));
                        });
        if (is_put(got.operation)) {
            compare_records(lines, replied(expected), got.records);
        }
        return lines;
    }
    static void compare_records(std::string& lines, std::span<const JournalRecord> expected,
                                std::span<const JournalRecord> got) {
        for (std::size_t at = 0; at < std::min(expected.size(), got.size()); ++at) {
            const std::string name = "records[" + std::to_string(at) + "].";
            compare(lines, name + "partition_key", expected[at].partition_key,
                    got[at].partition_key);
            compare(lines, name + "explicit_hash_key", expected[at].explicit_hash_key,
                    got[at].explicit_hash_key);
            compare(lines, name + "data", expected[at].data, got[at].data);
        }
    }
    /// When a place was given is no part of it.
    template <class T>
    [[nodiscard]] static T without_age(T value) {
        if constexpr (std::same_as<T, std::optional<JournalIterator>>) {
            if (value) {
                value->created = Instant{};
            }
        }
        return value;
    }
    template <class T>
    static void compare(std::string& lines, std::string_view name, const T& expected,
                        const T& got) {
        if (expected != got) {
            lines += "  ";
            lines += name;
            lines += ": expected ";
            detail::append_text(lines, expected);
            lines += ", got ";
            detail::append_text(lines, got);
            lines += '\n';
        }
    }

    std::string caller_;
    ReplayOptions options_;
    std::map<Kind, Queue> queues_;
    std::size_t left_ = 0;
    std::vector<ReplayDifference> differences_;
    bool broken_ = false;
};

}  // namespace weir::inline v0
