// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "event_loop.hpp"
#include "new_connection.hpp"
#include "shared.hpp"

namespace endpoint {

/// The address that the options name.
/// Errors: std::runtime_error with the reason
inline asio::ip::address address_to_bind(const ServerOptions& options) {
    const std::string& text = options.listen == "localhost" ? "127.0.0.1" : options.listen;
    ErrorCode error;
    const auto address = asio::ip::make_address(text, error);
    if (error) {
        throw std::runtime_error{fmt::format(
            "cannot listen on {}: an address is needed, such as 127.0.0.1", options.listen)};
    }
    if (!address.is_loopback() && !options.allow_remote) {
        throw std::runtime_error{
            fmt::format("will not listen on {}, which other machines may reach: there is no "
                        "authentication, so it has to be allowed with --allow-remote",
                        options.listen)};
    }
    return address;
}

/// Takes connections and deals them out to the loops, from a place on the first one's thread.
class Listener {
public:
    using Loops = std::vector<std::unique_ptr<EventLoop>>;

    Listener(Shared& shared, const Loops& loops)
        : shared_{shared},
          loops_{loops},
          acceptor_{loops.front()->context()},
          pause_{loops.front()->context()} {}

    /// Errors: std::runtime_error with the reason
    void listen(const asio::ip::tcp::endpoint& where) {
        ErrorCode error;
        acceptor_.open(where.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address{true}, error);
        if (!error) acceptor_.bind(where, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (!error) return;
        throw std::runtime_error{fmt::format("cannot listen on {} port {}: {}",
                                             where.address().to_string(), where.port(),
                                             error.message())};
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void start() { accept(); }

    void stop() {
        ErrorCode ignored;
        acceptor_.close(ignored);
        pause_.cancel();
    }

private:
    void accept() {
        // Whatever happens to one connection, there has to be a next.
        try {
            EventLoop& loop = *loops_[next_++ % loops_.size()];
            auto stream = std::make_unique<SocketStream>(loop.context());
            Socket& socket = stream->socket();
            acceptor_.async_accept(
                socket, [this, &loop, stream = std::move(stream)](ErrorCode error) mutable {
                    accepted(loop, std::move(stream), error);
                });
        } catch (const std::exception&) {
            pause();
        }
    }

    void accepted(EventLoop& loop, std::unique_ptr<SocketStream> stream, ErrorCode error) {
        if (!acceptor_.is_open()) return;
        if (error) return pause();
        try {
            hand_over(loop, std::move(stream));
        } catch (const std::exception&) {
            return pause();
        }
        accept();
    }

    /// Without memory or a descriptor left, trying again at once would keep the thread from ending
    /// something that has them.
    void pause() {
        pause_.expires_after(std::chrono::milliseconds{50});
        pause_.async_wait([this](ErrorCode error) {
            if (!error && acceptor_.is_open()) accept();
        });
    }

    void hand_over(EventLoop& loop, std::unique_ptr<SocketStream> stream) {
        auto slot = ConnectionSlot::take(shared_);
        if (!slot) return;
        ErrorCode ignored;
        stream->socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
        stream->socket().set_option(asio::socket_base::keep_alive{true}, ignored);
        asio::dispatch(loop.context(),
                       [&loop, link = Link{std::move(stream), std::move(*slot), {}}]() mutable {
                           if (loop.stopping()) return;
                           std::make_shared<NewConnection>(loop, std::move(link))->start();
                       });
    }

    Shared& shared_;
    const Loops& loops_;
    asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor_;
    Timer pause_;
    std::size_t next_ = 0;
};

}  // namespace endpoint
