// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/simulated_time.hpp"

namespace weir::inline v0 {

/// What a producer has to keep to.
enum class ProducerRule : std::uint8_t {
    not_put_again,   ///< a record that was acknowledged is not put once more
    not_given_up,    ///< a record that failed is put again until it is in
    keeps_its_wait,  ///< a record that was throttled is not put again at once
};

[[nodiscard]] constexpr std::string_view to_string(ProducerRule rule) noexcept {
    constexpr std::string_view names[] = {"what was acknowledged is not put again",
                                          "what failed is put again", "who was throttled waits"};
    return names[static_cast<std::size_t>(rule)];
}

/// A rule that was broken, and how.
struct ProducerViolation {
    ProducerRule rule = ProducerRule::not_put_again;
    std::string text{};
};

/// How a producer is judged.
struct ProducerCheckerOptions {
    Instant since{};  ///< times in verdicts are counted from here
    /// How long who was throttled has to wait before the same record comes again, at least.
    Duration wait_after_throttling{0};
};

/// Says of any producer whether it is right, from the journal of its calls.
///
/// Records are told apart by caller, key and data, so these must differ; and a journal must keep
/// its data. A record whose reply was lost may be put again: its caller can't know.
///
/// Thread: one.
class ProducerChecker {
public:
    explicit ProducerChecker(ProducerCheckerOptions options = {}) noexcept : options_{options} {}

    /// What a journal's entry tells of a put; other calls tell nothing.
    void see(const JournalEntry& entry) {
        if (!is_put(entry.operation)) {
            return;
        }
        // A call that the transport repeats holds each of its records twice, and is one call.
        for (const JournalRecord& record : entry.records) {
            State& state = records_[{entry.caller, record.partition_key, record.data}];
            if (state.call != entry.number) {
                state.call = entry.number;
                state.before = state.acknowledged;
                begin(entry, record, state);
            }
        }
        for (const JournalRecord& record : entry.records) {
            end(entry, record, records_[{entry.caller, record.partition_key, record.data}]);
        }
    }
    /// The test is over: what has failed and did not come again was given up.
    void finish(Instant now) {
        for (const auto& [record, state] : records_) {
            if (!state.acknowledged) {
                broken(ProducerRule::not_given_up, now,
                       name(std::get<0>(record), std::get<1>(record), std::get<2>(record)) +
                           " was never acknowledged, and not put again");
            }
        }
    }

    [[nodiscard]] bool ok() const noexcept { return violations_.empty(); }
    [[nodiscard]] const std::vector<ProducerViolation>& violations() const noexcept {
        return violations_;
    }
    /// True if a rule was broken.
    [[nodiscard]] bool broke(ProducerRule rule) const noexcept {
        for (const ProducerViolation& violation : violations_) {
            if (violation.rule == rule) {
                return true;
            }
        }
        return false;
    }
    /// Records that were put and not acknowledged yet.
    [[nodiscard]] std::size_t unacknowledged() const noexcept {
        std::size_t count = 0;
        for (const auto& [record, state] : records_) {
            count += state.acknowledged ? 0U : 1U;
        }
        return count;
    }
    /// What was broken, a line each.
    [[nodiscard]] std::string explain() const {
        std::string text;
        for (const ProducerViolation& violation : violations_) {
            text += to_string(violation.rule);
            text += ": " + violation.text + '\n';
        }
        return text;
    }

private:
    struct State {
        std::uint64_t call = 0;  ///< the last that it was in
        bool acknowledged = false;
        bool before = false;  ///< acknowledged before that call
        std::optional<Instant> throttled{};
    };

    [[nodiscard]] static std::string name(const std::string& caller, const std::string& key,
                                          const std::string& data) {
        return "the record " + key + " \"" + data + "\" of " + caller;
    }
    void begin(const JournalEntry& entry, const JournalRecord& record, State& state) {
        const std::string named = name(entry.caller, record.partition_key, record.data);
        if (state.acknowledged) {
            broken(ProducerRule::not_put_again, entry.at,
                   named + " was put again, with " + std::to_string(entry.records.size()) +
                       " records of a call, though it had been acknowledged");
        }
        const Duration waited = state.throttled ? entry.at - *state.throttled : Duration::max();
        // A clock that was set back tells nothing of how long it was.
        if (waited >= Duration{0} && waited < options_.wait_after_throttling) {
            broken(
                ProducerRule::keeps_its_wait, entry.at,
                named + " was put again " + detail::time_text(waited) + " after it was throttled");
        }
    }
    static void end(const JournalEntry& entry, const JournalRecord& record, State& state) {
        const std::optional<Errc> error = entry.ok() ? record.error : entry.error;
        // Of a call that was made twice the caller knows the second reply.
        state.acknowledged = state.before || !error;
        state.throttled =
            error == Errc::provisioned_throughput_exceeded ? std::optional{entry.at} : std::nullopt;
    }
    void broken(ProducerRule rule, Instant at, const std::string& text) {
        violations_.push_back({rule, "at " + detail::time_text(at - options_.since) + ", " + text});
    }

    ProducerCheckerOptions options_;
    std::map<std::tuple<std::string, std::string, std::string>, State> records_;
    std::vector<ProducerViolation> violations_;
};

}  // namespace weir::inline v0
