// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/request_reader.hpp"

#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/wire/cbor_writer.hpp"
#include "weir/wire/json_reader.hpp"
#include "wire/talk.hpp"

namespace {

/// What is answered to a request whose member has a value of the wrong type; "ok" if it is none.
std::string problem(std::string_view operation, std::string_view member, std::string_view value) {
    Talk talk;
    const auto response =
        talk.ask(operation, "{\"" + std::string{member} + "\":" + std::string{value} + "}");
    constexpr std::string_view head = "{\"__type\":\"SerializationException\",\"Message\":\"";
    if (!response.body.starts_with(head)) {
        return "ok";
    }
    CHECK(response.status == 400);
    return response.body.substr(head.size(), response.body.size() - head.size() - 2);
}

constexpr std::string_view list = "Start of list found where not expected";
constexpr std::string_view map = "Start of structure or map found where not expected.";
const std::string boolean = "class java.lang.Boolean can not be converted to ";
const std::string number =
    "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to ";
const std::string text = "class java.lang.String can not be converted to ";

struct Row {
    std::string_view operation;
    std::string_view member;
    /// What is said to true, 5, "x", [] and {}.
    std::string of_boolean, of_number, of_text, of_list, of_map;
};

}  // namespace

TEST_CASE("A value of the wrong type is refused in the service's words") {
    const std::string ok = "ok";
    const std::string a_list{list};
    const std::string a_map{map};
    const Row rows[] = {
        {"DeleteStream", "EnforceConsumerDeletion", ok, number + "an Boolean",
         "'X' can not be converted to an Boolean", a_list, a_map},
        {"ListStreams", "Limit", boolean + "an Integer", ok, text + "an Integer", a_list, a_map},
        {"CreateStream", "StreamName", boolean + "an String", number + "an String", ok, a_list,
         a_map},
        {"SplitShard", "ShardToSplit", boolean + "an String", number + "an String", ok, a_list,
         a_map},
        {"GetShardIterator", "ShardIteratorType", boolean + "an String", number + "an String", ok,
         a_list, a_map},
        {"GetRecords", "ShardIterator", boolean + "an String", number + "an String", ok, a_list,
         a_map},
        {"PutRecord", "Data", boolean + "a Blob", number + "a Blob",
         "'x' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 "
         "bytes but found: 1",
         a_list, a_map},
        {"GetShardIterator", "Timestamp", boolean + "milliseconds since epoch", ok,
         text + "milliseconds since epoch", a_list, a_map},
        {"UntagResource", "TagKeys", "Expected list or null", "Expected list or null",
         "Expected list or null", ok, a_map},
        {"PutRecords", "Records", "Expected list or null", "Expected list or null",
         "Expected list or null", ok, a_map},
        {"TagResource", "Tags", "Expected map or null", "Expected map or null",
         "Expected map or null", a_list, ok},
        {"CreateStream", "StreamModeDetails", "Expected null", "Expected null", "Expected null",
         a_list, ok},
    };
    for (const Row& row : rows) {
        INFO(row.operation << ' ' << row.member);
        CHECK(problem(row.operation, row.member, "true") == row.of_boolean);
        CHECK(problem(row.operation, row.member, "5") == row.of_number);
        CHECK(problem(row.operation, row.member, "\"x\"") == row.of_text);
        CHECK(problem(row.operation, row.member, "[]") == row.of_list);
        CHECK(problem(row.operation, row.member, "{}") == row.of_map);
        CHECK(problem(row.operation, row.member, "null") == ok);
    }
}

TEST_CASE("What lists, maps and structures hold has types too") {
    CHECK(problem("UntagResource", "TagKeys", "[\"a\",5]") == number + "an String");
    CHECK(problem("TagResource", "Tags", "{\"a\":true}") == boolean + "an String");
    CHECK(problem("EnableEnhancedMonitoring", "ShardLevelMetrics", "[[]]") == list);
    CHECK(problem("PutRecords", "Records", "[5]") == "Expected null");
    CHECK(problem("PutRecords", "Records", "[{\"PartitionKey\":5}]") == number + "an String");
    CHECK(problem("CreateStream", "StreamModeDetails", "{\"StreamMode\":{}}") == map);
}

TEST_CASE("Data is base64, or it is said what is wrong with it") {
    const std::string wrong = "can not be converted to a Blob: ";
    CHECK(problem("PutRecord", "Data", "\"AA=A\"") ==
          "'AA=A' " + wrong + "Invalid Base64 character: '='");
    CHECK(problem("PutRecord", "Data", "\"A!AA\"") ==
          "'A!AA' " + wrong + "Invalid Base64 character: '!'");
    CHECK(problem("PutRecord", "Data", "\"AB==\"") ==
          "'AB==' " + wrong + "Invalid last non-pad Base64 character dectected");
    CHECK(problem("PutRecord", "Data", "\"AAAA\"") == "ok");
    CHECK(problem("PutRecord", "Data", "\"\"") == "ok");
}

TEST_CASE("Of several members with a wrong type the model's first is reported") {
    Talk talk;
    CHECK(talk.said("CreateStream", R"({"ShardCount":"x","StreamName":5})")
              .ends_with(number + "an String\"}"));
    CHECK(talk.said("PutRecords", R"({"Records":[{"PartitionKey":1,"Data":2}],"StreamName":true})")
              .ends_with(number + "a Blob\"}"));
}

TEST_CASE("Unknown members are passed over, null is nothing, the last of a name is taken") {
    Talk talk;
    CHECK(talk.seen("CreateStream", R"({"StreamName":"s","What":{"Ever":[1,{}]},"X":null})") ==
          "StreamName=s");
    CHECK(talk.seen("CreateStream", R"({"StreamName":"a","ShardCount":null,"StreamName":"b"})") ==
          "StreamName=b");
    CHECK(talk.seen("ListStreams", R"({"Limit":"x","Limit":5})") == "Limit=5");
    CHECK(talk.seen("ListStreams", R"({"Limit":5,"Limit":null})").empty());
    CHECK(talk.seen("ListStreams", R"({"limit":5})").empty());
}

TEST_CASE("A number is rounded down, and stays within its type") {
    Talk talk;
    CHECK(talk.seen("DecreaseStreamRetentionPeriod",
                    R"({"StreamName":"s","RetentionPeriodHours":24.9})") ==
          "StreamName=s RetentionPeriodHours=24");
    CHECK(talk.seen("DecreaseStreamRetentionPeriod",
                    R"({"StreamName":"s","RetentionPeriodHours":-0.1})") ==
          "StreamName=s RetentionPeriodHours=-1");
    CHECK(talk.seen("DecreaseStreamRetentionPeriod",
                    R"({"StreamName":"s","RetentionPeriodHours":99999999999})") ==
          "StreamName=s RetentionPeriodHours=2147483647");
    CHECK(talk.seen("DecreaseStreamRetentionPeriod",
                    R"({"StreamName":"s","RetentionPeriodHours":-1e30})") ==
          "StreamName=s RetentionPeriodHours=-2147483648");
}

TEST_CASE("A time is seconds in JSON, to the millisecond, and milliseconds in CBOR") {
    Talk talk;
    const auto at = [&talk](std::string_view time) {
        const auto seen =
            talk.seen("ListShards",
                      R"({"StreamName":"s","StreamCreationTimestamp":)" + std::string{time} + "}");
        return seen.substr(seen.find("Timestamp=") + 10);
    };
    CHECK(at("1700000000") == "1700000000000000us");
    CHECK(at("1700000000.123") == "1700000000123000us");
    CHECK(at("1700000000.1239") == "1700000000123000us");
    CHECK(at("1.700000000123E9") == "1700000000123000us");
    CHECK(at("-0.001") == "-1000us");
    CHECK(at("17592186044.001") == "17592186044001000us");
    CHECK(at("1e300") == "9223372036854775807us");

    const auto at_cbor = [&talk](std::string_view time) {
        std::string body = "\xbf\x6aStreamName\x61s\x77StreamCreationTimestamp";
        const auto seen = talk.seen("ListShards", body + std::string{time} + '\xff', cbor_type);
        return seen.substr(seen.find("Timestamp=") + 10);
    };
    // 1700000000123 as an integer and as a double, with the tag of times and without.
    const std::string integer{"\x1b\x00\x00\x01\x8b\xcf\xe5\x68\x7b", 9};
    const std::string real{"\xfb\x42\x78\xbc\xfe\x56\x87\xb0\x00", 9};
    CHECK(at_cbor('\xc1' + integer) == "1700000000123000us");
    CHECK(at_cbor(integer) == "1700000000123000us");
    CHECK(at_cbor('\xc1' + real) == "1700000000123000us");
    CHECK(at_cbor(std::string{"\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00", 9}) == "0us");
}

TEST_CASE("Records are read with their data, and what they lack is told") {
    Talk talk;
    CHECK(talk.seen("PutRecords",
                    R"({"StreamName":"s","Records":[{"Data":"aGk=","PartitionKey":"a"},)"
                    R"({"PartitionKey":"b","ExplicitHashKey":"7","Data":""}]})") ==
          "Records=[{Data=hi PartitionKey=a};{Data= ExplicitHashKey=7 PartitionKey=b};] "
          "StreamName=s");
    CHECK(talk.said("PutRecords", R"({"StreamName":"s","Records":[{"PartitionKey":"b"}]})")
              .find("Value null at 'records.1.member.data'") != std::string::npos);
    CHECK(talk.said("PutRecords", R"({"StreamName":"s","Records":[{"Data":""}]})")
              .find("Value null at 'records.1.member.partitionKey'") != std::string::npos);
    CHECK(talk.said("PutRecords", R"({"StreamName":"s","Records":[]})")
              .find("Value '[]' at 'records' failed to satisfy constraint: Member must have "
                    "length greater than or equal to 1") != std::string::npos);
    CHECK(talk.said("PutRecords", R"({"StreamName":"s"})").find("Value null at 'records'") !=
          std::string::npos);
    CHECK(talk.said("PutRecords", R"({"StreamName":"s","Records":[null]})")
              .find("2 validation errors detected: Value null at 'records.1.member.data'") !=
          std::string::npos);
}

TEST_CASE("Texts with escapes and foreign characters come out as they are meant") {
    Talk talk;
    CHECK(talk.seen("AddTagsToStream",
                    R"({"StreamName":"s","Tags":{"\u00e9\"\\":"\ud83d\ude00","k":"é"}})") ==
          "StreamName=s Tags=<k:é><é\"\\:\xF0\x9F\x98\x80>");
}

TEST_CASE("CBOR gives data as bytes") {
    Talk talk;
    std::string body;
    weir::wire::CborWriter to{body};
    to.open_map();
    to.name("StreamName");
    to.text("s");
    to.name("Records");
    to.open_list();
    to.open_map();
    to.name("PartitionKey");
    to.text("k");
    to.name("Data");
    to.data(std::string_view{"\x01\xff", 2});
    to.close_map();
    to.close_list();
    to.close_map();
    CHECK(talk.seen("PutRecords", body, cbor_type) ==
          "Records=[{Data=\x01\xff PartitionKey=k};] StreamName=s");
    CHECK(talk.seen("CreateStream", "\xa1\x6aStreamName\x41s", cbor_type)
              .find("java.nio.HeapByteBuffer can not be converted to an String") !=
          std::string::npos);
}
