// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/service/service.hpp"
#include "weir/time/manual_clock.hpp"

/// The account that most tests use, compiled once for each program and not once for each file.
#define WEIR_MANUAL_SERVICE_PART(keyword, part)                               \
    keyword template class weir::part<weir::RingStorage<>, weir::ManualClock, \
                                      weir::ServiceThrottle>;
#define WEIR_MANUAL_SERVICE(keyword)                    \
    WEIR_MANUAL_SERVICE_PART(keyword, StreamState)      \
    WEIR_MANUAL_SERVICE_PART(keyword, StreamJudge)      \
    WEIR_MANUAL_SERVICE_PART(keyword, StreamControl)    \
    WEIR_MANUAL_SERVICE_PART(keyword, Stream)           \
    WEIR_MANUAL_SERVICE_PART(keyword, AccountStream)    \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceState)     \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceAccount)   \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceStreams)   \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceShards)    \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceSettings)  \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceResources) \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceConsumers) \
    WEIR_MANUAL_SERVICE_PART(keyword, ServiceRecords)   \
    WEIR_MANUAL_SERVICE_PART(keyword, Service)

WEIR_MANUAL_SERVICE(extern)
