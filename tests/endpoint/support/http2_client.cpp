// SPDX-License-Identifier: Apache-2.0
#include "http2_client.hpp"

#include <algorithm>
#include <cstring>

#include <nghttp2/nghttp2.h>

namespace endpoint_test {

struct Http2Client::Session {
    Session(Http2Client& owner, bool opens_window) {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, on_field);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
        nghttp2_option* option = nullptr;
        nghttp2_option_new(&option);
        nghttp2_option_set_no_auto_window_update(option, opens_window ? 0 : 1);
        nghttp2_session_client_new2(&session, callbacks, &owner, option);
        nghttp2_option_del(option);
        nghttp2_session_callbacks_del(callbacks);
        nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { nghttp2_session_del(session); }

    static Http2Client& of(void* user) { return *static_cast<Http2Client*>(user); }

    static int on_field(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                        std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                        std::uint8_t, void* user) {
        Http2Answer& answer = of(user).answer(frame->hd.stream_id);
        const std::string field{reinterpret_cast<const char*>(name), name_size};
        const std::string text{reinterpret_cast<const char*>(value), value_size};
        if (field == ":status") {
            answer.status = std::stoi(text);
        } else {
            answer.fields[field] = text;
        }
        return 0;
    }

    static int on_data(nghttp2_session*, std::uint8_t, std::int32_t stream,
                       const std::uint8_t* data, std::size_t size, void* user) {
        of(user).answer(stream).body.append(reinterpret_cast<const char*>(data), size);
        return 0;
    }

    static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
        if (frame->hd.type == NGHTTP2_GOAWAY) of(user).goaway_ = frame->goaway.error_code;
        const bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
        if (frame->hd.stream_id != 0 && last && frame->hd.type != NGHTTP2_RST_STREAM) {
            of(user).answer(frame->hd.stream_id).whole = true;
        }
        return 0;
    }

    static int on_close(nghttp2_session*, std::int32_t stream, std::uint32_t why, void* user) {
        of(user).answer(stream).closed_with = why;
        return 0;
    }

    static ssize_t read(nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t most,
                        std::uint32_t* flags, nghttp2_data_source* source, void*) {
        auto& body = *static_cast<Body*>(source->ptr);
        const std::size_t bytes = std::min(most, body.bytes.size() - body.sent);
        if (bytes == 0 && !body.ends) return NGHTTP2_ERR_DEFERRED;
        std::memcpy(into, body.bytes.data() + body.sent, bytes);
        body.sent += bytes;
        if (body.ends && body.sent == body.bytes.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(bytes);
    }

    nghttp2_session* session = nullptr;
};

Http2Client::Http2Client(Client client, bool opens_window)
    : client_{std::move(client)}, session_{std::make_unique<Session>(*this, opens_window)} {}

Http2Client::~Http2Client() = default;

std::int32_t Http2Client::submit(std::string body, const Fields& fields, std::string_view method,
                                 bool ends) {
    Fields all{{":method", std::string{method}},
               {":scheme", "http"},
               {":authority", "localhost"},
               {":path", "/two"}};
    all.insert(all.end(), fields.begin(), fields.end());
    std::vector<nghttp2_nv> native;
    for (auto& [name, value] : all) {
        native.push_back({reinterpret_cast<std::uint8_t*>(name.data()),
                          reinterpret_cast<std::uint8_t*>(value.data()), name.size(), value.size(),
                          NGHTTP2_NV_FLAG_NONE});
    }
    const bool has_body = !body.empty() || !ends;
    bodies_.push_back(std::make_unique<Body>(Body{std::move(body), 0, ends}));
    nghttp2_data_provider provider{};
    provider.source.ptr = bodies_.back().get();
    provider.read_callback = Session::read;
    return nghttp2_submit_request(session_->session, nullptr, native.data(), native.size(),
                                  has_body ? &provider : nullptr, nullptr);
}

std::int32_t Http2Client::request(std::string body, const Fields& more, std::string_view method) {
    return submit(std::move(body), more, method, true);
}

std::int32_t Http2Client::request_without_end(std::string body) {
    return submit(std::move(body), {}, "POST", false);
}

void Http2Client::reset(std::int32_t stream) {
    nghttp2_submit_rst_stream(session_->session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

void Http2Client::ping() {
    nghttp2_submit_ping(session_->session, NGHTTP2_FLAG_NONE, nullptr);
}

void Http2Client::open_window(std::int32_t stream, std::int32_t bytes) {
    nghttp2_submit_window_update(session_->session, NGHTTP2_FLAG_NONE, stream, bytes);
    nghttp2_submit_window_update(session_->session, NGHTTP2_FLAG_NONE, 0, bytes);
}

bool Http2Client::flush() {
    for (;;) {
        const std::uint8_t* data = nullptr;
        const ssize_t size = nghttp2_session_mem_send(session_->session, &data);
        if (size <= 0) return size == 0;
        if (!client_.send({reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)})) {
            return false;
        }
    }
}

bool Http2Client::until(const std::function<bool()>& reached) {
    while (!reached()) {
        if (!flush()) return false;
        if (reached()) return true;  // by the last that was sent
        const std::string some = client_.receive();
        const auto* data = reinterpret_cast<const std::uint8_t*>(some.data());
        if (some.empty()) return false;
        if (nghttp2_session_mem_recv(session_->session, data, some.size()) < 0) return false;
    }
    return flush();
}

const Http2Answer& Http2Client::wait(std::int32_t stream) {
    until([&] { return answer(stream).closed_with.has_value(); });
    return answer(stream);
}

}  // namespace endpoint_test
