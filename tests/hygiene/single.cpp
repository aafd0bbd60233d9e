// SPDX-License-Identifier: Apache-2.0
// The single header is enough for a program, and harmless when included twice.
#include "weir.hpp"
#include "weir.hpp"

int main() {
    weir::Stream<> stream;
    const auto put = stream.put_record({.data = "data", .partition_key = "key"});
    return put ? 0 : 1;
}
