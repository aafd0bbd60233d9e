// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/input_source.hpp"

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
using keys_test::refusal_of;
using keys_test::Strings;
using namespace std::string_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the format is told from the first lines") {
    CHECK(read(content_of("dpkg.log")).format == "dpkg");
    CHECK(read(content_of("access.log")).format == "access");
    CHECK(read(content_of("events.jsonl")).format == "jsonl");
    CHECK(read(content_of("orders.csv")).format == "delimited");
    CHECK(read(content_of("sensors.tsv")).format == "delimited");
    CHECK(read("user-1\nuser-2\n").format == "keys");
    CHECK(read("{user-1}.cart\n{user-2}.cart\n").format == "keys");
    CHECK(read("{\"PartitionKey\":\"a\",\"Data\":\"eA==\"}\n").format == "captured");
}

TEST_CASE("a log whose events name a partition key is still a log") {
    const auto got = read(
        "{\"time\":1700000000,\"partitionKey\":\"a\"}\n"
        "{\"time\":1700000001,\"partitionKey\":\"b\"}\n");
    CHECK(got.format == "jsonl");
    CHECK(got.keys() == Strings{"a", "b"});
}

TEST_CASE("a first document longer than what is looked at is told by its start") {
    const std::string data(200'000, 'A');
    CHECK(read("{\"Records\":[{\"PartitionKey\":\"a\",\"Data\":\"" + data + "\"}]}").format ==
          "captured");
    std::string many = "{\"Records\": [\n";
    for (int at = 0; at < 3000; ++at)
        many += "{\"Data\": \"eA==\",\n \"PartitionKey\": \"user\"},\n";
    const auto got = read(many + "{\"Data\": \"\", \"PartitionKey\": \"end\"}]}\n");
    CHECK(got.format == "captured");
    CHECK(got.records.size() == 3001);
    CHECK(read("{\"id\":\"a\",\"x\":\"" + data + "\"}\n{\"id\":\"b\"}\n").format == "jsonl");
}

TEST_CASE("a format that is asked for is taken whatever the lines say") {
    CHECK(read(content_of("dpkg.log"), format(InputFormat::keys)).records.size() == 7);
    CHECK(read("user-1\n", format(InputFormat::dpkg)).skipped() ==
          "does not start with a date and a time: 1");
    CHECK(read("user-1\n", format(InputFormat::access)).tally.bad == 1);
    CHECK(read("user-1\n", format(InputFormat::captured)).skipped() == "is not JSON: 1");
    CHECK(read("a;b\nc;d\n", format(InputFormat::delimited)).keys() == Strings{"a", "c"});
    CHECK(read("{\"Data\":\"eA==\",\"PartitionKey\":\"a\"}\n", format(InputFormat::jsonl)).format ==
          "jsonl");
}

TEST_CASE("columns without a time are keys until a field is named") {
    const std::string table = "user,session,bytes\nu-1,s-1,5\nu-2,s-2,6\n";
    const auto keys_only = read(table);
    CHECK(keys_only.format == "keys");
    CHECK(keys_only.records.size() == 3);
    CHECK(has(keys_only.notes, "--key-field"));
    const auto named = read(table, key_fields("session"));
    CHECK(named.format == "delimited");
    CHECK(named.keys() == Strings{"s-1", "s-2"});
    CHECK(read(table, key_fields("2,1")).keys() == Strings{"s-1#u-1", "s-2#u-2"});
    keys::InputChoices choices;
    choices.delimiter = ',';
    CHECK(read(table, choices).keys() == Strings{"u-1", "u-2"});
    CHECK(read("u-1,s-1\nu-2,s-2\n", key_fields("1")).keys() == Strings{"u-1", "u-2"});
    CHECK_FALSE(has(read("user-1\nuser-2\n").notes, "--key-field"));
}

TEST_CASE("choices that contradict the input are refused with the reason") {
    CHECK(has(refusal_of("user-1\n", key_fields("name")), "has no fields that are known here"));
    keys::InputChoices choices = key_fields("name");
    choices.format = InputFormat::keys;
    CHECK(refusal_of("user-1\n", choices) ==
          "the input has lines that are keys, which have no fields");
    choices = format(InputFormat::captured);
    choices.key_regex = "x";
    CHECK(has(refusal_of("{}\n", choices), "has captured records"));
    choices = {};
    choices.time_field = events::FieldChoice::by_name("t");
    CHECK(has(refusal_of("user-1\n", choices), "has no fields"));
}

TEST_CASE("JSON of another kind is named as such") {
    CHECK(has(refusal_of("{\n  \"users\": [\n    {\"id\": 1},\n    {\"id\": 2}\n  ]\n}\n"),
              "is JSON, but neither one object a line nor records of a stream"));
}

TEST_CASE("what is no text is named for what it is") {
    CHECK(refusal_of("\x1F\x8B\x08\x00"s) ==
          "the input is compressed with gzip; try: zcat FILE | weir-keys -");
    CHECK(has(refusal_of("\xFD"
                         "7zXZ\0"s),
              "xzcat FILE | weir-keys -"));
    CHECK(has(refusal_of("\x28\xB5\x2F\xFD"s), "zstdcat FILE | weir-keys -"));
    CHECK(has(refusal_of("\xFF\xFE"
                         "a\0"s),
              "UTF-16"));
    CHECK(has(refusal_of(std::string(5000, '\x01')), "binary"));
    CHECK(has(refusal_of("\x1F\x8B\x08\x00"s, format(InputFormat::keys)), "gzip"));
}

TEST_CASE("an input without a record says why") {
    CHECK(read("").nothing == "is empty");
    CHECK(read("\xEF\xBB\xBF").nothing == "is empty");
    CHECK(read("\n\r\n").nothing == "is blank");
    CHECK(read("", format(InputFormat::captured)).nothing == "is empty");
    CHECK(read("user-1\n", format(InputFormat::dpkg)).nothing.empty());
    CHECK(read("", key_fields("id")).nothing == "is empty");
}
#else
TEST_CASE("the tests of input source need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
