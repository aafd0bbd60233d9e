// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "weir/core/atomics.hpp"
#include "weir/core/check.hpp"
#include "weir/routing/route_table.hpp"

namespace weir::inline v0 {

/// Where writers find the route table of the moment, while resharding puts new ones in its place.
///
/// A table that has been replaced stays, since a writer may still be reading it and no writer says
/// so; tables share what they have in common, so what stays is small.
///
/// Edges:
///   show  publish() -> table(): the table and every target in it are complete before it shows.
template <class Target, class Atomics = StdAtomics>
class Router {
public:
    using Table = RouteTable<Target>;

    explicit Router(std::unique_ptr<const Table> first) { publish(std::move(first)); }
    explicit Router(std::span<const Route<Target>> routes)
        : Router{std::make_unique<const Table>(routes)} {}
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// The table of the moment; it lives as long as the router.
    /// Thread: any
    /// Progress: wait-free
    [[nodiscard]] const Table& table() const noexcept {
        return *current_.load(std::memory_order_acquire);  // show: reader
    }

    /// Sees to it that the next `publish` of a finished table finds the memory it needs.
    /// Thread: the one that publishes
    void make_room() {
        if (tables_.size() == tables_.capacity()) {
            tables_.reserve(tables_.size() * 2 + 1);
        }
    }

    /// Puts a table in the place of the current one, for every later `table()`.
    /// Thread: one at a time
    void publish(std::unique_ptr<const Table> next) {
        WEIR_CHECK(next != nullptr, "a router always has a table");
        tables_.push_back(std::move(next));
        current_.store(tables_.back().get(), std::memory_order_release);  // show: writer
    }

    /// The same for a table of these routes that shares what it can with the current one.
    /// Thread: one at a time
    void publish(std::span<const Route<Target>> routes) {
        publish(std::make_unique<const Table>(routes, *tables_.back()));
    }

    /// How much memory all tables take, replaced ones too.
    /// Units: bytes
    /// Thread: the one that publishes
    [[nodiscard]] std::size_t bytes() const noexcept {
        std::size_t sum = 0;
        for (const auto& table : tables_) {
            sum += table->bytes();
        }
        return sum;
    }

private:
    typename Atomics::template atomic<const Table*> current_{nullptr};
    std::vector<std::unique_ptr<const Table>> tables_;
};

}  // namespace weir::inline v0
