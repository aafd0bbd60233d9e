// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_operation.hpp"

#include <string>

#include "catch.hpp"

using weir::ExploreKind;
using weir::ExploreOperation;

TEST_CASE("The order of two steps matters at one location, if one of them writes") {
    const ExploreOperation load{ExploreKind::load, 1};
    const ExploreOperation store{ExploreKind::store, 1};
    const ExploreOperation update{ExploreKind::update, 1};
    const ExploreOperation miss{ExploreKind::miss, 1};
    CHECK(load.depends_on(store));
    CHECK(store.depends_on(load));
    CHECK(update.depends_on(miss));
    CHECK_FALSE(miss.depends_on(load));
    CHECK_FALSE(load.depends_on(load));
    CHECK_FALSE(store.depends_on({ExploreKind::store, 2}));
}

TEST_CASE("A step that has no location concerns nobody") {
    CHECK_FALSE(ExploreOperation{}.depends_on({ExploreKind::store, 1}));
    CHECK_FALSE(ExploreOperation{ExploreKind::fence}.depends_on({ExploreKind::fence, 0}));
}

TEST_CASE("Orders and kinds have names") {
    CHECK(std::string{weir::name_of(std::memory_order_acq_rel)} == "acq_rel");
    CHECK(std::string{weir::name_of(ExploreKind::miss)} == "failed update");
}

TEST_CASE("A place is told by its file, its line and its function") {
    const std::string place = weir::place_of(std::source_location::current());
    CHECK(place.rfind("explore_operation_test.cpp:", 0) == 0);
    CHECK(place.find('/') == std::string::npos);
}
