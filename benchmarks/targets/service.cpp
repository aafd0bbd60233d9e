// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "support/service_cases.hpp"
#include "targets/report.hpp"

namespace bench {

void service_targets(const Bench& bench) {
    const Rounds rounds = bench.measure(service_cases());
    const auto judge_difference = [&](const std::string& call) {
        bench.report.judge("Service - Stream, a call of " + call, at_most(60, "ns"),
                           rounds.difference("service " + call, "stream " + call));
    };
    judge_difference("put_record");
    judge_difference("put_records of 10");
    // The noise of a large batch is above 60 ns; what a look at each of its records takes is not.
    bench.report.judge("Service / Stream, a call of put_records of 500", at_most(1.03),
                       rounds.ratio("service put_records of 500", "stream put_records of 500"));
    judge_difference("get_shard_iterator");
    judge_difference("get_records of 10");
}

}  // namespace bench
