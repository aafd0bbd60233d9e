// SPDX-License-Identifier: Apache-2.0
#include "client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace endpoint_test {

struct Client::Tls {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* ssl = nullptr;

    ~Tls() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
};

Client::Client(std::uint16_t port, int receive_buffer_bytes)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const timeval half_a_minute{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &half_a_minute, sizeof half_a_minute);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &half_a_minute, sizeof half_a_minute);
    const int at_once = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (receive_buffer_bytes != 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                     sizeof receive_buffer_bytes);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        ::close(socket_);
        throw std::runtime_error{"cannot connect"};
    }
}

Client::Client(std::uint16_t port, std::string_view protocol, const std::string& certificate)
    : Client{port} {
    tls_ = std::make_unique<Tls>();
    BIO* bio = BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()));
    X509* trusted = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(tls_->context), trusted);
    X509_free(trusted);
    BIO_free(bio);
    SSL_CTX_set_verify(tls_->context, SSL_VERIFY_PEER, nullptr);
    tls_->ssl = SSL_new(tls_->context);
    SSL_set1_host(tls_->ssl, "localhost");
    const std::string offered = static_cast<char>(protocol.size()) + std::string{protocol};
    if (!protocol.empty()) {
        SSL_set_alpn_protos(tls_->ssl, reinterpret_cast<const unsigned char*>(offered.data()),
                            static_cast<unsigned>(offered.size()));
    }
    SSL_set_fd(tls_->ssl, socket_);
    if (SSL_connect(tls_->ssl) != 1) throw std::runtime_error{"no TLS"};
}

Client::Client(Client&& from) noexcept
    : socket_{std::exchange(from.socket_, -1)},
      tls_{std::move(from.tls_)},
      rest_{std::move(from.rest_)} {}

Client::~Client() {
    if (socket_ >= 0) ::close(socket_);
}

std::string Client::protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(tls_->ssl, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bool Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ ? SSL_write(tls_->ssl, bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string Client::receive() {
    if (!rest_.empty()) return std::exchange(rest_, {});
    std::string bytes(256 * 1024, '\0');
    const auto got = tls_ ? SSL_read(tls_->ssl, bytes.data(), static_cast<int>(bytes.size()))
                          : ::recv(socket_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

std::string Client::receive_all() {
    std::string all;
    for (std::string some = receive(); !some.empty(); some = receive()) {
        all += some;
    }
    return all;
}

bool Client::ended_well() const {
    return (SSL_get_shutdown(tls_->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

Answer Client::read_answer(bool to_head) {
    namespace http = boost::beast::http;
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    parser.body_limit(boost::none);
    parser.skip(to_head);
    boost::beast::error_code error;
    std::string bytes;
    while (!parser.is_done()) {
        const std::string some = receive();
        if (some.empty()) {
            if (parser.got_some()) parser.put_eof(error);
            break;
        }
        bytes += some;
        bytes.erase(0, parser.put(boost::asio::buffer(bytes), error));
        if (error && error != http::error::need_more) break;
    }
    rest_ = std::move(bytes);
    Answer answer;
    answer.whole = parser.is_done();
    if (!parser.is_header_done()) return answer;
    answer.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
        std::string name{field.name_string()};
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        }
        answer.fields[name] = std::string{field.value()};
    }
    answer.body = std::move(parser.get().body());
    return answer;
}

void Client::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

void Client::vanish() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
}

std::string post(std::string_view body, std::string_view more_fields) {
    std::string text =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n";
    text += more_fields;
    text += "\r\n";
    text += body;
    return text;
}

}  // namespace endpoint_test
