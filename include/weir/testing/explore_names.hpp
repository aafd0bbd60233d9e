// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include "weir/testing/explore_record.hpp"

namespace weir::inline v0 {

namespace detail {

/// The name of the variable on which a line calls an operation, or nothing.
[[nodiscard]] inline std::string name_in_line(std::string_view line) {
    for (const std::string_view call :
         {"load(", "store(", "exchange(", "fetch_", "compare_exchange_", "get(", "set("}) {
        std::size_t end = line.find(call);
        if (end == std::string_view::npos || end < 2) {
            continue;
        }
        if (line[end - 1] == '.') {
            end -= 1;
        } else if (line[end - 1] == '>') {
            end -= 2;
        } else {
            continue;
        }
        std::size_t begin = end;
        int brackets = 0;
        const auto belongs = [&](char c) {
            brackets += c == ']' ? 1 : c == '[' ? -1 : 0;
            const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '.';
            return word || brackets > 0 || c == '[';
        };
        while (begin > 0 && belongs(line[begin - 1])) {
            --begin;
        }
        return std::string{line.substr(begin, end - begin)};
    }
    return {};
}
/// What the source calls what is accessed there, if the file can still be read.
[[nodiscard]] inline std::string name_in_source(const std::source_location& where) {
    std::ifstream file{where.file_name()};
    std::string line;
    std::string name;
    for (std::uint32_t number = 1; number <= where.line() && std::getline(file, line); ++number) {
        // A call that is broken over lines may be said to be on a later one.
        if (number + 2 >= where.line()) {
            std::string found = name_in_line(line);
            name = found.empty() ? name : std::move(found);
        }
    }
    return name;
}

}  // namespace detail

/// What the objects of an execution are called in its story.
///
/// By the name that the program gave, or else by the one that the source has at the first access.
/// Objects of the same name are counted.
class ExploreNames {
public:
    explicit ExploreNames(const ExploreRecord& record) : record_{record} {
        std::map<std::string, unsigned> counts;
        for (const ExploreEvent& event : record.events()) {
            if (event.address != 0 && !is_range(event)) {
                std::string& text = texts_[event.address];
                text = text.empty() ? given(event) : text;
                text = text.empty() ? detail::name_in_source(event.where) : text;
            }
        }
        for (const ExploreEvent& event : record.events()) {
            const auto found = texts_.find(event.address);
            if (found != texts_.end() && !numbers_.contains(event.address)) {
                if (found->second.empty()) {
                    found->second = event.operation.location == 0 ? "memory" : "atomic";
                }
                numbers_[event.address] = ++counts[found->second];
            }
        }
        for (auto& [address, text] : texts_) {
            if (counts[text] > 1) {
                text += '#' + std::to_string(numbers_[address]);
            }
        }
    }

    [[nodiscard]] std::string of(const ExploreEvent& event) const {
        const std::string name = is_range(event) ? given(event) : std::string{};
        const auto found = texts_.find(event.address);
        return !name.empty() || found == texts_.end() ? name : found->second;
    }

private:
    /// What comes into use or is retired may hold many objects.
    [[nodiscard]] static bool is_range(const ExploreEvent& event) noexcept {
        return event.operation.kind >= ExploreKind::revive;
    }
    [[nodiscard]] std::string given(const ExploreEvent& event) const {
        std::string text;
        for (const ExploreName& name : record_.names()) {
            // An atomic is larger than what it is known by, and begins before it.
            const bool holds = name.begin <= event.address &&
                               event.address - name.begin < (name.size == 0 ? 1 : name.size);
            if (holds) {
                text = name.text;
                const bool part = event.is_plain() && event.address != name.begin;
                text += part ? '+' + std::to_string(event.address - name.begin) : std::string{};
            }
        }
        return text;
    }

    const ExploreRecord& record_;
    std::map<std::uintptr_t, std::string> texts_;
    std::map<std::uintptr_t, unsigned> numbers_;
};

}  // namespace weir::inline v0
