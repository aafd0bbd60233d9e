// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/analysis/arrivals.hpp"
#include "weir/analysis/key_analysis.hpp"
#include "weir/analysis/key_costs.hpp"
#include "weir/analysis/key_findings.hpp"
#include "weir/analysis/key_function.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_sample.hpp"
#include "weir/analysis/order_tracker.hpp"

namespace weir::inline v0 {

/// A record as it was found somewhere; what its texts point to is needed during the call only.
struct SourceRecord {
    std::string_view key;
    std::string_view data{};       ///< for key functions that look into it
    std::uint64_t data_bytes = 0;  ///< that count towards the limits
    std::optional<Instant> at{};   ///< none: as the model of arrivals has it
    std::optional<HashKey> explicit_hash_key{};
};

/// Puts the same records through several key functions side by side; the first is the one in use.
///
/// Records are taken in their order. One whose time is before that of an earlier one counts as
/// coming together with it.
///
/// Units:  memory is divided among the functions.
/// Thread: one at a time.
class KeyComparison {
public:
    /// `arrivals` are for the records that have no time of their own.
    KeyComparison(const KeyAnalysisOptions& options, std::vector<KeyFunction> functions,
                  Arrivals arrivals)
        : arrivals_{arrivals}, seed_{options.seed} {
        if (functions.empty()) {
            functions.push_back(as_is());
        }
        KeyAnalysisOptions each = options;
        each.memory_bytes =
            std::max(KeyAnalysis::memory_bytes_min, options.memory_bytes / functions.size());
        for (KeyFunction& function : functions) {
            ways_.push_back(std::make_unique<Way>(std::move(function), each));
        }
    }

    /// Takes a record that is put by itself.
    void add(const SourceRecord& record) {
        take(record, recounting_ ? latest_ : time_of(record));
        if (waiting() == KeyAnalysis::batch) {
            flush();
        }
    }

    /// Takes records that were found together in an aggregated one, which itself took `bytes`.
    /// Their own times are not looked at, only that of the whole.
    void add_aggregate(std::span<const SourceRecord> inside, std::uint64_t bytes,
                       std::optional<Instant> when) {
        flush();
        const Instant at = recounting_ ? latest_ : time_of({.key = {}, .at = when});
        std::uint64_t payload = 0;
        for (const SourceRecord& record : inside) {
            take(record, at);
            payload += record.key.size() + record.data_bytes;
        }
        if (recounting_) {
            return flush();
        }
        ++aggregated_;
        const std::uint64_t overhead = bytes > payload ? bytes - payload : 0;
        finish_batch(
            [&](Way& way) { return way.analysis.add_aggregate(way.records, at, overhead); });
    }

    [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

    /// Whether each key that came is counted, and exactly.
    [[nodiscard]] bool exact() {
        flush();
        return std::all_of(ways_.begin(), ways_.end(),
                           [](const auto& way) { return way->analysis.counter().exact(); });
    }
    /// Starts a second pass: the same records, added in the same order, make the counts of the
    /// busiest keys exact. Nothing else is counted twice.
    void begin_recount() {
        flush();
        recounting_ = true;
        ordinal_ = 0;
        for (const auto& way : ways_) {
            way->analysis.begin_recount();
        }
    }
    /// Gives: false if the records were not the same; their counts are then those of the second
    bool end_recount() {
        flush();
        recounting_ = false;
        bool same = true;
        for (const auto& way : ways_) {
            same = way->analysis.end_recount() && same;
        }
        return same;
    }

    /// Measures what each key function costs, on some of the records, and writes it into a report
    /// of this comparison. `now` is a clock as `measure_key_costs` takes it.
    template <steady_now Now>
    void measure_costs(KeyReport& report, Now&& now) const {
        const auto sources = sample_.sources();
        for (std::size_t at = 0; at < ways_.size() && at < report.spreads.size(); ++at) {
            report.spreads[at].costs =
                measure_key_costs(ways_[at]->function, std::span<const KeySource>{sources},
                                  ways_[at]->analysis.table(), now);
        }
    }

    /// What was found of all that was taken so far; names and counts of the input are the caller's
    /// to fill in.
    [[nodiscard]] KeyReport report() {
        flush();
        const KeyAnalysisOptions& options = ways_.front()->analysis.options();
        KeyReport report;
        report.records = records_;
        report.bytes = bytes_;
        report.aggregated_records = aggregated_;
        report.start = start_.value_or(Instant{});
        report.end = latest_;
        report.arrivals = timed_ ? ArrivalModel::recorded : arrivals_.model();
        report.records_per_second = rate();
        report.seed = seed_;
        report.shard_count = static_cast<std::uint32_t>(ways_.front()->analysis.shard_count());
        report.limits = options.limits;
        if (untimed_ > 0) {
            report.notes.push_back("Records without a time count as coming with the one before.");
        }
        if (timed_ && shift_ != Duration{0}) {
            report.notes.push_back(
                "The first records have no time; recorded times go on where theirs end.");
        }
        if (backwards_ > 0) {
            report.notes.push_back(
                "Some records are older than those before them; they count as coming with them.");
        }
        for (const auto& way : ways_) {
            report.spreads.push_back(key_spread(way->analysis, way->function.name()));
            report.spreads.back().order = way->order.loss();
        }
        return report;
    }

private:
    /// One key function and what came of it.
    struct Way {
        Way(KeyFunction f, const KeyAnalysisOptions& options)
            : function{std::move(f)}, analysis{options} {}

        KeyFunction function;
        KeyAnalysis analysis;
        OrderTracker order;
        std::vector<KeyedRecord> records;
        std::string texts;  ///< the keys of `records`, one after another
        std::vector<std::size_t> sizes;
        std::string scratch;
    };

    [[nodiscard]] std::size_t waiting() const noexcept { return ways_.front()->records.size(); }

    [[nodiscard]] Instant time_of(const SourceRecord& record) {
        Instant at = latest_;
        if (record.at) {
            if (!timed_) {
                // Times of those before are the model's; what is recorded goes on from there.
                shift_ = start_ ? latest_ - *record.at : Duration{0};
                timed_ = true;
            }
            at = *record.at + shift_;
        } else if (!timed_) {
            at = arrivals_.next();
        } else {
            ++untimed_;
        }
        if (!start_) {
            start_ = at;
        } else if (at < latest_) {
            ++backwards_;
            at = latest_;
        }
        latest_ = at;
        return at;
    }

    void take(const SourceRecord& record, Instant at) {
        const KeySource source{record.key, record.data, ordinal_++};
        for (const auto& way : ways_) {
            const std::string_view key = way->function(source, way->scratch);
            way->texts += key;
            way->sizes.push_back(key.size());
            way->records.push_back({.key = {},  // its text may move until the batch is whole
                                    .bytes = key.size() + record.data_bytes,
                                    .at = at,
                                    .explicit_hash_key = way->function.is_as_is()
                                                             ? record.explicit_hash_key
                                                             : std::nullopt});
        }
        if (recounting_) {
            return;
        }
        sample_.add(source);
        if (ways_.size() > 1) {
            origins_.push_back(XXH3_64bits(record.key.data(), record.key.size()));
        }
        ++records_;
        bytes_ += record.key.size() + record.data_bytes;
    }

    void flush() {
        if (recounting_) {
            finish_batch([](Way& way) {
                way.analysis.count_again(way.records);
                return std::span<const std::uint32_t>{};
            });
        } else {
            finish_batch([](Way& way) { return way.analysis.add(way.records); });
        }
    }
    template <class Add>
    void finish_batch(Add&& add) {
        for (const auto& way : ways_) {
            std::string_view rest = way->texts;
            for (std::size_t n = 0; n < way->records.size(); ++n) {
                way->records[n].key = rest.substr(0, way->sizes[n]);
                rest.remove_prefix(way->sizes[n]);
            }
            const auto places = add(*way);
            for (std::size_t n = 0; n < origins_.size(); ++n) {
                way->order.add_hash(origins_[n], places[n]);
            }
            way->records.clear();
            way->sizes.clear();
            way->texts.clear();
        }
        origins_.clear();
    }

    /// Over the time that they took; at least a second.
    [[nodiscard]] double rate() const noexcept {
        if (records_ == 0) {
            return 0;
        }
        const double seconds = static_cast<double>((latest_ - *start_).count()) / 1e6;
        return static_cast<double>(records_) / std::max(seconds, 1.0);
    }

    std::vector<std::unique_ptr<Way>> ways_;
    Arrivals arrivals_;
    std::uint64_t seed_;
    KeySample sample_;
    bool recounting_ = false;
    std::uint64_t ordinal_ = 0;           ///< of the next record in this pass
    std::vector<std::uint64_t> origins_;  ///< hashes of the original keys of a batch
    std::uint64_t records_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t aggregated_ = 0;
    bool timed_ = false;  ///< a record had a time of its own
    Duration shift_{0};   ///< of recorded times
    std::uint64_t untimed_ = 0;
    std::uint64_t backwards_ = 0;
    std::optional<Instant> start_;
    Instant latest_;
};

}  // namespace weir::inline v0
