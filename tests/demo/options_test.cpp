// SPDX-License-Identifier: Apache-2.0
#if __has_include(<CLI/CLI.hpp>) && __has_include(<nlohmann/json.hpp>)
#include "../../examples/demo/options.hpp"

#include "../../examples/demo/write_limits.hpp"
#include "parsed_options.hpp"
#define WEIR_DEMO_CAN_PARSE_OPTIONS
#endif

#include "catch.hpp"

#ifdef WEIR_DEMO_CAN_PARSE_OPTIONS
namespace {

std::optional<demo::Options> parse(const std::vector<std::string>& arguments) {
    return parsed_options<demo::Options>(arguments, demo::add_options);
}

}  // namespace

TEST_CASE("without a word the demo's own log is replayed with limits that it feels") {
    const auto options = parse({});
    REQUIRE(options);
    CHECK(options->file.empty());
    CHECK(options->format == demo::FormatName::automatic);
    CHECK(demo::write_limits(*options).records_per_second < 1000);
    CHECK(demo::write_limits(*options).in_words().find("the service's: 1,000") !=
          std::string::npos);
}

TEST_CASE("another log meets the limits of the service unless told otherwise") {
    CHECK(demo::write_limits(*parse({"-"})).records_per_second == 1000);
    CHECK(demo::write_limits(*parse({"-"})).bytes_per_second == 1048576);
    const auto told = parse({"a.log", "--write-limit", "7", "--write-bytes", "100"});
    REQUIRE(told);
    CHECK(demo::write_limits(*told).records_per_second == 7);
    CHECK(demo::write_limits(*told).bytes_per_second == 100);
}

TEST_CASE("fields, formats and delimiters are taken as written") {
    const auto options = parse({"x.tsv", "--format", "delimited", "--delimiter", "\\t",
                                "--key-field", "2", "--time-field", "when"});
    REQUIRE(options);
    CHECK(options->format == demo::FormatName::delimited);
    CHECK(options->delimiter_character() == '\t');
    CHECK(options->event_choices().key->number == 2);
    CHECK(options->event_choices().time->name == "when");
    CHECK(parse({"--delimiter", "tab"})->delimiter_character() == '\t');
    CHECK(parse({"--color", "always"})->color == demo::ColorChoice::always);
}

TEST_CASE("a command line that makes no sense is refused") {
    CHECK_FALSE(parse({"--shards", "0"}));
    CHECK_FALSE(parse({"--shards", "10001"}));
    CHECK_FALSE(parse({"--speed", "0"}));
    CHECK_FALSE(parse({"--speed", "-1"}));
    CHECK_FALSE(parse({"--speed", "nan"}));
    CHECK_FALSE(parse({"--write-limit", "0"}));
    CHECK_FALSE(parse({"--format", "xml"}));
    CHECK_FALSE(parse({"--delimiter", ",,"}));
    CHECK_FALSE(parse({"--delimiter", ""}));
    CHECK_FALSE(parse({"--key-field", "0"}));
    CHECK_FALSE(parse({"--key-field", "1", "--key-regex", "x"}));
    CHECK_FALSE(parse({"--color", "sometimes"}));
    CHECK_FALSE(parse({"--unknown"}));
    CHECK_FALSE(parse({"a.log", "b.log"}));
}
#else
TEST_CASE("the options need CLI11 and nlohmann/json, which are not installed") {
    SUCCEED();
}
#endif
