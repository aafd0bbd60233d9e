// SPDX-License-Identifier: Apache-2.0
#include "weir/core/aggregated_record_writer.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "vectors.hpp"
#include "weir/core/base64.hpp"
#include "weir/core/random.hpp"

using weir::AggregatedRecord;
using weir::AggregatedRecordWriter;
using weir::UserRecord;

namespace {

std::string bytes_of(const nlohmann::json& base64) {
    const auto bytes = weir::from_base64(base64.get<std::string>());
    REQUIRE(bytes);
    return {bytes->begin(), bytes->end()};
}

/// Adds a user record after asking for the size that it leads to.
void add(AggregatedRecordWriter& writer, std::string_view key, std::string_view data,
         std::optional<std::string_view> hash_key) {
    const std::size_t expected = writer.data_bytes_with(key, data, hash_key);
    writer.add(key, data, hash_key);
    REQUIRE(writer.data_bytes() == expected);
}

}  // namespace

TEST_CASE("What is written is what other programs write of the same, byte for byte") {
    AggregatedRecordWriter writer;  // the same for all: nothing may stay from one to the next
    const auto all = vectors("kpl_aggregated.json");
    for (const auto& vector : all["vectors"]) {
        CAPTURE(vector["id"].get<std::string>());
        for (const auto& record : vector["records"]) {
            std::optional<std::string> hash_key;
            if (!record["explicit_hash_key"].is_null()) {
                hash_key = record["explicit_hash_key"].get<std::string>();
            }
            add(writer, record["partition_key"].get<std::string>(), bytes_of(record["data_base64"]),
                hash_key);
        }
        CHECK(writer.size() == vector["records"].size());
        CHECK(writer.data() == bytes_of(vector["aggregated_base64"]));
        CHECK(writer.data().size() == writer.data_bytes());
        writer.clear();
        CHECK(writer.empty());
    }
}

TEST_CASE("Number-like keys stay in the order of first use") {
    const auto all = vectors("kpl_aggregated.json");
    for (const auto& vector : all["npm_encoder_quirk"]) {
        AggregatedRecordWriter writer;
        for (const auto& record : vector["records"])
            writer.add(record["partition_key"].get<std::string>(), "");
        const std::string data = writer.data();
        AggregatedRecord aggregated;
        REQUIRE(aggregated.read(data));
        std::size_t at = 0;
        for (const UserRecord& record : aggregated)
            CHECK(record.partition_key ==
                  vector["records"][at++]["partition_key"].get<std::string>());
    }
}

TEST_CASE("Any user records come back as they were put in") {
    weir::Random random{20'261'130};
    AggregatedRecordWriter writer;
    AggregatedRecord aggregated;
    const auto text = [&](std::size_t most) {
        std::string made(random.below(most + 1), '\0');
        for (char& byte : made)
            byte = static_cast<char>(random.below(256));
        return made;
    };
    for (int round = 0; round < 100; ++round) {
        struct Kept {
            std::string key, data;
            std::optional<std::string> hash_key;
        };
        std::vector<Kept> kept(random.below(400));
        for (Kept& one : kept) {
            one = {text(2), text(200), std::nullopt};
            if (random.chance(0.3)) one.hash_key = text(1);
            add(writer, one.key, one.data, one.hash_key);
        }
        const std::string data = writer.data();
        writer.clear();
        REQUIRE(aggregated.read(data) == !kept.empty());
        REQUIRE(aggregated.size() == kept.size());
        std::size_t at = 0;
        for (const UserRecord& record : aggregated) {
            REQUIRE(record == UserRecord{kept[at].key, kept[at].hash_key, kept[at].data});
            ++at;
        }
    }
}

TEST_CASE("A writer without user records makes what nobody takes for an aggregated record") {
    const AggregatedRecordWriter writer;
    CHECK(writer.data_bytes() == 20);
    AggregatedRecord aggregated;
    CHECK_FALSE(aggregated.read(writer.data()));
}
