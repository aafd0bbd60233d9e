// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <new>

#include <nghttp2/nghttp2.h>

#include "server_options.hpp"

namespace endpoint {

template <class T, void (*free)(T*)>
struct FreeWith {
    void operator()(T* one) const noexcept { free(one); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, FreeWith<T, free>>;

using Http2Session = Owned<nghttp2_session, nghttp2_session_del>;

namespace detail {

inline constexpr std::uint32_t stream_window_bytes = 1024 * 1024;
inline constexpr std::int32_t connection_window_bytes = 16 * 1024 * 1024;
inline constexpr std::uint32_t max_frame_bytes = 256 * 1024;

/// What a peer may ask of us that costs it nothing.
inline Owned<nghttp2_option, nghttp2_option_del> limits_of_http2() {
    nghttp2_option* made = nullptr;
    if (nghttp2_option_new(&made) != 0) throw std::bad_alloc{};
    nghttp2_option_set_max_outbound_ack(made, 1000);
    nghttp2_option_set_max_settings(made, 32);
    nghttp2_option_set_stream_reset_rate_limit(made, 1000, 100);
    nghttp2_option_set_max_send_header_block_length(made, 1024 * 1024);
    return Owned<nghttp2_option, nghttp2_option_del>{made};
}

inline void submit_server_settings(nghttp2_session* session, const ServerOptions& options) {
    const std::array<nghttp2_settings_entry, 4> settings{{
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<std::uint32_t>(options.max_streams)},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window_bytes},
        {NGHTTP2_SETTINGS_MAX_FRAME_SIZE, max_frame_bytes},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
         static_cast<std::uint32_t>(options.max_header_bytes)},
    }};
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, connection_window_bytes);
}

/// nghttp2 is C: what is thrown ends the session instead.
template <class Call>
auto guarded(Call&& call) noexcept -> decltype(call()) {
    try {
        return call();
    } catch (const std::exception&) {
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
}

using Frame = const nghttp2_frame*;

template <class Owner>
void set_receiving_callbacks(nghttp2_session_callbacks* made) {
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        made, [](nghttp2_session*, Frame frame, void* user) {
            return detail::guarded([&] { return static_cast<Owner*>(user)->on_begin(*frame); });
        });
    nghttp2_session_callbacks_set_on_header_callback(
        made, [](nghttp2_session*, Frame frame, const std::uint8_t* name, std::size_t name_size,
                 const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* user) {
            return detail::guarded([&] {
                return static_cast<Owner*>(user)->on_field(
                    *frame, {reinterpret_cast<const char*>(name), name_size},
                    {reinterpret_cast<const char*>(value), value_size});
            });
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        made, [](nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                 std::size_t size, void* user) {
            return detail::guarded([&] {
                return static_cast<Owner*>(user)->on_data(
                    id, {reinterpret_cast<const char*>(data), size});
            });
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        made, [](nghttp2_session*, Frame frame, void* user) {
            return detail::guarded([&] { return static_cast<Owner*>(user)->on_frame(*frame); });
        });
}

template <class Owner>
void set_sending_callbacks(nghttp2_session_callbacks* made) {
    nghttp2_session_callbacks_set_on_stream_close_callback(
        made, [](nghttp2_session*, std::int32_t id, std::uint32_t, void* user) {
            return detail::guarded([&] { return static_cast<Owner*>(user)->on_stream_closed(id); });
        });
    nghttp2_session_callbacks_set_send_callback(made, [](nghttp2_session*, const std::uint8_t* data,
                                                         std::size_t size, int, void* user) {
        return detail::guarded([&] {
            return static_cast<Owner*>(user)->write({reinterpret_cast<const char*>(data), size});
        });
    });
    nghttp2_session_callbacks_set_send_data_callback(
        made, [](nghttp2_session*, nghttp2_frame* frame, const std::uint8_t* head, std::size_t size,
                 nghttp2_data_source*, void* user) {
            return detail::guarded([&] {
                return static_cast<Owner*>(user)->write_data(
                    *frame, {reinterpret_cast<const char*>(head), 9}, size);
            });
        });
}

}  // namespace detail

/// Ties a session to its owner's members.
///
/// The owner has on_begin(frame), on_field(frame, name, value), on_data(id, bytes),
/// on_frame(frame), on_stream_closed(id), write(bytes) and
/// write_data(frame, head, size).
template <class Owner>
Http2Session make_http2_session(Owner& owner, const ServerOptions& options) {
    nghttp2_session_callbacks* made = nullptr;
    if (nghttp2_session_callbacks_new(&made) != 0) throw std::bad_alloc{};
    const Owned<nghttp2_session_callbacks, nghttp2_session_callbacks_del> callbacks{made};
    detail::set_receiving_callbacks<Owner>(made);
    detail::set_sending_callbacks<Owner>(made);
    nghttp2_session* session = nullptr;
    const auto limits = detail::limits_of_http2();
    if (nghttp2_session_server_new2(&session, made, &owner, limits.get()) != 0) {
        throw std::bad_alloc{};
    }
    Http2Session owned{session};
    detail::submit_server_settings(session, options);
    return owned;
}

}  // namespace endpoint
