// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/row_records.hpp"

#include <regex>
#include <string>

#include "../events/support.hpp"
#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using events_test::content_of;
using keys::InputFormat;
using keys_test::format;
using keys_test::key_fields;
using keys_test::read;
using keys_test::Strings;

TEST_CASE("a line is its record's data, and has a time where there is one") {
    const auto got = read(
        "when,customer,note\n2026-11-24 19:54:20,c-1,a\n"
        "2026-11-24 19:54:21,c-2,b\n");
    CHECK(got.format == "delimited");
    CHECK(got.keys() == Strings{"c-1", "c-2"});
    CHECK(got.records[0].data == "2026-11-24 19:54:20,c-1,a");
    CHECK(got.records[0].data_bytes == got.records[0].data.size());
    CHECK(got.micros() == std::vector<std::int64_t>{1'795'550'060'000'000, 1'795'550'061'000'000});
    CHECK(got.key_in_words == "field \"customer\"");
    CHECK(got.time_in_words == "field \"when\"");
    CHECK(got.notes.empty());
    keys::InputChoices choices;
    choices.record_bytes = 9;
    CHECK(read("1795550060,a\n1795550061,b\n", choices).records[0].data_bytes == 9);
}

TEST_CASE("a key is made of one field or several") {
    const std::string log = content_of("events.jsonl");
    CHECK(read(log, key_fields("user.id")).records[0].key == "u-17");
    const auto joined = read(
        "{\"user\":\"u\",\"session\":7}\n{\"user\":\"v\",\"session\":8}\n"
        "{\"user\":\"w\"}\n{\"user\":\"\",\"session\":\"\"}\n",
        key_fields("user,session"));
    CHECK(joined.keys() == Strings{"u#7", "v#8"});
    CHECK(joined.key_in_words == "field \"user\" # field \"session\"");
    CHECK(joined.skipped() == "does not have the field of the key: 1, has an empty key: 1");
    CHECK(read(content_of("access.log"), key_fields("method,6")).records[0].key == "GET#200");
}

TEST_CASE("a time that is not there or can't be read is that of the record before") {
    const auto got = read(
        "{\"id\":\"a\"}\n{\"id\":\"b\",\"time\":1700000000}\n"
        "{\"id\":\"c\",\"time\":\"soon\"}\n{\"id\":\"d\"}\n"
        "{\"id\":\"e\",\"time\":1600000000}\n{\"id\":\"f\",\"time\":1700000001}\n");
    CHECK(got.micros() == std::vector<std::int64_t>{-1, 1'700'000'000'000'000,
                                                    1'700'000'000'000'000, 1'700'000'000'000'000,
                                                    1'700'000'000'000'000, 1'700'000'001'000'000});
    CHECK(got.tally.untimed == 2);
    CHECK(got.tally.backwards == 1);
    CHECK(got.notes ==
          "Without a time that can be read: 2 records, taken to come with the record "
          "before.\nOlder than a record before: 1 record, taken to come with it.\n");
}

TEST_CASE("an input without any time is no matter") {
    const auto got = read("{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    CHECK(got.keys() == Strings{"a", "b"});
    CHECK(got.micros() == std::vector<std::int64_t>{-1, -1});
    CHECK(got.time_in_words == "none in the input");
    CHECK(got.notes.empty());
    keys::InputChoices choices = key_fields("id");
    choices.time_field = events::FieldChoice::by_name("nowhere");
    CHECK(read("{\"id\":\"a\"}\n{\"id\":\"b\"}\n", choices).keys() == Strings{"a", "b"});
}

TEST_CASE("a pattern finds the key in any line") {
    keys::InputChoices choices;
    choices.key_regex = "user=([a-z0-9-]+)";
    const auto got = read("x user=u-1 y\nno key here\nuser=u-2\nuser= \n\nuser=\xFF\n", choices);
    CHECK(got.format == "lines");
    CHECK(got.keys() == Strings{"u-1", "u-2"});
    CHECK(got.records[0].data == "x user=u-1 y");
    CHECK(got.skipped() == "does not match the pattern of the key: 3");
    CHECK(got.key_in_words == "pattern /user=([a-z0-9-]+)/");
    choices.key_regex = "\"[A-Z]+ (/[a-z]*)";
    const auto log = read(content_of("access.log"), choices);
    CHECK(log.format == "access");
    CHECK(log.keys()[2] == "/api");
    CHECK(log.micros()[0] > 0);
    choices.key_regex = "(";
    CHECK_THROWS_AS(read("a\n", choices), std::regex_error);
    choices.key_regex = "x*";
    CHECK(read("aaa\n", choices).skipped() == "has an empty key: 1");
}

TEST_CASE("lines that are no rows are counted by reason") {
    const auto got = read(content_of("orders.csv") + "\n   \n\t\n");
    CHECK(got.skipped() ==
          "has another number of columns than the first: 1, has an empty key: 1, has a quote that "
          "is not closed on the line: 1");
    CHECK(got.tally.blank == 3);
    CHECK(got.tally.headings == 1);
    CHECK(got.tally.lines == got.tally.events + got.tally.blank + 1 + got.tally.bad);
}

TEST_CASE("a key that JSON spells with escapes is judged as what it says") {
    const auto got = read("{\"id\":\"caf\\u00e9\"}\n{\"id\":\"" + std::string(260, 'k') +
                          "\"}\n{\"id\":\"a\\u0000b\"}\n");
    CHECK(got.keys() == Strings{"caf\xC3\xA9", std::string("a\0b", 3)});
    CHECK(got.tally.not_utf8 == 0);
    std::string units;
    for (int i = 0; i < 200; ++i)
        units += "\\u00e9";
    CHECK(read("{\"id\":\"" + units + "\"}\n").records.size() == 1);
}

TEST_CASE("lines as long as a record can be are taken, longer ones skipped") {
    keys::InputChoices choices = format(InputFormat::jsonl);
    const auto line = [](std::size_t size) {
        const std::string start = "{\"id\":\"a\",\"x\":\"";
        return start + std::string(size - start.size() - 2, 'x') + "\"}\n";
    };
    const std::size_t limit = 10'485'760;
    const auto got = read(line(limit - 1) + line(limit) + line(50'000'000) +
                              std::string("{\"id\":\"\0\"}\n{\"id\":\"b\"}\r\n", 23),
                          choices);
    CHECK(got.keys() == Strings{"a", "b"});
    CHECK(got.skipped() == "is longer than a record can be, 10 MiB: 2, has a zero byte in it: 1");
    choices.record_bytes = 100;
    CHECK(read(line(limit), choices).records.size() == 1);
}
#else
TEST_CASE("the tests of row records need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
