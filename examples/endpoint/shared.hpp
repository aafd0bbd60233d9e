// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/ssl/context.hpp>

#include "server_options.hpp"
#include "weir/time/system_clock.hpp"

namespace endpoint {

/// What all connections of a server have in common.
struct Shared {
    Shared(ServerOptions the_options, Handler the_handler)
        : options{std::move(the_options)}, handler{std::move(the_handler)} {}

    /// The handler's answer; what it throws is the peer's as a failure of the server.
    [[nodiscard]] weir::HttpResponse answer(const weir::HttpRequest& request) const {
        try {
            return handler(request);
        } catch (const std::exception&) {
            weir::HttpResponse failed;
            failed.status = 500;
            return failed;
        }
    }

    const ServerOptions options;
    const Handler handler;
    const weir::SystemClock clock;
    std::optional<boost::asio::ssl::context> tls;
    std::atomic<std::size_t> connections{0};
};

/// One of the connections that a server may have.
class ConnectionSlot {
public:
    /// Gives: nothing if there are none left
    static std::optional<ConnectionSlot> take(Shared& shared) {
        ConnectionSlot slot{shared};
        // relaxed: a figure
        const std::size_t before = shared.connections.fetch_add(1, std::memory_order_relaxed);
        if (before >= shared.options.max_connections) return std::nullopt;
        return slot;
    }

    ConnectionSlot(ConnectionSlot&& from) noexcept
        : shared_{std::exchange(from.shared_, nullptr)} {}
    ConnectionSlot& operator=(ConnectionSlot&&) = delete;
    ~ConnectionSlot() {
        // relaxed: a figure
        if (shared_ != nullptr) shared_->connections.fetch_sub(1, std::memory_order_relaxed);
    }

private:
    explicit ConnectionSlot(Shared& shared) : shared_{&shared} {}

    Shared* shared_;
};

}  // namespace endpoint
