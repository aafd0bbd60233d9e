// SPDX-License-Identifier: Apache-2.0
#include "everything.hpp"

const void* clock_in_unit_two();
std::string sequence_number_from_unit_two(weir::Stream<>& stream);

const void* clock_in_unit_two() {
    return &weir::default_clock<weir::SystemClock>();
}

std::string sequence_number_from_unit_two(weir::Stream<>& stream) {
    const auto put = stream.put_record({.data = "data", .partition_key = "key"});
    return put ? put->sequence_number.to_string() : std::string{};
}
