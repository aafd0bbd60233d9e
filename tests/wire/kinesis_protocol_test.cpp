// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/kinesis_protocol.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/wire/cbor_writer.hpp"
#include "wire/fake_service.hpp"
#include "wire/talk.hpp"

namespace {

using weir::Errc;
using weir::Instant;

constexpr std::string_view arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";

/// A request that keeps the rules, for each operation.
std::string good_body(std::string_view operation) {
    const std::string name = R"("StreamName":"s")";
    const std::string by_arn = R"("StreamARN":")" + std::string{arn} + '"';
    const std::string resource = R"("ResourceARN":")" + std::string{arn} + '"';
    const std::string consumer = std::string{arn} + "/consumer/c:1";
    const std::map<std::string_view, std::string> more{
        {"AddTagsToStream", name + R"(,"Tags":{"k":"v"})"},
        {"DecreaseStreamRetentionPeriod", name + R"(,"RetentionPeriodHours":24)"},
        {"DeleteResourcePolicy", resource},
        {"DescribeAccountSettings", ""},
        {"DeregisterStreamConsumer", by_arn},
        {"DescribeStreamConsumer", by_arn},
        {"DisableEnhancedMonitoring", name + R"(,"ShardLevelMetrics":["ALL"])"},
        {"EnableEnhancedMonitoring", name + R"(,"ShardLevelMetrics":["ALL"])"},
        {"GetRecords", R"("ShardIterator":"i")"},
        {"GetResourcePolicy", resource},
        {"GetShardIterator", name + R"(,"ShardId":"0","ShardIteratorType":"LATEST")"},
        {"IncreaseStreamRetentionPeriod", name + R"(,"RetentionPeriodHours":48)"},
        {"ListStreamConsumers", by_arn},
        {"ListStreams", ""},
        {"ListTagsForResource", resource},
        {"MergeShards", name + R"(,"ShardToMerge":"0","AdjacentShardToMerge":"1")"},
        {"PutRecord", name + R"(,"Data":"","PartitionKey":"k")"},
        {"PutRecords", name + R"(,"Records":[{"Data":"","PartitionKey":"k"}])"},
        {"PutResourcePolicy", resource + R"(,"Policy":"{}")"},
        {"RegisterStreamConsumer", by_arn + R"(,"ConsumerName":"c")"},
        {"RemoveTagsFromStream", name + R"(,"TagKeys":["k"])"},
        {"SplitShard", name + R"(,"ShardToSplit":"0","NewStartingHashKey":"5")"},
        {"StartStreamEncryption", name + R"(,"EncryptionType":"KMS","KeyId":"k")"},
        {"StopStreamEncryption", name + R"(,"EncryptionType":"KMS","KeyId":"k")"},
        {"SubscribeToShard", R"("ConsumerARN":")" + consumer +
                                 R"(","ShardId":"0","StartingPosition":{"Type":"LATEST"})"},
        {"TagResource", resource + R"(,"Tags":{"k":"v"})"},
        {"UntagResource", resource + R"(,"TagKeys":["k"])"},
        {"UpdateAccountSettings", R"("MinimumThroughputBillingCommitment":{"Status":"ENABLED"})"},
        {"UpdateMaxRecordSize", by_arn + R"(,"MaxRecordSizeInKiB":2048)"},
        {"UpdateShardCount", name + R"(,"TargetShardCount":2,"ScalingType":"UNIFORM_SCALING")"},
        {"UpdateStreamMode", by_arn + R"(,"StreamModeDetails":{"StreamMode":"ON_DEMAND"})"},
        {"UpdateStreamWarmThroughput", name + R"(,"WarmThroughputMiBps":5)"},
    };
    const auto found = more.find(operation);
    return '{' + (found == more.end() ? name : found->second) + '}';
}

std::string refusal(std::string_view type, std::string_view message) {
    return "{\"__type\":\"" + std::string{type} + "\",\"message\":\"" + std::string{message} +
           "\"}";
}

}  // namespace

TEST_CASE("Each operation's target reaches the function of its name") {
    Talk talk;
    for (std::size_t at = 0; at < weir::service_operations; ++at) {
        const auto name = to_string(static_cast<weir::ServiceOperation>(at));
        const auto response = talk.ask(name, good_body(name));
        INFO(name << ": " << response.body);
        CHECK(response.status == 200);
        CHECK(talk.service.called == name);
    }
}

TEST_CASE("A request goes in and an answer comes out, and no socket is needed") {
    FakeService service;
    weir::KinesisProtocol protocol{weir::OneService{service}};
    const std::vector<weir::HttpField> fields{{"content-type", "application/x-amz-json-1.1"},
                                              {"x-amz-target", "Kinesis_20131202.PutRecord"}};
    const weir::HttpResponse response =
        protocol.handle({.method = "POST",
                         .target = "/",
                         .fields = fields,
                         .body = R"({"StreamName":"s","Data":"aGk=","PartitionKey":"k"})"});
    CHECK(response.status == 200);
    CHECK(response.body.starts_with(R"({"ShardId":"shardId-000000000000","SequenceNumber":")"));
}

TEST_CASE("An operation without a result answers with nothing") {
    Talk talk;
    CHECK(talk.said("CreateStream", R"({"StreamName":"s"})") == "200 ");
    CHECK(talk.said("ListStreams", "{}") ==
          R"(200 {"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]})");
}

TEST_CASE("Every answer has ids, a date and a type, and the ids are the same in each run") {
    const weir::KinesisProtocolOptions options{.seed = 7};
    Talk talk{options};
    talk.service.clock().time = Instant::from_seconds(1'421'889'722);
    const auto first = talk.ask("ListStreams", "{}");
    const auto second = talk.ask("NoSuchThing", "{}");
    CHECK(field_of(first, "date") == "Thu, 22 Jan 2015 01:22:02 GMT");
    CHECK(field_of(first, "content-type") == json_type);
    const auto id = field_of(first, "x-amzn-requestid");
    CHECK(id.size() == 36);
    CHECK(std::count(id.begin(), id.end(), '-') == 4);
    CHECK(field_of(first, "x-amz-id-2").size() == 96);
    CHECK(field_of(second, "x-amzn-requestid") != id);
    CHECK(field_of(second, "x-amz-id-2").size() == 96);
    Talk again{options};
    CHECK(field_of(again.ask("ListStreams", "{}"), "x-amzn-requestid") == id);
}

TEST_CASE("What is no request of the service is refused as the service does it") {
    Talk talk;
    const std::string denied =
        "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be "
        "authorized</Message>\n</AccessDeniedException>\n";
    const auto get = talk.send({}, "", "GET");
    CHECK(get.status == 403);
    CHECK(get.body == denied);
    CHECK(field_of(get, "content-type") == "(none)");
    CHECK(talk.send({}, "{}").body == denied);
    CHECK(talk.send({{"content-type", "application/x-amz-json-1.0"}}, "{}").body == denied);
    CHECK(talk.send({{"content-type", "text/xml"}, {"x-amz-target", "a."}}, "{}").body == denied);
    const auto other =
        talk.send({{"content-type", "text/xml"}, {"x-amz-target", "Kinesis_20131202.X"}}, "{}");
    CHECK(other.status == 404);
    CHECK(other.body == "<UnknownOperationException/>\n");
}

TEST_CASE("An unknown operation is told only after the body has been read") {
    Talk talk;
    CHECK(talk.said("PutRecordz", "{}") == R"(400 {"__type":"UnknownOperationException"})");
    CHECK(talk.said("PutRecordz", "{") == R"(400 {"__type":"SerializationException"})");
    CHECK(talk.said("PutRecordz", "") == R"(400 {"__type":"UnknownOperationException"})");
    CHECK(talk.said("PutRecords", "") == R"(400 {"__type":"SerializationException"})");
    const auto none = talk.send({{"content-type", json_type}}, "{}");
    CHECK(none.body == R"({"__type":"UnknownOperationException"})");
    const auto other = talk.send(
        {{"content-type", json_type}, {"x-amz-target", "DynamoDB_20120810.ListStreams"}}, "{}");
    CHECK(other.body == R"({"__type":"UnknownOperationException"})");
}

TEST_CASE("A body that is not well-formed is refused without a message") {
    Talk talk;
    for (const std::string_view body : {"{", "hello", "{}x", "5", "null", "\"{}\"", "{\"a\":1,}",
                                        "{\"a\":\"\xff\"}", "{'a':1}", "{\"a\":01}"}) {
        INFO(body);
        CHECK(talk.said("ListStreams", body) == R"(400 {"__type":"SerializationException"})");
    }
    CHECK(talk.said("ListStreams", "[]") == R"(400 {"__type":"SerializationException","Message":)"
                                            R"("Start of list found where not expected"})");
}

TEST_CASE("application/json is as good, and parameters of the type are passed over") {
    Talk talk;
    const auto plain = talk.ask("ListStreams", "{}", "application/json");
    CHECK(plain.status == 200);
    CHECK(field_of(plain, "content-type") == "application/json");
    const auto charset = talk.ask("ListStreams", "{}", "application/x-amz-json-1.1; charset=utf-8");
    CHECK(charset.status == 200);
    CHECK(field_of(charset, "content-type") == json_type);
}

TEST_CASE("A body above the limit is not read") {
    Talk talk{{.body_bytes_max = 10}};
    CHECK(talk.ask("ListStreams", "{       }").status == 200);
    const auto response = talk.ask("ListStreams", "{         }");
    CHECK(response.status == 413);
    CHECK(response.body.empty());
}

TEST_CASE("The service's errors keep their code and text") {
    Talk talk;
    const auto answer = [&talk](Errc code) {
        talk.service.refusal = weir::Error{code, "why \"so\""};
        return talk.said("ListStreams", "{}");
    };
    CHECK(answer(Errc::resource_not_found) ==
          "400 " + refusal("ResourceNotFoundException", "why \\\"so\\\""));
    CHECK(answer(Errc::provisioned_throughput_exceeded) ==
          "400 " + refusal("ProvisionedThroughputExceededException", "why \\\"so\\\""));
    CHECK(answer(Errc::kms_opt_in_required) ==
          "400 " + refusal("KMSOptInRequired", "why \\\"so\\\""));
    CHECK(answer(Errc::internal_failure) == "500 " + refusal("InternalFailure", "why \\\"so\\\""));
    CHECK(answer(Errc::memory_budget_exceeded) ==
          "500 " + refusal("InternalFailure", "why \\\"so\\\""));
    CHECK(answer(Errc::recording_ended) == "500 " + refusal("InternalFailure", "why \\\"so\\\""));
}

TEST_CASE("Types are judged before constraints, and those before the service is asked") {
    Talk talk;
    CHECK(talk.said("CreateStream", R"({"StreamName":"!","ShardCount":"x"})") ==
          R"(400 {"__type":"SerializationException","Message":)"
          R"("class java.lang.String can not be converted to an Integer"})");
    CHECK(talk.said("CreateStream", R"({"StreamName":"!","ShardCount":1})") ==
          "400 " + refusal("ValidationException",
                           "1 validation error detected: Value '!' at 'streamName' failed to "
                           "satisfy constraint: Member must satisfy regular expression pattern: "
                           "[a-zA-Z0-9_.-]+"));
    CHECK(talk.service.called.empty());
}

TEST_CASE("CBOR is answered in CBOR, errors too") {
    Talk talk;
    const std::string empty_map = "\xa0";
    const auto response = talk.ask("ListStreams", empty_map, cbor_type);
    CHECK(response.status == 200);
    CHECK(field_of(response, "content-type") == cbor_type);
    CHECK(response.body == std::string{"\xbf\x6bStreamNames\x9f\xff\x6eHasMoreStreams\xf4"
                                       "\x6fStreamSummaries\x9f\xff\xff"});
    const auto unknown = talk.ask("X", empty_map, cbor_type);
    CHECK(unknown.body == "\xbf\x66__type\x78\x19UnknownOperationException\xff");
    const auto broken = talk.ask("ListStreams", "\xa1", cbor_type);
    CHECK(broken.status == 400);
    CHECK(broken.body == "\xbf\x66__type\x76SerializationException\xff");
    const auto nothing = talk.ask("ListStreams", "", cbor_type);
    CHECK(nothing.body == "\xbf\x66__type\x76SerializationException\xff");
}

TEST_CASE("A preflight of a browser is allowed, and other origins are told so") {
    Talk talk;
    const auto response = talk.send({{"origin", "x"},
                                     {"access-control-request-headers", "a, b"},
                                     {"access-control-request-method", "d"}},
                                    "", "OPTIONS");
    CHECK(response.status == 200);
    CHECK(response.body.empty());
    CHECK(field_of(response, "access-control-allow-origin") == "*");
    CHECK(field_of(response, "access-control-allow-headers") == "a, b");
    CHECK(field_of(response, "access-control-allow-methods") == "d");
    CHECK(field_of(response, "access-control-max-age") == "172800");
    CHECK(field_of(response, "x-amz-id-2") == "(none)");
    const auto plain = talk.send({{"origin", "x"}}, "", "GET");
    CHECK(plain.status == 403);
    CHECK(field_of(plain, "access-control-allow-origin") == "*");
    CHECK(talk.send({}, "", "OPTIONS").status == 403);
}

TEST_CASE("The authorization is asked for only if that is wanted, after the operation") {
    Talk lax;
    CHECK(lax.ask("ListStreams", "{}").status == 200);
    Talk strict{{.check_authorization = true}};
    CHECK(strict.said("ListStreams", "{}") ==
          "400 " + refusal("MissingAuthenticationTokenException", "Missing Authentication Token"));
    CHECK(strict.said("X", "{}") == R"(400 {"__type":"UnknownOperationException"})");
}

namespace {

/// Notes which service was asked for.
struct NotingResolver {
    using Service = FakeService;

    FakeService* service_of_all;
    std::vector<std::string>* asked;

    FakeService& service(std::string_view account, std::string_view region) {
        asked->push_back(std::string{account} + '/' + std::string{region});
        return *service_of_all;
    }
    Instant now() { return {}; }
};

}  // namespace

TEST_CASE("Account and region come from the credential, or else from the options") {
    FakeService service;
    std::vector<std::string> asked;
    weir::KinesisProtocol<NotingResolver> protocol{
        {&service, &asked}, {.account_id = "111111111111", .region = "eu-west-1"}};
    const auto ask = [&](std::string_view authorization, std::string_view target = "/") {
        const std::vector<weir::HttpField> fields{{"content-type", json_type},
                                                  {"x-amz-target", "Kinesis_20131202.ListStreams"},
                                                  {"authorization", authorization}};
        static_cast<void>(
            protocol.handle({.method = "POST", .target = target, .fields = fields, .body = "{}"}));
        return asked.back();
    };
    CHECK(ask("") == "111111111111/eu-west-1");
    CHECK(ask("AWS4-HMAC-SHA256 Credential=AKID/20240101/us-west-2/kinesis/aws4_request, "
              "SignedHeaders=a, Signature=b") == "111111111111/us-west-2");
    CHECK(ask("AWS4-HMAC-SHA256 Credential=222222222222/20240101/us-west-2/kinesis/aws4_request,"
              "SignedHeaders=a,Signature=b") == "222222222222/us-west-2");
    CHECK(ask("AWS4-HMAC-SHA256 Credential=222222222222") == "222222222222/eu-west-1");
    CHECK(ask("AWS4-HMAC-SHA256 Credential=222222222222/d/no!way/x") == "222222222222/eu-west-1");
    CHECK(ask("", "/?X-Amz-Credential=333333333333%2F20240101%2Fsa-east-1%2Fkinesis") ==
          "333333333333/sa-east-1");
}

TEST_CASE("Hostile bodies are refused, and none of them is fatal") {
    Talk talk;
    const auto is_refused = [&talk](const std::string& body, std::string_view type) {
        return talk.ask("ListStreams", body, type).status == 400;
    };
    constexpr std::size_t much = 4'000'000;
    for (const char* piece : {"[", "{\"a\":", "[[],", "\"", "1", "[1,"}) {
        std::string body;
        while (body.size() < much) {
            body += piece;
        }
        INFO(piece);
        CHECK(is_refused(body, json_type));
    }
    for (const char piece : {'\x81', '\x9f', '\xc1', '\x7f', '\x5f', '\xbf', '\xd8', '\xfb'}) {
        INFO(static_cast<int>(piece));
        CHECK(is_refused(std::string(much, piece), cbor_type));
    }
    // A text and a list that say that they are larger than anything.
    CHECK(is_refused("\x7b\xff\xff\xff\xff\xff\xff\xff\xff", cbor_type));
    CHECK(is_refused("\x9b\xff\xff\xff\xff\xff\xff\xff\xff", cbor_type));
    std::string numbers = "[0";
    while (numbers.size() < much) {
        numbers += ",0";
    }
    CHECK(is_refused(numbers + ']', json_type));
}

TEST_CASE("A body of 16 MB is read, and every shorter piece of a body is refused") {
    Talk talk;
    std::string body = R"({"StreamName":"s","PartitionKey":"k","Data":")";
    body += std::string(std::size_t{13} << 20, 'A') + "\"}";
    CHECK(talk.said("PutRecord", body).starts_with("200"));
    CHECK(talk.service.seen.size() > (std::size_t{9} << 20));
    const std::string whole = R"({"StreamName":"s\u00e9","Tags":{"k":"v"},"ShardCount":12.5})";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK(talk.ask("CreateStream", whole.substr(0, size)).status == 400);
    }
}
