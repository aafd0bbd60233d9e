// SPDX-License-Identifier: Apache-2.0
// Shows how partition keys spread over the shards of a stream.

#include "app.hpp"

int main(int argc, char** argv) {
    return keys::run(argc, argv);
}
