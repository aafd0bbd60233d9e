// SPDX-License-Identifier: Apache-2.0
// Serves HTTP/1.1 and HTTP/2 on one port, and sends back each body.

#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "command_line.hpp"
#include "server.hpp"

int main(int argc, char** argv) {
    endpoint::ServerOptions options;
    CLI::App parser{"Sends back the body of each request, over HTTP/1.1 and HTTP/2."};
    endpoint::add_server_options(parser, options);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? 0 : 2;
    }
    try {
        endpoint::EndpointServer server{options, [](const weir::HttpRequest& request) {
                                            weir::HttpResponse response;
                                            response.body = request.body;
                                            return response;
                                        }};
        server.start();
        server.stop_on_signals();
        fmt::print("weir-endpoint: listening on {} port {}\n", options.listen, server.port());
        std::fflush(stdout);
        server.wait();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "weir-endpoint: {}\n", error.what());
        return 2;
    }
}
