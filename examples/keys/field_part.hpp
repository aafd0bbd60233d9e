// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "../events/json_lines.hpp"
#include "../events/row.hpp"
#include "weir/analysis/key_function.hpp"

namespace keys {

/// The row that is looked at, for key functions that take other fields of it.
struct RowInHand {
    const events::Row* row = nullptr;  ///< nullptr: the record has none
};

/// A field of the record that is looked at, as a part of a key: of its row, or where it has none of
/// its data, if that is a JSON object. Where there is no such field, nothing.
class FieldPart {
public:
    FieldPart(std::shared_ptr<const RowInHand> hand, events::FieldChoice field)
        : hand_(std::move(hand)), field_(std::move(field)) {}

    std::string_view operator()(const weir::KeySource& source) {
        const events::Row* row = hand_->row;
        if (row == nullptr) row = row_of(source.data);
        const auto text = row != nullptr ? row->find(field_) : std::nullopt;
        return text.value_or(std::string_view{});
    }

private:
    const events::Row* row_of(std::string_view data) {
        if (!json_) json_ = std::make_unique<Json>();
        const bool is_object = data.starts_with('{') &&
                               json_->format.split(data, json_->row) == events::SplitResult::row;
        return is_object ? &json_->row : nullptr;
    }

    struct Json {
        events::JsonLines format;
        events::Row row;
    };
    std::shared_ptr<const RowInHand> hand_;
    events::FieldChoice field_;
    std::unique_ptr<Json> json_;
};

}  // namespace keys
