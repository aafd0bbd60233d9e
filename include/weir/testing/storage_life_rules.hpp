// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "weir/testing/storage_subject.hpp"

namespace weir::inline v0 {

/// What a log promises from its beginning to its end, and what it does with memory.
template <storage Storage>
class StorageLifeRules {
public:
    using Subject = StorageSubject<Storage>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"begins_empty", "A new log has nothing, and its first record will be number 1.",
                 begins_empty},
            Rule{"trim_keeps_the_rest",
                 "A trim lets nothing go that arrived at its horizon or "
                 "later.",
                 trim_keeps_the_rest},
            Rule{"trimmed_stays_away",
                 "What was let go is never shown again, and numbers go on as if it were there.",
                 trimmed_stays_away},
            Rule{"reads_from_before_the_trim",
                 "A read from a place that was let go begins with the first record that is left.",
                 reads_from_before_the_trim},
            Rule{"discard_shows_nothing",
                 "Of a discarded log nothing is shown, and its totals stay as they were.",
                 discard_shows_nothing},
            Rule{"lent_records_stay",
                 "Records in a batch stay as they are, whatever becomes of their log.",
                 lent_records_stay},
            Rule{"logs_are_apart", "Logs of one storage have nothing to do with each other.",
                 logs_are_apart},
            Rule{"memory_is_counted",
                 "Memory in use is at least that of the records, and at most that reserved.",
                 memory_is_counted},
            Rule{"memory_comes_back",
                 "No memory is in use when logs and batches are gone, time after time.",
                 memory_comes_back},
            Rule{"refuses_without_memory",
                 "A record for which there is no memory is refused, and nothing has happened.",
                 refuses_without_memory},
            Rule{"batch_without_memory",
                 "Of a batch those records are in for which there was memory, and it says so.",
                 batch_without_memory},
            Rule{"takes_again_with_memory", "Where memory came back, records are taken again.",
                 takes_again_with_memory},
        };
    }

private:
    using Trial = LogTrial<Storage>;
    using Notes = ConformanceNotes;
    static constexpr std::uint64_t count = 25;
    static constexpr std::uint64_t too_many = 4'096;  ///< as `limited` promises
    static constexpr const char* no_limit = "no options were given with which memory runs out";

    static void begins_empty(const Subject& subject, Notes& notes) {
        Trial trial{subject.options, Instant::from_millis(700)};
        notes.same("totals", trial.log.totals().written, WriteTotals{});
        notes.holds("it is not sealed", !trial.log.totals().sealed);
        notes.same("first index", trial.log.first_index(), 1);
        const auto read = trial.log.read({});
        notes.same("records", read.records.size(), 0);
        notes.same("where a reader goes on", read.next, 1);
    }

    static void trim_keeps_the_rest(const Subject& subject, Notes& notes) {
        for (const std::uint64_t kept : {1U, 2U, 9U, 24U, 25U}) {
            Trial trial{subject.options};
            trial.fill(count);
            trial.log.trim(Trial::arrival(kept));
            notes.same("records from the horizon on", trial.indexes_from(kept),
                       Trial::sequence(kept, count));
            notes.holds("the first index is not behind the horizon",
                        trial.log.first_index() <= kept, "at most " + std::to_string(kept),
                        std::to_string(trial.log.first_index()));
            std::int64_t millis = 0;
            notes.holds("the arrival of a kept record is known",
                        trial.log.arrival_of(kept, millis));
            notes.same("place of the horizon", trial.log.index_at(Trial::arrival(kept)), kept);
        }
    }

    static void trimmed_stays_away(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        std::uint64_t first = 1;
        for (std::uint64_t number = 1; number <= 60; ++number) {
            const Appended appended = trial.put(Trial::arrival(number), std::to_string(number));
            notes.same("index of the next record", appended.index, number);
            // Some horizons lie behind those before.
            trial.log.trim(Trial::arrival(number) - 10 * static_cast<std::int64_t>(number * 5 % 7));
            notes.holds("the first index does not fall", trial.log.first_index() >= first);
            first = trial.log.first_index();
            const auto shown = trial.indexes_from(1);
            notes.holds("no record is shown that is gone", shown.empty() || shown.front() >= first,
                        std::to_string(first),
                        shown.empty() ? "nothing" : std::to_string(shown.front()));
        }
        trial.log.trim(Trial::arrival(1'000));
        notes.same("index after all could go", trial.put(90'000, "61").index, 61);
        notes.same("the newest record is shown", trial.indexes_from(61), Trial::sequence(61, 61));
    }

    static void reads_from_before_the_trim(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        const auto horizon = Trial::arrival(20) - 5;
        trial.log.trim(horizon);
        for (std::uint64_t from = 1; from <= 20; ++from) {
            const auto read = trial.log.read({.from = from, .horizon_millis = horizon});
            notes.same("records from " + std::to_string(from), Trial::indexes_of(read),
                       Trial::sequence(20, count));
            notes.same("where the next read goes on", read.next, count + 1);
        }
        const auto first = trial.log.first_index();
        notes.same("records without a horizon", trial.indexes_from(1),
                   Trial::sequence(first, count));
        notes.holds("there is a record at 1 or after it", trial.log.has_from(1));
    }

    static void discard_shows_nothing(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        const WriteTotals taken = trial.log.seal();
        trial.log.discard();
        for (const std::uint64_t from : {1U, 12U, 25U, 26U}) {
            notes.same("records of a discarded log", trial.indexes_from(from).size(), 0);
            notes.holds("a discarded log has no record", !trial.log.has_from(from));
        }
        notes.same("where a reader goes on", trial.log.read({}).next, count + 1);
        notes.same("its totals", trial.log.totals().written, taken);
        notes.same("outcome of an append", trial.put(90'000, "late").outcome,
                   AppendOutcome::sealed);
    }

    static void lent_records_stay(const Subject& subject, Notes& notes) {
        Storage storage{subject.options};
        auto log = std::make_unique<typename Storage::Log>(storage.context(), Instant{});
        std::vector<typename Storage::Batch> held;
        std::vector<typename Trial::Texts> texts;
        const auto put = [&](auto& to, std::uint64_t number) {
            static_cast<void>(to.append(Instant::from_millis(Trial::arrival(number)), "key",
                                        "record " + std::to_string(number),
                                        [](const WriteTotals&, std::uint64_t) { return true; }));
        };
        for (std::uint64_t number = 1; number <= count; ++number) {
            put(*log, number);
            held.push_back(log->read({.from = number > 3 ? number - 3 : 1}).records);
            texts.push_back(Trial::texts_of(held.back()));
            log->trim(Trial::arrival(number + 1));
        }
        static_cast<void>(log->seal());
        log->discard();
        log.reset();
        typename Storage::Log other{storage.context(), Instant{}};  // which may want the memory
        for (std::uint64_t number = 1; number <= count; ++number) {
            put(other, number * 1'000);
        }
        for (std::size_t at = 0; at < held.size(); ++at) {
            notes.same("records of a held batch", Trial::texts_of(held[at]), texts[at]);
        }
    }

    static void logs_are_apart(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        typename Storage::Log other{trial.storage.context(), Instant{}};
        trial.fill(count);
        const auto put = [&] {
            return other.append(Instant::from_millis(5), "other", "other",
                                [](const WriteTotals&, std::uint64_t) { return true; });
        };
        notes.same("index of the other log's first record", put().index, 1);
        static_cast<void>(trial.log.seal());
        notes.holds("sealing one does not seal the other", !other.totals().sealed);
        notes.same("index of the other log's second record", put().index, 2);
        trial.log.discard();
        notes.same("the other's records", Trial::texts_of(other.read({}).records),
                   typename Trial::Texts{"other", "other"});
        notes.same("the other's newest arrival", other.newest_millis(), 5);
        notes.same("the other's totals", other.totals().written, WriteTotals{2, 20});
    }

    static void memory_is_counted(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        std::uint64_t bytes = 0;
        for (std::uint64_t number = 1; number <= count; ++number) {
            static_cast<void>(trial.put(2'000, std::string(100, 'd'), "key"));
            bytes += 103;
            const auto in_use = trial.storage.bytes_in_use();
            const auto reserved = trial.storage.bytes_reserved();
            notes.holds("memory in use for the records", in_use >= bytes,
                        "at least " + std::to_string(bytes), std::to_string(in_use));
            notes.holds("memory reserved", reserved >= in_use, "at least " + std::to_string(in_use),
                        std::to_string(reserved));
        }
    }

    static void memory_comes_back(const Subject& subject, Notes& notes) {
        Storage storage{subject.options};
        notes.same("memory in use before", storage.bytes_in_use(), 0);
        for (int round = 0; round < 3; ++round) {
            typename Storage::Batch held;
            {
                typename Storage::Log log{storage.context(), Instant{}};
                for (std::uint64_t number = 1; number <= count; ++number) {
                    static_cast<void>(
                        log.append(Instant::from_millis(Trial::arrival(number)), "key", "data",
                                   [](const WriteTotals&, std::uint64_t) { return true; }));
                }
                held = log.read({.from = 5, .records_max = 10}).records;
                log.trim(Trial::arrival(12));
                if (round == 1) {
                    static_cast<void>(log.seal());
                    log.discard();
                }
            }
            held = {};
            notes.same("memory in use when all is gone", storage.bytes_in_use(), 0);
        }
    }

    /// Appends records of 200 bytes until one is refused.  Gives: how many were taken.
    static std::uint64_t fill_up(Trial& trial, Notes& notes) {
        const std::string data(197, 'd');
        for (std::uint64_t number = 1; number <= too_many; ++number) {
            const Appended appended = trial.put(Trial::arrival(number), data);
            if (appended.outcome != AppendOutcome::done) {
                notes.same("outcome without memory", appended.outcome, AppendOutcome::no_memory);
                return number - 1;
            }
        }
        notes.add("records until memory runs out", "fewer than 4096", "4096");
        return too_many;
    }

    static void refuses_without_memory(const Subject& subject, Notes& notes) {
        if (!subject.limited) {
            return notes.skip(no_limit);
        }
        Trial trial{*subject.limited};
        const std::uint64_t taken = fill_up(trial, notes);
        const WriteTotals totals{taken, 200 * taken};
        for (int attempt = 0; attempt < 2; ++attempt) {
            notes.same("totals after a refusal", trial.log.totals().written, totals);
            notes.same("newest arrival after a refusal", trial.log.newest_millis(),
                       taken == 0 ? 0 : Trial::arrival(taken));
            notes.same("records after a refusal", trial.indexes_from(1).size(), taken);
            static_cast<void>(trial.put(900'000, std::string(197, 'd')));
        }
    }

    static void batch_without_memory(const Subject& subject, Notes& notes) {
        if (!subject.limited) {
            return notes.skip(no_limit);
        }
        Trial trial{*subject.limited};
        TrialBatch batch;
        for (std::uint64_t number = 1; number <= too_many; ++number) {
            batch.add(std::string(197, 'd'));
        }
        std::size_t dealt_with = 0;
        notes.same("outcome", trial.put(batch, dealt_with), AppendOutcome::no_memory);
        notes.same("records that were told a place", batch.accepts(), dealt_with);
        notes.same("records that are there", trial.log.totals().written.records, dealt_with);
        for (std::size_t at = 0; at < batch.size(); ++at) {
            if (batch.entry(at).accepts != (at < dealt_with ? 1 : 0)) {
                notes.add("how often record " + std::to_string(at) + " of the batch was told",
                          at < dealt_with ? "1" : "0", std::to_string(batch.entry(at).accepts));
            }
        }
    }

    static void takes_again_with_memory(const Subject& subject, Notes& notes) {
        if (!subject.limited) {
            return notes.skip(no_limit);
        }
        Trial trial{*subject.limited};
        const std::uint64_t taken = fill_up(trial, notes);
        trial.log.trim(Trial::arrival(taken));
        const Appended appended = trial.put(900'000, std::string(197, 'd'));
        notes.same("outcome when old records could go", appended.outcome, AppendOutcome::done);
        notes.same("index when old records could go", appended.index, taken + 1);
    }
};

}  // namespace weir::inline v0
