// SPDX-License-Identifier: Apache-2.0
#include "weir/service/encryption_marks.hpp"

#include <memory>
#include <string>

#include "catch.hpp"

using weir::EncryptionMarks;
using weir::EncryptionType;
using weir::Instant;
using weir::ShardId;

namespace {

EncryptionMarks marks(EncryptionMarks::Switches switches) {
    return EncryptionMarks{std::make_shared<const EncryptionMarks::Switches>(std::move(switches))};
}
/// A star for each encrypted record from index 1 on, a dot for each other one.
std::string drawn(const EncryptionMarks& marks, std::uint32_t shard, std::uint64_t records) {
    std::string text;
    for (std::uint64_t index = 1; index <= records; ++index) {
        text += marks.type_of(ShardId{shard}, index) == EncryptionType::kms ? '*' : '.';
    }
    return text;
}

}  // namespace

TEST_CASE("Without a switch nothing was encrypted") {
    CHECK(EncryptionMarks{}.empty());
    CHECK(drawn(EncryptionMarks{}, 0, 3) == "...");
    CHECK(EncryptionMarks{}.type_of(weir::RecordView{}) == EncryptionType::none);
}

TEST_CASE("Records are encrypted from a switch on until the next one") {
    const auto some = marks({{true, Instant{}, {3, 1}}, {false, Instant{}, {5, 1, 2}}});
    CHECK_FALSE(some.empty());
    CHECK(drawn(some, 0, 6) == "..**..");
    CHECK(drawn(some, 1, 3) == "...");
}

TEST_CASE("A shard that was made after a switch lies behind it as a whole") {
    const auto some = marks({{true, Instant{}, {3}}, {false, Instant{}, {5, 3}}});
    CHECK(drawn(some, 1, 4) == "**..");
    CHECK(drawn(some, 2, 3) == "...");
    CHECK(drawn(marks({{true, Instant{}, {3}}}), 1, 3) == "***");
}

TEST_CASE("A record tells its shard and place itself") {
    const auto some = marks({{true, Instant{}, {1, 2}}});
    const auto record = [](std::uint64_t index) {
        return weir::RecordView{"key", "data", index, Instant::from_seconds(20),
                                weir::ShardStamp{10, 1}};
    };
    CHECK(some.type_of(record(1)) == EncryptionType::none);
    CHECK(some.type_of(record(2)) == EncryptionType::kms);
}
