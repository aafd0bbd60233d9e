// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/differences.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/model_stream.hpp"
#include "weir/time/manual_clock.hpp"

/// What a stream and its model are made with.
struct TwinOptions {
    weir::StreamOptions stream;
    weir::StreamOptions model;  ///< the same, unless a test wants to see that a difference is found
    weir::RingOptions storage;
    weir::ServiceThrottleOptions throttle;
    weir::Instant start = weir::Instant::from_seconds(1'700'000'000);
};

/// A stream and its model on one clock: each operation is done to both, and the answers compared.
///
/// Every function gives what differs, or nothing. The stream's memory may be bounded, which the
/// model knows nothing of: a record that was refused for it is not shown to the model.
class Twins {
public:
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;

    /// Iterators of both to the same place.
    struct Place {
        weir::ShardIterator stream;
        weir::ModelIterator model;
    };
    /// Page tokens of both.
    struct Page {
        std::string stream;
        std::string model;
    };

    explicit Twins(const TwinOptions& options)
        : clock_{options.start},
          stream_{options.stream, clock_, weir::ServiceThrottle{options.throttle}, options.storage},
          model_{options.model, options.start, limits_of(options.throttle)} {}

    [[nodiscard]] weir::Instant now() const { return clock_.now(); }
    void set_clock(weir::Instant to) { clock_.set(to); }
    [[nodiscard]] Stream& stream() { return stream_; }
    [[nodiscard]] weir::ModelStream& model() { return model_; }

    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] const std::vector<Page>& pages() const { return pages_; }
    /// Shards of the last complete listing.
    [[nodiscard]] const std::vector<weir::Shard>& shards() const { return shards_; }
    /// Numbers of some records.
    [[nodiscard]] const std::vector<weir::SequenceNumber>& numbers() const { return numbers_; }
    /// What the last operation gave, in a few words.
    [[nodiscard]] const std::string& outcome() const { return outcome_; }
    void forget_outcome() { outcome_.clear(); }

    Difference put_record(const weir::PutRecordRequest& request) {
        const auto stream = stream_.put_record(request);
        if (!stream && stream.error().code() == weir::Errc::memory_budget_exceeded) {
            static_cast<void>(model_.describe_stream_summary(now()));
            return said("no memory");
        }
        const auto model = model_.put_record(now(), request);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        keep(numbers_, stream->sequence_number);
        if (auto found = differences::of("shard", stream->shard_id, model->shard_id)) {
            return found;
        }
        return differences::of("receipt", stream->sequence_number, model->sequence_number);
    }

    Difference put_records(std::span<const weir::PutRecordsRequestEntry> records) {
        const auto stream = put_to_stream(records);
        std::vector<weir::PutRecordsRequestEntry> shown;
        std::vector<weir::PutRecordsResultEntry> results;
        for (std::size_t at = 0; at < records.size(); ++at) {
            if (stream && stream->records[at].error_code == weir::Errc::memory_budget_exceeded) {
                ++lost_;
                continue;
            }
            shown.push_back(records[at]);
            if (stream) {
                results.push_back(stream->records[at]);
            }
        }
        if (shown.size() < records.size() && shown.empty()) {
            static_cast<void>(model_.describe_stream_summary(now()));
            return said("no memory for any");
        }
        const auto model = model_.put_records(now(), shown);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        for (std::size_t at = 0; at < results.size(); ++at) {
            if (auto found = compare(results[at], model->records[at])) {
                return "record " + std::to_string(at) + ", " + *found;
            }
        }
        const auto lost = static_cast<std::uint32_t>(records.size() - shown.size());
        return differences::of("failed records", stream->failed_record_count,
                               model->failed_record_count + lost);
    }

    Difference get_shard_iterator(const weir::GetShardIteratorRequest& request) {
        const auto stream = stream_.get_shard_iterator(request);
        const auto model = model_.get_shard_iterator(now(), request);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        return enter({*stream, *model});
    }

    /// `by_text`: through the iterator's text. `keep_records`: look at them again much later.
    Difference get_records(Place place, std::uint32_t limit, bool by_text, bool keep_records) {
        auto stream = by_text ? stream_.get_records(stream_.to_text(place.stream), limit)
                              : stream_.get_records({place.stream, limit});
        auto model = model_.get_records(now(), place.model, limit);
        next_.reset();
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        const std::string outcome = std::to_string(model->records.size()) + " records" +
                                    (model->next_shard_iterator ? "" : ", the end");
        if (auto found = differences::of_records(stream->records, model->records)) {
            return found;
        }
        if (auto found = differences::of("behind", stream->millis_behind_latest,
                                         model->millis_behind_latest)) {
            return found;
        }
        if (stream->child_shards != model->child_shards) {
            return "the child shards at the end of " + place.model.shard_id.to_string();
        }
        if (auto found =
                differences::of("next iterator is there", stream->next_shard_iterator.has_value(),
                                model->next_shard_iterator.has_value())) {
            return found;
        }
        if (keep_records) {
            hold(std::move(stream->records), std::move(model->records));
        }
        if (stream->next_shard_iterator) {
            next_ = Place{*stream->next_shard_iterator, *model->next_shard_iterator};
            if (auto found = enter(*next_)) {
                return found;
            }
        }
        return said(outcome);
    }
    /// Where the last get_records would go on.
    [[nodiscard]] const std::optional<Place>& next() const { return next_; }

    /// Reads a shard from its horizon on, as far as the read throttle lets it.
    Difference read_shard(weir::ShardId shard, std::uint32_t limit) {
        if (auto found = get_shard_iterator({.shard_id = shard})) {
            return found;
        }
        if (outcome_ != "a place") {
            return std::nullopt;
        }
        next_ = places_.back();
        std::size_t pages = 0;
        while (next_ && ++pages < 100) {
            const weir::SequenceNumber before = next_->model.position;
            if (auto found = get_records(*next_, limit, false, false)) {
                return found;
            }
            if (next_ && next_->model.position == before) {
                break;
            }
        }
        return std::nullopt;
    }

    /// A text that is no iterator of this stream.
    Difference get_records_by_forged_text(std::string_view text, std::uint32_t limit) {
        const auto stream = stream_.get_records(text, limit);
        if (stream) {
            return "the stream takes a forged iterator";
        }
        said(stream.error().message().substr(0, 60));
        weir::ModelConstraints found;
        found.least_length(text.size(), 1, std::string{text}, "shardIterator");
        found.most_length(text.size(), 512, std::string{text}, "shardIterator");
        found.least(limit, 1, "limit");
        found.most(limit, 10'000, "limit");
        return differences::of(stream.error(),
                               found.error().value_or(weir::Error{weir::Errc::invalid_argument,
                                                                  "Invalid ShardIterator."}));
    }

    Difference has_something(Place place) {
        const bool stream = stream_.wait_for_records(place.stream, now());
        const bool model = model_.has_something(now(), place.model);
        said(stream ? "something" : "nothing");
        return differences::of("something to read", stream, model);
    }

    /// `page`: the token to go on with, in the place of that of the request.
    Difference list_shards(weir::ListShardsRequest request, const std::optional<Page>& page) {
        weir::ListShardsRequest same = request;
        if (page) {
            request.next_token = page->stream;
            same.next_token = page->model;
        }
        const auto stream = stream_.list_shards(request);
        const auto model = model_.list_shards(now(), same);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        said(std::to_string(model->shards.size()) + " shards");
        if (auto found = differences::of(stream->shards, model->shards)) {
            return found;
        }
        if (auto found = differences::of("next token is there", stream->next_token.has_value(),
                                         model->next_token.has_value())) {
            return found;
        }
        if (stream->next_token) {
            keep(pages_, Page{*stream->next_token, *model->next_token});
        }
        return std::nullopt;
    }
    /// Lists all shards, and remembers them.
    Difference list_all() {
        const std::string outcome = outcome_;
        shards_.clear();
        weir::ListShardsRequest request;
        weir::ListShardsRequest same;
        for (;;) {
            const auto stream = stream_.list_shards(request);
            const auto model = model_.list_shards(now(), same);
            bool both = false;
            if (auto found = compare_errors(stream, model, both); found || !both) {
                return found;
            }
            if (auto found = differences::of(stream->shards, model->shards)) {
                return found;
            }
            shards_.insert(shards_.end(), model->shards.begin(), model->shards.end());
            if (auto found = differences::of("next token is there", stream->next_token.has_value(),
                                             model->next_token.has_value())) {
                return found;
            }
            if (!stream->next_token) {
                return said(outcome);
            }
            request = {.next_token = stream->next_token};
            same = {.next_token = model->next_token};
        }
    }

    Difference describe_stream(const weir::DescribeStreamRequest& request) {
        const auto stream = stream_.describe_stream(request);
        const auto model = model_.describe_stream(now(), request);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        return differences::of(*stream, *model);
    }
    Difference describe_stream_summary() {
        return differences::of(stream_.describe_stream_summary(),
                               model_.describe_stream_summary(now()));
    }
    Difference metrics() {
        auto stream = stream_.metrics();
        const auto model = model_.metrics(now());
        if (auto found =
                differences::of("lost records", stream.put_records_failed_records, lost_)) {
            return found;
        }
        stream.put_records_failed_records = 0;
        stream.put_records_total_records -= lost_;
        return differences::of(stream, model);
    }

    Difference split_shard(const weir::SplitShardRequest& request) {
        return compare_done(stream_.split_shard(request), model_.split_shard(now(), request));
    }
    Difference merge_shards(const weir::MergeShardsRequest& request) {
        return compare_done(stream_.merge_shards(request), model_.merge_shards(now(), request));
    }
    Difference update_shard_count(const weir::UpdateShardCountRequest& request) {
        const auto stream = stream_.update_shard_count(request);
        const auto model = model_.update_shard_count(now(), request);
        bool both = false;
        if (auto found = compare_errors(stream, model, both); found || !both) {
            return found;
        }
        if (auto found = differences::of("current shards", stream->current_shard_count,
                                         model->current_shard_count)) {
            return found;
        }
        return differences::of("target shards", stream->target_shard_count,
                               model->target_shard_count);
    }
    Difference change_retention(std::chrono::hours period, bool increase) {
        if (increase) {
            return compare_done(stream_.increase_stream_retention_period(period),
                                model_.increase_stream_retention_period(now(), period));
        }
        return compare_done(stream_.decrease_stream_retention_period(period),
                            model_.decrease_stream_retention_period(now(), period));
    }

    /// Looks again at records that were lent long ago.
    Difference look_at_held() {
        for (const auto& [batch, records] : held_) {
            if (auto found = differences::of_records(batch, records)) {
                return "a batch that is still held, " + *found;
            }
        }
        return said(std::to_string(held_.size()) + " batches");
    }
    void drop_held() { held_.clear(); }

private:
    static weir::ModelRateLimits limits_of(const weir::ServiceThrottleOptions& throttle) {
        weir::ModelRateLimits limits;
        limits.write_bytes_per_second = throttle.write_bytes_per_second;
        limits.write_records_per_second = throttle.write_records_per_second;
        limits.write_burst_bytes = throttle.write_burst_bytes;
        limits.write_burst_records = throttle.write_burst_records;
        limits.read_bytes_per_second = throttle.read_bytes_per_second;
        limits.read_calls_per_second = throttle.read_calls_per_second;
        limits.read_burst_bytes = throttle.read_burst_bytes;
        limits.read_burst_calls = throttle.read_burst_calls;
        return limits;
    }

    /// Into results that were used before, as a caller without allocation would.
    weir::Result<weir::PutRecordsResult> put_to_stream(
        std::span<const weir::PutRecordsRequestEntry> records) {
        results_.resize(records.size());
        const auto failed = stream_.put_records(records, results_);
        if (!failed) {
            return weir::fail(failed.error());
        }
        return weir::PutRecordsResult{*failed, results_};
    }

    Difference said(std::string outcome) {
        outcome_ = std::move(outcome);
        return std::nullopt;
    }
    template <class A, class B>
    Difference compare_errors(const A& stream, const B& model, bool& both) {
        if (auto found = differences::of_errors(stream, model, both)) {
            return found;
        }
        return said(both ? "done" : std::string{to_string(stream.error().code())});
    }
    Difference compare_done(const weir::Result<void>& stream, const weir::Result<void>& model) {
        bool both = false;
        return compare_errors(stream, model, both);
    }
    Difference compare(const weir::PutRecordsResultEntry& stream,
                       const weir::PutRecordsResultEntry& model) {
        if (auto found = differences::of("shard", stream.shard_id, model.shard_id)) {
            return found;
        }
        if (auto found = differences::of("error code", stream.error_code, model.error_code)) {
            return found;
        }
        if (stream.ok()) {
            keep(numbers_, stream.sequence_number);
            if (auto found = differences::of("wait", stream.retry_after, model.retry_after)) {
                return found;
            }
            return differences::of("receipt", stream.sequence_number, model.sequence_number);
        }
        return differences::of(stream_.error_of(stream), model_.error_of(model));
    }

    Difference enter(const Place& place) {
        said("a place");
        const std::string text = stream_.to_text(place.stream);
        const auto back = stream_.parse_shard_iterator(text);
        if (!back || !(*back == place.stream) || text.size() > 512) {
            return "an iterator does not come back from its text";
        }
        keep(places_, place);
        if (auto found = differences::of("shard of the iterator", place.stream.shard_id(),
                                         place.model.shard_id)) {
            return found;
        }
        return differences::of("creation of the iterator", back->created(), place.model.created);
    }
    template <class T>
    void keep(std::vector<T>& all, const T& one) {
        constexpr std::size_t most = 24;
        if (all.size() == most) {
            all.erase(all.begin());
        }
        all.push_back(one);
    }
    void hold(Stream::Batch batch, std::vector<weir::Record> records) {
        constexpr std::size_t most = 4;
        if (held_.size() == most) {
            held_.pop_front();
        }
        held_.emplace_back(std::move(batch), std::move(records));
    }

    weir::ManualClock clock_;
    Stream stream_;
    weir::ModelStream model_;
    std::vector<Place> places_;
    std::vector<Page> pages_;
    std::vector<weir::Shard> shards_;
    std::vector<weir::SequenceNumber> numbers_;
    std::deque<std::pair<Stream::Batch, std::vector<weir::Record>>> held_;
    std::vector<weir::PutRecordsResultEntry> results_;
    std::optional<Place> next_;
    std::uint64_t lost_ = 0;  // records refused by put_records for want of memory
    std::string outcome_;
};
