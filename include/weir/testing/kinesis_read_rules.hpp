// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/testing/kinesis_subject.hpp"

namespace weir::inline v0 {

/// What GetShardIterator and GetRecords promise of shards that are open.
template <kinesis_api Api>
class KinesisReadRules {
public:
    using Subject = KinesisSubject<Api>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"trim_horizon_is_the_oldest", "TRIM_HORIZON begins with the oldest record.",
                 trim_horizon_is_the_oldest},
            Rule{"latest_is_what_comes",
                 "LATEST begins with the first record that is put after the call.",
                 latest_is_what_comes},
            Rule{"at_number_includes", "AT_SEQUENCE_NUMBER begins with the record of the number.",
                 at_number_includes},
            Rule{"after_number_excludes",
                 "AFTER_SEQUENCE_NUMBER begins behind the record of the number.",
                 after_number_excludes},
            Rule{"at_timestamp_is_then_or_later",
                 "AT_TIMESTAMP begins with the first record that arrived then or later.",
                 at_timestamp_is_then_or_later},
            Rule{"place_is_validated", "A place that is not well formed is refused.",
                 place_is_validated},
            Rule{"shard_ids_are_lenient",
                 "A shard is found by any text with its number, and only if it is there.",
                 shard_ids_are_lenient},
            Rule{"type_and_number_go_together",
                 "A number goes with the two types that need one, a time with AT_TIMESTAMP.",
                 type_and_number_go_together},
            Rule{"foreign_numbers_are_refused",
                 "A number is of this very shard, or the place is refused.",
                 foreign_numbers_are_refused},
            Rule{"place_checks_in_order",
                 "Constraints are looked at before the shard, and that before the number.",
                 place_checks_in_order},
            Rule{"pages_go_on", "From page to page a reader meets every record once, in order.",
                 pages_go_on},
            Rule{"limit_is_kept", "A page has at most `limit` records, of 1 to 10,000.",
                 limit_is_kept},
            Rule{"page_has_ten_mebibytes", "A page has at most 10 MiB of keys and data.",
                 page_has_ten_mebibytes},
            Rule{"places_can_be_used_again", "A place gives the same as often as it is read from.",
                 places_can_be_used_again},
            Rule{"places_expire", "A place is good for 300 seconds, and each page gives a new one.",
                 places_expire},
            Rule{"empty_page_goes_on",
                 "At the tip a page is empty and goes on to what is put later.",
                 empty_page_goes_on},
            Rule{"tells_how_far_behind",
                 "A page is behind by the age of its last record, or not at all at the tip.",
                 tells_how_far_behind},
            Rule{"records_expire", "Records are there for as long as the retention, and no longer.",
                 records_expire},
        };
    }

private:
    using Trial = KinesisTrial<Api>;
    using Texts = typename Trial::Texts;
    using Notes = ConformanceNotes;
    using Type = ShardIteratorType;

    /// A shard with the records "1" to "5", ten seconds apart; their numbers and times.
    struct Five {
        Five(const Subject& subject, Notes& notes) : trial{subject, notes} {
            for (int number = 1; number <= 5; ++number) {
                trial.advance(std::chrono::seconds{10});
                numbers.push_back(trial.put(std::to_string(number)).sequence_number);
                times.push_back(trial.now());
            }
            trial.advance(std::chrono::seconds{10});
        }
        Texts from(Type type, const Argument<SequenceNumber>& number,
                   std::optional<Instant> time = {}) {
            return trial.data_from({.shard_id = ShardId{0},
                                    .shard_iterator_type = type,
                                    .starting_sequence_number = number,
                                    .timestamp = time});
        }
        Trial trial;
        std::vector<SequenceNumber> numbers;
        std::vector<Instant> times;
    };
    /// "first" to "5".
    static Texts texts_from(int first) {
        Texts texts;
        for (int number = first; number <= 5; ++number) {
            texts.push_back(std::to_string(number));
        }
        return texts;
    }

    static void trim_horizon_is_the_oldest(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        notes.same("records from TRIM_HORIZON", five.from(Type::trim_horizon, {}), texts_from(1));
    }

    static void latest_is_what_comes(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        const auto place = five.trial.place(0, Type::latest);
        notes.same("records from LATEST", five.trial.read(place).data(), Texts{});
        static_cast<void>(five.trial.put("6"));
        static_cast<void>(five.trial.put("7"));
        notes.same("records from LATEST that came later", five.trial.read(place).data(),
                   Texts{"6", "7"});
    }

    static void at_number_includes(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        for (int number = 1; number <= 5; ++number) {
            notes.same("records at the number of " + std::to_string(number),
                       five.from(Type::at_sequence_number,
                                 five.numbers[static_cast<std::size_t>(number - 1)]),
                       texts_from(number));
        }
        const auto shards = five.trial.shards();
        if (notes.same("shards", shards.size(), 1)) {
            notes.same("records at the shard's starting number",
                       five.from(Type::at_sequence_number,
                                 shards.front().sequence_number_range.starting_sequence_number),
                       texts_from(1));
        }
    }

    static void after_number_excludes(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        for (int number = 1; number <= 5; ++number) {
            const std::string text = five.numbers[static_cast<std::size_t>(number - 1)].to_string();
            notes.same("records after the number of " + std::to_string(number),
                       five.from(Type::after_sequence_number, text), texts_from(number + 1));
        }
    }

    static void at_timestamp_is_then_or_later(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        const auto from = [&](Instant time) { return five.from(Type::at_timestamp, {}, time); };
        for (int number = 1; number <= 5; ++number) {
            const Instant time = five.times[static_cast<std::size_t>(number - 1)];
            notes.same("records at the very time", from(time), texts_from(number));
            notes.same("records a millisecond later", from(time + std::chrono::milliseconds{1}),
                       texts_from(number + 1));
        }
        notes.same("records from before the stream",
                   from(five.times.front() - std::chrono::hours{1}), texts_from(1));
        const auto tip = five.trial.place({.shard_id = ShardId{0},
                                           .shard_iterator_type = Type::at_timestamp,
                                           .starting_sequence_number = {},
                                           .timestamp = five.trial.now()});
        static_cast<void>(five.trial.put("6"));
        notes.same("records put after a place at now", five.trial.read(tip).data(), Texts{"6"});
    }

    using Where = GetShardIteratorRequest;
    static Where where(const Argument<ShardId>& shard, Type type = Type::trim_horizon,
                       const Argument<SequenceNumber>& number = {},
                       std::optional<Instant> time = {}) {
        return {.shard_id = shard,
                .shard_iterator_type = type,
                .starting_sequence_number = number,
                .timestamp = time};
    }
    template <class Request>
    static void refuses(Trial& trial, std::string_view what, const Request& request, Errc code) {
        trial.notes().same(what, Trial::said(trial.api().get_shard_iterator(request)),
                           exception_name(code));
    }

    static void place_is_validated(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const std::string long_id(129, '0');
        refuses(trial, "no shard", where({}), Errc::validation);
        refuses(trial, "an empty shard id", where(""), Errc::validation);
        refuses(trial, "a shard id of 129", where(long_id), Errc::validation);
        refuses(trial, "a shard id with a blank", where("shard 0"), Errc::validation);
        refuses(trial, "a number of letters", where(ShardId{0}, Type::at_sequence_number, "number"),
                Errc::validation);
    }

    static void shard_ids_are_lenient(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        for (const char* id : {"shardId-000000000000", "shard-0", "0", "x-000-y"}) {
            notes.same(std::string{"a place in shard "} + id,
                       Trial::said(trial.api().get_shard_iterator(where(id))), "success");
        }
        for (const char* id :
             {"zero", "shardId-", "x-0a", "2147483648", "1", "shardId-000000000001"}) {
            refuses(trial, std::string{"a place in shard "} + id, where(id),
                    Errc::resource_not_found);
        }
    }

    static void type_and_number_go_together(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        Trial& trial = five.trial;
        const SequenceNumber number = five.numbers.front();
        const auto bad = [&](std::string_view what, const Where& request) {
            refuses(trial, what, request, Errc::invalid_argument);
        };
        bad("TRIM_HORIZON with a number", where(ShardId{0}, Type::trim_horizon, number));
        bad("LATEST with a number", where(ShardId{0}, Type::latest, number));
        bad("AT_TIMESTAMP with a number",
            where(ShardId{0}, Type::at_timestamp, number, five.times.front()));
        bad("AT_SEQUENCE_NUMBER without one", where(ShardId{0}, Type::at_sequence_number));
        bad("AFTER_SEQUENCE_NUMBER without one", where(ShardId{0}, Type::after_sequence_number));
        bad("AT_TIMESTAMP without a time", where(ShardId{0}, Type::at_timestamp));
        bad("AT_TIMESTAMP of a time to come",
            where(ShardId{0}, Type::at_timestamp, {}, trial.now() + std::chrono::seconds{1}));
    }

    static void foreign_numbers_are_refused(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes, {.shard_count = 2}};
        const SequenceNumber of_one = trial.put_at(Trial::top, "data").sequence_number;
        const auto created = of_one.shard_create_seconds();
        const SequenceNumber older = SequenceNumber::make({created - 7, 0, 1, created});
        const std::string nonsense(60, '9');
        for (const Type type : {Type::at_sequence_number, Type::after_sequence_number}) {
            refuses(trial, "a number of another shard", where(ShardId{0}, type, of_one),
                    Errc::invalid_argument);
            refuses(trial, "a number of another stream", where(ShardId{0}, type, older),
                    Errc::invalid_argument);
            refuses(trial, "a number that is none", where(ShardId{0}, type, nonsense),
                    Errc::invalid_argument);
        }
    }

    static void place_checks_in_order(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        refuses(trial, "a shard that is none, and a number of letters",
                where("zero", Type::at_sequence_number, "number"), Errc::validation);
        refuses(trial, "a shard that is not there, and no number",
                where(ShardId{9}, Type::at_sequence_number), Errc::resource_not_found);
        refuses(trial, "a shard that is not there, and no time",
                where(ShardId{9}, Type::at_timestamp), Errc::resource_not_found);
    }

    static void pages_go_on(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        Texts wanted;
        for (int number = 0; number < 25; ++number) {
            wanted.push_back(std::to_string(number));
            static_cast<void>(trial.put(wanted.back()));
        }
        for (const std::uint32_t limit : {1U, 7U, 25U}) {
            Texts all;
            auto place = trial.place(0);
            for (int reads = 0; reads < 26 && place; ++reads) {
                const auto page = trial.read(place, limit);
                const Texts data = page.data();
                all.insert(all.end(), data.begin(), data.end());
                place = page.next;
            }
            notes.same("all that is read, by " + std::to_string(limit), all, wanted);
        }
    }

    static void limit_is_kept(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        for (const std::uint32_t limit : {1U, 2U, 5U, 10'000U}) {
            notes.same("records of at most " + std::to_string(limit),
                       five.trial.read(five.trial.place(0), limit).records.size(),
                       limit < 5 ? limit : 5);
        }
        five.trial.advance(std::chrono::seconds{2});
        for (const std::uint32_t limit : {0U, 10'001U}) {
            notes.same("a limit of " + std::to_string(limit),
                       five.trial.read_says(five.trial.place(0), limit),
                       exception_name(Errc::validation));
        }
    }

    static void page_has_ten_mebibytes(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        const std::string data(limits::record_bytes_default - 1, 'd');
        for (int number = 0; number < 12; ++number) {
            trial.advance(std::chrono::seconds{1});
            static_cast<void>(trial.put(data, "k"));
        }
        const auto first = trial.read(trial.place(0));
        notes.same("records of 1 MiB in a page", first.records.size(), 10);
        notes.same("records in the next", trial.read(first.next).records.size(), 2);
    }

    static void places_can_be_used_again(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        const auto place = five.trial.place(0);
        const auto page = five.trial.read(place, 2);
        for (int again = 0; again < 3; ++again) {
            notes.same("records from the same place", five.trial.read(place, 2).data(),
                       Texts{"1", "2"});
            notes.same("records from the next", five.trial.read(page.next, 2).data(),
                       Texts{"3", "4"});
        }
    }

    static void places_expire(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        Trial& trial = five.trial;
        const auto place = trial.place(0);
        trial.advance(std::chrono::seconds{300});
        notes.same("a read after 300 s", trial.read_says(place), "success");
        const auto page = trial.read(place, 1);
        trial.advance(std::chrono::milliseconds{1'000});
        notes.same("a read after more than 300 s", trial.read_says(place),
                   exception_name(Errc::expired_iterator));
        trial.advance(std::chrono::milliseconds{298'000});
        notes.same("a read from the next place, which is younger", trial.read_says(page.next),
                   "success");
        trial.advance(std::chrono::seconds{2});
        notes.same("a read from it when it is old", trial.read_says(page.next),
                   exception_name(Errc::expired_iterator));
    }

    static void empty_page_goes_on(const Subject& subject, Notes& notes) {
        Trial trial{subject, notes};
        auto place = trial.place(0);
        for (int round = 0; round < 3; ++round) {
            const auto page = trial.read(place);
            notes.same("records at the tip", page.records.size(), 0);
            notes.holds("there is a next place", page.next.has_value());
            notes.same("behind by", page.behind, std::chrono::milliseconds{0});
            trial.advance(std::chrono::seconds{1});
            const std::string data = "put in round " + std::to_string(round);
            static_cast<void>(trial.put(data));
            const auto news = trial.read(page.next);
            notes.same("records from the place of an empty page", news.data(), Texts{data});
            place = news.next;
        }
    }

    static void tells_how_far_behind(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        // Three questions to the shard are no more than it takes at once.
        for (const std::uint32_t limit : {1U, 2U, 5U}) {
            const auto age = five.trial.now() - five.times[limit - 1];
            const auto page = five.trial.read(five.trial.place(0), limit);
            notes.same("behind after record " + std::to_string(limit), Duration{page.behind},
                       limit == 5 ? Duration{0} : age);
        }
    }

    static void records_expire(const Subject& subject, Notes& notes) {
        Five five{subject, notes};
        Trial& trial = five.trial;
        trial.advance(five.times[1] + std::chrono::hours{24} - trial.now());
        notes.same("records when the second is as old as the retention",
                   five.from(Type::trim_horizon, {}), texts_from(2));
        trial.advance(std::chrono::seconds{1});
        notes.same("records a second later", five.from(Type::trim_horizon, {}), texts_from(3));
        notes.same("records at the number of one that expired",
                   five.from(Type::at_sequence_number, five.numbers.front()), texts_from(3));
        trial.advance(std::chrono::hours{24});
        notes.same("records after one day more", five.from(Type::trim_horizon, {}), Texts{});
    }
};

}  // namespace weir::inline v0
