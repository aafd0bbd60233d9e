// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"

namespace weir::inline v0 {

/// What went wrong: one value for each exception of the service, and our own at the end.
/// Source: the published API model, kinesis 2013-12-02.
enum class Errc : std::uint8_t {
    resource_not_found,
    resource_in_use,
    invalid_argument,
    limit_exceeded,
    access_denied,
    validation,
    provisioned_throughput_exceeded,
    expired_iterator,
    expired_next_token,
    internal_failure,
    kms_disabled,
    kms_invalid_state,
    kms_access_denied,
    kms_not_found,
    kms_opt_in_required,
    kms_throttling,
    memory_budget_exceeded,  ///< the service has no such thing: the storage's memory is spent
    recording_differs,       ///< nor this: a recording of other calls is replayed
    recording_ended,         ///< nor this: a recording is replayed and holds no further call
};
inline constexpr std::size_t error_codes = 19;

/// The name of the exception, as the service's own clients know it.
[[nodiscard]] constexpr std::string_view exception_name(Errc code) noexcept {
    switch (code) {
        case Errc::resource_not_found:
            return "ResourceNotFoundException";
        case Errc::resource_in_use:
            return "ResourceInUseException";
        case Errc::invalid_argument:
            return "InvalidArgumentException";
        case Errc::limit_exceeded:
            return "LimitExceededException";
        case Errc::access_denied:
            return "AccessDeniedException";
        case Errc::validation:
            return "ValidationException";
        case Errc::provisioned_throughput_exceeded:
            return "ProvisionedThroughputExceededException";
        case Errc::expired_iterator:
            return "ExpiredIteratorException";
        case Errc::expired_next_token:
            return "ExpiredNextTokenException";
        case Errc::internal_failure:
            return "InternalFailureException";
        case Errc::kms_disabled:
            return "KMSDisabledException";
        case Errc::kms_invalid_state:
            return "KMSInvalidStateException";
        case Errc::kms_access_denied:
            return "KMSAccessDeniedException";
        case Errc::kms_not_found:
            return "KMSNotFoundException";
        case Errc::kms_opt_in_required:
            return "KMSOptInRequired";
        case Errc::kms_throttling:
            return "KMSThrottlingException";
        case Errc::memory_budget_exceeded:
            return "MemoryBudgetExceededException";
        case Errc::recording_differs:
            return "RecordingDiffersException";
        case Errc::recording_ended:
            return "RecordingEndedException";
    }
    return "InternalFailureException";
}

/// The name as the service writes it into an answer, such as the ErrorCode of one put record.
///
/// It differs from the exception's in one case: an answer says `InternalFailure`.
[[nodiscard]] constexpr std::string_view to_string(Errc code) noexcept {
    return code == Errc::internal_failure ? "InternalFailure" : exception_name(code);
}

namespace detail {

/// Text of limited length inside an object, so that a copy of it needs no allocation.
template <std::size_t Capacity>
class InlineText {
public:
    InlineText() = default;
    explicit InlineText(std::string_view text) noexcept
        : size_{static_cast<std::uint8_t>(text.copy(text_, Capacity))} {
        static_assert(Capacity < 256);
    }
    [[nodiscard]] std::string_view view() const noexcept { return {text_, size_}; }

private:
    char text_[Capacity]{};
    std::uint8_t size_ = 0;
};

}  // namespace detail

/// Why an operation was refused: a code, the facts, and a text that is put together on demand.
///
/// It owns what it names, so it may outlive the stream. Refusals that a program meets in its
/// stride (throttled, memory spent) carry facts only: making one allocates nothing.
class Error {
public:
    /// An error with its text, and how long to wait before trying again, if that helps.
    Error(Errc code, std::string text, Duration retry_after = Duration::zero()) noexcept
        : text_{std::move(text)}, retry_after_{retry_after}, code_{code}, form_{Form::text} {}

    /// A shard's allowance is used up until `retry_after` has passed.
    [[nodiscard]] static Error throttled_shard(std::string_view stream, std::string_view account,
                                               ShardId shard, Duration retry_after) noexcept {
        constexpr auto code = Errc::provisioned_throughput_exceeded;
        return {code, Form::throttled_shard, stream, account, shard, retry_after};
    }
    /// The memory that the storage may use is spent.
    [[nodiscard]] static Error memory_budget_exceeded(std::string_view stream,
                                                      std::string_view account,
                                                      ShardId shard) noexcept {
        constexpr auto code = Errc::memory_budget_exceeded;
        return {code, Form::memory_budget, stream, account, shard, Duration::zero()};
    }

    [[nodiscard]] Errc code() const noexcept { return code_; }

    /// How long to wait before the same request can succeed; zero if waiting does not help.
    [[nodiscard]] Duration retry_after() const noexcept { return retry_after_; }

    /// The shard whose allowance or memory it is about, if it is about one.
    [[nodiscard]] ShardId shard_id() const noexcept { return shard_; }

    /// The text that the service would send.
    [[nodiscard]] std::string message() const {
        switch (form_) {
            case Form::throttled_shard:
                return about_shard("Rate exceeded for shard ");
            case Form::memory_budget:
                return about_shard("Memory budget spent at shard ");
            case Form::text:
                break;
        }
        return text_;
    }

private:
    enum class Form : std::uint8_t { text, throttled_shard, memory_budget };

    Error(Errc code, Form form, std::string_view stream, std::string_view account, ShardId shard,
          Duration retry_after) noexcept
        : retry_after_{retry_after},
          shard_{shard},
          stream_{stream},
          account_{account},
          code_{code},
          form_{form} {}

    [[nodiscard]] std::string about_shard(std::string_view beginning) const {
        std::string message{beginning};
        message += shard_.to_string();
        message += " in stream ";
        message += stream_.view();
        message += " under account ";
        message += account_.view();
        message += '.';
        return message;
    }

    std::string text_;
    Duration retry_after_;
    ShardId shard_;
    detail::InlineText<limits::stream_name_size_max> stream_;
    detail::InlineText<limits::account_id_size> account_;
    Errc code_;
    Form form_;
};

/// A value, or the Error that stands in its place.
template <class T>
using Result = tl::expected<T, Error>;

/// What a function that gives a Result returns to refuse.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>{std::move(error)};
}
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string text) {
    return fail(Error{code, std::move(text)});
}

}  // namespace weir::inline v0
