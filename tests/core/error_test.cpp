// SPDX-License-Identifier: Apache-2.0
#include "weir/core/error.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "allocations.hpp"
#include "catch.hpp"

using weir::Duration;
using weir::Errc;
using weir::Error;
using weir::fail;
using weir::Result;
using weir::ShardId;
using namespace std::chrono_literals;

namespace {

const std::vector<Errc> all_codes = {
    Errc::resource_not_found,
    Errc::resource_in_use,
    Errc::invalid_argument,
    Errc::limit_exceeded,
    Errc::access_denied,
    Errc::validation,
    Errc::provisioned_throughput_exceeded,
    Errc::expired_iterator,
    Errc::expired_next_token,
    Errc::internal_failure,
    Errc::kms_disabled,
    Errc::kms_invalid_state,
    Errc::kms_access_denied,
    Errc::kms_not_found,
    Errc::kms_opt_in_required,
    Errc::kms_throttling,
    Errc::memory_budget_exceeded,
    Errc::recording_differs,
    Errc::recording_ended,
};

Result<int> half(int number) {
    if (number % 2 != 0) {
        return fail(Errc::invalid_argument, "odd");
    }
    return number / 2;
}

}  // namespace

static_assert(sizeof(Error) <= 240);
static_assert(std::is_nothrow_move_constructible_v<Error> && std::is_copy_constructible_v<Error>);
static_assert(to_string(Errc::validation) == "ValidationException");

TEST_CASE("each code has the service's name for it") {
    CHECK(to_string(Errc::resource_not_found) == "ResourceNotFoundException");
    CHECK(to_string(Errc::provisioned_throughput_exceeded) ==
          "ProvisionedThroughputExceededException");
    CHECK(to_string(Errc::expired_iterator) == "ExpiredIteratorException");
    CHECK(to_string(Errc::kms_invalid_state) == "KMSInvalidStateException");
    CHECK(to_string(Errc::kms_opt_in_required) == "KMSOptInRequired");
}

TEST_CASE("no two codes share a name, and all but one are exceptions by name") {
    std::set<std::string_view> names;
    for (const auto code : all_codes) {
        names.insert(exception_name(code));
        const bool ends_so = exception_name(code).ends_with("Exception");
        CHECK(ends_so == (code != Errc::kms_opt_in_required));
    }
    CHECK(names.size() == all_codes.size());
    CHECK(names.size() == weir::error_codes);
}

TEST_CASE("an answer and an exception name an internal failure differently, and nothing else") {
    CHECK(to_string(Errc::internal_failure) == "InternalFailure");
    CHECK(exception_name(Errc::internal_failure) == "InternalFailureException");
    for (const auto code : all_codes) {
        CHECK((to_string(code) == exception_name(code)) == (code != Errc::internal_failure));
    }
}

TEST_CASE("an error with a text of its own gives that text") {
    const Error error{Errc::limit_exceeded, "Too many."};
    CHECK(error.code() == Errc::limit_exceeded);
    CHECK(error.message() == "Too many.");
    CHECK(error.retry_after() == Duration::zero());
    CHECK(Error{Errc::limit_exceeded, "Too many.", 2s}.retry_after() == 2s);
}

TEST_CASE("a throttled shard is named as the service names it") {
    const auto error = Error::throttled_shard("orders", "123456789012", ShardId{3}, 250ms);
    CHECK(error.code() == Errc::provisioned_throughput_exceeded);
    CHECK(error.retry_after() == 250ms);
    CHECK(error.message() ==
          "Rate exceeded for shard shardId-000000000003 in stream orders under account "
          "123456789012.");
}

TEST_CASE("a spent memory budget names the shard that found it spent") {
    const auto error = Error::memory_budget_exceeded("orders", "123456789012", ShardId{3});
    CHECK(error.code() == Errc::memory_budget_exceeded);
    CHECK(error.retry_after() == Duration::zero());
    CHECK(error.message() ==
          "Memory budget spent at shard shardId-000000000003 in stream orders under account "
          "123456789012.");
}

TEST_CASE("an error made of facts keeps its own copy of the names") {
    std::optional<Error> error;
    {
        std::string stream(128, 's');
        std::string account = "123456789012";
        error = Error::throttled_shard(stream, account, ShardId{0}, 1us);
        stream.assign(128, 'x');
        account.assign(12, 'x');
    }
    CHECK(error->message() == "Rate exceeded for shard shardId-000000000000 in stream " +
                                  std::string(128, 's') + " under account 123456789012.");
}

TEST_CASE("names longer than any that are allowed are cut, not run over") {
    const auto error =
        Error::throttled_shard(std::string(300, 's'), std::string(300, '9'), ShardId{0}, 1us);
    CHECK(error.message() == "Rate exceeded for shard shardId-000000000000 in stream " +
                                 std::string(128, 's') + " under account " + std::string(12, '9') +
                                 ".");
    CHECK(Error::throttled_shard({}, {}, ShardId{0}, 1us).message() ==
          "Rate exceeded for shard shardId-000000000000 in stream  under account .");
}

TEST_CASE("a refusal that a program meets in its stride allocates nothing") {
    const std::string stream(128, 's');
    const auto before = allocations;
    Result<int> throttled = fail(Error::throttled_shard(stream, "123456789012", ShardId{3}, 1s));
    Result<int> spent = fail(Error::memory_budget_exceeded(stream, "123456789012", ShardId{3}));
    const auto copy = throttled;
    const auto moved = std::move(throttled);
    const auto code = copy.error().code();
    const auto wait = moved.error().retry_after();
    const auto after = allocations;
    CHECK(after == before);
    CHECK(code == Errc::provisioned_throughput_exceeded);
    CHECK(wait == 1s);
    CHECK_FALSE(spent.has_value());
    CHECK_FALSE(copy.error().message().empty());
    CHECK(allocations > after);
}

TEST_CASE("a result is a value or the error in its place") {
    CHECK(half(8).value() == 4);
    const auto odd = half(7);
    REQUIRE_FALSE(odd.has_value());
    CHECK(odd.error().code() == Errc::invalid_argument);
    CHECK(odd.error().message() == "odd");
    const Result<void> nothing = fail(Error{Errc::validation, "no"});
    CHECK_FALSE(nothing.has_value());
    CHECK(Result<void>{}.has_value());
}

TEST_CASE("copies of an error are independent of it") {
    Error error{Errc::validation, "first"};
    const Error copy = error;
    error = Error::throttled_shard("s", "1", ShardId{1}, 1us);
    CHECK(copy.message() == "first");
    CHECK(copy.code() == Errc::validation);
    CHECK(error.code() == Errc::provisioned_throughput_exceeded);
    error = copy;
    CHECK(error.message() == "first");
}
