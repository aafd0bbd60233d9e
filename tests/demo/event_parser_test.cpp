// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/event_parser.hpp"

#include <memory>
#include <string>

#include "../../examples/events/access_log.hpp"
#include "../../examples/events/delimited.hpp"
#include "../../examples/events/dpkg_log.hpp"
#include "catch.hpp"
#include "support.hpp"

using demo::EventChoices;
using demo::EventParser;
using demo::FieldChoice;
using demo::ParsedKind;
using demo_test::content_of;
using demo_test::parse_all;

namespace {

template <class Format, class... Arguments>
EventParser parser_of(EventChoices choices, Arguments... arguments) {
    return EventParser{std::make_unique<Format>(arguments...), std::move(choices)};
}

std::vector<std::string> keys_of(const std::vector<demo_test::Outcome>& outcomes) {
    std::vector<std::string> keys;
    for (const auto& outcome : outcomes) {
        keys.push_back(outcome.kind == ParsedKind::event ? outcome.key : "-");
    }
    return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("a dpkg log is keyed by package, and its odd line is a problem of its own") {
    EventParser parser = parser_of<demo::DpkgLog>({});
    const auto outcomes = parse_all(parser, content_of("dpkg.log"));
    CHECK(keys_of(outcomes) ==
          Keys{"dpkg", "jq", "jq", "jq", "/etc/nginx/mime.types", "libc-bin", "-"});
    CHECK(outcomes[0].millis == 1'795'550'059'000);
    CHECK(outcomes[5].millis == 1'795'550'061'000);
    CHECK_FALSE(outcomes[6].problem.empty());
    CHECK(parser.key_in_words() == "field \"package\"");
}

TEST_CASE("an access log is keyed by host") {
    EventParser parser = parser_of<demo::AccessLog>({});
    const auto outcomes = parse_all(parser, content_of("access.log"));
    CHECK(keys_of(outcomes) == Keys{"192.0.2.7", "192.0.2.7", "198.51.100.23", "203.0.113.9",
                                    "2001:db8::17", "-", "192.0.2.7"});
    CHECK(outcomes[0].millis == 1'795'546'460'000);
}

TEST_CASE("the key is a field of one's choice, by name or by number") {
    EventParser by_name = parser_of<demo::AccessLog>({.key = FieldChoice::parse("path")});
    CHECK(parse_all(by_name, content_of("access.log"))[2].key == "/api/items");
    EventParser by_number = parser_of<demo::AccessLog>({.key = FieldChoice::parse("6")});
    CHECK(parse_all(by_number, content_of("access.log"))[2].key == "201");
    EventParser absent = parser_of<demo::AccessLog>({.key = FieldChoice::parse("agent")});
    CHECK(parse_all(absent, content_of("access.log"))[6].kind == ParsedKind::problem);
}

TEST_CASE("the key is the first group of a pattern, or all that it matches") {
    EventParser group = parser_of<demo::AccessLog>({.key_regex = "\"[A-Z]+ /([a-z]+)"});
    CHECK(keys_of(parse_all(group, content_of("access.log"))) ==
          Keys{"index", "style", "api", "a", "-", "-", "index"});
    EventParser whole = parser_of<demo::AccessLog>({.key_regex = "^[0-9.]+ "});
    CHECK(parse_all(whole, content_of("access.log"))[0].key == "192.0.2.7 ");
    EventParser optional_group = parser_of<demo::AccessLog>({.key_regex = "HTTP(x)?"});
    const auto outcomes = parse_all(optional_group, content_of("access.log"));
    CHECK(outcomes[0].kind == ParsedKind::problem);
    CHECK(outcomes[0].problem == "has an empty key");
}

TEST_CASE("a pattern survives a line of a megabyte") {
    EventParser parser = parser_of<demo::DpkgLog>({.key_regex = "status .*([a-z])"});
    const std::string line =
        "2026-11-24 19:54:20 status installed " + std::string(1'000'000, 'a') + " 1\n";
    const auto outcomes = parse_all(parser, line);
    REQUIRE(outcomes[0].kind == ParsedKind::event);
    CHECK(outcomes[0].key == "a");
}

TEST_CASE("a table settles time and key on its first row") {
    EventParser parser = parser_of<demo::Delimited>({}, ',');
    const auto outcomes = parse_all(parser, content_of("orders.csv"));
    REQUIRE(outcomes.size() == 7);
    CHECK(outcomes[0].kind == ParsedKind::heading);
    CHECK(keys_of(outcomes) == Keys{"-", "c-1", "c-2", "c-1", "-", "-", "-"});
    CHECK(outcomes[4].problem == "has another number of columns than the first");
    CHECK(outcomes[5].problem == "has an empty key");
    CHECK(outcomes[6].problem == "has a quote that is not closed on the line");
    CHECK(parser.key_in_words() == "field \"customer\"");
    CHECK(parser.time_in_words() == "field \"when\"");
}

TEST_CASE("a table without a heading settles them by number") {
    EventParser parser = parser_of<demo::Delimited>({}, '\t');
    CHECK(keys_of(parse_all(parser, content_of("sensors.tsv"))) ==
          Keys{"sensor-a", "sensor-b", "sensor-a", "sensor-c"});
    CHECK(parser.key_in_words() == "field 2");
}

TEST_CASE("blank lines are no problem, and no event") {
    EventParser parser = parser_of<demo::DpkgLog>({});
    for (const auto& outcome : parse_all(parser, "\n  \n\t\n\r\n")) {
        CHECK(outcome.kind == ParsedKind::blank);
    }
}

TEST_CASE("a record and a key have the size that the service takes") {
    const std::string start = "2026-11-24 19:54:20 status installed ";
    const auto with_package = [&](std::size_t size) {
        return start + std::string(size, 'p') + " 1\n";
    };
    EventParser parser = parser_of<demo::DpkgLog>({});
    CHECK(parse_all(parser, with_package(256))[0].kind == ParsedKind::event);
    CHECK(parse_all(parser, with_package(257))[0].problem ==
          "has a key of more than 256 characters");
    const std::string big = start + "jq 1 " + std::string(1 << 20, 'x') + "\n";
    CHECK(parse_all(parser, big)[0].problem == "is longer than a record may be, 1 MiB");
    CHECK(parse_all(parser, std::string(3 << 20, 'x'))[0].kind == ParsedKind::problem);
}

TEST_CASE("bytes that are no text are told apart from bad text") {
    EventParser parser = parser_of<demo::DpkgLog>({});
    const std::string zero("2026-11-24 19:54:20 status installed j\0q 1\n", 43);
    CHECK(parse_all(parser, zero)[0].problem == "has a zero byte in it");
    const auto outcomes = parse_all(parser, "2026-11-24 19:54:20 status installed j\xFFq 1\n");
    CHECK(outcomes[0].kind == ParsedKind::event);
    CHECK(outcomes[0].key == "j\xFFq");
}

TEST_CASE("a time that cannot be read is the line's problem") {
    EventParser parser = parser_of<demo::Delimited>({}, ',');
    const auto outcomes = parse_all(parser, "2026-11-24,a\nsoon,b\n2026-11-25,c\n");
    CHECK(keys_of(outcomes) == Keys{"a", "-", "c"});
    CHECK(outcomes[1].problem == "has a time that cannot be read");
}
