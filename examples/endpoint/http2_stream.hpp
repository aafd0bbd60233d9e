// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "body_pump.hpp"
#include "request_head.hpp"
#include "socket_stream.hpp"

namespace endpoint {

/// One request of HTTP/2 and its answer.
struct Http2Stream {
    Http2Stream(std::int32_t the_id, TimePoint now) : id{the_id}, begun{now} {}

    std::int32_t id;

    RequestHead head;
    bool head_done = false;
    bool head_too_large = false;
    std::string body;
    bool request_done = false;
    bool answered = false;  ///< what still comes of the request is for nobody
    TimePoint begun;

    std::string answer;  ///< of its body, what is made
    std::size_t sent = 0;
    std::optional<BodyPump> pump;
    bool deferred = false;  ///< nghttp2 asks no more until it is told to
    TimePoint last_sent{};

    [[nodiscard]] std::size_t unsent() const noexcept { return answer.size() - sent; }

    [[nodiscard]] bool goes_on() const noexcept {
        return pump && pump->state() == BodyPump::State::going_on;
    }

    /// Counts what was sent, and lets go of it where more is to come.
    void count_sent(std::size_t bytes, TimePoint now) {
        sent += bytes;
        last_sent = now;
        if (!pump || sent < answer.size() / 2) return;
        answer.erase(0, sent);
        sent = 0;
    }
};

}  // namespace endpoint
