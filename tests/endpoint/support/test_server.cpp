// SPDX-License-Identifier: Apache-2.0
#include "test_server.hpp"

#include "../../../examples/endpoint/server.hpp"

namespace endpoint_test {

weir::HttpResponse echo(const weir::HttpRequest& request) {
    weir::HttpResponse response;
    response.fields.emplace_back("x-method", request.method);
    response.fields.emplace_back("x-target", request.target);
    response.fields.emplace_back("x-host", request.field("host").value_or("(none)"));
    response.fields.emplace_back("x-word", request.field("x-word").value_or("(none)"));
    response.body = request.body;
    return response;
}

endpoint::ServerOptions options() {
    endpoint::ServerOptions with;
    with.port = 0;
    with.threads = 2;
    return with;
}

TestServer::TestServer(endpoint::Handler handler, const endpoint::ServerOptions& with)
    : server_{std::make_unique<endpoint::EndpointServer>(with, std::move(handler))} {
    server_->start();
}

TestServer::~TestServer() = default;

std::uint16_t TestServer::port() const {
    return server_->port();
}
const std::string& TestServer::certificate() const {
    return server_->certificate();
}
void TestServer::stop() {
    server_->stop();
}
void TestServer::stop_on_signals() {
    server_->stop_on_signals();
}
void TestServer::wait() {
    server_->wait();
}

std::optional<weir::Instant> PieceSource::step(std::string& out) {
    out.append(bytes_, letter_);
    letter_ = letter_ == 'z' ? 'a' : static_cast<char>(letter_ + 1);
    if (left_ > 0) --left_;
    watch_.change([this](SourceWatch::Counts& c) {
        ++c.steps;
        c.bytes += bytes_;
    });
    if (left_ == 0) return std::nullopt;
    return weir::Instant{};
}

weir::HttpResponse streaming(std::unique_ptr<weir::HttpBodySource> source, std::string body) {
    weir::HttpResponse response;
    response.body = std::move(body);
    response.source = std::move(source);
    return response;
}

}  // namespace endpoint_test
