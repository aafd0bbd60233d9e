// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_settings.hpp"

#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::MetricsName;
using weir::StreamStatus;
using Strings = std::vector<std::string>;

namespace {

weir::Result<void> start(Account& test, const char* key = "alias/aws/kinesis",
                         const char* type = "KMS") {
    return test.service.start_stream_encryption(
        {.stream_name = "stream", .encryption_type = type, .key_id = key});
}
weir::Result<void> stop(Account& test, const char* type = "KMS") {
    return test.service.stop_stream_encryption(
        {.stream_name = "stream", .encryption_type = type, .key_id = "alias/aws/kinesis"});
}
using Metrics = std::vector<MetricsName>;
weir::EnhancedMonitoringOutput enable(Account& test, std::vector<weir::Choice<MetricsName>> names) {
    return test.service
        .enable_enhanced_monitoring({.stream_name = "stream", .shard_level_metrics = names})
        .value();
}
weir::EnhancedMonitoringOutput disable(Account& test,
                                       std::vector<weir::Choice<MetricsName>> names) {
    return test.service
        .disable_enhanced_monitoring({.stream_name = "stream", .shard_level_metrics = names})
        .value();
}

}  // namespace

TEST_CASE("Records are marked from a start of encryption to its stop") {
    Account test;
    test.create();
    CHECK_FALSE(test.put("a").encryption_type.has_value());
    REQUIRE(start(test));
    CHECK(test.describe().encryption_type == weir::EncryptionType::kms);
    CHECK(test.describe().key_id == "alias/aws/kinesis");
    CHECK(test.summary().key_id == "alias/aws/kinesis");
    CHECK(test.put("b").encryption_type == weir::EncryptionType::kms);
    const weir::PutRecordsRequestEntry entry{.data = "c", .partition_key = "key"};
    CHECK(test.service.put_records({.records = {&entry, 1}, .stream_name = "stream"})
              ->encryption_type == weir::EncryptionType::kms);
    REQUIRE(stop(test));
    CHECK(test.describe().encryption_type == weir::EncryptionType::none);
    CHECK_FALSE(test.describe().key_id.has_value());
    CHECK_FALSE(test.put("d").encryption_type.has_value());
    CHECK_FALSE(test.service.put_records({.records = {&entry, 1}, .stream_name = "stream"})
                    ->encryption_type.has_value());
    CHECK(test.read_all() == Strings{"a", "b*", "c*", "d", "c"});
}

TEST_CASE("A switch of encryption takes effect when the stream is ACTIVE again") {
    Account test{Account::slow(5s)};
    test.create();
    test.clock.advance(5s);
    REQUIRE(start(test));
    CHECK(test.status() == StreamStatus::updating);
    CHECK(test.describe().encryption_type == weir::EncryptionType::none);
    test.clock.advance(4'999ms);
    test.put("plain");
    test.clock.advance(1ms);
    test.put("secret");
    CHECK(test.status() == StreamStatus::active);
    REQUIRE(stop(test));
    test.put("still");
    test.clock.advance(5s);
    test.put("open");
    CHECK(test.read_all() == Strings{"plain", "secret*", "still*", "open"});
}

TEST_CASE("A switch of encryption is not put off by a clock that steps back") {
    Account test{Account::slow(5s)};
    test.create();
    test.clock.advance(24h);
    REQUIRE(start(test));
    test.clock.advance(-2min);
    test.put("plain");
    test.clock.advance(5s);
    test.put("secret");
    CHECK(test.status() == StreamStatus::active);
    CHECK(test.describe().encryption_type == weir::EncryptionType::kms);
    CHECK(test.read_all() == Strings{"plain", "secret*"});
}

TEST_CASE("Marks follow the records through splits, in Get and in Subscribe alike") {
    Account test;
    test.create();
    const std::string reader = test.consumer();
    test.put("a");
    REQUIRE(start(test));
    test.put("b");
    REQUIRE(test.split("0"));
    const auto child = test.put("c").shard_id.to_string();
    REQUIRE(stop(test));
    test.put("d");
    REQUIRE(start(test, "other-key"));
    test.put("e");
    CHECK(test.read_all() == Strings{"a", "b*"});
    CHECK(test.read_all(child) == Strings{"c*", "d", "e*"});
    auto parent = test.subscribe(reader).value();
    CHECK(Account::texts(*test.next(parent).event) == Strings{"a", "b*"});
    auto other = test.subscribe(reader, {.type = "TRIM_HORIZON"}, child).value();
    CHECK(Account::texts(*test.next(other).event) == Strings{"c*", "d", "e*"});
}

TEST_CASE("Marks of records that are there survive many switches and the horizon") {
    Account test;
    test.create();
    for (int day = 0; day < 10; ++day) {
        REQUIRE(start(test));
        test.put("secret");
        test.clock.advance(6h);
        REQUIRE(stop(test));
        test.put("plain");
        test.clock.advance(6h);
    }
    CHECK(test.read_all() == Strings{"secret*", "plain", "secret*", "plain"});
}

TEST_CASE("Encryption is started and stopped twenty-five times a day each") {
    Account test{Account::limited()};
    test.create();
    for (int call = 0; call < 25; ++call) {
        REQUIRE(start(test));
        REQUIRE(stop(test));
    }
    CHECK(error_of(start(test)) ==
          "LimitExceededException: StartStreamEncryption cannot be called more than 25 times in "
          "24 hours for stream stream under account 000000000000.");
    CHECK(error_of(stop(test)) ==
          "LimitExceededException: StopStreamEncryption cannot be called more than 25 times in "
          "24 hours for stream stream under account 000000000000.");
    test.clock.advance(24h);
    CHECK(start(test));
    CHECK(stop(test));
}

TEST_CASE("Encryption with no encryption is refused") {
    Account test;
    test.create();
    CHECK(error_of(start(test, "key", "NONE")) ==
          "InvalidArgumentException: EncryptionType must be KMS.");
    CHECK(error_of(stop(test, "NONE")) == "InvalidArgumentException: EncryptionType must be KMS.");
    CHECK(start(test, "key", "AES").error().code() == Errc::validation);
    CHECK(test.service.start_stream_encryption({.stream_name = "stream"}).error().message() ==
          "2 validation errors detected: Value null at 'encryptionType' failed to satisfy "
          "constraint: Member must not be null; Value null at 'keyId' failed to satisfy "
          "constraint: Member must not be null");
    // A stream that does not encrypt may be stopped, one that does started again.
    CHECK(stop(test));
    REQUIRE(start(test, "a"));
    REQUIRE(start(test, "b"));
    CHECK(test.describe().key_id == "b");
}

TEST_CASE("A key whose management refuses starts nothing, and stops puts and reads") {
    for (const Errc code : {Errc::kms_disabled, Errc::kms_invalid_state, Errc::kms_access_denied,
                            Errc::kms_not_found, Errc::kms_opt_in_required, Errc::kms_throttling}) {
        Account test;
        test.create();
        const std::string reader = test.consumer();
        test.service.set_kms_error("key", code);
        CHECK(start(test, "key").error().code() == code);
        test.service.set_kms_error("key", std::nullopt);
        REQUIRE(start(test, "key"));
        test.put();
        const auto iterator = test.iterator();
        auto subscription = test.subscribe(reader).value();
        test.service.set_kms_error("other", code);
        CHECK(test.try_put());
        test.service.set_kms_error("key", code);
        CHECK(test.try_put().error().code() == code);
        const weir::PutRecordsRequestEntry entry{.data = "c", .partition_key = "key"};
        CHECK(test.service.put_records({.records = {&entry, 1}, .stream_name = "stream"})
                  .error()
                  .code() == code);
        CHECK(test.read(iterator).error().code() == code);
        const auto step = test.next(subscription);
        REQUIRE(step.error.has_value());
        CHECK(step.error->code() == code);
        CHECK(test.next(subscription).ended);
        test.service.set_kms_error("key", std::nullopt);
        CHECK(test.try_put());
        CHECK(test.read(iterator)->records.size() == 3);
    }
}

TEST_CASE("The errors of a key begin and end with its use, be the switch long") {
    Account test{Account::slow(5s)};
    test.create();
    test.clock.advance(5s);
    REQUIRE(start(test, "key"));
    test.service.set_kms_error("key", Errc::kms_disabled);
    test.clock.advance(4s);
    CHECK(test.try_put());
    test.clock.advance(1s);
    static_cast<void>(test.status());
    CHECK(test.try_put().error().code() == Errc::kms_disabled);
    REQUIRE(stop(test));
    CHECK(test.try_put().error().code() == Errc::kms_disabled);
    const auto iterator = test.iterator();
    CHECK(test.read(iterator).error().code() == Errc::kms_disabled);
    test.clock.advance(5s);
    CHECK(test.read(iterator));
    CHECK(test.try_put());
    // A key that fails while another one is in use is not asked.
    REQUIRE(start(test, "fine"));
    test.clock.advance(5s);
    CHECK(test.try_put());
}

TEST_CASE("Metrics of single shards are turned on and off by name") {
    Account test;
    test.create();
    const auto first = enable(test, {"OutgoingBytes", MetricsName::incoming_bytes});
    CHECK(first.stream_name == "stream");
    CHECK(first.stream_arn == Account::arn());
    CHECK(first.current_shard_level_metrics.empty());
    const Metrics two{MetricsName::incoming_bytes, MetricsName::outgoing_bytes};
    CHECK(first.desired_shard_level_metrics == two);
    const auto second = enable(test, {"IncomingBytes", "IncomingRecords"});
    CHECK(second.current_shard_level_metrics == two);
    CHECK(second.desired_shard_level_metrics.size() == 3);
    CHECK(test.describe().enhanced_monitoring ==
          std::vector<weir::EnhancedMetrics>{{second.desired_shard_level_metrics}});
    CHECK(test.summary().enhanced_monitoring == test.describe().enhanced_monitoring);
    const auto third = disable(test, {"IncomingRecords", "IteratorAgeMilliseconds"});
    CHECK(third.desired_shard_level_metrics == two);
    const auto all = enable(test, {"ALL"});
    CHECK(all.desired_shard_level_metrics.size() == 7);
    CHECK(disable(test, {"ALL"}).desired_shard_level_metrics.empty());
    CHECK(test.describe().enhanced_monitoring == std::vector<weir::EnhancedMetrics>{{}});
}

TEST_CASE("Metrics that there are not, or none at all, are refused") {
    Account test;
    test.create();
    const auto error = [&](std::vector<weir::Choice<MetricsName>> names) {
        return test.service
            .enable_enhanced_monitoring({.stream_name = "stream", .shard_level_metrics = names})
            .error()
            .code();
    };
    CHECK(error({}) == Errc::validation);
    CHECK(error({"Everything"}) == Errc::validation);
    CHECK(error({"ALL", "ALL", "ALL", "ALL", "ALL", "ALL", "ALL", "ALL"}) == Errc::validation);
    CHECK(test.service.enable_enhanced_monitoring({.stream_name = "stream"}).error().code() ==
          Errc::validation);
}
