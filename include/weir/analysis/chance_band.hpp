// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/share_draw.hpp"
#include "weir/analysis/spread.hpp"
#include "weir/core/random.hpp"

namespace weir::inline v0 {

/// What the keys of an input weigh: the heaviest one by one, all others together.
struct KeyWeights {
    std::vector<double> heavy;     ///< what each of them brought, in any unit
    std::uint64_t other_keys = 0;  ///< how many there are besides
    double other_weight = 0;       ///< what those brought together
    double other_squares = 0;      ///< the sum of the squares of what each of them brought
};

struct ChanceOptions {
    double confidence = 0.95;  ///< how often the figures of chance lie in the band
    std::uint32_t rounds = 0;  ///< none: as many as are sensible, 200 or more
    std::uint64_t seed = 1;
};

namespace detail {

/// Numbers of the standard normal distribution.  Source: G. Marsaglia's polar method.
class NormalDraw {
public:
    [[nodiscard]] double operator()(Random& random) noexcept {
        if (spare_.has_value()) {
            const double spare = *spare_;
            spare_.reset();
            return spare;
        }
        double x = 0;
        double y = 0;
        double square = 0;
        do {
            x = 2 * random.fraction() - 1;
            y = 2 * random.fraction() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        const double scale = std::sqrt(-2 * std::log(square) / square);
        spare_ = y * scale;
        return x * scale;
    }

private:
    std::optional<double> spare_;
};

/// Many light keys thrown at shards, without throwing each of them.
///
/// As far as mean and variance go they are as good as fewer keys that all weigh the same. If those
/// are few enough they are thrown, and one lighter one with them, so that both are met exactly.
/// Otherwise each shard gets a number of them drawn by itself, and what that makes too many or too
/// few in all is taken off where it is expected: which is how the counts of real throws hang
/// together.
class LightKeys {
public:
    LightKeys(const KeyWeights& keys, std::span<const double> shares) {
        weight_ = counted_amount(keys.other_weight);
        if (keys.other_keys == 0 || weight_ == 0) {
            weight_ = 0;
            return;
        }
        // The squares over the square of the sum: 1 if one key has all, 1/n if n weigh the same.
        const double even = 1 / static_cast<double>(keys.other_keys);
        const double lump =
            std::clamp(counted_amount(keys.other_squares) / weight_ / weight_, even, 1.0);
        const double alike = 1 / lump;
        each_ = weight_ * lump;
        if (alike <= thrown_max(shares.size())) {
            const double n = std::floor(alike);
            const double root = std::sqrt(std::max(n * ((n + 1) * lump - 1), 0.0));
            thrown_ = static_cast<std::uint64_t>(n);
            each_ = weight_ * (n + root) / (n * (n + 1));
            last_ = std::max(weight_ - n * each_, 0.0);
            return;
        }
        double wide = 0;
        for (const double share : shares) {
            wide += alike * share >= few ? share : 0;
        }
        for (const double share : shares) {
            const double mean = alike * share;
            // What few keys in narrow shards make too many is for the wide ones to settle.
            const double part = wide < 0.5 ? share : mean >= few ? share / wide : 0;
            drawn_.push_back({mean, std::sqrt(mean), std::exp(-mean), part});
        }
    }

    [[nodiscard]] double weight() const noexcept { return weight_; }
    /// Keys that are thrown one by one.
    [[nodiscard]] std::uint64_t thrown() const noexcept { return thrown_; }

    void throw_at(std::span<double> loads, const ShareDraw& draw, Random& random) noexcept {
        if (thrown_ > 0) {
            for (std::uint64_t key = 0; key < thrown_; ++key) {
                loads[draw(random)] += each_;
            }
            loads[draw(random)] += last_;
            return;
        }
        double sum = 0;
        for (std::size_t at = 0; at < drawn_.size(); ++at) {
            const double load = each_ * count(drawn_[at], random);
            loads[at] += load;
            sum += load;
        }
        for (std::size_t at = 0; at < drawn_.size(); ++at) {
            loads[at] = std::max(loads[at] - drawn_[at].part * (sum - weight_), 0.0);
        }
    }

private:
    /// What is needed to draw the number of keys in a shard.
    struct Count {
        double mean = 0;
        double deviation = 0;
        double none = 0;  ///< how likely there is none
        double part = 0;  ///< it takes on of what is too many or too few in all
    };

    [[nodiscard]] static double thrown_max(std::size_t shards) noexcept {
        return std::clamp(few * static_cast<double>(shards), 4'096.0, 200'000.0);
    }
    /// A Poisson number: exactly where it is small, else a normal one that leans to the right.
    [[nodiscard]] double count(const Count& shard, Random& random) noexcept {
        if (shard.mean >= few) {
            const double normal = normal_(random);
            return shard.mean + shard.deviation * normal + (normal * normal - 1) / 6;
        }
        double left = random.fraction();
        double likely = shard.none;
        double keys = 0;
        while (left >= likely && keys < 100) {
            left -= likely;
            keys += 1;
            likely *= shard.mean / keys;
        }
        return keys;
    }

    static constexpr double few = 16;

    double weight_ = 0;
    double each_ = 0;
    double last_ = 0;
    std::uint64_t thrown_ = 0;
    std::vector<Count> drawn_;
    NormalDraw normal_;
};

/// How many rounds are worth their time, which is bounded, and have room.
[[nodiscard]] inline std::uint32_t chance_rounds(std::uint32_t wanted, std::size_t shards,
                                                 std::uint64_t throws) noexcept {
    constexpr double most_figures = std::uint32_t{1} << 22;
    const double most = std::max(most_figures / static_cast<double>(shards), 16.0);
    if (wanted > 0) {
        return static_cast<std::uint32_t>(std::min<double>(wanted, most));
    }
    constexpr double budget = 2e8;  // in nanoseconds, as is what a shard and a throw cost
    const double cost = 80 * static_cast<double>(shards) + 4 * static_cast<double>(throws);
    return static_cast<std::uint32_t>(std::min(std::clamp(budget / cost, 200.0, 2'000.0), most));
}

/// Throws all keys, round by round.
/// Gives: load over expected load, of the fullest shard in each round, then the second, and so on.
[[nodiscard]] inline std::vector<float> throw_rounds(std::span<const double> heavy,
                                                     LightKeys& light,
                                                     std::span<const double> shares, double total,
                                                     std::size_t rounds, Random random) {
    const ShareDraw draw{shares};
    std::vector<float> figures(shares.size() * rounds);
    std::vector<double> loads(shares.size());
    std::vector<float> ranked(shares.size());
    for (std::size_t round = 0; round < rounds; ++round) {
        std::fill(loads.begin(), loads.end(), 0.0);
        light.throw_at(loads, draw, random);
        for (const double weight : heavy) {
            loads[draw(random)] += weight;
        }
        for (std::size_t at = 0; at < loads.size(); ++at) {
            ranked[at] = static_cast<float>(loads[at] / total / shares[at]);
        }
        std::sort(ranked.begin(), ranked.end(), std::greater<>{});
        for (std::size_t rank = 0; rank < ranked.size(); ++rank) {
            figures[rank * rounds + round] = ranked[rank];
        }
    }
    return figures;
}

/// The middle part of some figures, as large as the confidence says; sorts them a little.
[[nodiscard]] inline ChanceBand::Band middle_of(std::span<float> figures, double confidence) {
    const auto last = figures.size() - 1;
    const auto tail = static_cast<std::size_t>((1 - confidence) / 2 * static_cast<double>(last));
    const auto low = figures.begin() + static_cast<std::ptrdiff_t>(tail);
    const auto high = figures.begin() + static_cast<std::ptrdiff_t>(last - tail);
    std::nth_element(figures.begin(), low, figures.end());
    const float lowest = *low;
    std::nth_element(low, high, figures.end());
    return {lowest, *high};
}

}  // namespace detail

/// What chance alone makes of these keys if it throws each of them at one of the shards.
///
/// Units: shares of the hash space as for `spread_of`, as many as there are shards; they need not
///        add up to 1, and a shard without one is left out. Weights that are no positive numbers
///        weigh nothing. Rounds are bounded, so that rounds times shards stay below 4 million.
/// Gives: bands of the load over what the share of its shard makes expect; `rounds` of 0, and no
///        band, if there is nothing to throw or nothing to throw it at.
/// Time:  about a quarter of a second at most for 10,000 shards and as many heavy keys.
[[nodiscard]] inline ChanceBand chance_band(const KeyWeights& keys,
                                            std::span<const double> expected_shares,
                                            const ChanceOptions& options = {}) {
    ChanceBand band;
    band.confidence =
        std::isnan(options.confidence) ? band.confidence : std::clamp(options.confidence, 0.0, 1.0);
    std::vector<double> shares = detail::shares_of_one(expected_shares, expected_shares.size());
    std::erase(shares, 0.0);
    std::vector<double> heavy(keys.heavy.size());
    std::transform(keys.heavy.begin(), keys.heavy.end(), heavy.begin(), detail::counted_amount);
    detail::LightKeys light{keys, shares};
    double total = light.weight();
    for (const double weight : heavy) {
        total += weight;
    }
    if (shares.empty() || !(total > 0)) {
        return band;
    }
    const std::size_t shards = shares.size();
    band.rounds = detail::chance_rounds(options.rounds, shards, heavy.size() + light.thrown());
    std::vector<float> figures =
        detail::throw_rounds(heavy, light, shares, total, band.rounds, Random{options.seed});
    band.by_rank.reserve(shards);
    for (std::size_t rank = 0; rank < shards; ++rank) {
        const std::span row{figures.data() + rank * band.rounds, band.rounds};
        band.by_rank.push_back(detail::middle_of(row, band.confidence));
        if (rank == 0) {
            band.max_over_mean = band.by_rank.front();
            band.median_max_over_mean = detail::middle_of(row, 0).low;
        }
    }
    return band;
}

}  // namespace weir::inline v0
