// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "../events/timestamps.hpp"
#include "weir/core/uint128.hpp"
#include "weir/wire/blob_text.hpp"

namespace keys {

/// A record in a captured document; its texts lie in the document's memory.
struct CapturedRecord {
    std::string_view key;
    std::optional<std::string_view> data;
    std::optional<weir::HashKey> explicit_hash_key;
    std::optional<weir::Instant> at;
    std::string_view problem;  ///< why it is none
};

/// Finds the records of a stream in a JSON document, wherever in it they are: an object with a
/// partition key is one.
///
/// So it reads records by themselves, what PutRecord and PutRecords are asked and GetRecords gives,
/// events of functions and pipes (`Records[].kinesis`), and the journals of weir's own tests.
/// Member names may begin with a capital letter or not.
class CapturedDocument {
public:
    static constexpr std::size_t depth_max = 64;

    /// Reads one.  Gives: false, with `problem()`, if it is no JSON or has no place for records.
    [[nodiscard]] bool read(std::string_view text) {
        records_.clear();
        bytes_.clear();
        frames_used_ = 0;
        root_ = {};
        problem_ = "is not JSON";
        Handler handler{*this};
        if (!nlohmann::json::sax_parse(text.begin(), text.end(), &handler)) return false;
        in_journal_ = in_journal_ || root_.is_journal_header;
        const bool is_entry = in_journal_ && !root_.operation.empty();
        if (is_entry) finish_entry();
        const bool has_place =
            !records_.empty() || root_.has_list || root_.is_journal_header || is_entry;
        problem_ = has_place ? "" : "holds no record of a stream";
        return has_place;
    }

    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }
    [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }

    /// A record; good until the next document.
    [[nodiscard]] CapturedRecord record(std::size_t place) const {
        const Kept& kept = records_[place];
        CapturedRecord record{text_of(kept.key), {}, kept.hash_key, kept.at, kept.problem};
        if (kept.data) record.data = text_of(*kept.data);
        return record;
    }

    /// Whether it looks as captured streams do, and not as any JSON with a partition key would.
    [[nodiscard]] bool is_surely_captured() const noexcept {
        return root_.is_journal_header || root_.has_service_members ||
               (root_.has_list && records_.empty());
    }

    /// Lets go of its records.
    void clear() noexcept { records_.clear(); }

private:
    enum class Member {
        other,
        key,
        data,
        hash_key,
        at,
        number,
        operation,
        format,
        base64,
        records
    };

    struct Piece {
        std::size_t at = 0;
        std::size_t size = 0;
    };
    struct Kept {
        Piece key;
        std::optional<Piece> data;
        std::optional<weir::HashKey> hash_key;
        std::optional<weir::Instant> at;
        std::string_view problem;
        bool has_number = false;
    };
    struct Frame {
        Kept record;
        Member member = Member::other;  ///< whose value comes next
        bool has_key = false;
        bool is_list = false;
    };
    struct Root {
        bool has_list = false;             ///< `Records`
        bool has_service_members = false;  ///< a record with more than a key
        bool is_journal_header = false;
        std::string operation;  ///< of a journal's entry
        std::optional<std::int64_t> micros;
    };

    static Member member_of(std::string_view name) noexcept {
        static constexpr std::pair<std::string_view, Member> members[] = {
            {"partitionKey", Member::key},
            {"PartitionKey", Member::key},
            {"partition_key", Member::key},
            {"data", Member::data},
            {"Data", Member::data},
            {"explicitHashKey", Member::hash_key},
            {"ExplicitHashKey", Member::hash_key},
            {"explicit_hash_key", Member::hash_key},
            {"approximateArrivalTimestamp", Member::at},
            {"ApproximateArrivalTimestamp", Member::at},
            {"approximate_arrival_timestamp", Member::at},
            {"at", Member::at},
            {"sequenceNumber", Member::number},
            {"SequenceNumber", Member::number},
            {"sequence_number", Member::number},
            {"operation", Member::operation},
            {"format", Member::format},
            {"base64", Member::base64},
            {"records", Member::records},
            {"Records", Member::records}};
        for (const auto& [known, member] : members) {
            if (known == name) return member;
        }
        return Member::other;
    }

    /// What nlohmann/json tells as it reads.
    class Handler {
    public:
        explicit Handler(CapturedDocument& to) : to_(to) {}

        bool null() { return true; }
        bool boolean(bool) { return true; }
        bool number_integer(std::int64_t number) { return to_.take_integer(number); }
        bool number_unsigned(std::uint64_t number) {
            return to_.take_integer(static_cast<std::int64_t>(
                std::min(number, std::uint64_t{std::numeric_limits<std::int64_t>::max()})));
        }
        bool number_float(double, const std::string& text) { return to_.take_time(text); }
        bool string(std::string& text) { return to_.take_text(text); }
        bool binary(nlohmann::json::binary_t&) { return true; }
        bool start_object(std::size_t) { return to_.open(false); }
        bool key(std::string& name) {
            to_.top().member = member_of(name);
            return true;
        }
        bool end_object() { return to_.close(); }
        bool start_array(std::size_t) { return to_.open(true); }
        bool end_array() { return to_.close(); }
        bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
            return false;
        }

    private:
        CapturedDocument& to_;
    };

    Frame& top() noexcept { return frames_[frames_used_ - 1]; }
    [[nodiscard]] bool in_root() const noexcept { return frames_used_ == 1; }

    bool open(bool is_list) {
        if (frames_used_ == depth_max) {
            problem_ = "is nested too deeply";
            return false;
        }
        if (is_list && in_root() && top().member == Member::records) root_.has_list = true;
        frames_[frames_used_++] = Frame{};
        top().is_list = is_list;
        return true;
    }

    bool close() {
        const Frame& frame = top();
        if (!frame.is_list && frame.has_key) {
            const Kept& record = frame.record;
            if (record.data || record.at || record.has_number) root_.has_service_members = true;
            records_.push_back(record);
        }
        --frames_used_;
        return true;
    }

    bool take_text(const std::string& text) {
        if (frames_used_ == 0 || top().is_list) return true;
        Kept& record = top().record;
        switch (top().member) {
            case Member::key:
                set_key(top(), keep(text));
                break;
            case Member::base64:
                take_key_as_base64(text);
                break;
            case Member::data:
                record.data = keep_decoded(text, record);
                break;
            case Member::hash_key:
                record.hash_key = weir::HashKey::parse(text);
                if (!record.hash_key) record.problem = "has an explicit hash key that is none";
                break;
            case Member::at:
                return take_time(text);
            case Member::number:
                record.has_number = true;
                break;
            case Member::operation:
                if (in_root()) root_.operation = text.substr(0, 40);
                break;
            case Member::format:
                if (in_root() && text == "weir journal") root_.is_journal_header = true;
                break;
            default:
                break;
        }
        return true;
    }

    bool take_time(const std::string& text) {
        if (frames_used_ > 0 && top().member == Member::at) {
            top().record.at = events::parse_time(text);
        }
        return true;
    }

    bool take_integer(std::int64_t number) {
        if (frames_used_ == 0 || top().member != Member::at) return true;
        if (in_root()) root_.micros = number;
        return take_time(std::to_string(number));
    }

    static void set_key(Frame& frame, Piece key) noexcept {
        frame.record.key = key;
        frame.has_key = true;
    }

    /// A journal's `"partition_key": {"base64": "..."}`, of a key that is not UTF-8.
    void take_key_as_base64(const std::string& text) {
        if (frames_used_ < 2) return;
        Frame& outer = frames_[frames_used_ - 2];
        if (outer.is_list || outer.member != Member::key) return;
        if (const auto key = keep_decoded(text, outer.record)) set_key(outer, *key);
    }

    Piece keep(std::string_view text) {
        const Piece piece{bytes_.size(), text.size()};
        bytes_ += text;
        return piece;
    }

    std::optional<Piece> keep_decoded(std::string_view text, Kept& record) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + weir::wire::decoded_size_max(text.size()));
        const auto size =
            weir::wire::decode_base64(text, reinterpret_cast<std::byte*>(bytes_.data()) + at);
        bytes_.resize(at + size.value_or(0));
        if (!size) {
            record.problem = "has data that is not base64";
            return std::nullopt;
        }
        return Piece{at, *size};
    }

    [[nodiscard]] std::string_view text_of(Piece piece) const noexcept {
        return std::string_view{bytes_}.substr(piece.at, piece.size);
    }

    /// Of a journal's entry the puts are records, at the time of the call, if they have a number;
    /// what was read was put before.
    void finish_entry() {
        if (!root_.operation.starts_with("PutRecord")) records_.clear();
        for (Kept& record : records_) {
            if (root_.micros) record.at = weir::Instant::from_micros(*root_.micros);
            if (!record.has_number) record.problem = "was refused by the stream";
        }
    }

    std::vector<Kept> records_;
    std::string bytes_;
    Frame frames_[depth_max];
    std::size_t frames_used_ = 0;
    Root root_;
    bool in_journal_ = false;  ///< from its header on
    std::string_view problem_;
};

}  // namespace keys
