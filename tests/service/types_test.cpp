// SPDX-License-Identifier: Apache-2.0
#include "weir/service/types.hpp"

#include <string>
#include <string_view>

#include "catch.hpp"

using weir::Choice;
using weir::enum_values;

namespace {

template <class Enum>
std::string names() {
    std::string all;
    for (const Enum value : enum_values<Enum>) {
        all += (all.empty() ? "" : ", ") + std::string{to_string(value)};
    }
    return all;
}

}  // namespace

TEST_CASE("Enumerations have the service's names, in the order of its texts") {
    CHECK(names<weir::StreamMode>() == "PROVISIONED, ON_DEMAND");
    CHECK(names<weir::EncryptionType>() == "NONE, KMS");
    CHECK(names<weir::ScalingType>() == "UNIFORM_SCALING");
    CHECK(names<weir::MetricsName>() ==
          "IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, "
          "WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, "
          "IteratorAgeMilliseconds, ALL");
    CHECK(names<weir::MinimumThroughputBillingCommitmentStatus>() == "ENABLED, DISABLED");
    CHECK(names<weir::ShardIteratorType>() ==
          "AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON");
    CHECK(names<weir::ShardFilterType>() ==
          "AFTER_SHARD_ID, AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, "
          "FROM_TIMESTAMP");
    CHECK(to_string(
              weir::MinimumThroughputBillingCommitmentStatus::enabled_until_earliest_allowed_end) ==
          "ENABLED_UNTIL_EARLIEST_ALLOWED_END");
    CHECK(to_string(weir::ConsumerStatus::creating) == "CREATING");
    CHECK(to_string(weir::ConsumerStatus::active) == "ACTIVE");
    CHECK(to_string(weir::ConsumerStatus::deleting) == "DELETING");
}

TEST_CASE("A choice is a value, a text, or nothing") {
    const Choice<weir::StreamMode> nothing;
    CHECK_FALSE(nothing.has_value());
    CHECK_FALSE(nothing.value().has_value());
    CHECK(nothing.as_given().empty());
    const Choice<weir::StreamMode> value{weir::StreamMode::on_demand};
    CHECK(value.has_value());
    CHECK(value.value() == weir::StreamMode::on_demand);
    CHECK(value.as_given() == "ON_DEMAND");
    const Choice<weir::StreamMode> text{"PROVISIONED"};
    CHECK(text.value() == weir::StreamMode::provisioned);
    const Choice<weir::StreamMode> wrong{"on_demand"};
    CHECK(wrong.has_value());
    CHECK_FALSE(wrong.value().has_value());
    CHECK(wrong.as_given() == "on_demand");
    CHECK(Choice<weir::StreamMode>{""}.has_value());
    CHECK_FALSE(Choice<weir::StreamMode>{std::nullopt}.has_value());
}

TEST_CASE("A status that only the service gives can't be chosen") {
    using weir::MinimumThroughputBillingCommitmentStatus;
    const Choice<MinimumThroughputBillingCommitmentStatus> given{
        "ENABLED_UNTIL_EARLIEST_ALLOWED_END"};
    CHECK(given.has_value());
    CHECK_FALSE(given.value().has_value());
}
