// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/testing/kinesis_subject.hpp"
#include "weir/testing/model_api.hpp"
#include "weir/time/manual_clock.hpp"

namespace weir_test {

/// A stream that is right, or wrong in the one way that `planted` names: that of a rule.
class PlantedApi {
    using Base = weir::ModelApi<weir::ManualClock>;
    using Type = weir::ShardIteratorType;
    template <class T>
    using Result = weir::Result<T>;

public:
    using GetRecordsRequestType = weir::ModelGetRecordsRequest;
    using GetRecordsResult = weir::ModelApiGetRecordsResult;

    static inline std::string_view planted;

    PlantedApi(const weir::StreamOptions& options, weir::ManualClock& clock)
        : options_{options},
          clock_{clock},
          created_{clock.now()},
          base_{changed(options), clock, limits()} {}

    Result<weir::PutRecordResult> put_record(const weir::PutRecordRequest& request) {
        weir::PutRecordRequest changed = request;
        const auto hash_key = request.explicit_hash_key.value();
        if (is("put_finds_the_owner") && options_.shard_count == 4 && hash_key &&
            *hash_key % 4 == 3 && *hash_key != weir::HashKey::max()) {
            changed.explicit_hash_key = *hash_key + 1;
        }
        const std::string_view text = request.explicit_hash_key.text();
        if (is("put_is_validated") && text.starts_with("01")) {
            changed.explicit_hash_key = text.substr(1);
        }
        if (is("put_checks_in_order") && text.size() == 39 && !hash_key &&
            !request.partition_key.empty()) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        const auto ordering = request.sequence_number_for_ordering.value();
        if (is("ordering_number_is_judged") && ordering &&
            static_cast<std::int64_t>(ordering->seconds()) > clock_.now().seconds()) {
            changed.sequence_number_for_ordering = {};
        }
        auto result = base_.put_record(changed);
        if (result) {
            ++puts_;
            large_ += request.data.size() > 1'000'000 ? 1 : 0;
            change(*result);
        }
        return result;
    }

    Result<weir::PutRecordsResult> put_records(
        std::span<const weir::PutRecordsRequestEntry> records) {
        if (is("batch_has_its_limits") && records.size() == 501) {
            return base_.put_records(records.subspan(1));
        }
        std::vector<weir::PutRecordsRequestEntry> entries{records.begin(), records.end()};
        const bool reverse = is("batch_numbers_rise");
        if (reverse) {
            std::reverse(entries.begin(), entries.end());
        }
        auto result = base_.put_records(entries);
        if (!result) {
            if (is("batch_is_validated") && !records.empty()) {
                static_cast<void>(base_.put_records(records.first(1)));
            }
            return result;
        }
        auto& answers = result->records;
        if (reverse) {
            std::reverse(answers.begin(), answers.end());
        }
        for (std::size_t at = 1; is("batch_answers_in_order") && at < answers.size(); ++at) {
            if (answers[at].shard_id != answers[at - 1].shard_id) {
                std::swap(answers[at], answers[at - 1]);
                break;
            }
        }
        for (weir::PutRecordsResultEntry& answer : answers) {
            answer.retry_after =
                is("throttles_each_record") ? weir::Duration{0} : answer.retry_after;
        }
        return result;
    }

    Result<weir::ModelIterator> get_shard_iterator(const weir::GetShardIteratorRequest& request) {
        weir::GetShardIteratorRequest changed = request;
        const Type type = request.shard_iterator_type;
        const std::string_view id = request.shard_id.text();
        const auto number = request.starting_sequence_number.value();
        last_type_ = type;
        if ((is("place_is_validated") && id.find(' ') != id.npos) ||
            (is("shard_ids_are_lenient") && id == "0")) {
            return weir::fail(weir::Errc::resource_not_found, "");
        }
        if (is("place_checks_in_order") && type == Type::at_sequence_number &&
            !request.starting_sequence_number.has_value()) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        if (is("at_number_includes") && number && number->sequence_index() == 0 &&
            number->version() == 2) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        if (is("records_expire") && number && age() > std::chrono::hours{24}) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        if (is("after_number_excludes") && type == Type::after_sequence_number) {
            changed.shard_iterator_type = Type::at_sequence_number;
        }
        if (type == Type::at_timestamp) {
            const auto later =
                request.timestamp.value_or(clock_.now()) + std::chrono::milliseconds{1};
            if (is("at_timestamp_is_then_or_later") && later < clock_.now()) {
                changed.timestamp = later;
            }
            if (is("type_and_number_go_together")) {
                changed.starting_sequence_number = {};
            }
        }
        const auto created = static_cast<std::uint64_t>(created_.seconds());
        if (is("foreign_numbers_are_refused") && number && number->shard_index() == 0 &&
            number->shard_create_seconds() < created) {
            changed = {.shard_id = request.shard_id};
        }
        auto place = base_.get_shard_iterator(changed);
        if (place && type == Type::latest) {
            if (is("latest_is_what_comes") && puts_ >= 5) {
                place = base_.get_shard_iterator({.shard_id = request.shard_id,
                                                  .shard_iterator_type = Type::at_sequence_number,
                                                  .starting_sequence_number = newest_});
            }
            if (is("places_outlive_a_reshard") && reshards_ == 0) {
                early_ = place->position;
            }
        }
        return place;
    }

    Result<GetRecordsResult> get_records(const GetRecordsRequestType& request) {
        GetRecordsRequestType changed = request;
        const bool skips = is("pages_go_on") && request.limit == 7;
        changed.limit += skips ? 1 : 0;
        if (is("limit_is_kept") && request.limit == 10'001) {
            changed.limit = 10'000;
        }
        if (is("page_has_ten_mebibytes") && large_ >= 10) {
            changed.limit = std::min(changed.limit, 9U);
        }
        uses_ += request.limit == 2 ? 1 : 0;
        if (is("places_can_be_used_again") && uses_ > 2 && reshards_ == 0 && puts_ == 5) {
            return weir::fail(weir::Errc::expired_iterator, "");
        }
        if (is("places_outlive_a_reshard") && reshards_ > 0 && early_ &&
            *early_ == request.shard_iterator.position &&
            options_.resharding_time == weir::Duration{0}) {
            return weir::fail(weir::Errc::expired_iterator, "");
        }
        const std::uint64_t reads = reads_++;
        auto page = base_.model().get_records(clock_.now(), changed.shard_iterator, changed.limit);
        if (!page) {
            return tl::unexpected{page.error()};
        }
        if (skips && page->records.size() == 8) {
            page->records.pop_back();
        }
        if (is("trim_horizon_is_the_oldest") && reads == 0 && request.limit == 10'000 &&
            last_type_ == Type::trim_horizon && page->records.size() == 5 &&
            age() < std::chrono::minutes{2}) {
            page->records.erase(page->records.begin());
        }
        change(*page, request);
        return GetRecordsResult{weir::ModelRecords{std::move(page->records)},
                                std::move(page->next_shard_iterator), page->millis_behind_latest,
                                std::move(page->child_shards)};
    }

    Result<weir::ListShardsResult> list_shards(const weir::ListShardsRequest& request) {
        weir::ListShardsRequest changed = request;
        if (is("tokens_stand_alone") && request.next_token) {
            changed.shard_filter.reset();
        }
        const auto start = request.exclusive_start_shard_id.value();
        if (is("lists_after_a_shard") && start && start->index == 3) {
            changed.exclusive_start_shard_id = weir::ShardId{2};
        }
        if (is("listing_is_validated") && request.max_results == 10'001U) {
            changed.max_results = 10'000;
        }
        if (request.shard_filter) {
            auto& filter = *changed.shard_filter;
            if (is("filters_need_their_members") &&
                filter.type == weir::ShardFilterType::at_latest) {
                filter.shard_id = {};
            }
            if (is("filters_tell_past_from_present") &&
                filter.type == weir::ShardFilterType::from_timestamp) {
                filter.type = weir::ShardFilterType::at_timestamp;
            }
            if (is("filters_find_open_shards") && filter.timestamp &&
                *filter.timestamp < created_) {
                return weir::ListShardsResult{};
            }
        }
        auto result = base_.list_shards(changed);
        if (!result && is("tokens_expire") &&
            result.error().code() == weir::Errc::expired_next_token) {
            return weir::ListShardsResult{};
        }
        if (result) {
            change(*result, request);
        }
        return result;
    }

    weir::StreamDescriptionSummary describe_stream_summary() {
        auto summary = base_.describe_stream_summary();
        if (is("describes_the_stream")) {
            summary.retention_period = std::chrono::hours{24};
        }
        if (is("reshard_takes_its_time")) {
            summary.stream_status = weir::StreamStatus::active;
        }
        return summary;
    }

    Result<void> split_shard(const weir::SplitShardRequest& request) {
        const auto id = request.shard_to_split.value();
        const auto at = request.new_starting_hash_key.value();
        if (is("split_has_bounds") && at && *at == weir::HashKey::max() - 1) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        if (is("split_checks_in_order") && options_.shard_limit == 1 && id && at) {
            return weir::fail(weir::Errc::limit_exceeded, "");
        }
        auto result = base_.split_shard(request);
        reshards_ += result ? 1 : 0;
        if (!result && is("split_is_judged") && reshards_ > 0 &&
            result.error().code() == weir::Errc::invalid_argument) {
            return weir::fail(weir::Errc::resource_not_found, "");
        }
        if (!result && is("closed_shards_expire") && age() > std::chrono::hours{24}) {
            return weir::fail(weir::Errc::invalid_argument, "");
        }
        return result;
    }
    Result<void> merge_shards(const weir::MergeShardsRequest& request) {
        auto result = base_.merge_shards(request);
        if (!result && is("merge_is_judged")) {
            const auto swapped =
                base_.merge_shards({.shard_to_merge = request.adjacent_shard_to_merge,
                                    .adjacent_shard_to_merge = request.shard_to_merge});
            return swapped ? swapped : result;
        }
        reshards_ += result ? 1 : 0;
        return result;
    }
    Result<weir::UpdateShardCountResult> update_shard_count(
        const weir::UpdateShardCountRequest& request) {
        const auto status = base_.describe_stream_summary().stream_status;
        auto result = base_.update_shard_count(request);
        if (result && is("scaling_makes_equal_shards")) {
            result->current_shard_count = result->target_shard_count;
        }
        const bool busy = status == weir::StreamStatus::updating;
        if ((is("one_reshard_at_a_time") && busy) ||
            (is("scaling_has_bounds") && request.target_shard_count == 2 &&
             options_.shard_count == 5)) {
            return weir::UpdateShardCountResult{};
        }
        return result;
    }

private:
    [[nodiscard]] static bool is(std::string_view plant) { return planted == plant; }
    [[nodiscard]] static weir::StreamOptions changed(weir::StreamOptions options) {
        options.update_shard_count_limit += is("scaling_ten_times_a_day") ? 1U : 0U;
        return options;
    }
    [[nodiscard]] static weir::ModelRateLimits limits() {
        weir::ModelRateLimits limits;
        limits.read_burst_calls += is("throttles_reads") ? 1U : 0U;
        return limits;
    }
    [[nodiscard]] weir::Duration age() const { return clock_.now() - created_; }

    void change(weir::PutRecordResult& result) {
        weir::SequenceNumber& number = result.sequence_number;
        newest_ = number;
        const bool falls = (is("put_numbers_rise") && puts_ == 30 && options_.shard_count == 2) ||
                           (is("keys_stay_in_order") && reshards_ == 3);
        if (falls) {
            number = weir::SequenceNumber::make(
                {number.shard_create_seconds() - 100, number.shard_index(), 0, number.seconds()});
        }
    }
    void change(weir::ModelGetRecordsResult& page, const GetRecordsRequestType& request) const {
        for (weir::Record& record : page.records) {
            if (is("keeps_what_was_put")) {
                record.approximate_arrival_timestamp =
                    weir::Instant::from_seconds(record.approximate_arrival_timestamp.seconds());
            }
        }
        if (is("places_expire") && page.next_shard_iterator) {
            page.next_shard_iterator->created = request.shard_iterator.created;
        }
        if (is("empty_page_goes_on") && page.records.empty()) {
            page.millis_behind_latest = std::chrono::milliseconds{1};
        }
        if (is("tells_how_far_behind")) {
            page.millis_behind_latest = std::chrono::milliseconds{0};
        }
        if (page.next_shard_iterator) {
            if (is("end_names_the_children")) {
                page.child_shards.push_back({request.shard_iterator.shard_id, {}, {}});
            }
            return;
        }
        if (is("closed_shard_is_read_to_its_end") && request.limit == 1) {
            page.records.clear();
        }
        for (weir::ChildShard& child : page.child_shards) {
            if (is("both_parents_name_one_child") && child.parent_shards.size() == 2) {
                child.parent_shards = {request.shard_iterator.shard_id};
            }
        }
        if (is("latest_of_a_closed_shard_ends") && last_type_ == Type::latest &&
            page.records.empty()) {
            page.next_shard_iterator = request.shard_iterator;
            page.child_shards.clear();
        }
    }
    void change(weir::ListShardsResult& result, const weir::ListShardsRequest& request) const {
        auto& shards = result.shards;
        if (is("lists_by_pages") && request.next_token && options_.shard_count == 5) {
            shards.erase(shards.begin());
        }
        if (is("begins_with_equal_shards") && options_.shard_count == 3 && shards.size() == 3) {
            shards[0].parent_shard_id = shards[0].shard_id;
        }
        if (is("split_makes_two") && shards.size() == 3 && options_.shard_count == 1) {
            shards[2].parent_shard_id.reset();
        }
        for (weir::Shard& shard : shards) {
            if (is("merge_makes_one")) {
                shard.adjacent_parent_shard_id.reset();
            }
        }
    }

    weir::StreamOptions options_;
    weir::ManualClock& clock_;
    weir::Instant created_;
    Base base_;
    Type last_type_ = Type::trim_horizon;
    weir::SequenceNumber newest_;
    std::optional<weir::SequenceNumber> early_;
    int puts_ = 0;
    int large_ = 0;
    int uses_ = 0;
    int reshards_ = 0;
    std::uint64_t reads_ = 0;
};

/// A stream of any kind that is made from options and a manual clock.
template <class Api>
class WorldOf final : public weir::KinesisWorld<Api> {
public:
    explicit WorldOf(const weir::StreamOptions& options) : api_{options, clock_} {}
    [[nodiscard]] Api& api() override { return api_; }
    [[nodiscard]] weir::Instant now() override { return clock_.now(); }
    void advance(weir::Duration by) override { clock_.advance(by); }

private:
    weir::ManualClock clock_;
    Api api_;
};

template <class Api>
[[nodiscard]] weir::KinesisSubject<Api> subject_of(bool throttled) {
    return {.make =
                [](const weir::StreamOptions& options) {
                    return std::make_unique<WorldOf<Api>>(options);
                },
            .throttled = throttled};
}

}  // namespace weir_test
