// SPDX-License-Identifier: Apache-2.0
// A null pointer is neither a text nor nothing: who wants nothing says std::nullopt.
// Refused: deleted
#include "weir/core/argument.hpp"
#include "weir/core/shard_id.hpp"

int main() {
#ifdef WEIR_ACCEPT
    const weir::Argument<weir::ShardId> shard = std::nullopt;
#else
    const weir::Argument<weir::ShardId> shard = nullptr;
#endif
    return shard.has_value() ? 1 : 0;
}
