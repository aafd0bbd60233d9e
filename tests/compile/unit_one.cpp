// SPDX-License-Identifier: Apache-2.0
// Two units that include everything must link, and share what is one in the whole program.
#include "everything.hpp"

const void* clock_in_unit_two();
std::string sequence_number_from_unit_two(weir::Stream<>& stream);

int main() {
    weir::Stream<> stream;
    const auto number = sequence_number_from_unit_two(stream);
    const auto shards = stream.list_shards();
    const bool found = weir::SequenceNumber::parse(number) && shards && shards->shards.size() == 1;
    return found && clock_in_unit_two() == &weir::default_clock<weir::SystemClock>() ? 0 : 1;
}
