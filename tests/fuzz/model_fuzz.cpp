// SPDX-License-Identifier: Apache-2.0
// Sequences of operations, done to a stream and its model: the bytes are the choices from which
// tests/model draws limits, segments, operations and their arguments.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include "fuzz/input.hpp"
#include "model/choices.hpp"
#include "model/operations.hpp"
#include "model/setup.hpp"

namespace {

/// Small things, so that much happens in few bytes and little time.
Setup small_setup(Choices& choices) {
    Setup setup{choices};
    setup.weights.fill(1);
    setup.large_records = false;
    setup.data_max = setup.data_max > 2'000 ? 300 : setup.data_max;
    return setup;
}

/// Tells the whole run when it ends in a difference.
void must_agree(const Difference& difference, const std::string& story) {
    if (difference) {
        std::fprintf(stderr, "%s  -> %s\n", story.c_str(), difference->c_str());
    }
    must(!difference, "the stream answers as its model does");
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Choices choices{bytes};
    const Setup setup = small_setup(choices);
    Operations operations{0, setup.options, setup};
    std::string story;
    for (int steps = 0; steps < 100 && !choices.exhausted(); ++steps) {
        const Difference found = operations.step(choices);
        story += "  " + operations.description() + "\n";
        must_agree(found, story);
    }
    must_agree(operations.look_at_all(), story);
}
