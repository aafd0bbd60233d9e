// SPDX-License-Identifier: Apache-2.0
#include "weir/core/aggregated_record.hpp"

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "guarded_page.hpp"
#include "vectors.hpp"
#include "weir/core/base64.hpp"
#include "weir/core/random.hpp"

using weir::AggregatedRecord;
using weir::UserRecord;

static_assert(std::forward_iterator<AggregatedRecord::Iterator>);

namespace {

std::string bytes_of(const nlohmann::json& base64) {
    const auto bytes = weir::from_base64(base64.get<std::string>());
    REQUIRE(bytes);
    return {bytes->begin(), bytes->end()};
}

struct Expected {
    std::string partition_key;
    std::optional<std::string> explicit_hash_key;
    std::string data;

    friend bool operator==(const Expected&, const Expected&) = default;
};

std::vector<Expected> records_of(const nlohmann::json& list) {
    std::vector<Expected> records;
    for (const auto& record : list) {
        Expected one{record["partition_key"].get<std::string>(), std::nullopt,
                     bytes_of(record["data_base64"])};
        if (!record["explicit_hash_key"].is_null()) {
            one.explicit_hash_key = record["explicit_hash_key"].get<std::string>();
        }
        records.push_back(one);
    }
    return records;
}

std::vector<Expected> records_in(const AggregatedRecord& aggregated) {
    std::vector<Expected> records;
    for (const UserRecord& record : aggregated) {
        records.push_back(
            {std::string{record.partition_key}, std::nullopt, std::string{record.data}});
        if (record.explicit_hash_key) {
            records.back().explicit_hash_key = std::string{*record.explicit_hash_key};
        }
    }
    return records;
}

/// A message with magic bytes and MD5 around it.
std::string wrapped(const std::string& message) {
    const auto digest = weir::md5(message);
    return "\xF3\x89\x9A\xC2" + message + std::string{digest.begin(), digest.end()};
}

/// Whether a Record of these bytes, beside a key, makes an aggregated record.
bool reads_with(const std::string& record) {
    AggregatedRecord aggregated;
    const std::string head = "\x0a\x01k\x1a";
    return aggregated.read(wrapped(head + static_cast<char>(record.size()) + record));
}

const std::string two_records = wrapped(
    "\x0a\x05"
    "alpha\x0a\x04"
    "beta\x1a\x07\x08" +
    std::string(1, '\0') +
    "\x1a\x03"
    "one\x1a\x07\x08\x01\x1a\x03two");

}  // namespace

TEST_CASE("What other programs aggregated comes apart into what they put in") {
    AggregatedRecord aggregated;  // the same for all: nothing may stay from one to the next
    const auto all = vectors("kpl_aggregated.json");
    REQUIRE(all["vectors"].size() == 40);
    for (const auto& vector : all["vectors"]) {
        CAPTURE(vector["id"].get<std::string>());
        const std::string data = bytes_of(vector["aggregated_base64"]);
        REQUIRE(aggregated.read(data));
        CHECK(aggregated.size() == vector["records"].size());
        CHECK(aggregated.lost() == 0);
        CHECK(records_in(aggregated) == records_of(vector["records"]));
    }
    for (const auto& vector : all["tagged_schema_level"]) {
        CAPTURE(vector["id"].get<std::string>());
        const std::string data = bytes_of(vector["aggregated_base64"]);
        REQUIRE(aggregated.read(data));
        CHECK(records_in(aggregated) == records_of(vector["records"]));
    }
    for (const auto& vector : all["npm_encoder_quirk"]) {
        CAPTURE(vector["id"].get<std::string>());
        const std::string data = bytes_of(vector["npm_aggregated_base64"]);
        REQUIRE(aggregated.read(data));
        std::vector<std::string> keys;
        for (const UserRecord& record : aggregated)
            keys.emplace_back(record.partition_key);
        CHECK(keys == vector["keys_a_decoder_sees_in_npm_bytes"].get<std::vector<std::string>>());
    }
}

TEST_CASE("A damaged aggregated record is a plain one, or is told as far as it can be") {
    AggregatedRecord aggregated;
    const auto all = vectors("kpl_aggregated.json");
    REQUIRE(all["malformed"].size() == 26);
    for (const auto& vector : all["malformed"]) {
        CAPTURE(vector["id"].get<std::string>());
        const std::string expected = vector["expected"];
        const std::string data = bytes_of(vector["data_base64"]);
        CHECK(aggregated.read(data) == (expected != "plain_record"));
        const auto user_records = vector.value("expected_user_records", nlohmann::json::array());
        CHECK(records_in(aggregated) == records_of(user_records));
        CHECK(aggregated.size() == user_records.size());
        CHECK(aggregated.lost() == (expected == "partial" ? 2 : 0));
    }
}

TEST_CASE("Texts of user records are parts of the data, at any place in memory") {
    GuardedPage page;
    for (const std::string_view data : {page.at_end(two_records), page.at_start(two_records)}) {
        AggregatedRecord aggregated;
        REQUIRE(aggregated.read(data));
        for (const UserRecord& record : aggregated) {
            CHECK(record.partition_key.data() > data.data());
            CHECK(record.data.data() < data.data() + data.size());
        }
        CHECK((*aggregated.begin()).data == "one");
    }
}

TEST_CASE("A cut or changed aggregated record is a plain one") {
    GuardedPage page;
    AggregatedRecord aggregated;
    REQUIRE(aggregated.read(two_records));
    for (std::size_t size = 0; size < two_records.size(); ++size) {
        CHECK_FALSE(aggregated.read(page.at_end(two_records.substr(0, size))));
        CHECK(aggregated.begin() == aggregated.end());
    }
    for (std::size_t at = 0; at < two_records.size(); ++at) {
        std::string changed = two_records;
        changed[at] ^= 0x10;
        CHECK_FALSE(aggregated.read(changed));
        CHECK(aggregated.empty());
    }
}

TEST_CASE("A message cut anywhere behind a right MD5 is read to its end or not at all") {
    const std::string message = two_records.substr(4, two_records.size() - 20);
    std::size_t read = 0;
    for (std::size_t size = 1; size < message.size(); ++size) {
        AggregatedRecord aggregated;
        if (aggregated.read(wrapped(message.substr(0, size)))) {
            ++read;
            CHECK((size == 7 || size == 13 || size == 22));
        }
    }
    CHECK(read == 3);
}

TEST_CASE("A record needs its key and its data, and its tags theirs") {
    CHECK(reads_with(std::string("\x08\0\x1a\0", 4)));
    CHECK_FALSE(reads_with(std::string("\x08\0", 2)));
    CHECK_FALSE(reads_with(std::string("\x1a\0", 2)));
    CHECK_FALSE(reads_with(""));
    const std::string record("\x08\0\x1a\0", 4);
    CHECK(reads_with(record + "\x22\x03\x0a\x01t"));
    CHECK(reads_with(record + "\x22\x06\x0a\x01t\x12\x01v"));
    CHECK_FALSE(reads_with(record + "\x22\x03\x12\x01v"));
    CHECK_FALSE(reads_with(record + std::string("\x22\0", 2)));
    CHECK_FALSE(reads_with(record + "\x22\x03\x0a\x02t"));
}

TEST_CASE("A field of a kind that it does not have is one that is not known") {
    CHECK_FALSE(reads_with(std::string("\x0a\0\x1a\0", 4)));    // the index as bytes
    CHECK_FALSE(reads_with(std::string("\x08\0\x18\0", 4)));    // the data as a number
    CHECK(reads_with(std::string("\x08\0\x1a\0\x20\0", 6)));    // the tags as a number
    CHECK(reads_with(std::string("\x08\0\x1a\0\x7a\0", 6)));    // field 15
    CHECK(reads_with(std::string("\x08\0\x1a\0\x7b\x7c", 6)));  // field 15 as a group
    CHECK_FALSE(reads_with(std::string("\x08\0\x1a\0\x7c", 5)));
}

TEST_CASE("A field that comes twice is what it was last") {
    AggregatedRecord aggregated;
    const std::string data =
        wrapped(std::string("\x0a\x01j\x0a\x01k\x1a\x0a\x08\x07\x08\x01\x1a\x01x\x1a\x01y", 18));
    REQUIRE(aggregated.read(data));
    REQUIRE(aggregated.size() == 1);
    CHECK(*aggregated.begin() == UserRecord{"k", std::nullopt, "y"});
}

TEST_CASE("An index in no table ends what can be told, however large it is") {
    AggregatedRecord aggregated;
    const std::string good("\x1a\x04\x08\0\x1a\0", 6);
    const std::string far = "\x1a\x0d\x08" + std::string(9, '\xff') + std::string("\x01\x1a\0", 3);
    const std::string hash_key("\x1a\x06\x08\0\x10\0\x1a\0", 8);
    for (const std::string& bad : {far, hash_key}) {
        const std::string data = wrapped("\x0a\x01k" + good + good + bad + good);
        REQUIRE(aggregated.read(data));
        CHECK(aggregated.size() == 2);
        CHECK(aggregated.lost() == 2);
        CHECK(std::distance(aggregated.begin(), aggregated.end()) == 2);
    }
    REQUIRE(aggregated.read(wrapped(good)));
    CHECK(aggregated.empty());
    CHECK(aggregated.lost() == 1);
}

TEST_CASE("Random messages behind a right MD5 never read beyond their end") {
    GuardedPage page;
    weir::Random random{20'261'130};
    AggregatedRecord aggregated;
    std::size_t read = 0;
    constexpr std::string_view likely{"\x0a\x12\x1a\x08\x10\x22\x00\x01\x02\x03\x04\x7b\x7c", 13};
    for (int round = 0; round < 200'000; ++round) {
        std::string message(1 + random.below(24), '\0');
        for (char& byte : message) {
            byte = random.chance(0.9) ? likely[random.below(likely.size())]
                                      : static_cast<char>(random.below(256));
        }
        if (!aggregated.read(page.at_end(wrapped(message)))) continue;
        ++read;
        std::size_t count = 0;
        for (const UserRecord& record : aggregated) {
            count += record.data.size() + record.partition_key.size() <= message.size() ? 1U : 0U;
        }
        CHECK(count == aggregated.size());
    }
    CHECK(read > 1'000);
}
