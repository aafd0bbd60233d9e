// SPDX-License-Identifier: Apache-2.0
// A local Kinesis endpoint: the accounts of service/ behind the service's protocol on one port.

#include <cstdio>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "accounts.hpp"
#include "command_line.hpp"
#include "server.hpp"
#include "service_command_line.hpp"
#include "weir/service/prometheus.hpp"
#include "weir/wire/kinesis_protocol.hpp"

namespace {

using Protocol = weir::KinesisProtocol<endpoint::AccountsOf>;

/// The protocol, and beside it the counters of one account for who asks for them.
weir::HttpResponse answer(Protocol& protocol, endpoint::Accounts& accounts,
                          const weir::ServiceOptions& options, const weir::HttpRequest& request) {
    if (request.method == "GET" && request.target == "/metrics") {
        weir::HttpResponse response;
        response.fields.emplace_back("content-type", "text/plain; version=0.0.4");
        response.body = weir::prometheus_text(accounts.service(options.account_id, options.region));
        return response;
    }
    return protocol.handle(request);
}

/// What each client has to be told to come here.
void print_hints(const std::string& url, bool tls) {
    fmt::print(stderr,
               "  AWS CLI         aws --endpoint-url {0}{1} kinesis list-streams\n"
               "  boto3           boto3.client('kinesis', endpoint_url='{0}'{2})\n"
               "  JavaScript v3   new KinesisClient({{endpoint: '{0}'}})\n"
               "  Java v2         KinesisClient.builder().endpointOverride(URI.create(\"{0}\"))\n"
               "  environment     AWS_ENDPOINT_URL_KINESIS={0}\n"
               "  any credentials do; an access key of 12 digits is the account\n",
               url, tls ? " --no-verify-ssl" : "", tls ? ", verify=False" : "");
}

int serve(const endpoint::ServerOptions& options, const endpoint::EndpointOptions& what) {
    const weir::ServiceOptions service = what.service();
    endpoint::Accounts accounts{service, what.storage(), !what.account.empty()};
    Protocol protocol{endpoint::AccountsOf{&accounts},
                      {.account_id = service.account_id,
                       .region = service.region,
                       .check_authorization = what.check_authorization,
                       .body_bytes_max = options.max_body_bytes,
                       .seed = what.seed}};
    endpoint::EndpointServer server{options, [&](const weir::HttpRequest& request) {
                                        return answer(protocol, accounts, service, request);
                                    }};
    server.start();
    server.stop_on_signals();
    const std::string url = fmt::format(
        "{}://{}:{}", options.tls ? "https" : "http",
        options.listen.find(':') == std::string::npos ? options.listen : "[" + options.listen + "]",
        server.port());
    fmt::print("weir-endpoint is ready at {}\n", url);
    std::fflush(stdout);
    print_hints(url, options.tls);
    server.wait();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    endpoint::ServerOptions options;
    endpoint::EndpointOptions what;
    CLI::App parser{"Serves Kinesis Data Streams on this machine, from memory."};
    endpoint::add_server_options(parser, options);
    endpoint::add_service_options(parser, what);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? 0 : 2;
    }
    try {
        return serve(options, what);
    } catch (const std::exception& error) {
        fmt::print(stderr, "weir-endpoint: {}\n", error.what());
        return 2;
    }
}
