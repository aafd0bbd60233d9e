// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>

#include <nlohmann/json.hpp>

#include "row.hpp"

namespace events {

/// One JSON object a line.
///
/// Fields are the members that hold a text, a number or a truth value, in the line's order;
/// members of inner objects are named with dots (`user.id`); lists and nulls make no field.
class JsonLines final : public RowFormat {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "jsonl"; }

    SplitResult split(std::string_view line, Row& row) override {
        row.clear();
        made_.clear();
        document_ = Json::parse(line, nullptr, false);
        if (document_.is_discarded()) return refuse("is not JSON");
        if (!document_.is_object()) return refuse("is JSON but not an object");
        flatten(document_, {}, 0, row);
        return SplitResult::row;
    }

private:
    using Json = nlohmann::ordered_json;
    static constexpr int deepest = 8;

    /// Texts that the document itself does not hold, kept until the next line.
    std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }

    void flatten(const Json& object, std::string_view prefix, int depth, Row& row) {
        for (const auto& [key, value] : object.items()) {
            std::string full{prefix};
            full += key;
            if (value.is_string()) {
                row.add(keep(std::move(full)), value.get_ref<const std::string&>());
            } else if (value.is_number() || value.is_boolean()) {
                row.add(keep(std::move(full)), keep(value.dump()));
            } else if (value.is_object() && depth < deepest) {
                full += '.';
                flatten(value, full, depth + 1, row);
            }
        }
    }

    Json document_;
    std::deque<std::string> made_;
};

}  // namespace events
