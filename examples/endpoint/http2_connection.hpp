// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/write.hpp>

#include "connection.hpp"
#include "http2_exchanges.hpp"

namespace endpoint {

/// A connection that speaks HTTP/2: carries bytes between its socket and its exchanges.
class Http2Connection final : public Connection {
public:
    using Connection::Connection;

    void start() {
        exchanges_.emplace(loop(), weak_from_this(), [this] { flush(); });
        take();
    }

    void sweep(TimePoint now) override {
        if (writing_ && now - stream().last_write() >= options().write_timeout) return close();
        if (!leaving_) {
            exchanges_->sweep(now);
            const bool idle =
                exchanges_->idle() && now - exchanges_->idle_since() >= options().idle_timeout;
            if (idle) exchanges_->finish();
            flush();
        }
        Connection::sweep(now);
    }

    void finish() override {
        if (leaving_) return;
        exchanges_->finish();
        flush();
    }

private:
    /// Of requests, while answers wait for the peer.
    static constexpr std::size_t max_read_ahead_bytes = 4 * 1024 * 1024;
    static constexpr std::size_t kept_bytes = 1024 * 1024;

    [[nodiscard]] std::shared_ptr<Http2Connection> self() {
        return std::static_pointer_cast<Http2Connection>(shared_from_this());
    }

    void on_closed() noexcept override {
        if (exchanges_) exchanges_->abandon();
    }

    /// Takes in what was received.
    void take() {
        const auto data = received().data();
        if (writing_) read_ahead_ += data.size();
        if (!exchanges_->receive({static_cast<const char*>(data.data()), data.size()})) {
            return close();
        }
        received().consume(data.size());
        flush();
        read();
    }

    void read() {
        // A peer that only asks and never listens would fill our memory with answers.
        const bool enough = writing_ && read_ahead_ > max_read_ahead_bytes;
        if (reading_ || enough || leaving_ || closed()) return;
        reading_ = true;
        stream().async_read_some(received().prepare(2 * read_bytes),
                                 [self = self()](ErrorCode error, std::size_t bytes) {
                                     self->reading_ = false;
                                     if (self->leaving_) return self->hang_up();
                                     if (error) return self->close();
                                     self->received().commit(bytes);
                                     self->take();
                                 });
    }

    /// Writes what there is to write.
    void flush() {
        if (writing_ || leaving_ || closed()) return;
        out_.clear();
        if (!exchanges_->fill(out_)) return close();
        if (out_.empty()) {
            if (exchanges_->over()) leave();
            return;
        }
        writing_ = true;
        asio::async_write(stream(), asio::buffer(out_),
                          [self = self()](ErrorCode error, std::size_t) {
                              self->writing_ = false;
                              self->read_ahead_ = 0;
                              if (error || self->closed()) return self->close();
                              self->flush();
                              self->read();
                          });
    }

    void leave() {
        leaving_ = true;
        exchanges_->abandon();
        if (!reading_) return hang_up();
        ErrorCode ignored;
        stream().socket().cancel(ignored);
    }

    std::optional<Http2Exchanges> exchanges_;
    std::string out_;
    bool reading_ = false;
    bool writing_ = false;
    bool leaving_ = false;
    std::size_t read_ahead_ = 0;
};

}  // namespace endpoint
