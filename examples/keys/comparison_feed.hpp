// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "../events/text.hpp"
#include "field_part.hpp"
#include "input_record.hpp"
#include "layout.hpp"
#include "options.hpp"
#include "record_source.hpp"
#include "weir/analysis/key_comparison.hpp"
#include "weir/core/aggregated_record.hpp"

namespace keys {

/// Brings the records of an input before the key functions, as the options have it.
class ComparisonFeed {
public:
    /// `own` are key functions that come with the program, beside those of the options. Records
    /// have about `data_bytes` of data, which counts where the rate has to be made up.
    ComparisonFeed(const Options& options, std::vector<weir::KeyFunction> own, double data_bytes)
        : ComparisonFeed{options, std::move(own), data_bytes, analysis_options(options)} {}

    /// Takes the next record; in a second pass as in the first.
    void take(const InputRecord& record) {
        row_->row = record.row;
        const auto at = time_of(record);
        if (!record.data.empty() && aggregated_.read(record.data)) {
            return take_aggregated(record, at);
        }
        comparison_.add({.key = record.key,
                         .data = record.data,
                         .data_bytes = record.data_bytes,
                         .at = at,
                         .explicit_hash_key = record.explicit_hash_key});
    }

    [[nodiscard]] weir::KeyComparison& comparison() noexcept { return comparison_; }
    /// Records a second, for those that have no time.
    [[nodiscard]] double rate() const noexcept { return rate_; }
    /// Records in aggregated ones whose keys can't be told, in all passes.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

private:
    ComparisonFeed(const Options& options, std::vector<weir::KeyFunction> own, double data_bytes,
                   const weir::KeyAnalysisOptions& wanted)
        : speed_{options.speed},
          rate_{options.rate.value_or(half_of_all(wanted, data_bytes))},
          comparison_{wanted, functions(options, std::move(own)), arrivals(options, rate_)} {}

    static weir::KeyAnalysisOptions analysis_options(const Options& options) {
        weir::KeyAnalysisOptions wanted;
        wanted.lineage =
            options.layout.empty() ? weir::Lineage{options.shards} : read_layout(options.layout);
        wanted.limits.write_records_per_second = options.write_records;
        wanted.limits.write_bytes_per_second = options.write_bytes;
        wanted.top_keys = options.top;
        wanted.hot_ratio = options.hot_ratio;
        wanted.target_share = options.target;
        wanted.consumers = options.consumers;
        wanted.seed = options.seed;
        wanted.memory_bytes = options.memory_mib << 20;
        return wanted;
    }

    /// Half of what the shards take of such records, by number or by bytes.
    static double half_of_all(const weir::KeyAnalysisOptions& wanted, double data_bytes) {
        constexpr double key_bytes = 16;
        const double by_bytes =
            static_cast<double>(wanted.limits.write_bytes_per_second) / (data_bytes + key_bytes);
        const auto by_number = static_cast<double>(wanted.limits.write_records_per_second);
        return wanted.lineage.open_count() * std::min(by_number, by_bytes) / 2;
    }
    static weir::Arrivals arrivals(const Options& options, double rate) {
        constexpr auto start = weir::Instant::from_seconds(0);
        switch (options.arrivals) {
            case weir::ArrivalModel::poisson:
                return weir::Arrivals::poisson(start, rate, options.seed);
            case weir::ArrivalModel::daily:
                return weir::Arrivals::daily(start, rate, options.peak_to_mean, options.seed);
            default:
                return weir::Arrivals::even(start, rate);
        }
    }

    std::vector<weir::KeyFunction> functions(const Options& options,
                                             std::vector<weir::KeyFunction> own) {
        std::vector<weir::KeyFunction> all{weir::as_is()};
        for (weir::KeyFunction& function : own) {
            all.push_back(std::move(function));
        }
        for (const std::string& text : options.compare) {
            all.push_back(function_of(text, options.seed));
        }
        return all;
    }
    /// A function by its name, which was checked before.
    weir::KeyFunction function_of(const std::string& text, std::uint64_t seed) {
        const auto fields_after = [&text](std::string_view word) {
            return InputChoices::parse_fields(std::string_view{text}.substr(word.size()));
        };
        if (text.starts_with(composed_with)) {
            return weir::composed(text.substr(composed_with.size()),
                                  FieldPart{row_, fields_after(composed_with).front()});
        }
        if (!text.starts_with(by_field)) return weir::parse_key_function(text, seed).value();
        std::vector<FieldPart> parts;
        for (events::FieldChoice& field : fields_after(by_field)) {
            parts.emplace_back(row_, std::move(field));
        }
        return {text, [parts = std::move(parts)](const weir::KeySource& source,
                                                 std::string& key) mutable {
                    key.clear();
                    for (FieldPart& part : parts) {
                        if (&part != &parts.front()) key += key_part_mark;
                        key += part(source);
                    }
                    return std::string_view{key};
                }};
    }

    [[nodiscard]] std::optional<weir::Instant> time_of(const InputRecord& record) {
        if (!record.at) return std::nullopt;
        if (!first_) first_ = *record.at;
        constexpr double farthest = 9e18;  // a Duration holds no more
        const auto since = std::clamp(static_cast<double>((*record.at - *first_).count()) / speed_,
                                      -farthest, farthest);
        return *first_ + weir::Duration{static_cast<std::int64_t>(since)};
    }

    void take_aggregated(const InputRecord& record, std::optional<weir::Instant> at) {
        inside_.clear();
        lost_ += aggregated_.lost();
        for (const weir::UserRecord& user : aggregated_) {
            inside_.push_back(
                {.key = user.partition_key,
                 .data = user.data,
                 .data_bytes = user.data.size(),
                 .explicit_hash_key = user.explicit_hash_key
                                          ? weir::HashKey::parse(*user.explicit_hash_key)
                                          : std::nullopt});
        }
        comparison_.add_aggregate(inside_, record.bytes(), at);
    }

    std::shared_ptr<RowInHand> row_ = std::make_shared<RowInHand>();
    double speed_;
    double rate_;
    std::optional<weir::Instant> first_;
    weir::AggregatedRecord aggregated_;
    std::uint64_t lost_ = 0;
    std::vector<weir::SourceRecord> inside_;
    weir::KeyComparison comparison_;
};

}  // namespace keys
