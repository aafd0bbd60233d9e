// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "weir/core/random.hpp"

namespace weir_test {

inline constexpr std::uint32_t soak_writers = 8;
inline constexpr std::uint32_t soak_readers = 8;

/// The seed that WEIR_SOAK_SEED gives, or 1.
inline std::uint64_t soak_seed() {
    const char* const text = std::getenv("WEIR_SOAK_SEED");
    return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

/// Rounds until WEIR_SOAK_SECONDS are over, or one round.
class SoakRounds {
public:
    /// Gives: false if no further round is to begin.
    [[nodiscard]] bool next() {
        const auto elapsed = std::chrono::steady_clock::now() - start_;
        return rounds_++ == 0 || elapsed < std::chrono::seconds{seconds()};
    }

private:
    static std::int64_t seconds() {
        const char* const text = std::getenv("WEIR_SOAK_SECONDS");
        return text == nullptr ? 0 : std::strtoll(text, nullptr, 10);
    }
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::uint64_t rounds_ = 0;
};

/// Records, and a sum of all of them in which their order does not matter but all else does.
struct Tally {
    std::uint64_t records = 0;
    std::uint64_t sum = 0;

    /// `place` is where the record was said to be, or found; `what` is what was written.
    void add(std::uint64_t place, std::uint64_t what) {
        ++records;
        sum += weir::Random{place * 0x9e37'79b9'7f4a'7c15 ^ what}.next();
    }
    void add(const Tally& other) {
        records += other.records;
        sum += other.sum;
    }
    friend bool operator==(const Tally&, const Tally&) = default;
};

/// If WEIR_PROOF_REPORT names a file, a line there: what was acknowledged, and what was read.
inline void report_soak(const std::string& name, const Tally& acknowledged, std::uint64_t read,
                        bool passed) {
    if (const char* const file = std::getenv("WEIR_PROOF_REPORT")) {
        std::ofstream{file, std::ios::app} << "soak\t" << name << '\t' << acknowledged.records
                                           << '\t' << read << '\t' << passed << '\n';
    }
}

}  // namespace weir_test
