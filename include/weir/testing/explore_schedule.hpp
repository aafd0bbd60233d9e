// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0 {

/// Everything that was decided in one execution: which thread took each step, and what was chosen
/// where the memory left a choice. Whoever has it can run the execution again.
///
/// As text: the threads, each with how often in a row, then the choices that were not the usual
/// one, each with its number. `0*3 1 0*2 | 1@4` is thread 0 three times, 1 once, 0 twice; at the
/// fifth choice, the second possibility.
class ExploreSchedule {
public:
    void clear() noexcept {
        threads_.clear();
        choices_.clear();
    }
    void add_step(unsigned thread) { threads_.push_back(static_cast<std::uint8_t>(thread)); }
    void add_choice(std::uint32_t chosen) { choices_.push_back(chosen); }

    [[nodiscard]] const std::vector<std::uint8_t>& threads() const noexcept { return threads_; }
    /// A choice that is past the end was the usual one.
    [[nodiscard]] std::uint32_t choice(std::size_t number) const noexcept {
        return number < choices_.size() ? choices_[number] : 0;
    }

    [[nodiscard]] std::string text() const {
        std::string text;
        for (std::size_t at = 0; at < threads_.size();) {
            std::size_t end = at;
            while (end < threads_.size() && threads_[end] == threads_[at]) {
                ++end;
            }
            append_word(text, std::to_string(threads_[at]));
            if (end - at > 1) {
                text += '*' + std::to_string(end - at);
            }
            at = end;
        }
        bool first = true;
        for (std::size_t at = 0; at < choices_.size(); ++at) {
            if (choices_[at] != 0) {
                append_word(text, first ? "| " : "");
                text += std::to_string(choices_[at]) + '@' + std::to_string(at);
                first = false;
            }
        }
        return text;
    }

    /// Reads what text() wrote.  Gives: false if it is no such text.
    [[nodiscard]] bool parse(std::string_view text) {
        clear();
        bool in_choices = false;
        while (skip_blanks(text), !text.empty()) {
            if (text.front() == '|') {
                text.remove_prefix(1);
                in_choices = true;
            } else if (!(in_choices ? parse_choice(text) : parse_steps(text))) {
                return false;
            }
        }
        return true;
    }

    friend bool operator==(const ExploreSchedule&, const ExploreSchedule&) = default;

private:
    static constexpr std::uint64_t length_max = 10'000'000;  // a text that asks for more is wrong

    static void append_word(std::string& text, std::string_view word) {
        if (!text.empty() && text.back() != ' ') {
            text += ' ';
        }
        text += word;
    }
    static void skip_blanks(std::string_view& text) {
        while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) {
            text.remove_prefix(1);
        }
    }
    static bool parse_number(std::string_view& text, std::uint64_t& number) {
        number = 0;
        const std::size_t before = text.size();
        while (!text.empty() && text.front() >= '0' && text.front() <= '9' && number < length_max) {
            number = number * 10 + static_cast<std::uint64_t>(text.front() - '0');
            text.remove_prefix(1);
        }
        return text.size() < before && number < length_max;
    }
    /// `second` is left as it is if `mark` does not follow.
    static bool parse_pair(std::string_view& text, char mark, std::uint64_t& first,
                           std::uint64_t& second) {
        if (!parse_number(text, first)) {
            return false;
        }
        if (text.empty() || text.front() != mark) {
            return true;
        }
        text.remove_prefix(1);
        return parse_number(text, second);
    }
    bool parse_steps(std::string_view& text) {
        std::uint64_t thread = 0;
        std::uint64_t times = 1;
        if (!parse_pair(text, '*', thread, times) || thread > 0xff ||
            times + threads_.size() > length_max) {
            return false;
        }
        threads_.insert(threads_.end(), times, static_cast<std::uint8_t>(thread));
        return true;
    }
    bool parse_choice(std::string_view& text) {
        std::uint64_t chosen = 0;
        std::uint64_t number = length_max;
        if (!parse_pair(text, '@', chosen, number) || number >= length_max ||
            number < choices_.size()) {
            return false;
        }
        choices_.resize(number);
        choices_.push_back(static_cast<std::uint32_t>(chosen));
        return true;
    }

    std::vector<std::uint8_t> threads_;
    std::vector<std::uint32_t> choices_;
};

}  // namespace weir::inline v0
