// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client.hpp"

namespace endpoint_test {

struct Http2Answer : Answer {
    std::optional<std::uint32_t> closed_with;  ///< the stream's error code; 0 is none
};

/// A peer of HTTP/2, driven by nghttp2's client.
class Http2Client {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    /// Without `opens_window` the server may send 64 KiB, and more only when it is told so.
    explicit Http2Client(Client client, bool opens_window = true);
    ~Http2Client();
    Http2Client(const Http2Client&) = delete;
    Http2Client& operator=(const Http2Client&) = delete;

    /// Gives: the stream's id; what is to be sent is sent by `until` and `flush`
    std::int32_t request(std::string body, const Fields& more_fields = {},
                         std::string_view method = "POST");
    /// As `request`, but the body doesn't end.
    std::int32_t request_without_end(std::string body);
    void reset(std::int32_t stream);
    void ping();
    /// Lets the server send so much more of a stream, and of all.
    void open_window(std::int32_t stream, std::int32_t bytes);

    /// Gives: whether everything could be sent
    bool flush();
    /// Sends and receives.  Gives: whether it came to that before the connection's end
    bool until(const std::function<bool()>& reached);
    /// Waits for the stream's end.
    const Http2Answer& wait(std::int32_t stream);

    [[nodiscard]] Http2Answer& answer(std::int32_t stream) { return answers_[stream]; }
    [[nodiscard]] std::optional<std::uint32_t> goaway() const { return goaway_; }
    [[nodiscard]] Client& client() { return client_; }

private:
    struct Session;

    std::int32_t submit(std::string body, const Fields& fields, std::string_view method, bool ends);

    struct Body {
        std::string bytes;
        std::size_t sent = 0;
        bool ends = true;
    };

    Client client_;
    std::map<std::int32_t, Http2Answer> answers_;
    std::vector<std::unique_ptr<Body>> bodies_;
    std::optional<std::uint32_t> goaway_;
    std::unique_ptr<Session> session_;
};

}  // namespace endpoint_test
