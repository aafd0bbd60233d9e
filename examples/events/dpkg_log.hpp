// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "row.hpp"

namespace events {

/// The log that Debian's package manager keeps, /var/log/dpkg.log.
///
///     2026-11-24 19:54:20 status installed jq:amd64 1.6-2.1
///     2026-11-24 19:54:20 install jq:amd64 <none> 1.6-2.1
///     2026-11-24 19:54:20 startup archives unpack
///     2026-11-24 19:54:20 conffile /etc/nginx/mime.types install
///
/// Fields are the words of the line; derived are `when` (date and time), `package` (without the
/// architecture; `dpkg` itself where a line is about no package) and `state` of a status line.
class DpkgLog final : public RowFormat {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "dpkg"; }

    SplitResult split(std::string_view line, Row& row) override {
        row.clear();
        constexpr std::size_t when_size = 19;  // 2026-11-24 19:54:20
        if (line.size() < when_size || !parse_iso8601(line.substr(0, when_size))) {
            return refuse("does not start with a date and a time");
        }
        constexpr std::string_view names[] = {"date", "time", "action"};
        std::string_view rest = line;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            const std::size_t at = row.numbered();
            row.add(at < 3 ? names[at] : std::string_view{}, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (row.numbered() < 5) return refuse("has fewer than five words");
        return add_meaning(line.substr(0, when_size), row);
    }

    [[nodiscard]] std::optional<FieldChoice> usual_time(const Row&) const override {
        return FieldChoice::by_name("when");
    }

    [[nodiscard]] std::optional<FieldChoice> usual_key(const Row&,
                                                       const FieldChoice&) const override {
        return FieldChoice::by_name("package");
    }

private:
    static std::string_view without_architecture(std::string_view package) noexcept {
        return package.substr(0, package.find(':'));
    }

    SplitResult add_meaning(std::string_view when, Row& row) {
        constexpr std::string_view actions[] = {"install", "upgrade", "configure", "trigproc",
                                                "remove",  "purge",   "disappear"};
        const std::string_view action = row.fields()[2].text;
        std::string_view package;
        std::string_view state;
        if (action == "status") {
            state = row.fields()[3].text;
            package = without_architecture(row.fields()[4].text);
        } else if (action == "startup") {
            package = "dpkg";
        } else if (action == "conffile") {
            package = row.fields()[3].text;
        } else if (std::ranges::find(actions, action) != std::end(actions)) {
            package = without_architecture(row.fields()[3].text);
        } else {
            return refuse("has an action that dpkg does not log");
        }
        row.add_derived("when", when);
        row.add_derived("package", package);
        if (!state.empty()) row.add_derived("state", state);
        return SplitResult::row;
    }
};

}  // namespace events
