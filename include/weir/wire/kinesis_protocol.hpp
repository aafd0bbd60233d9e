// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "weir/service/constraints.hpp"
#include "weir/service/operation.hpp"
#include "weir/wire/authorization.hpp"
#include "weir/wire/cbor_reader.hpp"
#include "weir/wire/http.hpp"
#include "weir/wire/http_date.hpp"
#include "weir/wire/json_reader.hpp"
#include "weir/wire/operation_calls.hpp"
#include "weir/wire/request_id.hpp"
#include "weir/wire/request_reader.hpp"
#include "weir/wire/result_writer.hpp"
#include "weir/wire/subscription_body.hpp"

namespace weir::inline v0 {

/// Knows the service of each account and region, and what time it is.
template <class Resolver>
concept service_resolver = requires(Resolver& resolver, std::string_view text) {
    typename Resolver::Service;
    { resolver.service(text, text) } -> std::same_as<typename Resolver::Service&>;
    { resolver.now() } -> std::same_as<Instant>;
};

/// One service for all accounts and regions. It has to outlive this.
template <class T>
class OneService {
public:
    using Service = T;

    explicit OneService(Service& service) noexcept : service_{service} {}

    [[nodiscard]] Service& service(std::string_view, std::string_view) noexcept { return service_; }
    [[nodiscard]] Instant now() { return service_.clock().now(); }

private:
    Service& service_;
};

struct KinesisProtocolOptions {
    /// Whose streams a request means that names no account or no region.
    std::string account_id = "000000000000";
    std::string region = "us-east-1";
    /// Refuse a request without a signature. Whether it is the right one is never looked at.
    bool check_authorization = false;
    std::size_t body_bytes_max = std::size_t{16} << 20;
    std::uint64_t seed = 0;  ///< of the ids in the answers
};

/// The service's protocol, from one HTTP message to another: AWS JSON 1.1 and its CBOR form.
///
/// Thread: any, if the resolver takes any.
/// Source: kinesalite's tests against the live service; service model 2013-12-02.
template <service_resolver Resolver>
class KinesisProtocol {
public:
    using Service = typename Resolver::Service;
    using Options = KinesisProtocolOptions;

    explicit KinesisProtocol(Resolver resolver, Options options = {})
        : resolver_{std::move(resolver)}, options_{std::move(options)}, ids_{options_.seed} {}

    /// Answers one request.  Gives: a response without `content-length`, which its sender knows.
    [[nodiscard]] HttpResponse handle(const HttpRequest& request) {
        HttpResponse response;
        if (request.body.size() > options_.body_bytes_max) {
            response.status = 413;
            return response;
        }
        wire::RequestIds ids = ids_.next();
        response.fields.emplace_back("x-amzn-requestid", std::move(ids.request_id));
        if (!is_preflight(request)) {
            response.fields.emplace_back("x-amz-id-2", std::move(ids.extended));
        }
        response.fields.emplace_back("date", wire::http_date(resolver_.now()));
        if (request.field("origin")) {
            allow_origin(request, response);
        }
        if (!is_preflight(request)) {
            answer(request, response);
        }
        return response;
    }

    [[nodiscard]] Resolver& resolver() noexcept { return resolver_; }

private:
    using Format = wire::Format;

    /// An answer in the making, with what its format and errors depend on.
    struct Exchange {
        const HttpRequest& request;
        HttpResponse& response;
        Format format;
        std::string_view content_type;
    };

    // What a browser asks before it asks.

    [[nodiscard]] static bool is_preflight(const HttpRequest& request) {
        return request.method == "OPTIONS" && request.field("origin");
    }
    static void allow_origin(const HttpRequest& request, HttpResponse& response) {
        const auto pass_on = [&](std::string_view asked, std::string_view allowed) {
            if (const auto value = request.field(asked)) {
                response.fields.emplace_back(allowed, *value);
            }
        };
        response.fields.emplace_back("access-control-allow-origin", "*");
        if (is_preflight(request)) {
            pass_on("access-control-request-headers", "access-control-allow-headers");
            pass_on("access-control-request-method", "access-control-allow-methods");
            response.fields.emplace_back("access-control-max-age", "172800");
            return;
        }
        response.fields.emplace_back("access-control-expose-headers",
                                     "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,"
                                     "x-amz-id-2,x-amzn-ErrorMessage,Date");
    }

    // Before the body is looked at. The order of these checks is the service's.

    void answer(const HttpRequest& request, HttpResponse& response) {
        if (request.method != "POST") {
            return deny(response);
        }
        std::string_view type = request.field("content-type").value_or("");
        type = type.substr(0, type.find(';'));
        type = type.substr(0, type.find_last_not_of(' ') + 1);
        const bool is_json = type == "application/x-amz-json-1.1" || type == "application/json";
        const bool is_cbor = type == wire::content_type_of(Format::cbor);
        const Format format = is_json ? Format::json : Format::cbor;
        const Exchange exchange{request, response, format,
                                is_json ? type : wire::content_type_of(Format::cbor)};
        const std::string_view target = request.field("x-amz-target").value_or("");
        const auto operation = operation_of(target);
        if (request.body.empty()) {
            return refuse(exchange,
                          {operation ? "SerializationException" : "UnknownOperationException", {}});
        }
        if (!is_json && !is_cbor) {
            return refuse_type(response, target);
        }
        // A node for some 50 bytes, which is what records of a common size come to.
        constexpr std::size_t most_expected = 4 * limits::put_records_entries_max;
        wire::Document document{std::min(request.body.size() / 48 + 8, most_expected)};
        const bool well_formed = is_json ? wire::read_json(request.body, document)
                                         : wire::read_cbor(request.body, document);
        if (!well_formed || !holds_members(document)) {
            return refuse(exchange, {"SerializationException", {}});
        }
        if (!operation) {
            return refuse(exchange, {"UnknownOperationException", {}});
        }
        if (options_.check_authorization) {
            if (const auto refusal = wire::authorization_problem(request)) {
                return refuse(exchange, *refusal);
            }
        }
        wire::with_operation_call(*operation,
                                  [&](const auto& call) { run(exchange, document, call); });
    }
    /// `Kinesis_20131202.PutRecords`
    [[nodiscard]] static std::optional<ServiceOperation> operation_of(std::string_view target) {
        constexpr std::string_view service = "Kinesis_20131202.";
        return target.starts_with(service) ? operation_named(target.substr(service.size()))
                                           : std::nullopt;
    }
    /// Whether it is a map, or a list, which is told that it is none.
    [[nodiscard]] static bool holds_members(const wire::Document& document) {
        const auto kind = document.root().kind;
        return kind == wire::NodeKind::map || kind == wire::NodeKind::list;
    }
    static void deny(HttpResponse& response) {
        response.status = 403;
        response.body =
            "<AccessDeniedException>\n"
            "  <Message>Unable to determine service/operation name to be authorized</Message>\n"
            "</AccessDeniedException>\n";
    }
    static void refuse_type(HttpResponse& response, std::string_view target) {
        const std::size_t dot = target.find('.');
        if (dot == 0 || dot == target.npos || dot + 1 == target.size()) {
            return deny(response);
        }
        response.status = 404;
        response.body = "<UnknownOperationException/>\n";
    }

    // The operation.

    template <class Call>
    void run(const Exchange& exchange, const wire::Document& document, const Call& call) {
        wire::RequestReader reader{document, exchange.format, exchange.request.body.size()};
        typename Call::Input input{};
        if (!reader.read(input)) {
            return refuse(exchange, {"SerializationException", reader.problem()});
        }
        if (const auto error = constraint_error(input)) {
            return refuse(exchange, *error);
        }
        const wire::CallerScope caller = wire::caller_scope(exchange.request);
        Service& service = resolver_.service(
            caller.account_id.empty() ? std::string_view{options_.account_id} : caller.account_id,
            caller.region.empty() ? std::string_view{options_.region} : caller.region);
        auto result = call.function(service, std::as_const(input));
        if (!result) {
            return refuse(exchange, result.error());
        }
        using Output = typename decltype(result)::value_type;
        if constexpr (std::is_void_v<Output>) {
            put_content_type(exchange, exchange.content_type);
        } else if constexpr (std::same_as<Output, typename Service::Subscription>) {
            put_content_type(exchange, "application/vnd.amazon.eventstream");
            exchange.response.source = std::make_unique<wire::SubscriptionBody<Service>>(
                service, std::move(*result), exchange.format);
        } else {
            put_content_type(exchange, exchange.content_type);
            reserve_body(exchange.response.body, *result);
            wire::write_as(exchange.format, exchange.response.body,
                           [&](auto& to) { wire::write_result(to, service, *result); });
        }
    }
    /// Room for the results of many records, so that they are not copied again and again.
    template <class Output>
    static void reserve_body(std::string& body, const Output& output) {
        constexpr std::size_t entry_size = 128;
        if constexpr (requires { output.records.bytes(); }) {
            body.reserve(static_cast<std::size_t>(output.records.bytes()) / 3 * 4 +
                         2 * entry_size * static_cast<std::size_t>(output.records.size()));
        } else if constexpr (requires { output.records.size(); }) {
            body.reserve(entry_size * output.records.size());
        }
    }

    // Answers.

    static void put_content_type(const Exchange& exchange, std::string_view type) {
        exchange.response.fields.emplace_back("content-type", type);
    }
    static void refuse(const Exchange& exchange, const wire::Refusal& refusal) {
        // The service spells this one member its own way in this one error.
        const bool serialization = refusal.type == "SerializationException";
        refuse(exchange, 400, refusal.type, serialization ? "Message" : "message", refusal.message);
    }
    static void refuse(const Exchange& exchange, const Error& error) {
        const Errc code = wire::answered_code(error.code());
        refuse(exchange, code == Errc::internal_failure ? 500 : 400, to_string(code), "message",
               error.message());
    }
    static void refuse(const Exchange& exchange, int status, std::string_view type,
                       std::string_view message_name, std::string_view message) {
        exchange.response.status = status;
        put_content_type(exchange, exchange.content_type);
        wire::write_as(exchange.format, exchange.response.body, [&](auto& to) {
            to.open_map();
            to.name("__type");
            to.text(type);
            if (!message.empty()) {
                to.name(message_name);
                to.text(message);
            }
            to.close_map();
        });
    }

    Resolver resolver_;
    Options options_;
    wire::RequestIdSource ids_;
};

}  // namespace weir::inline v0
