// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/testing/kinesis_lineage_rules.hpp"
#include "weir/testing/kinesis_listing_rules.hpp"
#include "weir/testing/kinesis_put_rules.hpp"
#include "weir/testing/kinesis_read_rules.hpp"
#include "weir/testing/kinesis_reshard_rules.hpp"

namespace weir::inline v0 {

namespace detail {

template <kinesis_api Api>
[[nodiscard]] constexpr auto rules_of_kinesis() {
    constexpr auto data =
        joined_rules(KinesisPutRules<Api>::rules(), KinesisReadRules<Api>::rules(),
                     KinesisListingRules<Api>::rules());
    if constexpr (kinesis_control_api<Api>) {
        return joined_rules(data, KinesisReshardRules<Api>::rules(),
                            KinesisLineageRules<Api>::rules());
    } else {
        return data;
    }
}

}  // namespace detail

/// Every rule of the concept `kinesis_api`, and of `kinesis_control_api` where it is one.
///
/// Source: the operations of `Stream`, and docs/stream.md; where the service leaves a choice, the
/// one that docs/testing.md names.
template <kinesis_api Api>
inline constexpr auto kinesis_rules = detail::rules_of_kinesis<Api>();

/// Holds streams to every rule; a rule makes one or more of its own.
template <kinesis_api Api>
[[nodiscard]] ConformanceReport check_kinesis(const KinesisSubject<Api>& subject) {
    return check_rules("kinesis_api", kinesis_rules<Api>, subject);
}

}  // namespace weir::inline v0
