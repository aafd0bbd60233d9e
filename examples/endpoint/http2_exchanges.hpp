// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "answer_rules.hpp"
#include "http2_fields.hpp"
#include "http2_session.hpp"
#include "http2_stream.hpp"

namespace endpoint {

/// The requests and answers of one connection of HTTP/2, without its socket.
class Http2Exchanges {
public:
    /// `on_ready` is called when there may be something to fill while nobody asked.
    Http2Exchanges(EventLoop& loop, std::weak_ptr<void> owner, std::function<void()> on_ready)
        : loop_{loop},
          owner_{std::move(owner)},
          on_ready_{std::move(on_ready)},
          session_{make_http2_session(*this, loop.shared().options)} {}
    Http2Exchanges(const Http2Exchanges&) = delete;
    Http2Exchanges& operator=(const Http2Exchanges&) = delete;

    /// Gives: whether the connection is of any use any more
    [[nodiscard]] bool receive(std::string_view bytes) {
        const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
        return nghttp2_session_mem_recv(session_.get(), data, bytes.size()) >= 0;
    }

    /// Appends what may be sent, about `most_to_fill` at most.
    /// Gives: whether the connection is of any use any more
    [[nodiscard]] bool fill(std::string& out) {
        out_ = &out;
        const int result = nghttp2_session_send(session_.get());
        out_ = nullptr;
        for (const std::int32_t id : std::exchange(overfull_, {})) {
            if (Http2Stream* stream = find(id)) step(*stream);
        }
        return result == 0;
    }

    /// Whether nothing will be said any more.
    [[nodiscard]] bool over() const {
        if (nghttp2_session_want_write(session_.get()) != 0) return false;
        return finishing_ ? streams_.empty() : nghttp2_session_want_read(session_.get()) == 0;
    }

    [[nodiscard]] bool idle() const noexcept { return streams_.empty(); }
    [[nodiscard]] TimePoint idle_since() const noexcept { return idle_since_; }

    /// Resets the streams that have taken too long.
    void sweep(TimePoint now) {
        const ServerOptions& options = loop_.shared().options;
        for (const auto& [id, stream] : streams_) {
            // Also when it is answered already: some clients listen only when all is sent, so that
            // what is too long is received to its end and forgotten.
            const bool slow = !stream->request_done && now - stream->begun >= options.read_timeout;
            const bool stuck =
                stream->unsent() != 0 && now - stream->last_sent >= options.write_timeout;
            if (slow || stuck) reset(*stream, NGHTTP2_CANCEL);
        }
    }

    /// Takes no more requests, and answers those that are whole.
    void finish() {
        if (std::exchange(finishing_, true)) return;
        nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE,
                              nghttp2_session_get_last_proc_stream_id(session_.get()),
                              NGHTTP2_NO_ERROR, nullptr, 0);
        for (const auto& [id, stream] : streams_) {
            // A source may never end by itself.
            if (stream->goes_on() || !stream->answered) reset(*stream, NGHTTP2_CANCEL);
        }
    }

    /// Destroys all streams; nothing else may be called any more.
    void abandon() noexcept { streams_.clear(); }

    // What nghttp2 calls.

    int on_begin(const nghttp2_frame& frame) {
        if (is_request(frame)) {
            const std::int32_t id = frame.hd.stream_id;
            streams_.emplace(id, std::make_unique<Http2Stream>(id, now()));
        }
        return 0;
    }

    int on_field(const nghttp2_frame& frame, std::string_view name, std::string_view value) {
        Http2Stream* stream = find(frame.hd.stream_id);
        if (stream == nullptr || stream->head_done) return 0;  // trailers, or long gone
        if (stream->head.bytes() + name.size() + value.size() > options().max_header_bytes) {
            stream->head_too_large = true;
        } else if (name == ":method") {
            stream->head.set_method(value);
        } else if (name == ":path") {
            stream->head.set_target(value);
        } else if (name == ":authority") {
            stream->head.add_field("host", value);
        } else if (!name.starts_with(':')) {
            stream->head.add_field(name, value);
        }
        return 0;
    }

    int on_data(std::int32_t id, std::string_view bytes) {
        Http2Stream* stream = find(id);
        if (stream == nullptr || stream->answered) return 0;
        if (stream->body.size() + bytes.size() > options().max_body_bytes) {
            refuse(*stream, 413);
        } else {
            stream->body += bytes;
        }
        return 0;
    }

    int on_frame(const nghttp2_frame& frame) {
        Http2Stream* stream = find(frame.hd.stream_id);
        if (stream == nullptr) return 0;
        if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) return 0;
        const bool last = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
        stream->request_done = stream->request_done || last;
        if (is_request(frame)) on_head(*stream);
        if (last && !stream->answered) answer(*stream);
        return 0;
    }

    int on_stream_closed(std::int32_t id) {
        streams_.erase(id);
        if (streams_.empty()) idle_since_ = now();
        return 0;
    }

    ssize_t write(std::string_view bytes) {
        if (out_->size() >= most_to_fill) return NGHTTP2_ERR_WOULDBLOCK;
        *out_ += bytes;
        return static_cast<ssize_t>(bytes.size());
    }

    int write_data(const nghttp2_frame& frame, std::string_view head, std::size_t size) {
        if (out_->size() >= most_to_fill) return NGHTTP2_ERR_WOULDBLOCK;
        Http2Stream& stream = *find(frame.hd.stream_id);
        *out_ += head;
        out_->append(stream.answer, stream.sent, size);
        stream.count_sent(size, now());
        return 0;
    }

private:
    static constexpr std::size_t most_to_fill = 256 * 1024;

    [[nodiscard]] static TimePoint now() noexcept { return std::chrono::steady_clock::now(); }

    [[nodiscard]] static bool is_request(const nghttp2_frame& frame) noexcept {
        return frame.hd.type == NGHTTP2_HEADERS && frame.headers.cat == NGHTTP2_HCAT_REQUEST;
    }

    [[nodiscard]] const ServerOptions& options() const noexcept { return loop_.shared().options; }

    [[nodiscard]] Http2Stream* find(std::int32_t id) noexcept {
        const auto found = streams_.find(id);
        return found == streams_.end() ? nullptr : found->second.get();
    }

    void submit_reset(std::int32_t id, std::uint32_t why) {
        nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, why);
    }

    void reset(Http2Stream& stream, std::uint32_t why) {
        stream.answered = true;
        if (stream.pump) stream.pump->cut();
        submit_reset(stream.id, why);
    }

    void on_head(Http2Stream& stream) {
        stream.head_done = true;
        if (stream.head_too_large) return refuse(stream, 431);
        const auto length = stream.head.request({}, fields_).field("content-length");
        std::size_t bytes = 0;
        if (length) std::from_chars(length->data(), length->data() + length->size(), bytes);
        if (bytes > options().max_body_bytes) return refuse(stream, 413);
        stream.body.reserve(bytes);
        if (!stream.request_done && stream.head.expects_continue()) {
            const nghttp2_nv status = http2_field(":status", "100");
            nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, stream.id, nullptr, &status,
                                   1, nullptr);
        }
    }

    void refuse(Http2Stream& stream, int status) {
        stream.body = {};
        weir::HttpResponse response;
        response.status = status;
        submit(stream, std::move(response));
    }

    void answer(Http2Stream& stream) {
        submit(stream, loop_.shared().answer(stream.head.request(stream.body, fields_)));
        stream.body = {};
    }

    void submit(Http2Stream& stream, weir::HttpResponse response) {
        stream.answered = true;
        stream.last_sent = now();
        const bool bare = stream.head.method() == "HEAD" || !status_has_body(response.status);
        Http2Fields fields{response};
        nghttp2_data_provider provider{};
        provider.source.ptr = &stream;
        provider.read_callback = read_data;
        const bool has_body = !bare && (response.source || !response.body.empty());
        nghttp2_submit_response(session_.get(), stream.id, fields.data(), fields.size(),
                                has_body ? &provider : nullptr);
        if (!has_body) return;
        stream.answer = std::move(response.body);
        if (!response.source) return;
        stream.pump.emplace(loop_, std::move(response.source));
        step(stream);
    }

    static ssize_t read_data(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t most,
                             std::uint32_t* flags, nghttp2_data_source* source, void*) {
        auto& stream = *static_cast<Http2Stream*>(source->ptr);
        if (stream.pump && stream.pump->state() == BodyPump::State::failed) {
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        }
        if (stream.unsent() == 0 && stream.goes_on()) {
            stream.deferred = true;
            return NGHTTP2_ERR_DEFERRED;
        }
        const std::size_t bytes = std::min(most, stream.unsent());
        *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
        if (bytes == stream.unsent() && !stream.goes_on()) *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(bytes);
    }

    /// Lets the stream's source make more, unless its peer is behind.
    void step(Http2Stream& stream) {
        if (!stream.goes_on()) return;
        if (stream.unsent() > max_unsent_bytes) {
            overfull_.push_back(stream.id);
            return;
        }
        if (stream.unsent() == 0) stream.last_sent = now();
        stream.pump->step(stream.answer);
        if (stream.pump->state() == BodyPump::State::failed) {
            return reset(stream, NGHTTP2_INTERNAL_ERROR);
        }
        if (stream.goes_on()) {
            stream.pump->wait([this, owner = owner_, id = stream.id] {
                if (const auto alive = owner.lock()) on_time(id);
            });
        }
        if (stream.deferred && (stream.unsent() != 0 || !stream.goes_on())) {
            stream.deferred = false;
            nghttp2_session_resume_data(session_.get(), stream.id);
        }
    }

    void on_time(std::int32_t id) {
        Http2Stream* stream = find(id);
        if (stream == nullptr) return;
        step(*stream);
        on_ready_();
    }

    EventLoop& loop_;
    std::weak_ptr<void> owner_;
    std::function<void()> on_ready_;
    std::unordered_map<std::int32_t, std::unique_ptr<Http2Stream>> streams_;
    std::vector<weir::HttpField> fields_;
    std::vector<std::int32_t> overfull_;  ///< streams whose sources wait for their peer
    std::string* out_ = nullptr;
    TimePoint idle_since_ = now();
    bool finishing_ = false;
    Http2Session session_;
};

}  // namespace endpoint
