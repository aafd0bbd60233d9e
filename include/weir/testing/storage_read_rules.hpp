// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "weir/testing/storage_subject.hpp"

namespace weir::inline v0 {

/// What reading from a log promises.
template <storage Storage>
class StorageReadRules {
public:
    using Subject = StorageSubject<Storage>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"reads_from_any_place", "A read begins with the very record that it asks for.",
                 reads_from_any_place},
            Rule{"reads_past_the_end",
                 "A read from behind the newest record gives nothing, and goes on where it began.",
                 reads_past_the_end},
            Rule{"keeps_to_the_records", "A read gives as many records as it may, and no more.",
                 keeps_to_the_records},
            Rule{"keeps_to_the_bytes",
                 "A read gives all that fits into its bytes, and always one record.",
                 keeps_to_the_bytes},
            Rule{"goes_on", "From `next` to `next` a reader meets every record once.", goes_on},
            Rule{"tells_the_tip",
                 "A read is at the tip when it ended for want of records, and not at a limit.",
                 tells_the_tip},
            Rule{"hints_are_only_hints", "A hint changes how fast a read is, and nothing else.",
                 hints_are_only_hints},
            Rule{"horizon_hides",
                 "Records from before the horizon are passed over; those at it are shown.",
                 horizon_hides},
            Rule{"tells_the_last_arrival", "A read tells when its last record arrived.",
                 tells_the_last_arrival},
            Rule{"finds_by_time",
                 "`index_at` is the first record that arrived then or later, or the next to come.",
                 finds_by_time},
            Rule{"tells_arrivals", "`arrival_of` tells of records that are there, and no others.",
                 tells_arrivals},
            Rule{"tells_what_is_left",
                 "`has_from` says whether a record is there at an index or after it.",
                 tells_what_is_left},
            Rule{"batch_tells_its_size",
                 "A batch knows its records and bytes, and can be walked more than once.",
                 batch_tells_its_size},
            Rule{"batch_moves", "A batch takes its records along when it is moved.", batch_moves},
            Rule{"stamps_its_records", "Records carry the stamp that their read was given.",
                 stamps_its_records},
        };
    }

private:
    using Trial = LogTrial<Storage>;
    using Notes = ConformanceNotes;
    static constexpr std::uint64_t count = 25;

    static void reads_from_any_place(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        for (std::uint64_t from = 1; from <= count; ++from) {
            const auto read = trial.log.read({.from = from});
            notes.same("indexes from " + std::to_string(from), Trial::indexes_of(read),
                       Trial::sequence(from, count));
            notes.same("where the next read goes on", read.next, count + 1);
        }
    }

    static void reads_past_the_end(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        for (const std::uint64_t there : {0U, 25U}) {
            trial.fill(there);
            for (const std::uint64_t past : {1U, 2U, 1'000U}) {
                const auto read = trial.log.read({.from = there + past});
                notes.same("records from behind the newest", read.records.size(), 0);
                notes.same("where the next read goes on", read.next, there + past);
            }
        }
        notes.same("records from the end of all indexes",
                   trial.indexes_from(limits::sequence_index_max).size(), 0);
    }

    static void keeps_to_the_records(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        for (const std::uint64_t from : {1U, 4U, 20U}) {
            for (const std::uint64_t most : {1U, 2U, 5U, 24U, 25U, 26U}) {
                const auto read = trial.log.read({.from = from, .records_max = most});
                const auto left = count - from + 1;
                notes.same("records of at most " + std::to_string(most), read.records.size(),
                           most < left ? most : left);
            }
        }
    }

    /// Sizes of 3 to 12 bytes in turn, with the key.
    static void fill_with_sizes(Trial& trial) {
        for (std::uint64_t number = 1; number <= count; ++number) {
            static_cast<void>(trial.put(2'000, std::string(number % 10, 'd'), "key"));
        }
    }
    static void keeps_to_the_bytes(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        fill_with_sizes(trial);
        for (const std::uint64_t from : {1U, 8U, 24U}) {
            for (const std::uint64_t most : {0U, 1U, 11U, 12U, 13U, 30U, 60U, 100U}) {
                std::uint64_t bytes = 0;
                std::uint64_t fit = 0;
                for (auto at = from; at <= count && (fit == 0 || bytes + 3 + at % 10 <= most);
                     ++at) {
                    bytes += 3 + at % 10;
                    ++fit;
                }
                const auto read = trial.log.read({.from = from, .bytes_max = most});
                notes.same("records in " + std::to_string(most) + " bytes", read.records.size(),
                           fit);
            }
        }
    }

    static void goes_on(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        for (const std::uint64_t most : {1U, 2U, 3U, 7U}) {
            LogReadRequest request{.records_max = most};
            typename Trial::Indexes all;
            for (std::uint64_t reads = 0; reads <= count; ++reads) {
                const auto read = trial.log.read(request);
                for (const RecordView record : read.records) {
                    all.push_back(record.sequence_index());
                }
                request.from = read.next;
                request.hint = read.hint;
            }
            notes.same("all that is read, by " + std::to_string(most), all,
                       Trial::sequence(1, count));
        }
    }

    static void tells_the_tip(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        notes.holds("a read of an empty log is at the tip", trial.log.read({}).at_tip);
        fill_with_sizes(trial);
        notes.holds("a read of all records is at the tip", trial.log.read({}).at_tip);
        notes.holds("a read from behind the newest record is at the tip",
                    trial.log.read({.from = count + 1}).at_tip);
        notes.holds("a read of some records is not", !trial.log.read({.records_max = 5}).at_tip);
        notes.holds("a read of just as many as there are is not",
                    !trial.log.read({.records_max = count}).at_tip);
        notes.holds("a read of some bytes is not", !trial.log.read({.bytes_max = 30}).at_tip);
    }

    static void hints_are_only_hints(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        typename Storage::Log other{trial.storage.context(), Instant{}};
        trial.fill(count);
        static_cast<void>(other.append(Instant{}, "key", "foreign",
                                       [](const WriteTotals&, std::uint64_t) { return true; }));
        for (std::uint64_t place = 1; place <= count; ++place) {
            const PlaceHint hint = trial.log.read({.from = place, .records_max = 1}).hint;
            const PlaceHint foreign = other.read({}).hint;
            for (const std::uint64_t from : {1U, 9U, 25U}) {
                const auto with = trial.log.read({.from = from, .hint = hint});
                notes.same("records with a hint to another place", Trial::indexes_of(with),
                           Trial::sequence(from, count));
                const auto astray = trial.log.read({.from = from, .hint = foreign});
                notes.same("first text with another log's hint",
                           astray.records.empty() ? std::string{}
                                                  : Trial::texts_of(astray.records).front(),
                           std::to_string(from));
            }
        }
    }

    static void horizon_hides(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        for (const std::uint64_t shown : {1U, 2U, 13U, 25U}) {
            const auto at = trial.log.read({.horizon_millis = Trial::arrival(shown)});
            notes.same("records at the horizon and after it", Trial::indexes_of(at),
                       Trial::sequence(shown, count));
            const auto behind =
                trial.log.read({.from = shown, .horizon_millis = Trial::arrival(shown) - 9});
            notes.same("records from behind the horizon", Trial::indexes_of(behind),
                       Trial::sequence(shown, count));
        }
        const auto none = trial.log.read({.horizon_millis = Trial::arrival(count) + 1});
        notes.same("records when all are hidden", none.records.size(), 0);
        notes.same("where the next read goes on then", none.next, count + 1);
        const auto some = trial.log.read({.records_max = 3, .horizon_millis = Trial::arrival(5)});
        notes.same("hidden records don't count against a limit", Trial::indexes_of(some),
                   Trial::sequence(5, 7));
    }

    static void tells_the_last_arrival(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        for (const std::uint64_t most : {1U, 4U, 25U}) {
            notes.same("arrival of the last record of a read",
                       trial.log.read({.records_max = most}).last_arrival_millis,
                       Trial::arrival(most));
        }
    }

    static void finds_by_time(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        notes.same("a time in an empty log", trial.log.index_at(5), 1);
        for (const std::int64_t millis : {100, 200, 200, 200, 300, 300, 400}) {
            static_cast<void>(trial.put(millis, "data"));
        }
        constexpr std::pair<std::int64_t, std::uint64_t> places[] = {
            {0, 1}, {100, 1}, {101, 2}, {200, 2}, {201, 5}, {300, 5}, {399, 7}, {400, 7}, {401, 8}};
        for (const auto& [millis, index] : places) {
            notes.same("place of " + std::to_string(millis) + " ms", trial.log.index_at(millis),
                       index);
        }
    }

    static void tells_arrivals(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        std::int64_t millis = -1;
        notes.holds("nothing is known of record 1 of an empty log",
                    !trial.log.arrival_of(1, millis));
        trial.fill(count);
        for (std::uint64_t index = 1; index <= count; ++index) {
            millis = -1;
            notes.holds("a record's arrival is known", trial.log.arrival_of(index, millis));
            notes.same("arrival of record " + std::to_string(index), millis, Trial::arrival(index));
        }
        for (const std::uint64_t past : {1U, 2U, 1'000U}) {
            notes.holds("nothing is known of a record to come",
                        !trial.log.arrival_of(count + past, millis));
        }
    }

    static void tells_what_is_left(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        notes.holds("an empty log has no record", !trial.log.has_from(1));
        trial.fill(count);
        for (std::uint64_t index = 1; index <= count; ++index) {
            notes.holds("there is a record at " + std::to_string(index), trial.log.has_from(index));
        }
        notes.holds("there is none behind the newest", !trial.log.has_from(count + 1));
        static_cast<void>(trial.put(9'000, "one more"));
        notes.holds("there is when one more came", trial.log.has_from(count + 1));
    }

    static void batch_tells_its_size(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        const typename Storage::Batch nothing{};
        notes.holds("a new batch is empty", nothing.empty() && nothing.size() == 0);
        notes.same("bytes of a new batch", nothing.bytes(), 0);
        fill_with_sizes(trial);
        for (const std::uint64_t from : {1U, 10U, 25U}) {
            const auto read = trial.log.read({.from = from});
            for (int walk = 0; walk < 2; ++walk) {
                std::uint64_t records = 0;
                std::uint64_t bytes = 0;
                for (const RecordView record : read.records) {
                    ++records;
                    bytes += record.size();
                }
                notes.same("records of a batch", read.records.size(), records);
                notes.same("bytes of a batch", read.records.bytes(), bytes);
            }
            notes.holds("a batch with records is not empty", !read.records.empty());
        }
    }

    static void batch_moves(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(count);
        const auto wanted = Trial::texts_of(trial.log.read({}).records);
        typename Storage::Batch first = std::move(trial.log.read({}).records);
        typename Storage::Batch second{std::move(first)};
        notes.same("records of a batch that was moved into", Trial::texts_of(second), wanted);
        typename Storage::Batch third = std::move(trial.log.read({.from = count}).records);
        third = std::move(second);
        notes.same("records of a batch that was assigned to", Trial::texts_of(third), wanted);
        notes.same("its size", third.size(), count);
    }

    static void stamps_its_records(const Subject& subject, Notes& notes) {
        Trial trial{subject.options};
        trial.fill(3);
        const ShardStamp stamp{.create_seconds = 77, .shard_index = 5};
        const auto read = trial.log.read({.stamp = stamp});
        std::uint64_t index = 0;
        for (const RecordView record : read.records) {
            const SequenceNumber number = record.sequence_number();
            notes.same("shard in a number", number.shard_index(), 5);
            notes.same("creation in a number", number.shard_create_seconds(), 77);
            notes.same("index in a number", number.sequence_index(), ++index);
        }
    }
};

}  // namespace weir::inline v0
