// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "row.hpp"

namespace events {

/// The access log of Apache and nginx, in the common or the combined format.
///
///     192.0.2.7 - ada [24/Nov/2026:19:54:20 +0000] "GET /a HTTP/1.1" 200 512 "https://..." "..."
///
/// Fields: host, ident, user, time, request, status, bytes and, in the combined format, referer
/// and agent; derived are `method` and `path`, taken from the request.
class AccessLog final : public RowFormat {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "access"; }

    SplitResult split(std::string_view line, Row& row) override {
        row.clear();
        constexpr std::string_view names[] = {"host",   "ident", "user",    "time", "request",
                                              "status", "bytes", "referer", "agent"};
        std::string_view rest = line;
        while (!rest.empty()) {
            const auto text = take(rest);
            if (!text) return refuse("has a bracket or a quote that is not closed");
            const std::size_t at = row.numbered();
            row.add(at < std::size(names) ? names[at] : std::string_view{}, *text);
        }
        if (row.numbered() < 7) return refuse("has fewer than the seven fields of an access log");
        const std::string_view status = row.fields()[5].text;
        if (status.size() != 3 ||
            status.find_first_not_of("0123456789") != std::string_view::npos) {
            return refuse("has no status of three digits in its sixth field");
        }
        add_request(row.fields()[4].text, row);
        return SplitResult::row;
    }

    [[nodiscard]] std::optional<FieldChoice> usual_time(const Row&) const override {
        return FieldChoice::by_name("time");
    }

    [[nodiscard]] std::optional<FieldChoice> usual_key(const Row&,
                                                       const FieldChoice&) const override {
        return FieldChoice::by_name("host");
    }

private:
    /// Where a quoted text ends; servers write a quote inside it as `\"`.
    static std::size_t closing_quote(std::string_view text) noexcept {
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == '"') {
                return i;
            }
        }
        return std::string_view::npos;
    }

    static std::optional<std::string_view> take(std::string_view& rest) noexcept {
        const bool wrapped = rest.front() == '[' || rest.front() == '"';
        std::size_t end = 0;
        std::string_view text;
        if (wrapped) {
            end = rest.front() == '[' ? rest.find(']') : closing_quote(rest);
            if (end == std::string_view::npos) return std::nullopt;
            text = rest.substr(1, end - 1);
            end = std::min(rest.find(' ', end), rest.size());
        } else {
            end = std::min(rest.find(' '), rest.size());
            text = rest.substr(0, end);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return text;
    }

    static void add_request(std::string_view request, Row& row) {
        const std::size_t blank = request.find(' ');
        if (blank == std::string_view::npos) return;
        const std::string_view target = request.substr(blank + 1);
        row.add_derived("method", request.substr(0, blank));
        row.add_derived("path", target.substr(0, target.find_first_of(" ?")));
    }
};

}  // namespace events
