// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/validation.hpp"

#include <string>

#include "catch.hpp"

using weir::Violations;
namespace validation = weir::validation;

TEST_CASE("A request without a violation has no error") {
    CHECK_FALSE(Violations{}.error().has_value());
}

TEST_CASE("Violations are counted, joined, and at most ten are told") {
    Violations found;
    found.add("null", "shardId", "Member must not be null");
    CHECK(found.error()->message() ==
          "1 validation error detected: Value null at 'shardId' failed to satisfy constraint: "
          "Member must not be null");
    CHECK(found.error()->code() == weir::Errc::validation);
    found.add("'0'", "limit", validation::at_least("value", 1));
    CHECK(found.error()->message() ==
          "2 validation errors detected: Value null at 'shardId' failed to satisfy constraint: "
          "Member must not be null; Value '0' at 'limit' failed to satisfy constraint: Member must "
          "have value greater than or equal to 1");
    for (int more = 0; more < 20; ++more) {
        found.add("'x'", "y", "Z");
    }
    CHECK(found.error()->message().substr(0, 30) == "10 validation errors detected:");
}

TEST_CASE("A number is digits without a leading zero, up to a length") {
    CHECK(validation::is_number("0", 39));
    CHECK(validation::is_number("10", 39));
    CHECK(validation::is_number(std::string(39, '9'), 39));
    for (const char* text : {"", "00", "01", "-1", "+1", "1 ", " 1", "1.0", "0x1", "1e3"}) {
        CAPTURE(text);
        CHECK_FALSE(validation::is_number(text, 39));
    }
    CHECK_FALSE(validation::is_number(std::string(40, '9'), 39));
}

TEST_CASE("A name has letters, digits, and three other characters") {
    CHECK(validation::is_name("aZ09_.-"));
    for (const char* text : {"", "a b", "a/b", "a:b", "\xc3\xa9", "a\n"}) {
        CAPTURE(text);
        CHECK_FALSE(validation::is_name(text));
    }
}

TEST_CASE("A record's key has 1 to 256 UTF-16 units") {
    const auto message = [](std::string_view key) {
        Violations found;
        validation::check_record(found, key, {}, {}, "records.3.member.");
        const auto error = found.error();
        return error ? error->message() : std::string{};
    };
    CHECK(message(std::string(256, 'k')).empty());
    CHECK(message("").find("'records.3.member.partitionKey'") != std::string::npos);
    CHECK(message("").find("length greater than or equal to 1") != std::string::npos);
    CHECK(message(std::string(257, 'k')).find("less than or equal to 256") != std::string::npos);
    std::string astral;
    for (int at = 0; at < 128; ++at) {
        astral += "\xf0\x9f\x98\x80";
    }
    CHECK(message(astral).empty());
    CHECK_FALSE(message(astral + "a").empty());
}

TEST_CASE("Text that is no hash key violates the model's pattern") {
    Violations found;
    validation::check_hash_key(found, "12a", "explicitHashKey");
    CHECK(found.error()->message() ==
          "1 validation error detected: Value '12a' at 'explicitHashKey' failed to satisfy "
          "constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})");
    Violations none;
    validation::check_hash_key(none, std::string(39, '9'), "explicitHashKey");
    validation::check_hash_key(none, {}, "explicitHashKey");
    CHECK_FALSE(none.error().has_value());
}

TEST_CASE("A shard id has 1 to 128 characters of a name, and may be required") {
    const auto message = [](const weir::Argument<weir::ShardId>& id, bool required) {
        Violations found;
        validation::check_shard_id(found, id, "shardId", required);
        const auto error = found.error();
        return error ? error->message() : std::string{};
    };
    CHECK(message({}, false).empty());
    CHECK(message({}, true).find("must not be null") != std::string::npos);
    CHECK(message(weir::ShardId{3}, true).empty());
    CHECK(message("anything-goes", true).empty());
    CHECK(message("", true).substr(0, 2) == "2 ");
    CHECK(message(std::string(129, 'a'), true).find("equal to 128") != std::string::npos);
    CHECK(message("a b", true).find("regular expression") != std::string::npos);
}
