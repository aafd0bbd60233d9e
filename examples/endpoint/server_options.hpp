// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "weir/wire/http.hpp"

namespace endpoint {

/// Answers a request; any of the server's threads calls it, several at a time.
using Handler = std::function<weir::HttpResponse(const weir::HttpRequest&)>;

/// Where the server listens, and what it lets a peer take of it.
struct ServerOptions {
    std::string listen = "127.0.0.1";  ///< an address of this machine, or `localhost`
    bool allow_remote = false;         ///< `listen` may be an address that others reach
    std::uint16_t port = 4567;         ///< 0: any free one
    unsigned threads = 0;              ///< 0: one for each processor

    bool tls = false;
    std::string certificate_file;  ///< takes the certificate in PEM; empty: none does

    std::size_t max_connections = 1024;
    std::size_t max_streams = 256;  ///< at a time on one connection of HTTP/2
    std::size_t max_header_bytes = 64 * 1024;
    std::size_t max_body_bytes = 16 * 1024 * 1024;

    std::chrono::milliseconds idle_timeout{120'000};   ///< without a request
    std::chrono::milliseconds read_timeout{60'000};    ///< from a request's first byte to its last
    std::chrono::milliseconds write_timeout{300'000};  ///< in which a peer takes nothing
    std::chrono::milliseconds stop_timeout{1'000};     ///< for what is being written at the end
};

}  // namespace endpoint
