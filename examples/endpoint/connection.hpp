// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "event_loop.hpp"

namespace endpoint {

/// What goes from hand to hand until the peer has shown which protocol it speaks.
struct Link {
    std::unique_ptr<SocketStream> stream;
    ConnectionSlot slot;
    boost::beast::flat_buffer received;
};

/// A connection of any protocol: its link, its deadline, its end.
///
/// It lives as long as one of its operations does.
class Connection : public Served, public std::enable_shared_from_this<Connection> {
public:
    Connection(EventLoop& loop, Link link) : loop_{loop}, link_{std::move(link)} {
        loop_.add(*this);
    }
    ~Connection() override { loop_.remove(*this); }

    void sweep(TimePoint now) override {
        if (now >= deadline_) close();
    }

    void close() noexcept override {
        closed_ = true;
        if (link_.stream) {
            ErrorCode ignored;
            link_.stream->socket().close(ignored);
        }
        on_closed();
    }

protected:
    static constexpr TimePoint never = TimePoint::max();
    static constexpr std::size_t read_bytes = 64 * 1024;

    [[nodiscard]] EventLoop& loop() noexcept { return loop_; }
    [[nodiscard]] Shared& shared() noexcept { return loop_.shared(); }
    [[nodiscard]] const ServerOptions& options() noexcept { return shared().options; }
    [[nodiscard]] SocketStream& stream() noexcept { return *link_.stream; }
    [[nodiscard]] boost::beast::flat_buffer& received() noexcept { return link_.received; }
    [[nodiscard]] Link& link() noexcept { return link_; }
    [[nodiscard]] bool closed() const noexcept { return closed_; }

    void end_at(TimePoint deadline) noexcept { deadline_ = deadline; }
    void end_in(std::chrono::milliseconds time) noexcept {
        deadline_ = std::chrono::steady_clock::now() + time;
    }

    /// The socket is closed: what waits for the peer ends here.
    virtual void on_closed() noexcept {}

    /// Says goodbye and waits a little for the peer's: closing while it still sends would destroy
    /// the answer on its way. No operation may be under way.
    void hang_up() {
        if (closed_) return;
        end_in(loop_.stopping() ? short_farewell : farewell);
        if (stream().has_tls()) {
            stream().async_tls_shutdown([self = shared_from_this()](ErrorCode) { self->close(); });
            return;
        }
        ErrorCode ignored;
        stream().socket().shutdown(asio::socket_base::shutdown_send, ignored);
        received().clear();
        drain();
    }

private:
    static constexpr std::chrono::milliseconds farewell{2000};
    static constexpr std::chrono::milliseconds short_farewell{50};

    void drain() {
        stream().async_read_some(received().prepare(read_bytes),
                                 [self = shared_from_this()](ErrorCode error, std::size_t) {
                                     if (error) return self->close();
                                     self->drain();
                                 });
    }

    EventLoop& loop_;
    Link link_;
    TimePoint deadline_ = never;
    bool closed_ = false;
};

}  // namespace endpoint
