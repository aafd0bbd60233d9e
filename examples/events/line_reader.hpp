// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace events {

/// One line of input without its line ending; the text is good until the next line is read.
struct Line {
    std::string_view text;
    std::uint64_t number = 0;
    std::uint64_t length = 0;  ///< of the whole line, also where `text` was cut
    [[nodiscard]] bool cut() const noexcept { return length > text.size(); }
};

/// Reads lines of any length from a stream in bounded memory.
/// Gives: LF and CRLF both end a line; a byte-order mark at the start is dropped; a line longer
/// than the longest that is wanted is cut there and says so
class LineReader {
public:
    static constexpr std::size_t longest_line = (std::size_t{1} << 20U) + 1024;
    static constexpr std::size_t block_bytes = std::size_t{1} << 18U;
    static constexpr std::size_t sample_bytes = std::size_t{1} << 16U;

    explicit LineReader(std::istream& in, std::size_t longest = longest_line)
        : in_(in), longest_(longest) {
        fill();
        if (unread().starts_with("\xEF\xBB\xBF")) begin_ += 3;
    }

    /// The first bytes of the input, for a look before the first line is taken.
    [[nodiscard]] std::string_view head() const noexcept {
        return unread().substr(0, sample_bytes);
    }

    /// Up to `count` whole lines from the start of the input that are not blank, not taken by it.
    [[nodiscard]] std::vector<std::string_view> sample(std::size_t count) const {
        std::vector<std::string_view> lines;
        std::string_view rest = head();
        while (!rest.empty() && lines.size() < count) {
            const std::size_t end = rest.find('\n');
            if (end == std::string_view::npos && rest.size() == sample_bytes && !lines.empty())
                break;
            const std::string_view line = without_cr(rest.substr(0, end));
            if (!line.empty()) lines.push_back(line);
            if (end == std::string_view::npos) break;
            rest.remove_prefix(end + 1);
        }
        return lines;
    }

    [[nodiscard]] std::optional<Line> next() {
        std::size_t searched = 0;
        while (true) {
            const std::string_view have = unread();
            const std::size_t end = have.find('\n', searched);
            if (end != std::string_view::npos) return take(have.substr(0, end), end + 1, end);
            if (have.size() >= longest_) return take_cut(have.substr(0, longest_));
            searched = have.size();
            if (fill()) continue;
            if (have.empty()) return std::nullopt;
            return take(unread(), unread().size(), unread().size());
        }
    }

    [[nodiscard]] std::uint64_t bytes_taken() const noexcept { return taken_; }
    [[nodiscard]] std::uint64_t lines_taken() const noexcept { return lines_; }

private:
    static std::string_view without_cr(std::string_view line) noexcept {
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    [[nodiscard]] std::string_view unread() const noexcept {
        return {buffer_.data() + begin_, end_ - begin_};
    }

    /// Reads one more block behind what is unread; false at the end of the input.
    bool fill() {
        if (begin_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (buffer_.size() < end_ + block_bytes) buffer_.resize(end_ + block_bytes);
        in_.read(buffer_.data() + end_, static_cast<std::streamsize>(block_bytes));
        const auto got = static_cast<std::size_t>(in_.gcount());
        end_ += got;
        return got > 0;
    }

    Line take(std::string_view text, std::size_t consumed, std::size_t length) noexcept {
        begin_ += consumed;
        taken_ += consumed;
        const std::string_view line = without_cr(text);
        return {line, ++lines_, length - (text.size() - line.size())};
    }

    /// Keeps the start of an overlong line and walks over the rest of it block by block.
    Line take_cut(std::string_view start) {
        kept_.assign(start);
        std::uint64_t length = 0;
        while (true) {
            const std::string_view have = unread();
            const std::size_t end = have.find('\n');
            const std::size_t here = end == std::string_view::npos ? have.size() : end;
            const std::size_t consumed = end == std::string_view::npos ? here : here + 1;
            length += here;
            begin_ += consumed;
            taken_ += consumed;
            if (end != std::string_view::npos || !fill()) break;
        }
        return {kept_, ++lines_, length};
    }

    std::istream& in_;
    std::size_t longest_;
    std::string buffer_;
    std::string kept_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t lines_ = 0;
};

}  // namespace events
