// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "../events/option_rules.hpp"
#include "server_options.hpp"

namespace endpoint {

namespace detail {

using events::within;

inline void add_time(CLI::App& app, const std::string& name, std::chrono::milliseconds& time,
                     const std::string& meaning) {
    app.add_option_function<std::uint32_t>(
           name, [&time](const std::uint32_t& seconds) { time = std::chrono::seconds{seconds}; },
           meaning)
        ->default_str(
            std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()))
        ->check(within(1, 86'400))
        ->type_name("SECONDS")
        ->group("Limits");
}

inline void add_size(CLI::App& app, const std::string& name, std::size_t& size, std::size_t least,
                     std::size_t most, const std::string& meaning) {
    app.add_option(name, size, meaning)
        ->capture_default_str()
        ->check(within(least, most))
        ->type_name("N")
        ->group("Limits");
}

inline void add_place_options(CLI::App& app, ServerOptions& options) {
    app.add_option("--listen", options.listen, "Address to listen on")
        ->capture_default_str()
        ->type_name("ADDRESS")
        ->group("Server");
    app.add_flag("--allow-remote", options.allow_remote,
                 "Let --listen be an address that other machines may reach")
        ->group("Server");
    app.add_option("--port", options.port, "Port to listen on, 0 for any free one")
        ->capture_default_str()
        ->type_name("PORT")
        ->group("Server");
    app.add_option("--threads", options.threads, "Threads (default: one for each processor)")
        ->check(within(1, 1024))
        ->type_name("N")
        ->group("Server");
    auto* tls = app.add_flag("--tls", options.tls, "Speak TLS, with a certificate made at start")
                    ->group("Server");
    app.add_option("--certificate", options.certificate_file,
                   "Write the certificate in PEM to this file, for clients to trust")
        ->needs(tls)
        ->type_name("FILE")
        ->group("Server");
}

}  // namespace detail

/// Teaches a parser the server's options; `options` must outlive it.
inline void add_server_options(CLI::App& app, ServerOptions& options) {
    constexpr std::size_t most = 1'000'000;
    constexpr std::size_t mib = 1024 * 1024;
    detail::add_place_options(app, options);
    detail::add_size(app, "--max-connections", options.max_connections, 1, most,
                     "Connections at a time; more are closed at once");
    detail::add_size(app, "--max-streams", options.max_streams, 1, most,
                     "Requests at a time on a connection of HTTP/2");
    detail::add_size(app, "--max-body-bytes", options.max_body_bytes, 1, 1024 * mib,
                     "Length of a request's body");
    detail::add_size(app, "--max-header-bytes", options.max_header_bytes, 256, mib,
                     "Length of a request's header");
    detail::add_time(app, "--idle-timeout", options.idle_timeout,
                     "How long a connection may be without a request");
    detail::add_time(app, "--read-timeout", options.read_timeout,
                     "How long a request may take to arrive");
    detail::add_time(app, "--write-timeout", options.write_timeout,
                     "How long a peer may take nothing of its answer");
}

}  // namespace endpoint
