// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/instant.hpp"

/// HTTP messages as values, without sockets: what a server passes to the protocol and gets back.
namespace weir::inline v0 {

/// One field of a request's header, lent.
struct HttpField {
    std::string_view name;  ///< in lower case
    std::string_view value;
};

/// A request that has been received in full, lent for the length of the call.
struct HttpRequest {
    std::string_view method;
    std::string_view target;
    std::span<const HttpField> fields;
    std::string_view body;

    /// The value of the first field with that name.  Gives: nothing if there is none.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept {
        for (const HttpField& one : fields) {
            if (one.name == name) {
                return one.value;
            }
        }
        return std::nullopt;
    }
};

/// A body that is made bit by bit, as that of SubscribeToShard.
///
/// Whoever serves it calls `step` at once, again at the time that `step` gave, and at any time
/// between. It ends when `step` gives nothing, or by its destruction when the peer has gone.
class HttpBodySource {
public:
    HttpBodySource() = default;
    HttpBodySource(const HttpBodySource&) = delete;
    HttpBodySource& operator=(const HttpBodySource&) = delete;
    virtual ~HttpBodySource() = default;

    /// Appends to `out` what is ready.
    /// Gives: when to call again at the latest; nothing if this was the end.
    virtual std::optional<Instant> step(std::string& out) = 0;
};

/// An answer, whole or with a body that goes on.
struct HttpResponse {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
    std::string body;
    /// If there is one, the body goes on with what it gives, after `body`.
    std::unique_ptr<HttpBodySource> source;
};

}  // namespace weir::inline v0
