// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include "event_loop.hpp"
#include "listener.hpp"
#include "shared.hpp"
#include "tls_certificate.hpp"

namespace endpoint {

/// Serves a handler over HTTP/1.1 and HTTP/2, on one port and several threads.
///
/// Thread: any, for `stop`; one, for the rest.
class EndpointServer {
public:
    EndpointServer(ServerOptions options, Handler handler)
        : shared_{std::move(options), std::move(handler)} {}
    EndpointServer(const EndpointServer&) = delete;
    EndpointServer& operator=(const EndpointServer&) = delete;
    ~EndpointServer() {
        stop();
        wait();
    }

    /// Listens, and gives: when connections are taken.
    /// Errors: std::runtime_error with the reason; no second attempt is possible
    void start() {
        const asio::ip::address address = address_to_bind(shared_.options);
        if (shared_.options.tls) make_tls(address.to_string());
        const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
        const unsigned threads =
            shared_.options.threads != 0 ? shared_.options.threads : processors;
        for (unsigned i = 0; i < threads; ++i) {
            loops_.push_back(std::make_unique<EventLoop>(shared_));
        }
        listener_.emplace(shared_, loops_);
        listener_->listen({address, shared_.options.port});
        port_ = listener_->port();
        signals_.emplace(loops_.front()->context());
        listener_->start();
        for (auto& loop : loops_) {
            threads_.emplace_back([&one = *loop] { one.run(); });
        }
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// The certificate of TLS.  Gives: nothing without TLS
    [[nodiscard]] const std::string& certificate() const noexcept { return certificate_; }

    /// From now on SIGINT and SIGTERM stop it.
    void stop_on_signals() {
        signals_->add(SIGINT);
        signals_->add(SIGTERM);
        signals_->async_wait([this](ErrorCode error, int) {
            if (!error) stop();
        });
    }

    /// Takes no more connections, lets end what is being written for a while, then ends all.
    void stop() {
        if (loops_.empty()) return;
        asio::post(loops_.front()->context(), [this] {
            listener_->stop();
            ErrorCode ignored;
            signals_->cancel(ignored);
        });
        for (auto& loop : loops_) {
            asio::post(loop->context(), [&one = *loop] { one.stop(); });
        }
    }

    /// Waits until it has stopped; no handler may do that.
    void wait() {
        for (std::thread& thread : threads_) {
            if (thread.joinable()) thread.join();
        }
    }

private:
    void make_tls(const std::string& address) {
        const TlsCertificate certificate{address};
        certificate_ = certificate.pem();
        shared_.tls.emplace(asio::ssl::context::tls_server);
        certificate.serve(*shared_.tls);
        const std::string& file = shared_.options.certificate_file;
        if (!file.empty()) write_certificate(file, certificate_);
    }

    Shared shared_;
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::optional<Listener> listener_;
    std::optional<asio::signal_set> signals_;
    std::vector<std::thread> threads_;
    std::uint16_t port_ = 0;
    std::string certificate_;
};

}  // namespace endpoint
