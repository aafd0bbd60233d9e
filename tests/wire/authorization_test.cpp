// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/authorization.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using Fields = std::vector<weir::HttpField>;

/// "TYPE: MESSAGE", or "none".
std::string problem(const Fields& fields, std::string_view target = "/") {
    const auto refusal = weir::wire::authorization_problem(
        {.method = "POST", .target = target, .fields = fields, .body = {}});
    return refusal ? std::string{refusal->type} + ": " + refusal->message : "none";
}
std::string incomplete(std::string_view why) {
    return "IncompleteSignatureException: " + std::string{why};
}

}  // namespace

TEST_CASE("A request is signed in its header or in its query, not in both and not in neither") {
    CHECK(problem({}) == "MissingAuthenticationTokenException: Missing Authentication Token");
    CHECK(
        problem({}, "/?X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d") ==
        "MissingAuthenticationTokenException: Missing Authentication Token");
    CHECK(problem({{"authorization", "X"}}, "/?X-Amz-Algorithm") ==
          "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and "
          "'Authorization' as HTTP header.");
    CHECK(problem(
              {{"authorization", "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=d, Signature=e"},
               {"x-amz-date", "x"}}) == "none");
    CHECK(problem({},
                  "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&"
                  "X-Amz-SignedHeaders=d&X-Amz-Date=e") == "none");
}

TEST_CASE("All that a header lacks is told") {
    CHECK(problem({{"authorization", "X"}}) ==
          incomplete("Authorization header requires 'Credential' parameter. Authorization header "
                     "requires 'Signature' parameter. Authorization header requires "
                     "'SignedHeaders' parameter. Authorization header requires existence of "
                     "either a 'X-Amz-Date' or a 'Date' header. Authorization=X"));
    for (const std::string header :
         {"AWS4- Signature=b Credential=a", "AWS4- Signature=b,Credential=a",
          "AWS4- Signature=b, Credential=a"}) {
        CHECK(problem({{"authorization", header}, {"date", "a"}}) ==
              incomplete("Authorization header requires 'SignedHeaders' parameter. "
                         "Authorization=" +
                         header));
    }
}

TEST_CASE("All that a query lacks is told") {
    CHECK(problem({}, "/?X-Amz-Algorithm") ==
          incomplete("AWS query-string parameters must include 'X-Amz-Algorithm'. AWS "
                     "query-string parameters must include 'X-Amz-Credential'. AWS query-string "
                     "parameters must include 'X-Amz-Signature'. AWS query-string parameters must "
                     "include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
                     "'X-Amz-Date'. Re-examine the query-string parameters."));
    CHECK(problem({}, "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d") ==
          incomplete("AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine "
                     "the query-string parameters."));
}

TEST_CASE("Account and region are found in the credential's scope") {
    const auto scope = [](std::string_view credential) {
        const std::string header = "AWS4-HMAC-SHA256 Credential=" + std::string{credential};
        const Fields fields{{"authorization", header}};
        const auto found = weir::wire::caller_scope(
            {.method = "POST", .target = "/", .fields = fields, .body = {}});
        return std::string{found.account_id} + '|' + std::string{found.region};
    };
    CHECK(scope("123456789012/20240101/eu-north-1/kinesis/aws4_request,") ==
          "123456789012|eu-north-1");
    CHECK(scope("AKIAIOSFODNN7/20240101/eu-north-1/kinesis/aws4_request") == "|eu-north-1");
    CHECK(scope("1234567890123/d/r/") == "|r");
    CHECK(scope("") == "|");
    CHECK(scope("/////") == "|");
    CHECK(scope("a/b/" + std::string(33, 'r')) == "|");
}
