// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "weir/testing/conformance.hpp"
#include "weir/testing/consumer_checker.hpp"
#include "weir/testing/explore.hpp"
#include "weir/testing/faults.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/model_stream.hpp"
#include "weir/testing/printers.hpp"
#include "weir/testing/producer_checker.hpp"
#include "weir/testing/replay_places.hpp"
#include "weir/testing/simulation.hpp"

/// As printers.hpp, also for what the rest of testing/ gives.
namespace weir::inline v0 {

[[nodiscard]] constexpr std::string_view to_string(SimulationEnd end) noexcept {
    constexpr std::string_view names[] = {"time up", "reached", "idle", "stuck"};
    return names[static_cast<std::size_t>(end)];
}

template <>
inline constexpr bool detail::is_shown_class<ExploreFailure> = true;
template <>
inline constexpr bool detail::is_shown_class<Journal> = true;
template <>
inline constexpr bool detail::is_shown_class<ReplayBatch> = true;
template <>
inline constexpr bool detail::is_vector<ReplayBatch> = true;

template <>
inline constexpr std::size_t enumerators<SimulationEnd> = 4;
template <>
inline constexpr std::size_t enumerators<FaultFamily> = fault_families;
template <>
inline constexpr std::size_t enumerators<ConsumerRule> = 9;
template <>
inline constexpr std::size_t enumerators<ProducerRule> = 3;

template <>
inline constexpr std::string_view member_list<ActorId> = "index";
template <>
inline constexpr std::string_view member_list<SimulationOptions> =
    "seed start steps_at_once_max remembered report";
template <>
inline constexpr std::string_view member_list<Fault> = "family error entries length action";
template <>
inline constexpr std::string_view member_list<FaultMatch> = "operation shard_id caller nth times";
template <>
inline constexpr std::string_view member_list<FaultPlan::Drawn> = "family ordinal";
template <>
inline constexpr std::string_view member_list<ConsumerViolation> = "rule text";
template <>
inline constexpr std::string_view member_list<ConsumerCheckerOptions> = "since read_within";
template <>
inline constexpr std::string_view member_list<ProducerViolation> = "rule text";
template <>
inline constexpr std::string_view member_list<ProducerCheckerOptions> =
    "since wait_after_throttling";
template <>
inline constexpr std::string_view member_list<ConformanceFinding> = "what expected seen";
template <>
inline constexpr std::string_view member_list<ConformanceOutcome> =
    "rule promise findings left_out skipped";
template <>
inline constexpr std::string_view member_list<ConformanceReport> = "suite outcomes";
template <>
inline constexpr std::string_view member_list<ExploreResult> =
    "executions redundant frozen freezes steps complete failure";
template <>
inline constexpr std::string_view member_list<ModelIterator> = "shard_id position created";
template <>
inline constexpr std::string_view member_list<ModelGetRecordsResult> =
    "records next_shard_iterator millis_behind_latest child_shards";

}  // namespace weir::inline v0
