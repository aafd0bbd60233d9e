// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "event_loop.hpp"

namespace endpoint {

/// How much of a body may wait for its peer before its source is left alone.
inline constexpr std::size_t max_unsent_bytes = 1024 * 1024;

/// A body source and the time of its next step.
class BodyPump {
public:
    enum class State { going_on, ended, failed };

    BodyPump(EventLoop& loop, std::unique_ptr<weir::HttpBodySource> source)
        : clock_{loop.shared().clock}, source_{std::move(source)}, timer_{loop.context()} {}

    [[nodiscard]] State state() const noexcept { return state_; }

    /// Appends what the source has ready. It must be going on.
    void step(std::string& out) {
        const std::size_t before = out.size();
        try {
            const auto next = source_->step(out);
            if (!next) return end(State::ended);
            // A source that has nothing and yet is impatient must not take the thread.
            const weir::Duration least{out.size() == before ? 1000 : 0};
            const weir::Duration left = *next - clock_.now();
            due_ = std::chrono::steady_clock::now() +
                   std::clamp(left, least, weir::Duration{longest_wait});
        } catch (const std::exception&) {
            end(State::failed);
        }
    }

    /// Calls `wake` at the time that the last step gave. It must be going on.
    template <class Wake>
    void wait(Wake&& wake) {
        timer_.expires_at(due_);
        timer_.async_wait([wake = std::forward<Wake>(wake)](ErrorCode error) {
            if (!error) wake();
        });
    }

    /// Destroys the source, whose body will not be complete.
    void cut() noexcept { end(State::failed); }

private:
    /// Nobody tells a source of what happens meanwhile, such as a record that is put.
    static constexpr std::chrono::milliseconds longest_wait{20};

    void end(State state) noexcept {
        state_ = state;
        source_.reset();
    }

    const weir::SystemClock& clock_;
    std::unique_ptr<weir::HttpBodySource> source_;
    Timer timer_;
    TimePoint due_{};
    State state_ = State::going_on;
};

}  // namespace endpoint
