// SPDX-License-Identifier: Apache-2.0
// What does it cost to read a record, lent and copied?
#include <string>

#include "register.hpp"
#include "support/read_cases.hpp"

namespace bench {

namespace {

void compare_all(const std::string& question, std::size_t records) {
    const auto row = [&](const char* name, Case (*make)(std::string, std::size_t)) {
        compare(question, name,
                [make, records](const auto& title) { return make(title, records); });
    };
    row("scan of length-prefixed records", scan_of_frames);
    row("get_records, zero copy", zero_copy);
    row("get_records, each record copied into two strings", into_two_strings);
}

const bool entered = [] {
    compare_all("read 8,000 records of 116 B", 8000);
    compare_all("read 500,000 records of 116 B", 500'000);
    return true;
}();

}  // namespace

}  // namespace bench
