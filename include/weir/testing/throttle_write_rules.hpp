// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "weir/testing/throttle_subject.hpp"

namespace weir::inline v0 {

/// What a throttle promises about writes.
template <throttle_policy Policy>
class ThrottleWriteRules {
public:
    using Subject = ThrottleSubject<Policy>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"fresh_is_unused", "`fresh` makes a policy of which nothing is used.",
                 fresh_is_unused},
            Rule{"asking_costs_nothing", "A question that is asked again has the same answer.",
                 asking_costs_nothing},
            Rule{"asking_ahead_costs_nothing",
                 "Questions about totals ahead of the truth, as of a batch, change nothing.",
                 asking_ahead_costs_nothing},
            Rule{"refusal_costs_nothing", "Who is refused is admitted no later for having asked.",
                 refusal_costs_nothing},
            Rule{"waits_exactly",
                 "A refused record is admitted after the wait, and not a microsecond before.",
                 waits_exactly},
            Rule{"no_wait_is_for_ever", "Who is refused without a wait is never admitted.",
                 no_wait_is_for_ever},
            Rule{"admission_has_no_wait", "An admission tells no wait.", admission_has_no_wait},
            Rule{"clock_back_admits_nothing", "A clock that steps back admits nothing extra.",
                 clock_back_admits_nothing},
            Rule{"keeps_to_the_records",
                 "In no stretch of time more records than a burst and what comes back in it.",
                 keeps_to_the_records},
            Rule{"keeps_to_the_bytes",
                 "In no stretch of time more bytes than a burst and what comes back in it.",
                 keeps_to_the_bytes},
            Rule{"gives_the_records", "In the long run the whole rate of records can be used.",
                 gives_the_records},
            Rule{"gives_the_bytes", "In the long run the whole rate of bytes can be used.",
                 gives_the_bytes},
            Rule{"rest_fills_to_the_burst", "After any rest exactly a burst can be used at once.",
                 rest_fills_to_the_burst},
            Rule{"bulk_means_each",
                 "When many records are admitted as one, each would be in its turn.",
                 bulk_means_each},
        };
    }

private:
    using Trial = ThrottleTrial<Policy>;
    using Notes = ConformanceNotes;
    static constexpr const char* refuses_nothing = "it refuses no write";
    static constexpr const char* nothing_promised = "no allowance was given";

    /// Small and large, in turn.
    static std::uint64_t some_size(const Subject& subject, std::uint64_t number) {
        const std::uint64_t large = subject.large_record;
        const std::uint64_t sizes[] = {1, large, large / 2 + 1, large / 3 + 1, large / 7 + 1};
        return sizes[number % std::size(sizes)];
    }

    static void fresh_is_unused(const Subject& subject, Notes& notes) {
        for (const std::uint64_t bytes : {std::uint64_t{1}, subject.large_record}) {
            Trial unused{subject.limits};
            Trial used{subject.limits};
            static_cast<void>(used.use_up(bytes));
            static_cast<void>(used.use_up_reads());
            used.policy.charge_read(used.now, subject.read_bytes.burst);
            Trial fresh{used.policy};
            static_cast<void>(unused.use_up(bytes));
            static_cast<void>(fresh.use_up(bytes));
            notes.same("what a fresh one of a used one admits", fresh.so_far, unused.so_far);
            for (int reads = 0; reads < 100; ++reads) {
                notes.same("whether a fresh one admits a read",
                           fresh.policy.admit_read(fresh.now).admitted,
                           unused.policy.admit_read(unused.now).admitted);
            }
        }
    }

    static void asking_costs_nothing(const Subject& subject, Notes& notes) {
        Trial quiet{subject.limits};
        Trial asked{subject.limits};
        for (std::uint64_t number = 0; number < 200; ++number) {
            const std::uint64_t bytes = some_size(subject, number);
            for (int again = 0; again < 10; ++again) {
                static_cast<void>(asked.ask(bytes));
            }
            const bool admitted = asked.put(bytes).admitted;
            if (!notes.same("whether a record is admitted", admitted, quiet.put(bytes).admitted)) {
                return;
            }
        }
    }

    static void asking_ahead_costs_nothing(const Subject& subject, Notes& notes) {
        Trial quiet{subject.limits};
        Trial asked{subject.limits};
        for (std::uint64_t number = 0; number < 200; ++number) {
            const std::uint64_t bytes = some_size(subject, number);
            const WriteTotals truth = asked.so_far;
            for (int ahead = 0; ahead < 5; ++ahead) {
                static_cast<void>(asked.put(bytes));
            }
            asked.so_far = truth;  // another writer came first, and the batch begins again
            const bool admitted = asked.put(bytes).admitted;
            if (!notes.same("whether a record is admitted", admitted, quiet.put(bytes).admitted)) {
                return;
            }
        }
    }

    static void refusal_costs_nothing(const Subject& subject, Notes& notes) {
        Trial quiet{subject.limits};
        Trial asked{subject.limits};
        if (quiet.use_up(subject.large_record).admitted) {
            return notes.skip(refuses_nothing);
        }
        static_cast<void>(asked.use_up(subject.large_record));
        for (int attempt = 0; attempt < 1'000; ++attempt) {
            static_cast<void>(asked.ask(subject.large_record));
        }
        for (int step = 0; step < 3'000; ++step) {
            quiet.now += std::chrono::milliseconds{1};
            asked.now = quiet.now;
            const bool admitted = asked.put(subject.large_record).admitted;
            if (!notes.same("whether a record is admitted after " + std::to_string(step) + " ms",
                            admitted, quiet.put(subject.large_record).admitted)) {
                return;
            }
        }
    }

    static void waits_exactly(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        std::uint64_t waits = 0;
        for (std::uint64_t number = 0; number < Trial::asks_max && waits < 200; ++number) {
            const std::uint64_t bytes = some_size(subject, number);
            const Verdict verdict = trial.put(bytes);
            if (verdict.admitted || verdict.retry_after <= Duration{0}) {
                continue;
            }
            ++waits;
            const Instant due = trial.now + verdict.retry_after;
            trial.now = due - Duration{1};
            notes.same("a microsecond before the wait is over", trial.ask(bytes),
                       Verdict{false, Duration{1}});
            trial.now = due;
            notes.same("when the wait is over", trial.put(bytes).admitted, true);
            trial.now += Duration{static_cast<std::int64_t>(number * 37 % 1'000)};
        }
        if (waits == 0) {
            notes.skip("it refuses no write for a while");
        }
    }

    static void no_wait_is_for_ever(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        constexpr std::uint64_t enormous = std::uint64_t{1} << 50;
        bool found = false;
        for (const std::uint64_t bytes : {std::uint64_t{1}, subject.large_record, enormous}) {
            const Verdict verdict = trial.use_up(bytes);
            if (verdict.admitted || verdict.retry_after != Duration{0}) {
                continue;
            }
            found = true;
            for (const Duration rest :
                 {Duration{std::chrono::seconds{1}}, Duration{std::chrono::hours{1}},
                  Duration{std::chrono::hours{8'760}}}) {
                const Instant now = trial.now;
                trial.now += rest;
                notes.same("the same record later", trial.ask(bytes), Verdict{});
                trial.now = now;
            }
        }
        if (!found) {
            notes.skip("it refuses no write for ever");
        }
    }

    static void admission_has_no_wait(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        for (std::uint64_t number = 0; number < 100; ++number) {
            const Verdict verdict = trial.put(some_size(subject, number));
            if (verdict.admitted) {
                notes.same("wait of an admitted record", verdict.retry_after, Duration{0});
            }
        }
    }

    static void clock_back_admits_nothing(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        if (trial.use_up(subject.large_record).admitted) {
            return notes.skip(refuses_nothing);
        }
        const Instant now = trial.now;
        for (int round = 0; round < 3; ++round) {
            for (const Instant earlier : {now - Duration{1}, now - std::chrono::seconds{1},
                                          now - std::chrono::hours{24}, Instant{}, now}) {
                trial.now = earlier;
                notes.holds("a record on a clock that stepped back",
                            !trial.ask(subject.large_record).admitted, "refused", "admitted");
            }
        }
    }

    /// The records that a busy writer gets in, each of so many bytes.
    static std::vector<Admission> records_within(Trial& trial, Duration length,
                                                 std::uint64_t bytes) {
        return trial.all_within(length, [&](std::uint64_t& amount) {
            amount = 1;
            return trial.put(bytes);
        });
    }
    static std::vector<Admission> bytes_within(const Subject& subject, Trial& trial,
                                               Duration length) {
        std::uint64_t number = 0;
        return trial.all_within(length, [&](std::uint64_t& amount) {
            amount = subject.large_record - number % 3;
            const Verdict verdict = trial.put(amount);
            number += verdict.admitted ? 1 : 0;
            return verdict;
        });
    }

    static void keeps_to_the_records(const Subject& subject, Notes& notes) {
        if (subject.write_records.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        detail::check_windows(records_within(trial, std::chrono::seconds{10}, 1),
                              subject.write_records, 0, notes);
    }
    static void keeps_to_the_bytes(const Subject& subject, Notes& notes) {
        if (subject.write_bytes.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        detail::check_windows(bytes_within(subject, trial, std::chrono::seconds{10}),
                              subject.write_bytes, 0, notes);
    }
    static void gives_the_records(const Subject& subject, Notes& notes) {
        if (subject.write_records.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        static_cast<void>(records_within(trial, std::chrono::seconds{10}, 1));
        const auto least = subject.write_records.burst + 10 * subject.write_records.per_second - 1;
        notes.holds("records in 10 s", trial.so_far.records >= least,
                    "at least " + std::to_string(least), std::to_string(trial.so_far.records));
    }
    static void gives_the_bytes(const Subject& subject, Notes& notes) {
        if (subject.write_bytes.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        static_cast<void>(bytes_within(subject, trial, std::chrono::seconds{10}));
        const auto all = subject.write_bytes.burst + 10 * subject.write_bytes.per_second;
        const auto least = all < subject.large_record ? 0 : all - subject.large_record;
        notes.holds("bytes in 10 s", trial.so_far.bytes >= least,
                    "at least " + std::to_string(least), std::to_string(trial.so_far.bytes));
    }

    static void rest_fills_to_the_burst(const Subject& subject, Notes& notes) {
        if (subject.write_records.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        for (const Duration rest :
             {Duration{0}, Duration{std::chrono::hours{1}}, Duration{std::chrono::hours{8'760}}}) {
            trial.now += rest;
            const std::uint64_t before = trial.so_far.records;
            static_cast<void>(trial.use_up(1));
            notes.same("records at once after a rest", trial.so_far.records - before,
                       subject.write_records.burst);
        }
    }

    static void bulk_means_each(const Subject& subject, Notes& notes) {
        if constexpr (bulk_throttle<Policy>) {
            Trial trial{subject.limits};
            for (std::uint64_t number = 0; number < 400; ++number) {
                WriteTotals more;
                for (std::uint64_t at = 0; at <= number % 6; ++at) {
                    more = {more.records + 1, more.bytes + some_size(subject, number + at)};
                }
                const bool all = trial.policy.admits_all(trial.now, trial.so_far, more);
                for (std::uint64_t at = 0; at <= number % 6; ++at) {
                    const bool one = trial.put(some_size(subject, number + at)).admitted;
                    notes.holds("a record of those that were admitted as one", one || !all,
                                "admitted", "refused");
                }
                trial.now += std::chrono::milliseconds{number % 90};
            }
        } else {
            notes.skip("it is not asked about many records at once");
        }
    }
};

}  // namespace weir::inline v0
