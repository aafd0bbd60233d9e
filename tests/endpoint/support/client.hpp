// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace endpoint_test {

/// An answer of HTTP/1 or 2. A field that stood twice is kept once.
struct Answer {
    int status = 0;  ///< 0: none came
    std::map<std::string, std::string> fields;
    std::string body;
    bool whole = false;
};

/// A connection to this machine whose calls wait, half a minute at most.
class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer_bytes = 0);
    /// With TLS, for a protocol of ALPN; trusts only that certificate.
    Client(std::uint16_t port, std::string_view protocol, const std::string& certificate);
    Client(Client&&) noexcept;
    ~Client();

    /// The protocol that TLS agreed on.
    [[nodiscard]] std::string protocol() const;

    /// Gives: whether everything could be sent
    bool send(std::string_view bytes);
    /// Gives: what has come; nothing at the end
    std::string receive();
    /// What comes until the end.
    std::string receive_all();
    /// Whether TLS was ended as it should, so that nobody can have cut off the rest.
    [[nodiscard]] bool ended_well() const;
    /// Reads one answer of HTTP/1 and keeps what comes after it.
    Answer read_answer(bool to_head = false);

    void end_sending();
    /// Goes without a word.
    void vanish();

private:
    struct Tls;

    int socket_ = -1;
    std::unique_ptr<Tls> tls_;
    std::string rest_;
};

/// One request of HTTP/1.1 with its length.
std::string post(std::string_view body, std::string_view more_fields = "");

}  // namespace endpoint_test
