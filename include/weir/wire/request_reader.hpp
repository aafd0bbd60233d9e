// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/service/constraints.hpp"
#include "weir/wire/blob_text.hpp"
#include "weir/wire/document.hpp"

namespace weir::inline v0::wire {

/// The two forms of a body.
enum class Format : std::uint8_t { json, cbor };

namespace detail {

enum class Wanted : std::uint8_t { boolean, integer, text, blob, timestamp, list, map, structure };

/// What the service says to a value of another type than the model has it.
/// Source: answers of the live service.
[[nodiscard]] inline std::string type_problem(const Node& given, Wanted wanted) {
    if (given.kind == NodeKind::list) {
        return "Start of list found where not expected";
    }
    if (given.kind == NodeKind::map) {
        return "Start of structure or map found where not expected.";
    }
    std::string text = "class ";
    switch (given.kind) {
        case NodeKind::boolean:
            text += "java.lang.Boolean";
            break;
        case NodeKind::number:
            text += "com.amazon.coral.value.json.numbers.TruncatingBigNumber";
            break;
        case NodeKind::bytes:
            text += "java.nio.HeapByteBuffer";
            break;
        default:
            text += "java.lang.String";
    }
    text += " can not be converted to ";
    switch (wanted) {
        case Wanted::boolean:
            return text + "an Boolean";
        case Wanted::integer:
            return text + "an Integer";
        case Wanted::text:
            return text + "an String";
        case Wanted::blob:
            return text + "a Blob";
        case Wanted::timestamp:
            return text + "milliseconds since epoch";
        case Wanted::list:
            return "Expected list or null";
        case Wanted::map:
            return "Expected map or null";
        case Wanted::structure:
            break;
    }
    return "Expected null";
}

/// The nearest number of type T that is not above; 0 for what is no number.
template <class T>
[[nodiscard]] T floor_to(double number) noexcept {
    constexpr auto least = std::numeric_limits<T>::min();
    constexpr auto most = std::numeric_limits<T>::max();
    if (std::isnan(number)) {
        return 0;
    }
    if (number >= static_cast<double>(most)) {
        return most;
    }
    return number <= static_cast<double>(least) ? least : static_cast<T>(std::floor(number));
}

/// Milliseconds of seconds, such that a whole number of them stays one: as a fraction of a second
/// it is seldom quite what was written, and the next below would then be taken.
[[nodiscard]] inline double millis_of(double seconds) noexcept {
    constexpr double up = std::numeric_limits<double>::infinity();
    return std::nextafter(std::nextafter(seconds, up) * 1000, up);
}

}  // namespace detail

/// Makes a request of a document, which it goes on borrowing from, as does the request.
///
/// Members are read in the model's order, so that of several with a wrong type the service's is
/// reported. Unknown ones are passed over, null is nothing, and of two with one name the last is
/// taken.
class RequestReader {
public:
    /// `body_size` bounds what the data in it can come to.
    RequestReader(const Document& document, Format format, std::size_t body_size) noexcept
        : document_{document}, data_max_{decoded_size_max(body_size)}, format_{format} {}

    /// Gives: false if a member has a wrong type, which `problem` then tells of.
    template <has_shape T>
    [[nodiscard]] bool read(T& request) {
        return read_structure(document_.root(), request);
    }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

private:
    using Wanted = detail::Wanted;

    bool refuse(const Node& given, Wanted wanted) {
        problem_ = detail::type_problem(given, wanted);
        return false;
    }
    /// Whether the node is of that kind.
    bool expect(const Node& given, NodeKind kind, Wanted wanted) {
        return given.kind == kind || refuse(given, wanted);
    }

    template <has_shape T>
    bool read_structure(const Node& given, T& owner) {
        if (!expect(given, NodeKind::map, Wanted::structure)) {
            return false;
        }
        return Shape<T>::members(
            [&](const auto&... members) { return read_members(given, owner, members...); });
    }
    template <class T, class... Members>
    bool read_members(const Node& given, T& owner, const Members&... members) {
        std::array<const Node*, sizeof...(Members) + 1> found{};
        document_.for_each_in(given, [&](const Node& one) {
            std::size_t at = 0;
            static_cast<void>(
                ((one.name == members.name ? (found[at] = &one, true) : (++at, false)) || ...));
        });
        std::size_t at = 0;
        return (read_member(found[at++], owner.*members.at) && ...);
    }
    template <class Value>
    bool read_member(const Node* given, Value& value) {
        if (given != nullptr && given->kind != NodeKind::null) {
            return read_value(*given, value);
        }
        if constexpr (std::same_as<Value, Blob>) {
            value = Blob{&not_given, 0};
        }
        return true;
    }

    // One function for each type of member.

    template <class T>
    bool read_value(const Node& given, std::optional<T>& value) {
        return read_value(given, value.emplace());
    }
    template <has_shape T>
    bool read_value(const Node& given, T& value) {
        return read_structure(given, value);
    }
    template <class T>
    requires std::constructible_from<T, std::string_view> &&
        (!has_shape<T>)bool read_value(const Node& given, T& value) {
        value = T{given.text};
        return expect(given, NodeKind::text, Wanted::text);
    }
    bool read_value(const Node& given, bool& value) {
        if (given.kind == NodeKind::text) {
            std::string upper{given.text};
            for (char& c : upper) {
                c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            }
            problem_ = texts::join({"'", upper, "' can not be converted to an Boolean"});
            return false;
        }
        value = given.number != 0;
        return expect(given, NodeKind::boolean, Wanted::boolean);
    }
    bool read_value(const Node& given, std::int32_t& value) {
        value = detail::floor_to<std::int32_t>(given.number);
        return expect(given, NodeKind::number, Wanted::integer);
    }
    bool read_value(const Node& given, Instant& value) {
        // CBOR has milliseconds, other than its standard says.
        const double millis =
            format_ == Format::cbor ? given.number : detail::millis_of(given.number);
        value = Instant::from_millis(detail::floor_to<std::int64_t>(millis));
        return expect(given, NodeKind::number, Wanted::timestamp);
    }
    bool read_value(const Node& given, Blob& value) {
        if (given.kind == NodeKind::bytes) {
            value = Blob{given.text};
            return true;
        }
        if (!expect(given, NodeKind::text, Wanted::blob)) {
            return false;
        }
        if (data_ == nullptr) {
            data_ = std::make_unique_for_overwrite<std::byte[]>(data_max_ + 1);
        }
        std::byte* const out = data_.get() + data_size_;
        const auto size = decode_base64(given.text, out);
        if (!size) {
            problem_ = base64_problem(given.text);
            return false;
        }
        data_size_ += *size;
        value = Blob{out, *size};
        return true;
    }
    bool read_value(const Node& given, TagMap& value) {
        bool read_well = expect(given, NodeKind::map, Wanted::map);
        if (read_well) {
            document_.for_each_in(given, [&](const Node& one) {
                read_well = read_well && read_member(&one, value[std::string{one.name}]);
            });
        }
        return read_well;
    }
    template <class T>
    bool read_value(const Node& given, std::vector<T>& value) {
        bool read_well = expect(given, NodeKind::list, Wanted::list);
        if (read_well) {
            document_.for_each_in(given, [&](const Node& one) {
                read_well = read_well && read_member(&one, value.emplace_back());
            });
        }
        return read_well;
    }
    bool read_value(const Node& given, std::span<const PutRecordsRequestEntry>& value) {
        entries_.clear();
        entries_.reserve(limits::put_records_entries_max);  // so that even none is at an address
        const bool read_well = read_list_of_records(given);
        value = entries_;
        return read_well;
    }
    bool read_list_of_records(const Node& given) {
        bool read_well = expect(given, NodeKind::list, Wanted::list);
        if (read_well) {
            document_.for_each_in(given, [&](const Node& one) {
                PutRecordsRequestEntry& entry = entries_.emplace_back();
                entry.data = Blob{&not_given, 0};
                read_well = read_well && read_member(&one, entry);
            });
        }
        return read_well;
    }

    const Document& document_;
    std::string problem_;
    std::vector<PutRecordsRequestEntry> entries_;
    std::unique_ptr<std::byte[]> data_;
    std::size_t data_size_ = 0;
    std::size_t data_max_;
    Format format_;
};

}  // namespace weir::inline v0::wire
