// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/testing/kinesis_subject.hpp"

namespace weir::inline v0 {

/// What PutRecord and PutRecords promise.
template <kinesis_api Api>
class KinesisPutRules {
public:
    using Subject = KinesisSubject<Api>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"put_finds_the_owner",
                 "A record goes to the shard whose range has the MD5 of its key, or the hash key "
                 "that it brings.",
                 put_finds_the_owner},
            Rule{"put_numbers_rise",
                 "The sequence numbers of a shard rise, whatever seconds they are of.",
                 put_numbers_rise},
            Rule{"keeps_what_was_put",
                 "A record is read with the bytes, the key, the number and the time of its put.",
                 keeps_what_was_put},
            Rule{"batch_answers_in_order",
                 "PutRecords answers for each record, in list order, and loses none.",
                 batch_answers_in_order},
            Rule{"batch_numbers_rise", "Records of one call and shard have rising numbers.",
                 batch_numbers_rise},
            Rule{"batch_has_its_limits", "A call takes 500 records and 10 MiB, and no more.",
                 batch_has_its_limits},
            Rule{"put_is_validated", "A put that is not well formed is refused by its error.",
                 put_is_validated},
            Rule{"batch_is_validated",
                 "One record that is not well formed refuses the call, and nothing is written.",
                 batch_is_validated},
            Rule{"put_checks_in_order",
                 "Constraints are looked at before sizes, and those before hash keys.",
                 put_checks_in_order},
            Rule{"ordering_number_is_judged",
                 "SequenceNumberForOrdering may be any number that was given, but none to come.",
                 ordering_number_is_judged},
            Rule{"throttles_each_record",
                 "What a shard's allowance lacks fails by itself, with a time to try again.",
                 throttles_each_record},
            Rule{"throttles_reads", "The sixth read of a shard in a second is refused.",
                 throttles_reads},
        };
    }

private:
    using Trial = KinesisTrial<Api>;
    using Notes = ConformanceNotes;
    using Entries = std::vector<PutRecordsRequestEntry>;
    static constexpr const char* beyond_128_bits = "340282366920938463463374607431768211456";

    static void put_finds_the_owner(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 4}};
        const auto shards = trial.shards();
        for (const Shard& shard : shards) {
            const HashKeyRange range = shard.hash_key_range;
            for (const HashKey key : {range.starting_hash_key, range.ending_hash_key}) {
                notes.same("owner of hash key " + key.to_string(),
                           trial.put_at(key, "data").shard_id, shard.shard_id);
            }
        }
        for (int number = 0; number < 40; ++number) {
            const std::string key = "key " + std::to_string(number);
            const ShardId given = trial.put("data", key).shard_id;
            const HashKeyRange range = Trial::find(shards, given.index).hash_key_range;
            notes.holds("the shard of \"" + key + "\"", range.contains(md5_hash_key(key)),
                        "the owner of " + md5_hash_key(key).to_string(), given.to_string());
        }
    }

    static void put_numbers_rise(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        std::map<std::uint32_t, SequenceNumber> newest;
        for (int number = 0; number < 60; ++number) {
            const auto put = trial.put("data", "key " + std::to_string(number % 7));
            const auto last = newest.find(put.shard_id.index);
            if (last != newest.end()) {
                notes.holds("the next number of a shard", put.sequence_number > last->second,
                            "above " + last->second.to_string(), put.sequence_number.to_string());
            }
            newest[put.shard_id.index] = put.sequence_number;
            notes.same("shard in a number", put.sequence_number.shard_index(), put.shard_id.index);
            trial.advance(std::chrono::milliseconds{number * 17});
        }
    }

    static void keeps_what_was_put(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        std::string all(256, '\0');
        for (std::size_t at = 0; at < all.size(); ++at) {
            all[at] = static_cast<char>(at);
        }
        for (const std::string& data : {std::string{}, std::string{"plain"}, all}) {
            trial.advance(std::chrono::milliseconds{1'234});
            const std::string key = "\xc3\xa4 key of " + std::to_string(data.size());
            const auto put = trial.put(data, key);
            const Instant at = Instant::from_millis(trial.now().millis());
            const auto page = trial.read(
                trial.place({.shard_id = put.shard_id,
                             .shard_iterator_type = ShardIteratorType::at_sequence_number,
                             .starting_sequence_number = put.sequence_number}));
            if (!notes.same("records at the number of a put", page.records.size(), 1)) {
                return;
            }
            const TrialRecord& record = page.records.front();
            notes.same("its data", record.data, data);
            notes.same("its key", record.partition_key, key);
            notes.same("its number", record.sequence_number, put.sequence_number);
            notes.same("its arrival", record.arrival, at);
        }
    }

    /// Records of which number n has the data and the key "n".
    struct Numbered {
        explicit Numbered(std::size_t count) {
            for (std::size_t number = 0; number < count; ++number) {
                texts.push_back(std::to_string(number));
            }
            for (const std::string& text : texts) {
                entries.push_back({.data = text, .partition_key = text});
            }
        }
        std::vector<std::string> texts;
        Entries entries;
    };

    static void batch_answers_in_order(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        const Numbered batch{40};
        trial.advance(std::chrono::seconds{1});
        const auto result = trial.api().put_records(batch.entries);
        if (!notes.same("put_records", Trial::said(result), "success") ||
            !notes.same("answers", result->records.size(), 40)) {
            return;
        }
        notes.same("failed records", result->failed_record_count, 0);
        std::vector<std::vector<TrialRecord>> there;
        for (std::uint32_t shard = 0; shard < 3; ++shard) {
            there.push_back(trial.read_shard(shard).records);
        }
        for (std::size_t at = 0; at < 40; ++at) {
            const PutRecordsResultEntry& entry = result->records[at];
            std::string found = "nothing";
            for (const auto& records : there) {
                for (const TrialRecord& record : records) {
                    if (record.sequence_number == entry.sequence_number) {
                        found = record.data;
                    }
                }
            }
            notes.same("data at the number that record " + std::to_string(at) + " was told", found,
                       batch.texts[at]);
        }
    }

    static void batch_numbers_rise(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 3}};
        std::map<std::uint32_t, SequenceNumber> newest;
        for (int call = 0; call < 3; ++call) {
            const Numbered batch{50};
            for (const PutRecordsResultEntry& entry : trial.put_all(batch.entries)) {
                const auto last = newest.find(entry.shard_id.index);
                if (last != newest.end()) {
                    notes.holds("the next number of a shard", entry.sequence_number > last->second,
                                "above " + last->second.to_string(),
                                entry.sequence_number.to_string());
                }
                newest[entry.shard_id.index] = entry.sequence_number;
            }
        }
    }

    static void batch_has_its_limits(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        trial.refuses("a batch of none", trial.api().put_records(Entries{}), Errc::validation);
        const Numbered most{limits::put_records_entries_max};
        trial.advance(std::chrono::seconds{2});
        notes.same("a batch of 500", Trial::said(trial.api().put_records(most.entries)), "success");
        const Numbered more{limits::put_records_entries_max + std::size_t{1}};
        trial.refuses("a batch of 501", trial.api().put_records(more.entries), Errc::validation);
        // Ten records of 1 MiB with their keys are just 10 MiB.
        const std::string data(limits::record_bytes_default - 1, 'd');
        Entries large(10, {.data = data, .partition_key = "k"});
        trial.advance(std::chrono::seconds{2});
        notes.same("a batch of 10 MiB", Trial::said(trial.api().put_records(large)), "success");
        large.front().partition_key = "kk";
        trial.refuses("a batch of a byte more", trial.api().put_records(large),
                      Errc::invalid_argument);
    }

    struct Bad {
        std::string_view what;
        PutRecordsRequestEntry record;
        Errc code;
    };
    /// Records that nobody takes. The texts live in `texts`.
    static std::vector<Bad> bad_records(const std::vector<std::string>& texts) {
        return {
            {"an empty key", {.data = "d", .partition_key = ""}, Errc::validation},
            {"a key of 257", {.data = "d", .partition_key = texts[0]}, Errc::validation},
            {"a key of 129 astral characters",
             {.data = "d", .partition_key = texts[1]},
             Errc::validation},
            {"data of a byte too many", {.data = texts[2], .partition_key = "k"}, Errc::validation},
            {"a hash key of letters",
             {.data = "d", .partition_key = "k", .explicit_hash_key = "key"},
             Errc::validation},
            {"a hash key with a leading zero",
             {.data = "d", .partition_key = "k", .explicit_hash_key = "01"},
             Errc::validation},
            {"a hash key of 2^128",
             {.data = "d", .partition_key = "k", .explicit_hash_key = beyond_128_bits},
             Errc::invalid_argument}};
    }
    static std::vector<std::string> bad_texts() {
        std::string astral;
        for (int character = 0; character < 129; ++character) {
            astral += "\xf0\x9f\x98\x80";
        }
        return {std::string(257, 'k'), astral,
                std::string(limits::record_bytes_default + std::size_t{1}, 'd')};
    }

    static void put_is_validated(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const auto texts = bad_texts();
        for (const Bad& bad : bad_records(texts)) {
            trial.refuses(
                bad.what,
                trial.api().put_record({.data = bad.record.data,
                                        .partition_key = bad.record.partition_key,
                                        .explicit_hash_key = bad.record.explicit_hash_key}),
                bad.code);
        }
        notes.same("what was written", trial.read_shard(0).data(), typename Trial::Texts{});
        static_cast<void>(trial.put("d", texts[0].substr(1)));  // 256 characters
        static_cast<void>(trial.put("d", std::string_view{texts[1]}.substr(4)));
        static_cast<void>(trial.put(texts[2].substr(2), "k"));
    }

    static void batch_is_validated(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const auto texts = bad_texts();
        for (const Bad& bad : bad_records(texts)) {
            const Entries batch{{.data = "good", .partition_key = "k"}, bad.record};
            trial.refuses("a batch with " + std::string{bad.what}, trial.api().put_records(batch),
                          bad.code);
        }
        notes.same("what was written", trial.read_shard(0).data(), typename Trial::Texts{});
    }

    static void put_checks_in_order(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const std::string large(limits::record_bytes_default + std::size_t{1}, 'd');
        trial.refuses("no key, and a hash key of 2^128",
                      trial.api().put_record(
                          {.data = "d", .partition_key = "", .explicit_hash_key = beyond_128_bits}),
                      Errc::validation);
        trial.refuses(
            "too much data, and a hash key of 2^128",
            trial.api().put_record(
                {.data = large, .partition_key = "k", .explicit_hash_key = beyond_128_bits}),
            Errc::validation);
        Entries batch(12, {.data = std::string_view{large}.substr(1), .partition_key = "k"});
        batch.back().partition_key = "";
        trial.refuses("more than 10 MiB, and a record without a key",
                      trial.api().put_records(batch), Errc::validation);
        batch.back() = {.data = large, .partition_key = "k"};
        trial.refuses("more than 10 MiB, and a record that is too large",
                      trial.api().put_records(batch), Errc::invalid_argument);
    }

    static void ordering_number_is_judged(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const SequenceNumber first = trial.put("first").sequence_number;
        const auto put = [&](const Argument<SequenceNumber>& number) {
            trial.advance(std::chrono::seconds{1});
            return trial.api().put_record({.data = "data",
                                           .partition_key = "key",
                                           .explicit_hash_key = {},
                                           .sequence_number_for_ordering = number});
        };
        const auto second = put(first);
        notes.same("a put after an earlier number", Trial::said(second), "success");
        if (second) {
            notes.holds("its number", second->sequence_number > first, "above " + first.to_string(),
                        second->sequence_number.to_string());
        }
        const auto seconds = static_cast<std::uint64_t>(trial.now().seconds());
        const std::string nonsense(60, '9');
        trial.refuses("a number of letters", put("number"), Errc::validation);
        trial.refuses("a number that is none", put(nonsense), Errc::invalid_argument);
        trial.refuses("a number of tomorrow",
                      put(SequenceNumber::make({seconds, 0, 1, seconds + 86'400})),
                      Errc::invalid_argument);
    }

    static void throttles_each_record(const Subject& subject, Notes& notes) {
        if (!subject.throttled) {
            return notes.skip("its shards have no allowance");
        }
        Trial trial{subject, notes, {.shard_count = 2}};
        trial.advance(std::chrono::seconds{5});
        const Entries batch(500, {.data = "d", .partition_key = "k", .explicit_hash_key = "0"});
        std::size_t taken = 0;
        Duration wait{0};
        for (int call = 0; call < 3; ++call) {
            const auto result = trial.api().put_records(batch);
            if (!notes.same("a call of which records fail", Trial::said(result), "success")) {
                return;
            }
            std::size_t failed = 0;
            for (const PutRecordsResultEntry& entry : result->records) {
                if (!entry.ok()) {
                    ++failed;
                    notes.same("error of a record", *entry.error_code,
                               Errc::provisioned_throughput_exceeded);
                    wait = entry.retry_after;
                }
            }
            notes.same("failed records", result->failed_record_count, failed);
            taken += batch.size() - failed;
        }
        notes.same("records of one shard at one instant", taken, 1'000);
        notes.holds("the time to wait", wait > Duration{0});
        const PutRecordRequest other{
            .data = "d", .partition_key = "k", .explicit_hash_key = Trial::top};
        notes.same("a put to another shard", Trial::said(trial.api().put_record(other)), "success");
        const PutRecordRequest same{.data = "d", .partition_key = "k", .explicit_hash_key = "0"};
        trial.refuses("a put to this one", trial.api().put_record(same),
                      Errc::provisioned_throughput_exceeded);
        trial.advance(wait);
        notes.same("the same when the wait is over", Trial::said(trial.api().put_record(same)),
                   "success");
    }

    static void throttles_reads(const Subject& subject, Notes& notes) {
        if (!subject.throttled) {
            return notes.skip("its shards have no allowance");
        }
        Trial trial{subject, notes, {.shard_count = 2}};
        trial.advance(std::chrono::seconds{5});
        const auto from = trial.place(0);
        for (int read = 0; read < 5; ++read) {
            notes.same("one of five reads", trial.read_says(from), "success");
        }
        notes.same("the sixth", trial.read_says(from),
                   exception_name(Errc::provisioned_throughput_exceeded));
        notes.same("a read of another shard", trial.read_says(trial.place(1)), "success");
        trial.advance(std::chrono::seconds{1});
        notes.same("a read a second later", trial.read_says(from), "success");
    }
};

}  // namespace weir::inline v0
