// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/testing/storage_append_rules.hpp"
#include "weir/testing/storage_life_rules.hpp"
#include "weir/testing/storage_read_rules.hpp"

namespace weir::inline v0 {

/// Every rule of the concept `storage`, from one thread; races are the explorer's.
///
/// Source: the concepts `storage`, `record_log` and `record_batch`, and docs/storage.md.
template <storage Storage>
inline constexpr auto storage_rules = detail::joined_rules(StorageAppendRules<Storage>::rules(),
                                                           StorageReadRules<Storage>::rules(),
                                                           StorageLifeRules<Storage>::rules());

/// Holds a storage to every rule.
template <storage Storage>
[[nodiscard]] ConformanceReport check_storage(const StorageSubject<Storage>& subject = {}) {
    return check_rules("storage", storage_rules<Storage>, subject);
}

}  // namespace weir::inline v0
