// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "weir/testing/explore_names.hpp"
#include "weir/testing/explore_record.hpp"

namespace weir::inline v0 {

/// An execution as a table: a line for each step and access, a column for each thread.
///
/// A line says what was done to which object, with which memory order, and what was read from which
/// line; below it stands what happens before it since, and what it races with.
class ExploreStory {
public:
    explicit ExploreStory(const ExploreRecord& record) : record_{record}, names_{record} {
        for (std::size_t at = 0; at < events().size(); ++at) {
            const ExploreEvent& event = events()[at];
            lines_.push_back(line_of(at));
            threads_ = std::max(threads_, event.thread + 1);
            if (is_step(event)) {
                line_of_step_.resize(event.step + 1);
                line_of_step_[event.step] = at + 1;
            }
        }
        for (std::size_t at = 0; at < lines_.size(); ++at) {
            tell(at);
        }
    }

    /// The table, with the last lines of each thread and those that they speak of.
    [[nodiscard]] std::string table(std::size_t last) const {
        const std::vector<bool> shown = chosen(last);
        const Columns columns = columns_of(shown);
        std::string text = "  line";
        for (unsigned thread = 0; thread < threads_; ++thread) {
            text = padded(text, 6 + columns.begin[thread]) + "  " + heading(thread);
        }
        text += '\n';
        for (std::size_t at = 0; at < lines_.size(); ++at) {
            if (shown[at]) {
                add(text, at, columns);
            } else if (at == 0 || shown[at - 1]) {
                text += "   ...\n";
            }
        }
        return text;
    }

private:
    struct Line {
        std::vector<std::string> cells;      ///< one below the other
        std::vector<std::size_t> speaks_of;  ///< other lines, from 1
    };

    [[nodiscard]] const std::vector<ExploreEvent>& events() const { return record_.events(); }
    [[nodiscard]] static bool is_step(const ExploreEvent& event) {
        return event.operation.kind <= ExploreKind::spin;
    }
    [[nodiscard]] static std::string heading(unsigned thread) {
        return "thread " + std::to_string(thread);
    }
    [[nodiscard]] static std::string padded(std::string text, std::size_t width) {
        text.resize(std::max(text.size(), width), ' ');
        return text;
    }
    [[nodiscard]] static std::string number(std::uint64_t value) {
        static constexpr char digits[] = "0123456789abcdef";
        if (value < 1'000) {
            return std::to_string(value);
        }
        std::string text;
        for (; value > 0; value >>= 4) {
            text.insert(text.begin(), digits[value & 0xf]);
        }
        return "0x" + text;
    }

    /// What the line says, as far as no other line matters.
    [[nodiscard]] Line line_of(std::size_t at) const {
        const ExploreEvent& event = events()[at];
        std::string cell = name_of(event.operation.kind);
        const std::string name = names_.of(event);
        cell += name.empty() ? "" : ' ' + name;
        if (event.operation.kind == ExploreKind::store) {
            cell += ' ' + number(event.after);
        }
        return {{std::move(cell)}, {}};
    }
    /// Adds what it reads from, its order, what happens before it, and what is wrong with it.
    void tell(std::size_t at) {
        const ExploreEvent& event = events()[at];
        Line& line = lines_[at];
        const ExploreKind kind = event.operation.kind;
        if (kind == ExploreKind::load || kind == ExploreKind::update || kind == ExploreKind::miss) {
            line.cells[0] += ' ' + number(event.before) + origin(event, line);
            line.cells[0] += kind == ExploreKind::update ? " -> " + number(event.after) : "";
        }
        if (is_step(event) && kind != ExploreKind::spin) {
            line.cells[0] += std::string{" "} + name_of(event.order);
        }
        if (event.stale) {
            line.cells.emplace_back("  not the newest");
        }
        tell_what_happens_before(at);
        if (at + 1 == lines_.size()) {
            tell_conflict(at);
        }
    }
    [[nodiscard]] std::string origin(const ExploreEvent& event, Line& line) const {
        if (event.from == 0 || event.from >= line_of_step_.size()) {
            return " from the start";
        }
        const std::size_t from = line_of_step_[event.from];
        line.speaks_of.push_back(from);
        return " from " + std::to_string(from);
    }

    /// Since the thread's line before: it may have learned of others.
    void tell_what_happens_before(std::size_t at) {
        const ExploreEvent& event = events()[at];
        ExploreClock before;
        for (std::size_t earlier = at; earlier-- > 0;) {
            if (events()[earlier].thread == event.thread) {
                before = events()[earlier].known;
                break;
            }
        }
        std::string text;
        for (unsigned thread = 0; thread < threads_; ++thread) {
            const std::uint32_t count = event.known.of(thread);
            if (thread == event.thread || count <= before.of(thread)) {
                continue;
            }
            const std::size_t line = line_of_operation(thread, count);
            if (line > 0) {
                text += (text.empty() ? "  after " : ", ") + std::to_string(line);
                lines_[at].speaks_of.push_back(line);
            }
        }
        if (!text.empty()) {
            lines_[at].cells.push_back(std::move(text));
        }
    }
    [[nodiscard]] std::size_t line_of_operation(unsigned thread, std::uint32_t count) const {
        for (std::size_t at = 0; at < events().size(); ++at) {
            const ExploreEvent& event = events()[at];
            const bool counts = is_step(event) && event.operation.kind != ExploreKind::spin;
            if (counts && event.thread == thread && event.count == count) {
                return at + 1;
            }
        }
        return 0;
    }

    /// The last line may be wrong for what another thread did.
    void tell_conflict(std::size_t at) {
        const ExploreEvent& event = events()[at];
        for (std::size_t earlier = at; earlier-- > 0;) {
            const ExploreEvent& other = events()[earlier];
            if (event.address == 0 || !event.overlaps(other)) {
                continue;
            }
            const bool retired = other.operation.kind == ExploreKind::retire;
            const bool one_writes = event.operation.kind == ExploreKind::write ||
                                    other.operation.kind == ExploreKind::write;
            const bool races = other.thread != event.thread && event.is_plain() &&
                               other.is_plain() && one_writes &&
                               !event.known.knows(other.thread, other.count);
            if (retired || races) {
                lines_[at].cells.push_back((retired ? "  retired in " : "  races with ") +
                                           std::to_string(earlier + 1));
                lines_[at].speaks_of.push_back(earlier + 1);
                return;
            }
            if (other.operation.kind == ExploreKind::revive) {
                return;
            }
        }
    }

    [[nodiscard]] std::vector<bool> chosen(std::size_t last) const {
        std::vector<bool> shown(lines_.size(), false);
        std::array<std::size_t, explore_threads_max> left{};
        left.fill(last);
        for (std::size_t at = lines_.size(); at-- > 0;) {
            std::size_t& own = left[events()[at].thread];
            shown[at] = own > 0;
            own -= own > 0 ? 1 : 0;
        }
        const std::vector<bool> own = shown;
        for (std::size_t at = 0; at < lines_.size(); ++at) {
            for (const std::size_t other : lines_[at].speaks_of) {
                shown[other - 1] = shown[other - 1] || own[at];
            }
        }
        return shown;
    }

    /// Where the columns begin. They may be narrower than what stands in them: a line has one cell.
    struct Columns {
        std::array<std::size_t, explore_threads_max> begin{};
        std::size_t end = 0;
    };
    [[nodiscard]] Columns columns_of(const std::vector<bool>& shown) const {
        constexpr std::size_t widest = 24;
        std::array<std::size_t, explore_threads_max> widths{};
        for (unsigned thread = 0; thread < threads_; ++thread) {
            widths[thread] = heading(thread).size();
        }
        each_cell(shown, [&](unsigned thread, const std::string& cell) {
            widths[thread] = std::max(widths[thread], std::min(cell.size(), widest));
        });
        Columns columns;
        for (unsigned thread = 1; thread < threads_; ++thread) {
            columns.begin[thread] = columns.begin[thread - 1] + widths[thread - 1] + 2;
        }
        each_cell(shown, [&](unsigned thread, const std::string& cell) {
            columns.end = std::max(columns.end, columns.begin[thread] + cell.size());
        });
        return columns;
    }
    template <class Look>
    void each_cell(const std::vector<bool>& shown, Look&& look) const {
        for (std::size_t at = 0; at < lines_.size(); ++at) {
            for (const std::string& cell : lines_[at].cells) {
                if (shown[at]) {
                    look(events()[at].thread, cell);
                }
            }
        }
    }

    void add(std::string& text, std::size_t at, const Columns& columns) const {
        const ExploreEvent& event = events()[at];
        const std::string number = std::to_string(at + 1);
        std::string margin = std::string(6 - std::min<std::size_t>(6, number.size()), ' ') + number;
        for (const std::string& cell : lines_[at].cells) {
            std::string row = std::string(columns.begin[event.thread], ' ') + cell;
            if (&cell == &lines_[at].cells.front() && event.where.line() > 0) {
                row = padded(row, columns.end) + "  " + place_of(event.where);
            }
            text += margin + "  " + row + '\n';
            margin.assign(6, ' ');
        }
    }

    const ExploreRecord& record_;
    ExploreNames names_;
    std::vector<Line> lines_;
    std::vector<std::size_t> line_of_step_;
    unsigned threads_ = 0;
};

}  // namespace weir::inline v0
