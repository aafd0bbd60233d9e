// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "weir/testing/testing_printers.hpp"
#include "weir/time/manual_clock.hpp"

/// Values of every kind, for tests that fail on purpose.
namespace values {

inline const weir::ShardId one{1};
inline const weir::ShardId two{2};
inline const weir::SequenceNumber number = weir::SequenceNumber::starting(1'700'000'000, 3);
inline const weir::Record record{weir::RecordView{
    "user-7", "hello", 17, weir::Instant::from_seconds(1'700'000'001), {1'700'000'000, 3}}};

inline weir::Result<weir::ShardId> refused() {
    return weir::fail(weir::Errc::limit_exceeded, "no more");
}

}  // namespace values
