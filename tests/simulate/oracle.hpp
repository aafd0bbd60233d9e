// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulate/reach.hpp"
#include "simulate/setup.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/consumer_checker.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/producer_checker.hpp"

namespace weir_test {

/// Knows what is true of a run, and says what is wrong: with the consumer, by a ConsumerChecker,
/// and with the stream.
///
/// Where steps run interleaved, a record can be read before its put comes back. What happens then
/// is judged when all of them have ended, the puts first.
class Oracle {
public:
    Oracle(const Setup& setup, weir::Instant start, Reach& reach)
        : setup_{setup},
          checker_{{.since = start, .read_within = patience(setup)}},
          producers_{{.since = start}},
          reach_{reach},
          newest_{start} {}

    /// True if everything was put, and everything read.
    [[nodiscard]] bool all_done() const noexcept {
        return checker_.all_done() && producers_.unacknowledged() == 0;
    }
    [[nodiscard]] const std::vector<std::string>& violations() const noexcept {
        return violations_;
    }
    [[nodiscard]] bool ok() const noexcept {
        return violations_.empty() && checker_.ok() && producers_.ok();
    }
    [[nodiscard]] std::uint64_t stored() const noexcept { return stored_; }
    [[nodiscard]] std::uint64_t processed() const noexcept { return processed_; }

    /// What follows is judged later, until `judge`.
    void wait() noexcept { waiting_ = true; }
    void judge() {
        waiting_ = false;
        for (const auto& event : std::exchange(puts_, {})) {
            event();
        }
        for (const auto& event : std::exchange(others_, {})) {
            event();
        }
    }
    /// Something that a reader did, judged now or later.
    template <class Event>
    void tell(Event event) {
        later(others_, [this, event = std::move(event)] { event(checker_); });
    }

    void see(const weir::JournalEntry& entry) {
        if (entry.at < newest_) {
            reach_.count(Reached::clock_stepped_back);
        }
        newest_ = std::max(newest_, entry.at);
        producers_.see(entry);
        if (setup_.nobody_home) {
            checker_.expired_before(newest_ - retention_);
        }
        later(puts_, [this, entry] { judge_put(entry); });
        count(entry);
    }
    void processed(weir::Instant at, const std::string& reader, weir::ShardId shard,
                   const weir::RecordView& record) {
        ++processed_;
        later(others_, [this, at, reader, shard, number = record.sequence_number(),
                        key = std::string{record.partition_key()},
                        data = std::string{record.data().as_text()},
                        arrival = record.approximate_arrival_timestamp()] {
            checker_.processed(at, reader, shard, number, key);
            if (const auto put = data_.find(number); put != data_.end() && put->second != data) {
                wrong("a record is what was put",
                      number.to_string() + " holds " + data + ", not " + put->second);
            }
            if (!seen_.insert(number).second) {
                reach_.count(Reached::record_came_again);
            }
            auto& arrivals = arrivals_[shard.index];
            const auto [known, is_new] = arrivals.emplace(number, arrival);
            if (!is_new && known->second != arrival) {
                wrong("records arrive in order",
                      number.to_string() + " arrived at another time when it was read again");
            }
            if (known != arrivals.begin() && std::prev(known)->second > arrival) {
                wrong("records arrive in order",
                      number.to_string() + " arrived before the record before it");
            }
        });
    }
    /// The shards as the stream lists them now.
    void look(weir::Instant now, std::chrono::hours retention,
              const std::vector<weir::Shard>& shards) {
        check_ranges(shards);
        for (const auto& [index, shard] : begins_) {
            if (!is_listed(shards, index)) {
                checker_.needs_not_read(shard.shard_id);  // it has expired
            }
        }
        for (const weir::Shard& shard : shards) {
            checker_.knows(shard);
            for (const auto& parent : {shard.parent_shard_id, shard.adjacent_parent_shard_id}) {
                if (parent) {
                    check_parent(shard, *parent);
                }
            }
            begins_.emplace(shard.shard_id.index, shard);
        }
        newest_ = std::max(newest_, now);
        retention_ = retention;
        checker_.expired_before(newest_ - retention);
        checker_.look(now);
    }
    void finish(weir::Instant now, std::uint64_t incoming) {
        checker_.finish(now);
        producers_.finish(now);
        if (incoming != stored_) {
            wrong("the stream counts right", "the stream counts " + std::to_string(incoming) +
                                                 " records, but " + std::to_string(stored_) +
                                                 " were stored");
        }
    }
    void wrong(std::string_view rule, const std::string& what) {
        violations_.push_back(std::string{rule} + ": " + what);
    }

    /// All that is wrong, a line each.
    [[nodiscard]] std::string explain() const {
        std::string text = checker_.explain() + producers_.explain();
        for (const std::string& line : violations_) {
            text += line + '\n';
        }
        return text;
    }

private:
    [[nodiscard]] static std::optional<weir::Duration> patience(const Setup& setup) {
        return setup.nobody_home ? std::nullopt
                                 : std::optional{weir::Duration{std::chrono::minutes{25}}};
    }
    static constexpr auto clock_jump = static_cast<std::size_t>(weir::FaultFamily::clock_jump);

    /// What a shard let in, of late.
    struct Gauge {
        weir::Instant at{};
        double records = 0;
    };

    template <class Event>
    void later(std::vector<std::function<void()>>& queue, Event&& event) {
        if (waiting_) {
            queue.emplace_back(std::forward<Event>(event));
        } else {
            event();
        }
    }
    void judge_put(const weir::JournalEntry& entry) {
        checker_.see(entry);
        const bool puts = is_put(entry.operation);
        for (const weir::JournalRecord& record : entry.records) {
            if (!puts || !record.sequence_number || !record.shard_id) {
                continue;
            }
            ++stored_;
            const weir::SequenceNumber number = *record.sequence_number;
            if (!data_.emplace(number, record.data).second) {
                wrong("numbers rise", "two records have the number " + number.to_string());
            }
            if (number.shard_index() != record.shard_id->index) {
                wrong("numbers rise",
                      number.to_string() + " is not a number of " + record.shard_id->to_string());
            }
            weir::SequenceNumber& last = last_[record.shard_id->index];
            if (!setup_.interleaved && number < last) {
                wrong("numbers rise", number.to_string() + " came after " + last.to_string());
            }
            last = std::max(last, number);
        }
        // Where steps are interleaved, a clock may jump between an entry's time and the stream's.
        const bool is_known = !setup_.interleaved || setup_.weights[clock_jump] == 0;
        if (puts && is_known) {
            gauge(entry);
        }
    }
    /// Which shards were asked by the records of a put, and what they let in.
    void gauge(const weir::JournalEntry& entry) {
        const bool by_itself =
            std::find(entry.faults.begin(), entry.faults.end(), "throttle") == entry.faults.end();
        const bool may_hide_one = !entry.ok() && !entry.faults.empty();
        if (!by_itself || may_hide_one) {
            gauges_.clear();  // it is not known who was asked
            return;
        }
        if (const auto shard = shard_in(entry.message)) {
            move_on(gauges_[*shard], entry.at);
        }
        for (const weir::JournalRecord& record : entry.records) {
            if (record.shard_id) {
                Gauge& asked = gauges_[record.shard_id->index];
                move_on(asked, entry.at);
                asked.records += record.sequence_number ? 1 : 0;
                check(asked, *record.shard_id);
            }
        }
    }
    /// A clock that is set back gives a shard nothing: it is where it was asked last.
    void move_on(Gauge& gauge, weir::Instant now) const {
        if (now > gauge.at) {
            const auto passed = static_cast<double>((now - gauge.at).count()) / 1'000'000;
            const double come_back = passed * static_cast<double>(setup_.records_per_second);
            gauge.records = std::max(0.0, gauge.records - come_back);
            gauge.at = now;
        }
    }
    /// In any length of time a shard lets in its rate and one burst, which is a second's worth, and
    /// one record more, as allowances come in whole ones.
    void check(const Gauge& gauge, weir::ShardId shard) {
        const auto rate = static_cast<double>(setup_.records_per_second);
        if (gauge.records > rate * 1.001 + 1.001) {
            wrong("a shard keeps to its rate",
                  shard.to_string() + " let in more than its rate and a burst: " +
                      std::to_string(gauge.records) + " of " + std::to_string(rate));
        }
    }
    /// The shard that a message names.
    [[nodiscard]] static std::optional<std::uint32_t> shard_in(std::string_view message) {
        const std::size_t at = message.find("shardId-");
        const auto shard = at == std::string_view::npos
                               ? std::nullopt
                               : weir::ShardId::parse(message.substr(at, 20));
        return shard ? std::optional{shard->index} : std::nullopt;
    }
    [[nodiscard]] static bool is_listed(const std::vector<weir::Shard>& shards,
                                        std::uint32_t index) {
        return std::any_of(shards.begin(), shards.end(), [index](const weir::Shard& shard) {
            return shard.shard_id.index == index;
        });
    }
    void check_ranges(const std::vector<weir::Shard>& shards) {
        std::vector<weir::HashKeyRange> open;
        for (const weir::Shard& shard : shards) {
            if (!shard.sequence_number_range.ending_sequence_number) {
                open.push_back(shard.hash_key_range);
            }
        }
        std::sort(open.begin(), open.end(), [](const auto& a, const auto& b) {
            return a.starting_hash_key < b.starting_hash_key;
        });
        bool whole = !open.empty() && open.front().starting_hash_key == weir::HashKey{} &&
                     open.back().ending_hash_key == weir::HashKey::max();
        for (std::size_t at = 1; at < open.size(); ++at) {
            whole = whole && open[at - 1].adjoins(open[at]);
        }
        if (!whole) {
            wrong("open shards make up all hash keys",
                  "the open shards do not make up the whole range of hash keys");
        }
    }
    void check_parent(const weir::Shard& child, weir::ShardId parent) {
        const auto known = begins_.find(parent.index);
        if (known == begins_.end() || begins_.contains(child.shard_id.index)) {
            return;
        }
        const weir::SequenceNumber begin = child.sequence_number_range.starting_sequence_number;
        if (begin <= known->second.sequence_number_range.starting_sequence_number ||
            begin <= last_[parent.index]) {
            wrong("children come after their parents", child.shard_id.to_string() +
                                                           " begins before its parent " +
                                                           parent.to_string() + " ended");
        }
    }
    void count(const weir::JournalEntry& entry) {
        using enum weir::KinesisOperation;
        const bool puts = is_put(entry.operation);
        const bool by_itself = entry.faults.empty();
        const auto has = [&](std::string_view fault) {
            return std::find(entry.faults.begin(), entry.faults.end(), fault) != entry.faults.end();
        };
        if (entry.error == weir::Errc::provisioned_throughput_exceeded && by_itself) {
            reach_.count(puts ? Reached::put_throttled : Reached::read_throttled);
        }
        if (has("lose reply") && puts && !entry.ok()) {
            for (const weir::JournalRecord& record : entry.records) {
                if (record.sequence_number) {
                    reach_.count(Reached::reply_lost_after_commit);
                    break;
                }
            }
        }
        if (has("reshard")) {
            reach_.count(puts ? Reached::split_during_put : Reached::reshard_during_read);
        }
        if (puts && entry.ok() && by_itself && entry.records.size() > 1) {
            const auto failed = std::count_if(entry.records.begin(), entry.records.end(),
                                              [](const auto& record) { return !!record.error; });
            if (failed > 0) {
                reach_.count(static_cast<std::size_t>(failed) < entry.records.size()
                                 ? Reached::batch_taken_in_part
                                 : Reached::put_throttled);
            }
        }
        if (entry.operation == get_records) {
            if (entry.error == weir::Errc::expired_iterator && by_itself) {
                reach_.count(Reached::iterator_expired);
            }
            if (entry.ok() && entry.records.empty() && by_itself) {
                reach_.count(Reached::page_empty);
            }
            if (entry.child_shards.size() == 1) {
                reach_.count(Reached::children_of_a_merge);
            }
        }
    }

    const Setup& setup_;
    weir::ConsumerChecker checker_;
    weir::ProducerChecker producers_;
    Reach& reach_;
    weir::Instant newest_;  // the latest that the clock has ever shown
    std::chrono::hours retention_{24};
    std::map<weir::SequenceNumber, std::string> data_;
    std::map<std::uint32_t, std::map<weir::SequenceNumber, weir::Instant>> arrivals_;
    std::set<weir::SequenceNumber> seen_;
    std::map<std::uint32_t, weir::SequenceNumber> last_;  // by shard
    std::map<std::uint32_t, Gauge> gauges_;               // by shard
    std::map<std::uint32_t, weir::Shard> begins_;         // as it was first listed
    std::vector<std::string> violations_;
    std::vector<std::function<void()>> puts_;
    std::vector<std::function<void()>> others_;
    std::uint64_t stored_ = 0;
    std::uint64_t processed_ = 0;
    bool waiting_ = false;
};

}  // namespace weir_test
