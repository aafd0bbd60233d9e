// SPDX-License-Identifier: Apache-2.0
// The main of every test program, compiled once: it is most of Catch2's cost.
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

int main(int argc, char** argv) {
    return Catch::Session().run(argc, argv);
}
