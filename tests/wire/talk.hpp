// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/wire/http.hpp"
#include "weir/wire/kinesis_protocol.hpp"
#include "wire/fake_service.hpp"

inline constexpr std::string_view json_type = "application/x-amz-json-1.1";
inline constexpr std::string_view cbor_type = "application/x-amz-cbor-1.1";

/// The value of a response's field, or "(none)".
inline std::string field_of(const weir::HttpResponse& response, std::string_view name) {
    for (const auto& [one, value] : response.fields) {
        if (one == name) {
            return value;
        }
    }
    return "(none)";
}

/// A protocol over a fake service, and ways to ask it.
class Talk {
public:
    using Protocol = weir::KinesisProtocol<weir::OneService<FakeService>>;
    using Fields = std::vector<weir::HttpField>;

    explicit Talk(weir::KinesisProtocolOptions options = {})
        : protocol{weir::OneService<FakeService>{service}, std::move(options)} {}

    weir::HttpResponse send(const Fields& fields, std::string_view body,
                            std::string_view method = "POST", std::string_view target = "/") {
        return protocol.handle(
            {.method = method, .target = target, .fields = fields, .body = body});
    }
    weir::HttpResponse ask(std::string_view operation, std::string_view body,
                           std::string_view type = json_type) {
        const std::string target = "Kinesis_20131202." + std::string{operation};
        const Fields fields{{"content-type", type}, {"x-amz-target", target}};
        return send(fields, body);
    }
    /// The status and the body of the answer to a JSON request.
    std::string said(std::string_view operation, std::string_view body) {
        const auto response = ask(operation, body);
        return std::to_string(response.status) + ' ' + response.body;
    }
    /// What the service saw of a JSON request, or what was answered if it was not asked.
    std::string seen(std::string_view operation, std::string_view body,
                     std::string_view type = json_type) {
        service.called.clear();
        const auto response = ask(operation, body, type);
        return service.called.empty() ? response.body : service.seen;
    }

    FakeService service;
    Protocol protocol;
};
