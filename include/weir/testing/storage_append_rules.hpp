// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/testing/storage_subject.hpp"

namespace weir::inline v0 {

/// What appending to a log, and sealing it, promises.
template <storage Storage>
class StorageAppendRules {
public:
    using Subject = StorageSubject<Storage>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"numbers_from_one", "Records get the indexes 1, 2, 3 ... without a gap.",
                 numbers_from_one},
            Rule{"shown_when_taken", "A record can be read as soon as its append has returned.",
                 shown_when_taken},
            Rule{"keeps_every_byte", "Keys and data come out as they went in, of whatever bytes.",
                 keeps_every_byte},
            Rule{"keeps_the_largest", "The largest record fits, and its neighbours stay whole.",
                 keeps_the_largest},
            Rule{"arrivals_never_fall",
                 "A record arrives in the millisecond of its append, but never before the origin "
                 "of the log or the record before it.",
                 arrivals_never_fall},
            Rule{"counts_what_it_took", "Totals are those of every record that was ever taken.",
                 counts_what_it_took},
            Rule{"gate_knows_the_place",
                 "The gate is asked with the totals that are true at the record's place.",
                 gate_knows_the_place},
            Rule{"refusal_changes_nothing", "When the gate says no, nothing has happened.",
                 refusal_changes_nothing},
            Rule{"batch_in_list_order",
                 "Records of a batch get places in list order, and each is told its own.",
                 batch_in_list_order},
            Rule{"batch_gate_counts_the_batch",
                 "The gate of a batch counts the records before as taken, and refused ones not.",
                 batch_gate_counts_the_batch},
            Rule{"batch_leaves_out_the_refused",
                 "What the gate refuses is left out of a batch, and the others go in.",
                 batch_leaves_out_the_refused},
            Rule{"seal_tells_the_end", "Sealing gives the exact totals, the same every time.",
                 seal_tells_the_end},
            Rule{"sealed_takes_nothing", "A sealed log takes no record, and is read as before.",
                 sealed_takes_nothing},
            Rule{"sealed_takes_no_batch",
                 "A batch that meets a sealed log is told so, with nothing dealt with.",
                 sealed_takes_no_batch},
        };
    }

private:
    using Trial = LogTrial<Storage>;
    using Notes = ConformanceNotes;

    static void numbers_from_one(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        for (std::uint64_t number = 1; number <= 40; ++number) {
            const Appended appended = trial.put(Trial::arrival(number), "data");
            notes.same("outcome of an append", appended.outcome, AppendOutcome::done);
            notes.same("index of a record", appended.index, number);
        }
        notes.same("indexes that are read", trial.indexes_from(1), Trial::sequence(1, 40));
    }

    static void shown_when_taken(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        for (std::uint64_t number = 1; number <= 20; ++number) {
            const std::string data = "record " + std::to_string(number);
            const Appended appended = trial.put(Trial::arrival(number), data);
            const auto read = trial.log.read({.from = appended.index});
            notes.same("data of the newest record", Trial::texts_of(read.records),
                       typename Trial::Texts{data});
        }
    }

    static void keeps_every_byte(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        for (const std::size_t size :
             {0U, 1U, 2U, 3U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 255U, 256U, 257U, 5'000U}) {
            std::string data(size, '\0');
            for (std::size_t at = 0; at < size; ++at) {
                data[at] = static_cast<char>((at * 7 + size) & 0xff);
            }
            const std::string key = data.substr(0, 256) + "k";
            const auto appended = trial.put(2'000, data, key);
            look_at_one(trial, appended.index, key, data, notes);
        }
    }

    static void keeps_the_largest(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        const std::string key(subject.key_bytes_max, 'k');
        std::string data(subject.data_bytes_max, 'd');
        data.back() = 'e';
        static_cast<void>(trial.put(2'000, "before", "b"));
        notes.same("outcome of the append", trial.put(2'000, data, key).outcome,
                   AppendOutcome::done);
        static_cast<void>(trial.put(2'000, "after", "a"));
        look_at_one(trial, 1, "b", "before", notes);
        look_at_one(trial, 2, key, data, notes);
        look_at_one(trial, 3, "a", "after", notes);
    }

    static void look_at_one(Trial& trial, std::uint64_t index, std::string_view key,
                            std::string_view data, Notes& notes) {
        const auto read = trial.log.read({.from = index, .records_max = 1});
        if (!notes.same("a record that was put is there", read.records.size(), 1)) {
            return;
        }
        const RecordView record = *read.records.begin();
        notes.same("its key", record.partition_key(), key);
        notes.same("its data", record.data().as_text(), data);
    }

    static void arrivals_never_fall(const Subject& subject, Notes& notes) {
        Trial trial{subject.options, Instant::from_millis(5'000)};
        notes.same("newest arrival of a new log", trial.log.newest_millis(), 5'000);
        constexpr std::int64_t micros[] = {4'000'000, 5'000'999, 7'000'999,
                                           6'000'000, 7'001'000, 1'000'000};
        constexpr std::int64_t millis[] = {5'000, 5'000, 7'000, 7'000, 7'001, 7'001};
        for (std::size_t at = 0; at < std::size(micros); ++at) {
            const auto now = Instant::from_micros(micros[at]);
            const auto appended = trial.log.append(
                now, "key", "data", [](const WriteTotals&, std::uint64_t) { return true; });
            notes.same("arrival that is told", appended.arrival_millis, millis[at]);
            notes.same("newest arrival", trial.log.newest_millis(), millis[at]);
        }
        std::size_t at = 0;
        const auto read = trial.log.read({});
        for (const RecordView record : read.records) {
            notes.same("arrival that is read", record.approximate_arrival_timestamp(),
                       Instant::from_millis(millis[at++ % std::size(millis)]));
        }
    }

    static void counts_what_it_took(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        WriteTotals written;
        for (std::uint64_t number = 1; number <= 20; ++number) {
            const std::string data(number, 'd');
            static_cast<void>(trial.put(Trial::arrival(number), data, "key"));
            written = {number, written.bytes + 3 + number};
            notes.same("totals", trial.log.totals().written, written);
        }
        trial.log.trim(Trial::arrival(15));
        notes.same("totals after a trim", trial.log.totals().written, written);
        notes.holds("it is not sealed", !trial.log.totals().sealed);
    }

    static void gate_knows_the_place(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        WriteTotals written;
        for (std::uint64_t number = 1; number <= 20; ++number) {
            const std::string data(number, 'd');
            const bool wanted = number % 3 != 0;
            static_cast<void>(trial.log.append(
                Instant::from_millis(2'000), "key", data,
                [&](const WriteTotals& so_far, std::uint64_t bytes) {
                    notes.same("totals that the gate is asked with", so_far, written);
                    notes.same("bytes that the gate is asked about", bytes, 3 + number);
                    return wanted;
                }));
            written.records += wanted ? 1 : 0;
            written.bytes += wanted ? 3 + number : 0;
        }
    }

    static void refusal_changes_nothing(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(5);
        const auto before = trial.log.totals().written;
        for (int attempt = 0; attempt < 3; ++attempt) {
            const auto appended =
                trial.log.append(Instant::from_millis(90'000), "key", "refused",
                                 [](const WriteTotals&, std::uint64_t) { return false; });
            notes.same("outcome", appended.outcome, AppendOutcome::refused);
        }
        notes.same("totals", trial.log.totals().written, before);
        notes.same("newest arrival", trial.log.newest_millis(), Trial::arrival(5));
        notes.same("indexes that are read", trial.indexes_from(1), Trial::sequence(1, 5));
        notes.same("index of the next record", trial.put(Trial::arrival(6), "6").index, 6);
    }

    static void batch_in_list_order(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        TrialBatch batch;
        std::size_t dealt_with = 99;
        notes.same("outcome of an empty batch", trial.put(batch, dealt_with), AppendOutcome::done);
        notes.same("of which were dealt with", dealt_with, 0);
        for (int number = 1; number <= 100; ++number) {
            batch.add(std::to_string(number));
        }
        notes.same("outcome of a batch", trial.put(batch, dealt_with), AppendOutcome::done);
        notes.same("of which were dealt with", dealt_with, 100);
        for (std::size_t at = 0; at < batch.size(); ++at) {
            notes.same("index that a record is told", batch.entry(at).index, at + 1);
            notes.same("arrival that a record is told", batch.entry(at).arrival_millis, 2'000);
            notes.same("how often a record is told", batch.entry(at).accepts, 1);
        }
        std::size_t at = 0;
        const auto read = trial.log.read({});
        for (const RecordView record : read.records) {
            notes.same("data of a place", record.data().as_text(), batch.entry(at++ % 100).data);
        }
        notes.same("records that are read", at, 100);
    }

    static void batch_gate_counts_the_batch(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(3);
        WriteTotals so_far = trial.log.totals().written;
        TrialBatch batch;
        for (std::size_t number = 0; number < 30; ++number) {
            batch.add(std::string(number, 'd'), number % 4 != 0);
        }
        std::size_t dealt_with = 0;
        static_cast<void>(trial.put(batch, dealt_with));
        for (std::size_t at = 0; at < batch.size(); ++at) {
            const TrialBatch::Entry& entry = batch.entry(at);
            notes.same("totals that the gate is asked with", entry.so_far, so_far);
            so_far.records += entry.wanted ? 1 : 0;
            so_far.bytes += entry.wanted ? batch.bytes(at) : 0;
        }
        notes.same("totals in the end", trial.log.totals().written, so_far);
    }

    static void batch_leaves_out_the_refused(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        TrialBatch batch;
        typename Trial::Texts wanted;
        for (int number = 0; number < 30; ++number) {
            batch.add(std::to_string(number), number % 3 == 1);
            if (number % 3 == 1) {
                wanted.push_back(std::to_string(number));
            }
        }
        std::size_t dealt_with = 0;
        notes.same("outcome", trial.put(batch, dealt_with), AppendOutcome::done);
        notes.same("records that were dealt with", dealt_with, 30);
        notes.same("records that were told a place", batch.accepts(), 10);
        notes.same("what is read", Trial::texts_of(trial.log.read({}).records), wanted);
        TrialBatch unwanted;
        unwanted.add("no", false);
        notes.same("outcome when all are refused", trial.put(unwanted, dealt_with),
                   AppendOutcome::done);
        notes.same("of which were dealt with", dealt_with, 1);
    }

    static void seal_tells_the_end(const Subject& subject, Notes& notes) {
        for (const std::uint64_t count : {0U, 1U, 7U}) {
            Trial trial{subject.options};
            trial.fill(count);
            const WriteTotals taken = trial.log.totals().written;
            notes.same("records when it is sealed", trial.log.seal().records, count);
            notes.same("totals when it is sealed again", trial.log.seal(), taken);
            notes.same("totals of the sealed log", trial.log.totals().written, taken);
            notes.holds("its totals say that it is sealed", trial.log.totals().sealed);
        }
    }

    static void sealed_takes_nothing(const Subject& subject, Notes& notes) {
        for (const std::uint64_t count : {0U, 1U, 7U}) {
            Trial trial{subject.options};
            trial.fill(count);
            static_cast<void>(trial.log.seal());
            notes.same("outcome of an append", trial.put(9'000, "late").outcome,
                       AppendOutcome::sealed);
            notes.same("indexes that are read", trial.indexes_from(1), Trial::sequence(1, count));
            notes.same("newest arrival", trial.log.newest_millis(),
                       count == 0 ? 0 : Trial::arrival(count));
        }
    }

    static void sealed_takes_no_batch(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(3);
        static_cast<void>(trial.log.seal());
        TrialBatch batch;
        batch.add("late");
        batch.add("later");
        std::size_t dealt_with = 99;
        notes.same("outcome", trial.put(batch, dealt_with), AppendOutcome::sealed);
        notes.same("records that were dealt with", dealt_with, 0);
        notes.same("records that were told a place", batch.accepts(), 0);
        notes.same("records that are read", trial.indexes_from(1).size(), 3);
    }
};

}  // namespace weir::inline v0
