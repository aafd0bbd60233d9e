// SPDX-License-Identifier: Apache-2.0
// What does a single put cost, and what of it is the hash, the clock and the throttle?
#include <string>

#include "register.hpp"
#include "support/put_cases.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

namespace bench {

namespace {

const std::string question = "put_record, 16 B key, 100 B data";

template <class Clock, class Throttle>
using StreamOf = weir::Stream<weir::RingStorage<>, Clock, Throttle>;

const bool entered = [] {
#if defined(WEIR_BENCH_HAS_OPENSSL)
    compare(question, "OpenSSL MD5() of the key alone", openssl_md5);
#endif
    compare(question, "4 shards", [](const auto& name) { return put_record(name); });
    compare(question, "64 shards", [](const auto& name) { return put_record(name, 64); });
    compare(question, "4 shards, 1,000 keys",
            [](const auto& name) { return put_record(name, 4, 1000); });
    compare(question, "4 shards, 64 keys",
            [](const auto& name) { return put_record(name, 4, 64); });
    compare(question, "4 shards, explicit hash key",
            [](const auto& name) { return put_record(name, 4, all_differ, true); });
    compare(question, "4 shards, a clock that stands still", [](const auto& name) {
        return put_record<StreamOf<weir::ManualClock, weir::ServiceThrottle>>(name);
    });
    compare(question, "4 shards, no throttle", [](const auto& name) {
        return put_record<StreamOf<weir::SystemClock, weir::Unlimited>>(name);
    });
    compare(question, "4 shards, explicit hash key, no clock, no throttle", [](const auto& name) {
        return put_record<StreamOf<weir::ManualClock, weir::Unlimited>>(name, 4, all_differ, true);
    });
    return true;
}();

}  // namespace

}  // namespace bench
