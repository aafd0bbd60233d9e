// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "answer_rules.hpp"
#include "http1_parser.hpp"
#include "socket_stream.hpp"
#include "weir/wire/http.hpp"

namespace endpoint {

/// An answer of HTTP/1 while it is written.
class Http1Answer {
public:
    struct Form {
        bool is_http11 = true;
        bool keep_alive = true;
        bool to_head = false;  ///< of a HEAD request: only the length of the body is told
    };

    /// Takes the answer but for its source, whose body has the form for an unknown length.
    void set(weir::HttpResponse& response, Form form) {
        form_ = form;
        message_ = {};
        message_.version(form.is_http11 ? 11 : 10);
        message_.result(static_cast<unsigned>(response.status));
        for (const auto& [name, value] : response.fields) {
            if (!belongs_to_connection(name)) message_.insert(name, value);
        }
        const bool streams = response.source != nullptr;
        if (streams && form.is_http11) message_.chunked(true);
        if (streams && !form.is_http11) form_.keep_alive = false;
        message_.keep_alive(form_.keep_alive);
        if (!streams && status_has_body(response.status)) {
            message_.content_length(response.body.size());
        }
        const bool bare = form.to_head || streams || !status_has_body(response.status);
        if (!bare) message_.body() = std::move(response.body);
        serializer_.emplace(message_);
    }

    [[nodiscard]] bool keep_alive() const noexcept { return form_.keep_alive; }

    /// Writes all of an answer that has no source.
    template <class Done>
    void write(SocketStream& stream, Done&& done) {
        http::async_write(stream, *serializer_, std::forward<Done>(done));
    }

    template <class Done>
    void write_header(SocketStream& stream, Done&& done) {
        http::async_write_header(stream, *serializer_, std::forward<Done>(done));
    }

    /// Writes a piece of a source, which stays the caller's and is not empty.
    template <class Done>
    void write_piece(SocketStream& stream, const std::string& piece, Done&& done) {
        if (form_.is_http11) {
            asio::async_write(stream, http::make_chunk(asio::buffer(piece)),
                              std::forward<Done>(done));
        } else {
            asio::async_write(stream, asio::buffer(piece), std::forward<Done>(done));
        }
    }

    /// Writes what tells the peer that a source has ended.
    template <class Done>
    void write_end(SocketStream& stream, Done&& done) {
        if (form_.is_http11) {
            asio::async_write(stream, http::make_chunk_last(), std::forward<Done>(done));
        } else {
            asio::post(stream.get_executor(), [done = std::forward<Done>(done)]() mutable {
                done(ErrorCode{}, std::size_t{0});
            });
        }
    }

private:
    Form form_;
    http::response<http::string_body> message_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
};

}  // namespace endpoint
