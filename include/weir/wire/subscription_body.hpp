// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/core/error.hpp"
#include "weir/core/instant.hpp"
#include "weir/wire/cbor_writer.hpp"
#include "weir/wire/event_stream.hpp"
#include "weir/wire/http.hpp"
#include "weir/wire/json_writer.hpp"
#include "weir/wire/request_reader.hpp"
#include "weir/wire/result_writer.hpp"

namespace weir::inline v0::wire {

[[nodiscard]] constexpr std::string_view content_type_of(Format format) noexcept {
    return format == Format::cbor ? "application/x-amz-cbor-1.1" : "application/x-amz-json-1.1";
}

/// Calls `write` with a writer of that format.
template <class Write>
void write_as(Format format, std::string& out, Write&& write) {
    if (format == Format::cbor) {
        CborWriter writer{out};
        write(writer);
    } else {
        JsonWriter writer{out};
        write(writer);
    }
}

/// The body of an answer to SubscribeToShard: a subscription's events, each in a frame.
///
/// Payloads have the format of the request. The service has to outlive it.
template <class Service>
class SubscriptionBody final : public HttpBodySource {
public:
    SubscriptionBody(Service& service, typename Service::Subscription subscription, Format format)
        : service_{service}, subscription_{std::move(subscription)}, format_{format} {}

    /// One frame at a time, so that over HTTP/1.1 each one is a chunk: so the service sends them,
    /// and there are clients that take what comes at once for one frame.
    std::optional<Instant> step(std::string& out) override {
        const Instant now = service_.clock().now();
        if (!std::exchange(greeted_, true)) {
            append(out, "event", ":event-type", "initial-response", [](auto& to) {
                to.open_map();
                to.close_map();
            });
            // As the service, whose first event comes a little later: those clients read the
            // greeting by itself.
            return now + greeting_lead;
        }
        const typename Service::SubscriptionStep step = subscription_.next(now);
        if (step.event) {
            append(out, "event", ":event-type", "SubscribeToShardEvent",
                   [&step](auto& to) { write_event(to, *step.event); });
        }
        if (step.error) {
            append_error(out, *step.error);
        }
        if (step.error || step.ended) {
            return std::nullopt;
        }
        return step.event ? now : step.next_due;
    }

private:
    static constexpr Duration greeting_lead{20'000};

    void append_error(std::string& out, const Error& error) {
        append(out, "exception", ":exception-type", exception_name(answered_code(error.code())),
               [&error](auto& to) {
                   to.open_map();
                   to.name("message");
                   to.text(error.message());
                   to.close_map();
               });
    }
    template <class Write>
    void append(std::string& out, std::string_view message_type, std::string_view type_header,
                std::string_view type, const Write& write) {
        append_event(out,
                     {{":message-type", message_type},
                      {type_header, type},
                      {":content-type", content_type_of(format_)}},
                     [&] { write_as(format_, out, write); });
    }

    Service& service_;
    typename Service::Subscription subscription_;
    Format format_;
    bool greeted_ = false;
};

}  // namespace weir::inline v0::wire
