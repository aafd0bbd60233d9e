// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

namespace endpoint {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using TimePoint = std::chrono::steady_clock::time_point;

// With the executor's own type: that of any executor costs an allocation for each operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// A socket with or without TLS, as asio's and Beast's operations take it.
class SocketStream {
public:
    using executor_type = Executor;

    explicit SocketStream(asio::io_context& context) : socket_{context} {}

    [[nodiscard]] executor_type get_executor() noexcept { return socket_.get_executor(); }
    [[nodiscard]] Socket& socket() noexcept { return socket_; }
    [[nodiscard]] bool has_tls() const noexcept { return tls_.has_value(); }

    void use_tls(asio::ssl::context& context) { tls_.emplace(socket_, context); }

    template <class Handler>
    void async_handshake(Handler&& handler) {
        tls_->async_handshake(asio::ssl::stream_base::server, std::forward<Handler>(handler));
    }

    template <class Handler>
    void async_tls_shutdown(Handler&& handler) {
        tls_->async_shutdown(std::forward<Handler>(handler));
    }

    /// What the handshake agreed on.  Gives: nothing where the peer offered nothing
    [[nodiscard]] std::string_view application_protocol() {
        const unsigned char* name = nullptr;
        unsigned length = 0;
        SSL_get0_alpn_selected(tls_->native_handle(), &name, &length);
        return {reinterpret_cast<const char*>(name), length};
    }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (tls_) {
            tls_->async_read_some(buffers, std::forward<Handler>(handler));
        } else {
            socket_.async_read_some(buffers, std::forward<Handler>(handler));
        }
    }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        // A long answer is written in several steps, and each shows that the peer still reads.
        last_write_ = std::chrono::steady_clock::now();
        if (tls_) {
            tls_->async_write_some(buffers, std::forward<Handler>(handler));
        } else {
            socket_.async_write_some(buffers, std::forward<Handler>(handler));
        }
    }

    [[nodiscard]] TimePoint last_write() const noexcept { return last_write_; }

private:
    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    TimePoint last_write_{};
};

}  // namespace endpoint
