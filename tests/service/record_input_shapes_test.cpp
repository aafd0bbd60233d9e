// SPDX-License-Identifier: Apache-2.0
#include "weir/service/record_input_shapes.hpp"

#include <string>

#include "catch.hpp"

TEST_CASE("An entry of a batch has its members in the model's order, and needs two of them") {
    std::string names;
    weir::for_each_member<weir::PutRecordsRequestEntry>(
        [&](const auto& one) { names += std::string{one.name} + (one.is_required ? "* " : " "); });
    CHECK(names == "Data* ExplicitHashKey PartitionKey* ");
}
