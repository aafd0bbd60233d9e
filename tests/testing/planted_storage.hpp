// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "weir/storage/simple_storage.hpp"

namespace weir_test {

/// A storage that is right, or wrong in the one way that `planted` names: that of a rule.
///
/// It has a budget, unlike the simple storage that does its work.
class PlantedStorage {
public:
    using AtomicsType = weir::StdAtomics;
    struct Options {
        std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
    };
    class Batch;
    class Log;

    static inline std::string_view planted;
    [[nodiscard]] static bool is(std::string_view plant) { return planted == plant; }

    explicit PlantedStorage(const Options& options) : options_{options} {}
    PlantedStorage& context() noexcept { return *this; }
    [[nodiscard]] std::uint64_t bytes_in_use() const {
        const std::uint64_t bytes = simple_.bytes_in_use() + leaked_;
        return is("memory_is_counted") ? bytes - bytes / 64 : bytes;
    }
    [[nodiscard]] std::uint64_t bytes_reserved() const { return simple_.bytes_in_use(); }

private:
    weir::SimpleStorage simple_;
    Options options_;
    std::uint64_t leaked_ = 0;
    std::int64_t newest_ = 0;
};

class PlantedStorage::Batch : public weir::SimpleBatch {
public:
    Batch() = default;
    Batch(weir::SimpleBatch&& records, std::shared_ptr<bool> log_lives)
        : SimpleBatch{std::move(records)}, log_lives_{std::move(log_lives)} {}
    Batch(Batch&&) noexcept = default;
    Batch& operator=(Batch&& other) noexcept {
        if (!is("batch_moves") || empty()) {
            SimpleBatch::operator=(std::move(other));
            log_lives_ = std::move(other.log_lives_);
        }
        return *this;
    }
    ~Batch() = default;

    [[nodiscard]] iterator end() const noexcept {
        const bool gone = log_lives_ != nullptr && !*log_lives_ && is("lent_records_stay");
        return gone ? begin() : SimpleBatch::end();
    }
    [[nodiscard]] std::uint64_t bytes() const noexcept {
        return SimpleBatch::bytes() - (is("batch_tells_its_size") ? 3 * size() : 0);
    }

private:
    std::shared_ptr<bool> log_lives_;
};

class PlantedStorage::Log : public weir::SimpleStorage::Log {
    using Base = weir::SimpleStorage::Log;

public:
    using Batch = PlantedStorage::Batch;

    Log(PlantedStorage& storage, weir::Instant origin)
        : Base{storage.simple_.context(), origin}, storage_{storage} {}
    ~Log() { *lives_ = false; }

    template <class Gate>
    weir::Appended append(weir::Instant now, std::string_view key, weir::Blob data, Gate&& gate) {
        const bool wrong = is("sealed_takes_nothing") && !discarded_;
        if (Base::totals().sealed && wrong) {
            return {weir::AppendOutcome::refused};
        }
        const auto asked_again = [&](weir::WriteTotals so_far, std::uint64_t bytes) {
            so_far.records += is("gate_knows_the_place") ? refused_ : 0;
            return gate(so_far, bytes);
        };
        weir::Appended appended = take(now, key, data, asked_again);
        if (is("numbers_from_one") && appended.index == 40 && Base::first_index() == 1) {
            ++appended.index;
        }
        return appended;
    }

    template <class Records>
    weir::AppendOutcome append_batch(weir::Instant now, Records& batch, std::size_t& dealt_with) {
        const weir::WriteTotals before = Base::totals().written;
        std::size_t taken = 0;
        for (dealt_with = 0; dealt_with < batch.size(); ++dealt_with) {
            const std::size_t at = dealt_with;
            const auto appended = take(now, batch.key(at), batch.data(at),
                                       [&](const weir::WriteTotals& so_far, std::uint64_t) {
                                           const bool old = is("batch_gate_counts_the_batch");
                                           return batch.admit(at, old ? before : so_far);
                                       });
            if (appended.outcome == weir::AppendOutcome::done) {
                ++taken;
                const bool wrong = is("batch_in_list_order") && at > 50;
                batch.accept(at, appended.index + (wrong ? 1 : 0), appended.arrival_millis);
            } else if (appended.outcome != weir::AppendOutcome::refused) {
                const bool sealed = appended.outcome == weir::AppendOutcome::sealed;
                dealt_with = is("batch_without_memory") && !sealed ? batch.size() : dealt_with;
                return is("sealed_takes_no_batch") && sealed ? weir::AppendOutcome::done
                                                             : appended.outcome;
            }
        }
        dealt_with = is("batch_leaves_out_the_refused") ? taken : dealt_with;
        return weir::AppendOutcome::done;
    }

    weir::WriteTotals seal() {
        const bool again = Base::totals().sealed;
        const weir::WriteTotals totals = Base::seal();
        return again && is("seal_tells_the_end") ? weir::WriteTotals{} : totals;
    }

    weir::LogRead<Batch> read(weir::LogReadRequest request) {
        const std::uint64_t newest = Base::totals().written.records;
        change(request, newest);
        if (is("reads_from_before_the_trim") && request.from < Base::first_index() &&
            Base::has_from(1)) {
            return {Batch{}, request.from};
        }
        if (is("shown_when_taken") && request.from == newest && Base::first_index() == 1 &&
            is_a_text_) {
            return {Batch{}, request.from};
        }
        auto found = Base::read(request);
        const bool stops = request.records_max >= 5 && request.records_max < newest;
        if (is("goes_on") && stops && found.records.size() > 0) {
            --found.next;
        }
        if (is("reads_past_the_end") && found.next > newest) {
            found.next = newest + 1;
        }
        if (is("tells_the_tip")) {
            found.at_tip = found.next > newest;
        }
        if (is("tells_the_last_arrival") && !found.records.empty()) {
            found.last_arrival_millis =
                (*found.records.begin()).approximate_arrival_timestamp().millis();
        }
        found.hint.segment = static_cast<std::uint32_t>(found.next);
        return {Batch{std::move(found.records), lives_}, found.next, found.last_arrival_millis,
                found.at_tip, found.hint};
    }

    [[nodiscard]] weir::LogTotals totals() const {
        weir::LogTotals totals = Base::totals();
        totals.written.records -= is("counts_what_it_took") ? trimmed_ : 0;
        return totals;
    }
    [[nodiscard]] std::int64_t newest_millis() const {
        return std::max(
            {Base::newest_millis(), late_, is("logs_are_apart") ? storage_.newest_ : 0});
    }
    [[nodiscard]] std::uint64_t first_index() {
        if (is("trimmed_stays_away")) {
            return Base::index_at(horizon_);
        }
        const bool wrong = is("begins_empty") && Base::totals().written.records == 0;
        return wrong ? 0 : Base::first_index();
    }
    [[nodiscard]] std::uint64_t first_index() const { return Base::first_index(); }
    [[nodiscard]] std::uint64_t index_at(std::int64_t millis) {
        std::uint64_t index = Base::index_at(millis);
        std::int64_t next = 0;
        while (is("finds_by_time") && arrival_of(index + 1, next) && next == millis) {
            ++index;
        }
        return index;
    }
    [[nodiscard]] bool arrival_of(std::uint64_t index, std::int64_t& millis) {
        const bool next = index == Base::totals().written.records + 1;
        return Base::arrival_of(index, millis) || (is("tells_arrivals") && next);
    }
    [[nodiscard]] bool has_from(std::uint64_t index) {
        if (is("discard_shows_nothing")) {
            return index <= Base::totals().written.records;
        }
        return Base::has_from(index + (is("tells_what_is_left") ? 1 : 0));
    }

    void trim(std::int64_t horizon) {
        horizon_ = horizon;
        if (is("trimmed_stays_away") && horizon < Base::newest_millis()) {
            return;  // only hidden, and shown again by an earlier horizon
        }
        Base::trim(horizon + (is("trim_keeps_the_rest") ? 1 : 0));
        trimmed_ = Base::first_index() - 1;
    }
    void discard() {
        Base::discard();
        discarded_ = true;
        storage_.leaked_ += is("memory_comes_back") ? 10U : 0U;
    }

private:
    template <class Gate>
    weir::Appended take(weir::Instant now, std::string_view key, weir::Blob data, Gate&& gate) {
        if (Base::totals().sealed) {
            return {weir::AppendOutcome::sealed};
        }
        const std::uint64_t bytes = key.size() + data.size();
        if (bytes > storage_.options_.bytes_max - storage_.simple_.bytes_in_use() || spent_) {
            spent_ = is("takes_again_with_memory");
            late_ = is("refuses_without_memory") ? now.millis() : late_;
            return {weir::AppendOutcome::no_memory};
        }
        is_a_text_ = data.as_text().starts_with("record ");
        const auto asked = [&](const weir::WriteTotals& so_far, std::uint64_t) {
            return gate(so_far, bytes);
        };
        return what_is_told(Base::append(now, key, what_is_kept(data), asked), now);
    }
    [[nodiscard]] static weir::Blob what_is_kept(weir::Blob data) {
        std::size_t size = data.size();
        if (is("keeps_every_byte")) {
            size = std::min(size, data.as_text().find('\0'));
        } else if (is("keeps_the_largest")) {
            size &= 0xffff;
        }
        return {data.data(), size};
    }
    weir::Appended what_is_told(weir::Appended appended, weir::Instant now) {
        if (appended.outcome == weir::AppendOutcome::refused) {
            ++refused_;
            late_ = is("refusal_changes_nothing") ? now.millis() : late_;
            return appended;
        }
        storage_.newest_ = std::max(storage_.newest_, Base::newest_millis());
        if (is("arrivals_never_fall")) {
            appended.arrival_millis = now.millis();
        }
        return appended;
    }
    void change(weir::LogReadRequest& request, std::uint64_t newest) const {
        const bool plain = request.horizon_millis == 0 && request.hint.segment == 0 &&
                           request.records_max > newest && request.bytes_max > 1'000;
        if (is("reads_from_any_place") && plain && request.from == 17 && newest > 17) {
            ++request.from;
        }
        if (is("keeps_to_the_records") && request.records_max == 24) {
            ++request.records_max;
        }
        if (is("keeps_to_the_bytes") && request.bytes_max < 1'000) {
            request.bytes_max += 3;
        }
        if (is("hints_are_only_hints")) {
            request.from = std::max<std::uint64_t>(request.from, request.hint.segment);
        }
        if (is("an old hint after a trim") && request.hint.segment != 0 &&
            request.from < Base::first_index()) {
            request.from = Base::first_index() + 1;
        }
        if (is("horizon_hides")) {
            ++request.horizon_millis;
        }
        if (is("stamps_its_records")) {
            request.stamp = {};
        }
        if (is("trimmed_stays_away")) {
            request.horizon_millis = std::max(request.horizon_millis, horizon_);
        }
    }

    PlantedStorage& storage_;
    std::shared_ptr<bool> lives_ = std::make_shared<bool>(true);
    std::uint64_t refused_ = 0;
    std::uint64_t trimmed_ = 0;
    std::int64_t late_ = 0;
    std::int64_t horizon_ = 0;
    bool is_a_text_ = false;
    bool spent_ = false;
    bool discarded_ = false;
};

}  // namespace weir_test
