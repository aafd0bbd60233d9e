// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "connection.hpp"
#include "http1_connection.hpp"
#include "http2_connection.hpp"

namespace endpoint {

/// A connection whose peer has yet to show which protocol it speaks.
class NewConnection final : public Connection {
public:
    using Connection::Connection;

    void start() {
        end_in(options().idle_timeout);
        if (!shared().tls) return read();
        end_in(options().read_timeout);
        stream().use_tls(*shared().tls);
        stream().async_handshake([self = self()](ErrorCode error) {
            if (error) return self->close();
            const std::string_view agreed = self->stream().application_protocol();
            if (agreed == "h2") return self->become<Http2Connection>();
            if (agreed == "http/1.1") return self->become<Http1Connection>();
            self->read();
        });
    }

    void finish() override { close(); }

private:
    // What every client of HTTP/2 says first: RFC 9113, section 3.4.
    static constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    [[nodiscard]] std::shared_ptr<NewConnection> self() {
        return std::static_pointer_cast<NewConnection>(shared_from_this());
    }

    void read() {
        stream().async_read_some(received().prepare(read_bytes),
                                 [self = self()](ErrorCode error, std::size_t bytes) {
                                     if (error) return self->close();
                                     self->received().commit(bytes);
                                     self->look();
                                 });
    }

    void look() {
        const auto data = received().data();
        const std::string_view begin{static_cast<const char*>(data.data()),
                                     std::min(data.size(), preface.size())};
        if (begin != preface.substr(0, begin.size())) return become<Http1Connection>();
        if (begin.size() == preface.size()) return become<Http2Connection>();
        end_in(options().read_timeout);
        read();
    }

    template <class Protocol>
    void become() {
        if (closed() || loop().stopping()) return close();
        std::make_shared<Protocol>(loop(), std::move(link()))->start();
    }
};

}  // namespace endpoint
