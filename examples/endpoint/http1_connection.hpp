// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/write.hpp>

#include "body_pump.hpp"
#include "connection.hpp"
#include "http1_answer.hpp"
#include "http1_parser.hpp"
#include "request_head.hpp"

namespace endpoint {

/// A connection that speaks HTTP/1.1 or 1.0: one request after the other.
class Http1Connection final : public Connection {
public:
    using Connection::Connection;

    void start() { next_request(); }

    void sweep(TimePoint now) override {
        if (writing_ && now - stream().last_write() >= options().write_timeout) return close();
        Connection::sweep(now);
    }

    void finish() override {
        last_ = true;
        // A source may never end by itself, and without the last chunk the peer knows.
        if (pump_ && pump_->state() == BodyPump::State::going_on) pump_->cut();
        if (!writing_) close();
    }

private:
    [[nodiscard]] std::shared_ptr<Http1Connection> self() {
        return std::static_pointer_cast<Http1Connection>(shared_from_this());
    }

    void on_closed() noexcept override { pump_.reset(); }

    // Reading.

    void next_request() {
        if (received().size() == 0 && received().capacity() > kept_bytes) received() = {};
        if (chunks_.capacity() > kept_bytes) chunks_ = {};
        parser_.emplace(head_, chunks_, options());
        parser_->eager(false);
        begun_ = told_to_continue_ = false;
        end_in(options().idle_timeout);
        go_on();
    }

    /// Goes as far as what was received leads.
    void go_on() {
        if (!parser_->is_header_done() && !parse_head()) return;
        if (parser_->is_done()) return answer({}, 0);
        if (parser_->chunked()) return parse_chunks();
        const auto length = static_cast<std::size_t>(*parser_->content_length());
        const auto data = received().data();
        if (data.size() < length) return read_body(length - data.size());
        answer({static_cast<const char*>(data.data()), length}, length);
    }

    /// Gives: whether the head is complete
    bool parse_head() {
        if (received().size() != 0 && !begun_) {
            begun_ = true;
            end_in(options().read_timeout);
        }
        beast::error_code error;
        received().consume(parser_->put(received().data(), error));
        if (error == http::error::need_more) {
            read(read_bytes);
            return false;
        }
        if (error) {
            refuse(error);
            return false;
        }
        return true;
    }

    void parse_chunks() {
        parser_->eager(true);
        beast::error_code error;
        while (received().size() != 0 && !parser_->is_done() && !error) {
            received().consume(parser_->put(received().data(), error));
        }
        if (parser_->is_done()) return answer(chunks_, 0);
        // What a chunk's header or the trailers may be long is nobody's business but ours.
        const bool endless = received().size() > options().max_header_bytes;
        if (endless && error == http::error::need_more) error = http::error::header_limit;
        if (error && error != http::error::need_more) return refuse(error);
        read_body(read_bytes);
    }

    void read_body(std::size_t missing) {
        const bool waits = !told_to_continue_ && received().size() == 0 && parser_->is_http11() &&
                           head_.expects_continue();
        if (!waits) return read(missing + read_bytes);
        told_to_continue_ = true;
        begin_write();
        static constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream(), asio::buffer(go),
                          [self = self(), missing](ErrorCode error, std::size_t) {
                              if (self->end_write(error)) self->read(missing + read_bytes);
                          });
    }

    void read(std::size_t most) {
        if (watching_) return;  // it brings what comes next
        stream().async_read_some(received().prepare(most),
                                 [self = self()](ErrorCode error, std::size_t bytes) {
                                     if (error) return self->close();
                                     self->received().commit(bytes);
                                     self->go_on();
                                 });
    }

    /// Reads while a source is being written, only to hear when the peer goes. It has a place of
    /// its own for what it reads, as it may go on when the source has ended.
    void watch() {
        if (watching_ || received().size() > options().max_header_bytes) return;
        watching_ = true;
        const auto into = asio::buffer(watched_);
        stream().async_read_some(into, [self = self()](ErrorCode error, std::size_t bytes) {
            self->watching_ = false;
            if (self->leaving_) return self->hang_up();
            if (error) return self->close();
            auto& received = self->received();
            std::memcpy(received.prepare(bytes).data(), self->watched_.data(), bytes);
            received.commit(bytes);
            if (self->pump_) return self->watch();
            self->go_on();
        });
    }

    // Answering.

    void answer(std::string_view body, std::size_t taken) {
        weir::HttpResponse response = shared().answer(head_.request(body, fields_));
        received().consume(taken);
        write(std::move(response), parser_->keep_alive() && !last_);
    }

    void refuse(const beast::error_code& error) {
        weir::HttpResponse response;
        response.status = Http1Parser::status_of(error);
        write(std::move(response), false);
    }

    void write(weir::HttpResponse response, bool keep_alive) {
        const bool to_head = head_.method() == "HEAD";
        if (to_head || !status_has_body(response.status)) response.source.reset();
        answer_.set(response, {parser_->is_http11(), keep_alive, to_head});
        end_at(never);
        begin_write();
        if (!response.source) {
            return answer_.write(stream(), [self = self()](ErrorCode error, std::size_t) {
                if (self->end_write(error)) self->answered();
            });
        }
        piece_ = std::move(response.body);
        pump_.emplace(loop(), std::move(response.source));
        answer_.write_header(stream(), [self = self()](ErrorCode error, std::size_t) {
            if (self->end_write(error)) self->stream_on();
        });
        watch();
    }

    /// Writes what there is of a source, or waits for more.
    void stream_on() {
        if (!piece_.empty()) return write_piece();
        switch (pump_->state()) {
            case BodyPump::State::failed:
                return close();
            case BodyPump::State::ended:
                begin_write();
                return answer_.write_end(stream(), [self = self()](ErrorCode error, std::size_t) {
                    if (self->end_write(error)) self->answered();
                });
            case BodyPump::State::going_on:
                pump_->wait([self = self()] {
                    if (!self->pump_ || self->writing_) return;
                    self->pump_->step(self->piece_);
                    self->stream_on();
                });
        }
    }

    void write_piece() {
        begin_write();
        answer_.write_piece(stream(), piece_, [self = self()](ErrorCode error, std::size_t) {
            if (!self->end_write(error)) return;
            self->piece_.clear();
            if (self->piece_.capacity() > kept_bytes) self->piece_ = {};
            self->stream_on();
        });
    }

    void answered() {
        pump_.reset();
        if (answer_.keep_alive() && !last_) return next_request();
        if (!watching_) return hang_up();
        leaving_ = true;
        ErrorCode ignored;
        stream().socket().cancel(ignored);
    }

    void begin_write() { writing_ = true; }

    /// Gives: whether to go on
    bool end_write(ErrorCode error) {
        writing_ = false;
        if (error) close();
        return !closed();
    }

    static constexpr std::size_t kept_bytes = 1024 * 1024;  // of memory, for the next request

    RequestHead head_;
    std::string chunks_;
    std::optional<Http1Parser> parser_;
    std::vector<weir::HttpField> fields_;
    bool begun_ = false;
    bool told_to_continue_ = false;

    Http1Answer answer_;
    std::optional<BodyPump> pump_;
    std::string piece_;
    bool writing_ = false;

    std::array<char, 4096> watched_;
    bool watching_ = false;
    bool leaving_ = false;  // as soon as the watch is over
    bool last_ = false;     // no request after this one
};

}  // namespace endpoint
