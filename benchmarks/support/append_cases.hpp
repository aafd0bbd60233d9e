// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "support/case.hpp"
#include "support/logs.hpp"
#include "support/peers.hpp"

namespace bench {

/// What is appended before it is taken out: 6.5 MB, beyond the private caches, as a log is.
inline constexpr std::size_t backlog = 65536;

/// Producers share a log: `append(log, first, count)` is what each does.
/// `threads` 0 means one that is timed in processor time.
template <class Log, class Append>
[[nodiscard]] Case appends_by(std::string name, std::shared_ptr<Log> log, Append append,
                              unsigned threads = 0, std::size_t records = backlog) {
    const std::size_t each = threads == 0 ? records : records / threads;
    return {.name = std::move(name),
            .operations = records,
            .run = [log, append, each](unsigned thread) { append(*log, thread, each); },
            .after = [log] { log->consume(); },
            .threads = threads,
            .warm_ups = threads == 0 ? 8U : 4U};
}

inline constexpr auto one_by_one = [](auto& log, unsigned, std::size_t count) {
    for (std::size_t at = 0; at < count; ++at) {
        log.append(payloads()[at]);
    }
};

/// The same, one record after another.
template <class Log>
[[nodiscard]] Case appends(std::string name, unsigned threads = 0, std::size_t records = backlog) {
    return appends_by(std::move(name), std::make_shared<Log>(), one_by_one, threads, records);
}

/// A storage and a log in it for each producer. They lie in the object itself, as the peers' queues
/// do: a pointer on the way to them is loaded again for every record, behind the locked instruction
/// of the one before.
template <std::size_t Logs = 1>
struct WeirLogs {
    weir::RingStorage<> storage{};
    std::array<WeirLog, Logs> logs = made(std::make_index_sequence<Logs>{});

    void append(const Payload& payload) { logs[0].append(payload); }
    void append(const Payload* first, std::size_t count) { logs[0].append(first, count); }
    void append_fixed(const Payload& payload) { logs[0].append_fixed(payload); }
    void consume() {
        for (auto& log : logs) {
            log.consume();
        }
    }

private:
    template <std::size_t... At>
    [[nodiscard]] std::array<WeirLog, Logs> made(std::index_sequence<At...>) {
        return {((void)At, WeirLog{storage})...};
    }
};

[[nodiscard]] inline Case each_its_own_shard(std::string name) {
    return appends_by(
        std::move(name), std::make_shared<WeirLogs<2>>(),
        [](WeirLogs<2>& all, unsigned thread, std::size_t count) {
            one_by_one(all.logs[thread], thread, count);
        },
        2);
}

}  // namespace bench
