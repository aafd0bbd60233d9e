// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "weir/testing/throttle_subject.hpp"

namespace weir::inline v0 {

/// What a throttle promises about reads.
template <throttle_policy Policy>
class ThrottleReadRules {
public:
    using Subject = ThrottleSubject<Policy>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"reads_wait_exactly",
                 "A refused read is admitted after the wait, and not a microsecond before.",
                 reads_wait_exactly},
            Rule{"charged_reads_wait_exactly",
                 "So is one that is refused for the bytes of those before it.",
                 charged_reads_wait_exactly},
            Rule{"refused_reads_cost_nothing",
                 "Who is refused a read is admitted no later for having asked.",
                 refused_reads_cost_nothing},
            Rule{"clock_back_admits_no_read", "A clock that steps back admits no read extra.",
                 clock_back_admits_no_read},
            Rule{"keeps_to_the_reads",
                 "In no stretch of time more reads than a burst and what comes back in it.",
                 keeps_to_the_reads},
            Rule{"gives_the_reads", "In the long run the whole rate of reads can be used.",
                 gives_the_reads},
            Rule{"keeps_to_the_read_bytes",
                 "In no stretch of time more bytes read than a burst, what comes back in it, and "
                 "one page.",
                 keeps_to_the_read_bytes},
            Rule{"asked_reads_cost_nothing",
                 "`ask_read` says what `admit_read` would, and takes "
                 "nothing.",
                 asked_reads_cost_nothing},
            Rule{"read_comes_back", "A read that is given back can be taken by one other.",
                 read_comes_back},
        };
    }

private:
    using Trial = ThrottleTrial<Policy>;
    using Notes = ConformanceNotes;
    static constexpr const char* refuses_nothing = "it refuses no read";
    static constexpr const char* nothing_promised = "no allowance was given";
    static constexpr const char* alone = "it is not made to decide together with others";

    static void look_at_wait(Trial& trial, Verdict verdict, Notes& notes) {
        const Instant due = trial.now + verdict.retry_after;
        trial.now = due - Duration{1};
        notes.same("a microsecond before the wait is over", trial.policy.admit_read(trial.now),
                   Verdict{false, Duration{1}});
        trial.now = due;
        notes.same("when the wait is over", trial.policy.admit_read(trial.now),
                   Verdict{.admitted = true});
    }

    static void reads_wait_exactly(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        trial.now += std::chrono::hours{1};
        for (int round = 0; round < 30; ++round) {
            const Verdict verdict = trial.use_up_reads();
            if (verdict.admitted) {
                return notes.skip(refuses_nothing);
            }
            look_at_wait(trial, verdict, notes);
            trial.now += std::chrono::milliseconds{round * 37};
        }
    }

    /// The bytes of a page that is more than a second's.
    static std::uint64_t page_of(const Subject& subject) {
        return subject.read_bytes.burst + 2 * subject.read_bytes.per_second;
    }
    static void charged_reads_wait_exactly(const Subject& subject, Notes& notes) {
        if (subject.read_bytes.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        for (int round = 1; round < 30; ++round) {
            trial.policy.charge_read(trial.now, page_of(subject) - static_cast<unsigned>(round));
            const Verdict verdict = trial.policy.admit_read(trial.now);
            if (!notes.holds("a read after so many bytes", !verdict.admitted, "refused",
                             "admitted")) {
                return;
            }
            look_at_wait(trial, verdict, notes);
            trial.now += std::chrono::milliseconds{round * 37};
        }
    }

    static void refused_reads_cost_nothing(const Subject& subject, Notes& notes) {
        Trial quiet{subject.limits};
        Trial asked{subject.limits};
        if (quiet.use_up_reads().admitted) {
            return notes.skip(refuses_nothing);
        }
        static_cast<void>(asked.use_up_reads());
        for (int attempt = 0; attempt < 1'000; ++attempt) {
            static_cast<void>(asked.policy.admit_read(asked.now));
        }
        for (int step = 0; step < 3'000; ++step) {
            quiet.now += std::chrono::milliseconds{1};
            const bool admitted = asked.policy.admit_read(quiet.now).admitted;
            if (!notes.same("whether a read is admitted after " + std::to_string(step) + " ms",
                            admitted, quiet.policy.admit_read(quiet.now).admitted)) {
                return;
            }
        }
    }

    static void clock_back_admits_no_read(const Subject& subject, Notes& notes) {
        Trial trial{subject.limits};
        if (trial.use_up_reads().admitted) {
            return notes.skip(refuses_nothing);
        }
        const Instant now = trial.now;
        for (const Instant earlier : {now - Duration{1}, now - std::chrono::seconds{1},
                                      now - std::chrono::hours{24}, Instant{}, now}) {
            notes.holds("a read on a clock that stepped back",
                        !trial.policy.admit_read(earlier).admitted, "refused", "admitted");
        }
    }

    static std::vector<Admission> reads_within(Trial& trial, Duration length) {
        return trial.all_within(length, [&](std::uint64_t& amount) {
            amount = 1;
            return trial.policy.admit_read(trial.now);
        });
    }
    static void keeps_to_the_reads(const Subject& subject, Notes& notes) {
        if (subject.read_calls.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        detail::check_windows(reads_within(trial, std::chrono::seconds{10}), subject.read_calls, 0,
                              notes);
    }
    static void gives_the_reads(const Subject& subject, Notes& notes) {
        if (subject.read_calls.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        const auto reads = reads_within(trial, std::chrono::seconds{10}).size();
        const auto least = subject.read_calls.burst + 10 * subject.read_calls.per_second - 1;
        notes.holds("reads in 10 s", reads >= least, "at least " + std::to_string(least),
                    std::to_string(reads));
    }

    static void keeps_to_the_read_bytes(const Subject& subject, Notes& notes) {
        if (subject.read_bytes.per_second == 0) {
            return notes.skip(nothing_promised);
        }
        Trial trial{subject.limits};
        const std::uint64_t page = page_of(subject);
        const auto admissions =
            trial.all_within(std::chrono::seconds{60}, [&](std::uint64_t& amount) {
                const Verdict verdict = trial.policy.admit_read(trial.now);
                if (verdict.admitted) {
                    amount = page;
                    trial.policy.charge_read(trial.now, page);
                }
                return verdict;
            });
        detail::check_windows(admissions, subject.read_bytes, page, notes);
    }

    static void asked_reads_cost_nothing(const Subject& subject, Notes& notes) {
        if constexpr (composable_throttle<Policy>) {
            Trial trial{subject.limits};
            for (int read = 0; read < 100; ++read) {
                Verdict asked;
                for (int ask = 0; ask < 50; ++ask) {
                    asked = trial.policy.ask_read(trial.now);
                }
                if (!notes.same("what the read is told", trial.policy.admit_read(trial.now),
                                asked)) {
                    return;
                }
            }
            Trial other{subject.limits};
            for (int read = 0; read < 100; ++read) {
                static_cast<void>(other.policy.ask_read(other.now));
            }
            std::uint64_t reads = 0;
            while (reads < Trial::asks_max && other.policy.admit_read(other.now).admitted) {
                ++reads;
            }
            if (subject.read_calls.per_second != 0) {
                notes.same("reads at once after questions", reads, subject.read_calls.burst);
            }
        } else {
            notes.skip(alone);
        }
    }

    static void read_comes_back(const Subject& subject, Notes& notes) {
        if constexpr (composable_throttle<Policy>) {
            Trial trial{subject.limits};
            if (trial.use_up_reads().admitted) {
                return notes.skip(refuses_nothing);
            }
            for (int round = 0; round < 3; ++round) {
                trial.policy.give_back_read(trial.now);
                notes.holds("the next read", trial.policy.admit_read(trial.now).admitted,
                            "admitted", "refused");
                notes.holds("the one after it", !trial.policy.admit_read(trial.now).admitted,
                            "refused", "admitted");
            }
        } else {
            notes.skip(alone);
        }
    }
};

}  // namespace weir::inline v0
