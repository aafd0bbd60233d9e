// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "request_head.hpp"
#include "server_options.hpp"

namespace endpoint {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Beast's parser of requests, which writes into a head and, what comes in chunks, into a body.
///
/// A body with a length does not pass through it: its reader takes it from the socket whole.
class Http1Parser : public http::basic_parser<true> {
public:
    Http1Parser(RequestHead& head, std::string& chunks, const ServerOptions& options)
        : head_{head}, chunks_{chunks}, max_header_bytes_{options.max_header_bytes} {
        head_.clear();
        chunks_.clear();
        header_limit(static_cast<std::uint32_t>(max_header_bytes_));
        body_limit(static_cast<std::uint64_t>(options.max_body_bytes));
    }

    [[nodiscard]] bool is_http11() const noexcept { return version_ >= 11; }

    /// The status that tells a peer what was wrong.
    [[nodiscard]] static int status_of(const beast::error_code& error) noexcept {
        if (error == http::error::header_limit) return 431;
        if (error == http::error::body_limit) return 413;
        return 400;
    }

private:
    using Text = beast::string_view;

    static std::string_view view(Text text) noexcept { return {text.data(), text.size()}; }

    void on_request_impl(http::verb, Text method, Text target, int version,
                         beast::error_code&) override {
        version_ = version;
        head_.set_method(view(method));
        head_.set_target(view(target));
    }

    void on_response_impl(int, Text, int, beast::error_code&) override {}

    void on_field_impl(http::field, Text name, Text value, beast::error_code& error) override {
        // Trailers come here too, but nobody asked for them.
        if (head_done_) return;
        head_.add_field(view(name), view(value));
        // Beast's own limit is for what it sees at a time.
        if (head_.bytes() > max_header_bytes_) error = http::error::header_limit;
    }

    void on_header_impl(beast::error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    std::size_t on_body_impl(Text body, beast::error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, Text, beast::error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, Text body, beast::error_code&) override {
        chunks_ += view(body);
        return body.size();
    }

    void on_finish_impl(beast::error_code&) override {}

    RequestHead& head_;
    std::string& chunks_;
    std::size_t max_header_bytes_;
    int version_ = 11;
    bool head_done_ = false;
};

}  // namespace endpoint
