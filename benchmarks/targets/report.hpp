// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "targets/rounds.hpp"

namespace bench {

/// What is promised of a figure.
struct Limit {
    enum class Side { at_most, at_least } side = Side::at_most;
    double value = 0;
    const char* unit = "x";
};

[[nodiscard]] constexpr Limit at_most(double value, const char* unit = "x") {
    return {Limit::Side::at_most, value, unit};
}
[[nodiscard]] constexpr Limit at_least(double value, const char* unit = "x") {
    return {Limit::Side::at_least, value, unit};
}

/// Prints every target on a line of its own as soon as it is measured, and counts.
class Report {
public:
    explicit Report(const Settings& settings) : settings_{settings} {
        if (settings.markdown) {
            std::printf("| Target | Limit | Measured | Middle half |\n|---|---|---|---|\n");
        } else {
            std::printf("%-66s %13s %30s\n", "target", "limit", "measured (middle half)");
        }
    }

    void judge(const std::string& target, Limit limit, Spread measured) {
        const bool kept = limit.side == Limit::Side::at_most ? measured.median <= limit.value
                                                             : measured.median >= limit.value;
        const char* side = limit.side == Limit::Side::at_most ? "<=" : ">=";
        const char* verdict = settings_.smoke ? "ran" : kept ? "ok" : "FALLS SHORT";
        if (settings_.markdown) {
            std::printf("| %s | %s %.4g %s | %.2f%s | %.2f to %.2f |\n", target.c_str(),
                        limit.side == Limit::Side::at_most ? "at most" : "at least", limit.value,
                        limit.unit, measured.median, kept ? "" : ", **falls short**", measured.low,
                        measured.high);
        } else {
            std::printf("%-66s %s %7.2f %-3s %8.2f (%7.2f to %7.2f)  %s\n", target.c_str(), side,
                        limit.value, limit.unit, measured.median, measured.low, measured.high,
                        verdict);
        }
        std::fflush(stdout);
        short_ += kept ? 0 : 1;
        ++judged_;
    }
    void skip(const std::string& target, const char* reason) {
        std::printf(settings_.markdown ? "| %s | | skipped: %s | |\n" : "%-66s skipped: %s\n",
                    target.c_str(), reason);
        std::fflush(stdout);
    }
    /// All cases of a group, for those who want to know where a ratio comes from.
    void rows(const Rounds& rounds) const {
        if (!settings_.rows) {
            return;
        }
        for (const Case& row : rounds.cases()) {
            const Spread nanos = rounds.nanos(row.name);
            std::printf("    %-58s %9.2f ns (%.2f to %.2f)\n", row.name.c_str(), nanos.median,
                        nanos.low, nanos.high);
        }
    }

    [[nodiscard]] unsigned fell_short() const noexcept { return settings_.smoke ? 0 : short_; }
    [[nodiscard]] unsigned judged() const noexcept { return judged_; }

private:
    const Settings& settings_;
    unsigned short_ = 0;
    unsigned judged_ = 0;
};

/// What every group of targets gets.
struct Bench {
    const Settings& settings;
    Crew& crew;
    Report& report;

    [[nodiscard]] Rounds measure(std::vector<Case> cases) const {
        Rounds rounds{std::move(cases), settings, crew};
        report.rows(rounds);
        return rounds;
    }
};

void append_targets(const Bench& bench);
void put_targets(const Bench& bench);
void read_targets(const Bench& bench);
void shard_targets(const Bench& bench);
void memory_targets(const Bench& bench);
void replay_targets(const Bench& bench);
void service_targets(const Bench& bench);
void key_targets(const Bench& bench);
void compile_targets(const Bench& bench);

}  // namespace bench
