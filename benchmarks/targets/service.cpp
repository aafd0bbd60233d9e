// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "support/service_cases.hpp"
#include "targets/report.hpp"

namespace bench {

void service_targets(const Bench& bench) {
    const Rounds rounds = bench.measure(service_cases());
    for (const std::string call : service_call) {
        bench.report.judge("Service - Stream, a call of " + call, at_most(60, "ns"),
                           rounds.difference("service " + call, "stream " + call));
    }
}

}  // namespace bench
