// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "../events/line_reader.hpp"
#include "event_parser.hpp"
#include "tally.hpp"
#include "weir/core/instant.hpp"

namespace demo {

using namespace events;

/// An event at the time at which it is replayed.
struct TimedEvent {
    Event event;
    weir::Instant due;
    std::uint64_t ordinal = 0;  ///< the line's number in the input
};

/// Gives the events of an input in its own order, at times that never go back.
///
/// The first event keeps its time; what follows is as far from it as recorded, divided by the
/// speed. An event that is recorded before an earlier line's is due together with that one.
class EventSource {
public:
    EventSource(LineReader& lines, EventParser& parser, double speed, InputTally& tally)
        : lines_(lines), parser_(parser), speed_(speed), tally_(tally) {}

    /// The text of an event is good until the next call.
    [[nodiscard]] std::optional<TimedEvent> next() {
        while (const auto line = lines_.next()) {
            ++tally_.lines;
            tally_.bytes = lines_.bytes_taken();
            const Parsed parsed = parser_.parse(*line);
            switch (parsed.kind) {
                case ParsedKind::blank:
                    ++tally_.blank;
                    break;
                case ParsedKind::heading:
                    ++tally_.headings;
                    break;
                case ParsedKind::problem:
                    tally_.add_bad(line->number, parsed.problem, line->text);
                    break;
                case ParsedKind::event:
                    return at_its_time(parsed.event, line->number);
            }
        }
        return std::nullopt;
    }

private:
    TimedEvent at_its_time(const Event& event, std::uint64_t ordinal) {
        ++tally_.events;
        if (!first_) first_ = latest_ = event.time;
        if (event.time < latest_) ++tally_.backwards;
        if (event.time > latest_) latest_ = event.time;
        constexpr double farthest = 9e18;  // a Duration holds no more
        const auto since =
            std::min(static_cast<double>((latest_ - *first_).count()) / speed_, farthest);
        return {event, *first_ + weir::Duration{static_cast<std::int64_t>(since)}, ordinal};
    }

    LineReader& lines_;
    EventParser& parser_;
    double speed_;
    InputTally& tally_;
    std::optional<weir::Instant> first_;
    weir::Instant latest_;
};

}  // namespace demo
