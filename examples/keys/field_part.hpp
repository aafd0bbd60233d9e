// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "../events/json_lines.hpp"
#include "input_source.hpp"
#include "weir/analysis/key_function.hpp"

namespace keys {

/// A field of the record that an input gave last, as the second part of a composed key: of its row,
/// or where it has none of its data, if that is a JSON object. Where there is no such field,
/// nothing.
class FieldPart {
public:
    /// `input` has to outlive it.
    FieldPart(const InputSource& input, events::FieldChoice field)
        : input_(&input), field_(std::move(field)) {}

    std::string_view operator()(const weir::KeySource& source) {
        const InputRecord* record = input_->record();
        const events::Row* row = record != nullptr ? record->row : nullptr;
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
    const InputSource* input_;
    events::FieldChoice field_;
    std::unique_ptr<Json> json_;
};

}  // namespace keys
