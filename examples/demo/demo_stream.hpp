// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/time/manual_clock.hpp"

namespace demo {

/// A provisioned stream with the service's limits, on a clock that moves only when it is told to.
using DemoStream = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::ServiceThrottle>;

}  // namespace demo
