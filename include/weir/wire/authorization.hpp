// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/core/limits.hpp"
#include "weir/stream/texts.hpp"
#include "weir/stream/validation.hpp"
#include "weir/wire/http.hpp"

/// Who a request says that it comes from. Signatures are not checked: there is nothing to guard.
/// Source: kinesalite's tests against the live service.
namespace weir::inline v0::wire {

/// A refusal by the code that stands before the service proper.
struct Refusal {
    std::string_view type;
    std::string message;
};

namespace detail {

/// Calls `visit` with each piece between separators, but for empty ones.
template <class Visit>
void for_each_piece(std::string_view text, std::string_view separators, Visit&& visit) {
    while (!text.empty()) {
        const std::size_t end = text.find_first_of(separators);
        if (const auto piece = text.substr(0, end); !piece.empty()) {
            visit(piece);
        }
        text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    }
}

/// The value of `key=value` among such pieces.  Gives: nothing if the key is not among them.
[[nodiscard]] inline std::optional<std::string_view> value_of(std::string_view text,
                                                              std::string_view separators,
                                                              std::string_view key) {
    std::optional<std::string_view> value;
    for_each_piece(text, separators, [&](std::string_view piece) {
        const std::size_t equals = piece.find('=');
        if (piece.substr(0, equals) == key) {
            value = equals == piece.npos ? std::string_view{} : piece.substr(equals + 1);
        }
    });
    return value;
}

/// What follows the first word of the header, and the query of the target.
[[nodiscard]] inline std::string_view header_parameters(const HttpRequest& request) {
    const auto header = request.field("authorization").value_or(std::string_view{});
    const std::size_t end = header.find_first_of(", ");
    return end == header.npos ? std::string_view{} : header.substr(end + 1);
}
[[nodiscard]] inline std::string_view query_of(const HttpRequest& request) {
    const std::size_t question = request.target.find('?');
    return question == request.target.npos ? std::string_view{}
                                           : request.target.substr(question + 1);
}
inline constexpr std::string_view header_separators = ", ";
inline constexpr std::string_view query_separators = "&";

[[nodiscard]] inline std::string header_problems(const HttpRequest& request) {
    constexpr std::array<std::string_view, 3> wanted{"Credential", "Signature", "SignedHeaders"};
    std::string problems;
    for (const auto key : wanted) {
        if (value_of(header_parameters(request), header_separators, key).value_or("").empty()) {
            problems += texts::join({"Authorization header requires '", key, "' parameter. "});
        }
    }
    if (!request.field("x-amz-date") && !request.field("date")) {
        problems +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    return problems.empty()
               ? problems
               : texts::join({problems, "Authorization=", *request.field("authorization")});
}
[[nodiscard]] inline std::string query_problems(const HttpRequest& request) {
    constexpr std::array<std::string_view, 5> wanted{"X-Amz-Algorithm", "X-Amz-Credential",
                                                     "X-Amz-Signature", "X-Amz-SignedHeaders",
                                                     "X-Amz-Date"};
    std::string problems;
    for (const auto key : wanted) {
        if (value_of(query_of(request), query_separators, key).value_or("").empty()) {
            problems += texts::join({"AWS query-string parameters must include '", key, "'. "});
        }
    }
    return problems.empty() ? problems : problems + "Re-examine the query-string parameters.";
}

}  // namespace detail

/// Whether a request carries a signature of some form.  Gives: nothing if it does.
[[nodiscard]] inline std::optional<Refusal> authorization_problem(const HttpRequest& request) {
    const bool in_header = !request.field("authorization").value_or("").empty();
    const bool in_query =
        detail::value_of(detail::query_of(request), detail::query_separators, "X-Amz-Algorithm")
            .has_value();
    if (in_header && in_query) {
        return Refusal{"InvalidSignatureException",
                       "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' "
                       "as HTTP header."};
    }
    if (!in_header && !in_query) {
        return Refusal{"MissingAuthenticationTokenException", "Missing Authentication Token"};
    }
    std::string problems =
        in_header ? detail::header_problems(request) : detail::query_problems(request);
    if (problems.empty()) {
        return std::nullopt;
    }
    return Refusal{"IncompleteSignatureException", std::move(problems)};
}

/// The account and the region that a request's credential names; empty where it names none.
struct CallerScope {
    std::string_view account_id;
    std::string_view region;
};

/// The account is the access key, if that is made of 12 digits, as test set-ups like to have it.
[[nodiscard]] inline CallerScope caller_scope(const HttpRequest& request) {
    auto credential = detail::value_of(detail::header_parameters(request),
                                       detail::header_separators, "Credential");
    if (!credential) {
        credential = detail::value_of(detail::query_of(request), detail::query_separators,
                                      "X-Amz-Credential");
    }
    std::string_view rest = credential.value_or("");
    // KEY/DATE/REGION/kinesis/aws4_request, of which a query escapes the slashes.
    std::array<std::string_view, 3> parts{};
    for (std::string_view& part : parts) {
        const std::size_t end = std::min(rest.find('/'), rest.find("%2F"));
        part = rest.substr(0, end);
        rest =
            end == rest.npos ? std::string_view{} : rest.substr(end + (rest[end] == '/' ? 1 : 3));
    }
    CallerScope scope{};
    if (parts[0].size() == limits::account_id_size && validation::is_digits(parts[0])) {
        scope.account_id = parts[0];
    }
    constexpr std::size_t region_size_max = 32;
    if (parts[2].size() <= region_size_max && validation::is_name(parts[2])) {
        scope.region = parts[2];
    }
    return scope;
}

}  // namespace weir::inline v0::wire
