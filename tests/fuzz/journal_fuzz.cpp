// SPDX-License-Identifier: Apache-2.0
// Lines of a journal: any bytes are read or refused, and what is read is what is written again.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/input.hpp"
#include "weir/testing/journal_lines.hpp"

namespace {

bool same(const weir::Journal& a, const weir::Journal& b) {
    return a.entries() == b.entries() && a.made() == b.made();
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    const std::string_view lines{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    const auto journal = weir::read_lines(lines);
    if (!journal) {
        must(journal.error().line > 0 && !journal.error().what.empty(), "a refusal says why");
        return;
    }
    const auto again = weir::read_lines(weir::write_lines(*journal));
    must(again && same(*again, *journal), "what is written is read as it was");
}
