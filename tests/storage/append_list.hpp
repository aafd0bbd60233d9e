// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/record.hpp"

namespace weir_test {

/// A gate that is always open.
inline bool admit_all(weir::WriteTotals /*so_far*/, std::uint64_t /*bytes*/) noexcept {
    return true;
}

/// Records for one append_batch, and what became of each.
class AppendList {
public:
    using Gate = std::function<bool(weir::WriteTotals, std::uint64_t)>;

    explicit AppendList(Gate gate = admit_all) : gate_{std::move(gate)} {}

    void add(std::string_view key, std::string_view data) {
        entries_.push_back({std::string{key}, std::string{data}});
    }
    [[nodiscard]] std::uint64_t index(std::size_t at) const { return entries_[at].index; }
    [[nodiscard]] std::int64_t arrival(std::size_t at) const { return entries_[at].arrival; }
    /// The totals that the gate was last asked with.
    [[nodiscard]] weir::WriteTotals so_far(std::size_t at) const { return entries_[at].so_far; }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::uint64_t bytes(std::size_t at) const {
        return entries_[at].key.size() + entries_[at].data.size();
    }
    [[nodiscard]] bool admit(std::size_t at, const weir::WriteTotals& so_far) {
        entries_[at].so_far = so_far;
        entries_[at].admitted = gate_(so_far, bytes(at));
        return entries_[at].admitted;
    }
    [[nodiscard]] bool admitted(std::size_t at) const { return entries_[at].admitted; }
    [[nodiscard]] std::string_view key(std::size_t at) const { return entries_[at].key; }
    [[nodiscard]] weir::Blob data(std::size_t at) const { return entries_[at].data; }
    void accept(std::size_t at, std::uint64_t index, std::int64_t arrival) {
        entries_[at].index = index;
        entries_[at].arrival = arrival;
    }

private:
    struct Entry {
        std::string key;
        std::string data;
        weir::WriteTotals so_far{};
        bool admitted = false;
        std::uint64_t index = 0;
        std::int64_t arrival = 0;
    };
    Gate gate_;
    std::vector<Entry> entries_;
};

}  // namespace weir_test
