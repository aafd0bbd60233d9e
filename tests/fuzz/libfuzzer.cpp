// SPDX-License-Identifier: Apache-2.0
// Where libFuzzer enters.
#include <cstddef>
#include <cstdint>

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_input({data, size});
    return 0;
}
