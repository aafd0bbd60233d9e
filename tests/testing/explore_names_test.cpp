// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_names.hpp"

#include <fstream>
#include <source_location>
#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using Cells = weir_test::LitmusCells;

/// What the objects of all events of one thread are called, in order.
std::vector<std::string> names(const weir_test::LitmusThread& thread) {
    weir_test::Litmus litmus{{[&thread](Cells& cells) {
        thread(cells);
        weir::explore_expect(false, "in the end");
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE(result.failure);
    const weir::ExploreNames names{result.failure->record};
    std::vector<std::string> all;
    for (const weir::ExploreEvent& event : result.failure->record.events()) {
        all.push_back(names.of(event));
    }
    return all;
}
using Names = std::vector<std::string>;
constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

TEST_CASE("A line of source tells what it operates on") {
    using weir::detail::name_in_line;
    CHECK(name_in_line("    return tail_.load(std::memory_order_acquire);") == "tail_");
    CHECK(name_in_line("slots_[at + 1].mark.store(7, order)") == "slots_[at + 1].mark");
    CHECK(name_in_line("node->next.compare_exchange_weak(a, b)") == "next");
    CHECK(name_in_line("head->exchange(nullptr)") == "head");
    CHECK(name_in_line("if (value_.get() == 0) {") == "value_");
    CHECK(name_in_line("value_.set(1);") == "value_");
    CHECK(name_in_line("load(5)").empty());
    CHECK(name_in_line("nothing here").empty());
}

TEST_CASE("A name that was given holds for an object, and for what lies in it") {
    CHECK(names([](Cells& cells) {
              weir::ExploreAtomics::name(cells.x, "x of the test");
              weir::ExploreAtomics::name(cells.data, "data");
              cells.x.store(1, relaxed);
              cells.data.set(1);
          }) == Names{"x of the test", "data"});
    CHECK(names([](Cells& cells) {
              static std::byte bytes[8];
              weir::ExploreAtomics::name(bytes, "bytes");
              weir::ExploreAtomics::copy_in(bytes + 4, bytes, 2);
              cells.x.store(1, relaxed);
              weir::ExploreAtomics::name(cells, "all cells");
          }) == Names{"bytes+4", "all cells"});
}

TEST_CASE("Without a name an object is called as in the source, where that can be read") {
    const Names found = names([](Cells& cells) {
        cells.x.store(1, relaxed);
        cells.y.store(1, relaxed);
        cells.data.set(1);
        weir::ExploreAtomics::fence(std::memory_order_seq_cst);
    });
    if (std::ifstream{std::source_location::current().file_name()}) {
        CHECK(found == Names{"cells.x", "cells.y", "cells.data", ""});
    } else {
        CHECK(found == Names{"atomic#1", "atomic#2", "memory", ""});
    }
}

TEST_CASE("Nothing is named where nothing is explored") {
    weir::ExploreAtomics::atomic<int> cell{0};
    weir::ExploreAtomics::name(cell, "cell");
    weir::StdAtomics::name(cell, "cell");
    CHECK(cell.load(relaxed) == 0);
}
