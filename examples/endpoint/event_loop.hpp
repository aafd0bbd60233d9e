// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "shared.hpp"
#include "socket_stream.hpp"

namespace endpoint {

/// What an event loop asks of those that it serves.
class Served {
public:
    Served() = default;
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;
    virtual ~Served() = default;

    /// Ends what has taken too long.
    virtual void sweep(TimePoint now) = 0;
    /// Ends as soon as what is being written is.
    virtual void finish() = 0;
    /// Ends at once.
    virtual void close() noexcept = 0;
};

/// One thread's connections; all of one happens on its loop's thread.
///
/// Connections have no timers of their own: the loop looks at their deadlines now and then, which
/// makes a request's costs none.
class EventLoop {
public:
    explicit EventLoop(Shared& shared)
        : shared_{shared}, work_{asio::make_work_guard(context_)}, timer_{context_} {
        const ServerOptions& options = shared.options;
        const auto least =
            std::min({options.idle_timeout, options.read_timeout, options.write_timeout});
        period_ =
            std::clamp(least / 4, std::chrono::milliseconds{5}, std::chrono::milliseconds{1000});
    }

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop() { ended_ = true; }

    [[nodiscard]] asio::io_context& context() noexcept { return context_; }
    [[nodiscard]] Shared& shared() noexcept { return shared_; }
    [[nodiscard]] bool stopping() const noexcept { return stopping_; }

    void add(Served& one) { served_.insert(&one); }
    void remove(Served& one) noexcept {
        served_.erase(&one);
        if (stopping_ && served_.empty()) end();
    }

    /// The thread's life.
    void run() {
        sweep_later();
        for (;;) {
            // What throws has lost its handler, and with it the connection: the others go on.
            try {
                context_.run();
                return;
            } catch (const std::exception&) {
                continue;
            }
        }
    }

    /// Lets go on what is being written, but no longer than the time for it.
    void stop() {
        if (stopping_) return;
        stopping_ = true;
        for_each([](Served& one) { one.finish(); });
        if (served_.empty()) return end();
        last_moment_ = std::chrono::steady_clock::now() + shared_.options.stop_timeout;
        period_ = std::min(period_, std::chrono::milliseconds{10});
        sweep_later();
    }

private:
    void end() noexcept {
        if (std::exchange(ended_, true)) return;
        work_.reset();
        try {
            timer_.cancel();
        } catch (const std::exception&) {
            context_.stop();
        }
    }

    void sweep_later() {
        timer_.expires_after(period_);
        timer_.async_wait([this](ErrorCode error) {
            if (error) return;
            const TimePoint now = std::chrono::steady_clock::now();
            for_each([now](Served& one) { one.sweep(now); });
            if (stopping_ && served_.empty()) return end();
            if (now < last_moment_) return sweep_later();
            for_each([](Served& one) { one.close(); });
            end();
        });
    }

    /// A call may end its connection, others too; what throws ends its own.
    template <class Call>
    void for_each(Call&& call) {
        const std::vector<Served*> all{served_.begin(), served_.end()};
        for (Served* one : all) {
            if (!served_.contains(one)) continue;
            try {
                call(*one);
            } catch (const std::exception&) {
                one->close();
            }
        }
    }

    Shared& shared_;
    bool stopping_ = false;
    bool ended_ = false;
    std::unordered_set<Served*> served_;  // before the context, whose end is that of connections
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_;
    Timer timer_;
    std::chrono::milliseconds period_{};
    TimePoint last_moment_ = TimePoint::max();
};

}  // namespace endpoint
