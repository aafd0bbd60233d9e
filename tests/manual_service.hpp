// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/service/service.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

/// The accounts that most tests use, compiled once for each program and not once for each file.
#define WEIR_MANUAL_PART(keyword, part, throttle) \
    keyword template class weir::part<weir::RingStorage<>, weir::ManualClock, weir::throttle>;
#define WEIR_MANUAL_PARTS(keyword, throttle)              \
    WEIR_MANUAL_PART(keyword, StreamState, throttle)      \
    WEIR_MANUAL_PART(keyword, StreamJudge, throttle)      \
    WEIR_MANUAL_PART(keyword, StreamControl, throttle)    \
    WEIR_MANUAL_PART(keyword, Stream, throttle)           \
    WEIR_MANUAL_PART(keyword, AccountStream, throttle)    \
    WEIR_MANUAL_PART(keyword, ServiceState, throttle)     \
    WEIR_MANUAL_PART(keyword, ServiceAccount, throttle)   \
    WEIR_MANUAL_PART(keyword, ServiceStreams, throttle)   \
    WEIR_MANUAL_PART(keyword, ServiceShards, throttle)    \
    WEIR_MANUAL_PART(keyword, ServiceSettings, throttle)  \
    WEIR_MANUAL_PART(keyword, ServiceResources, throttle) \
    WEIR_MANUAL_PART(keyword, ServiceConsumers, throttle) \
    WEIR_MANUAL_PART(keyword, ServiceRecords, throttle)   \
    WEIR_MANUAL_PART(keyword, Service, throttle)
#define WEIR_MANUAL_SERVICES(keyword)           \
    WEIR_MANUAL_PARTS(keyword, ServiceThrottle) \
    WEIR_MANUAL_PARTS(keyword, Unlimited)

// A file that is compiled by itself, as one with a planted bug is, makes its own.
#if !defined(WEIR_TEST_STANDS_ALONE)
WEIR_MANUAL_SERVICES(extern)
#endif
