// SPDX-License-Identifier: Apache-2.0
#include <weir/weir.hpp>

#include <cstdio>

int main() {
    weir::Stream<> stream;
    const auto put = stream.put_record({.data = "hello", .partition_key = "greeting"});
    if (!put) {
        std::fprintf(stderr, "%s\n", put.error().message().c_str());
        return 1;
    }
    std::printf("weir %s put one record: %s\n", WEIR_VERSION_STRING,
                put->sequence_number.to_string().c_str());
}
