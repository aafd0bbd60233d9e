// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_metrics.hpp"

namespace weir::inline v0 {

enum class Comparison { greater, greater_equal, less, less_equal, equal, unequal };

[[nodiscard]] constexpr std::string_view comparison_text(Comparison comparison) noexcept {
    constexpr std::array<std::string_view, 6> texts{">", ">=", "<", "<=", "==", "!="};
    return texts[static_cast<std::size_t>(comparison)];
}

/// One condition: a figure or the verdict, against what it is compared with.
struct FailIfTerm {
    const ReportMetric* metric = nullptr;  ///< none: the verdict
    Comparison comparison = Comparison::greater;
    double number = 0;
    KeyVerdict verdict = KeyVerdict::no_records;
    std::string text;  ///< as it was written
};

/// What was found when the conditions were held against a report.
struct FailIfOutcome {
    bool holds = false;
    std::vector<std::string> reasons;  ///< the conditions that held, with their values
};

/// Why a text is no condition.
struct FailIfMistake {
    std::size_t position = 0;  ///< in bytes from the start of the text
    std::string message;       ///< says the position, and which names there are if one is unknown
};

/// Conditions under which a report is taken as a failure: terms joined by `and`, and those by
/// `or`, so that `and` binds first.
class FailIf {
public:
    using AllOf = std::vector<FailIfTerm>;

    explicit FailIf(std::vector<AllOf> any_of) noexcept : any_of_{std::move(any_of)} {}

    /// Gives: whether it holds for one key function, and each term of each group that held.
    [[nodiscard]] FailIfOutcome judge(const KeyReport& report, const KeySpread& spread) const {
        FailIfOutcome outcome;
        for (const AllOf& all_of : any_of_) {
            const bool holds = std::all_of(
                all_of.begin(), all_of.end(),
                [&](const FailIfTerm& term) { return term_holds(term, report, spread); });
            outcome.holds = outcome.holds || holds;
            for (std::size_t at = 0; holds && at < all_of.size(); ++at) {
                outcome.reasons.push_back(reason(all_of[at], report, spread));
            }
        }
        return outcome;
    }
    /// The same of the key function at a place, the first of which is the one in use. A report
    /// without it has no figure that could fail.
    [[nodiscard]] FailIfOutcome judge(const KeyReport& report, std::size_t which = 0) const {
        return which < report.spreads.size() ? judge(report, report.spreads[which])
                                             : FailIfOutcome{};
    }

    [[nodiscard]] const std::vector<AllOf>& any_of() const noexcept { return any_of_; }

private:
    template <class T>
    [[nodiscard]] static bool compares(const T& value, Comparison comparison, const T& with) {
        switch (comparison) {
            case Comparison::greater:
                return value > with;
            case Comparison::greater_equal:
                return value >= with;
            case Comparison::less:
                return value < with;
            case Comparison::less_equal:
                return value <= with;
            case Comparison::equal:
                return value == with;
            case Comparison::unequal:
                return value != with;
        }
        return false;
    }
    [[nodiscard]] static bool term_holds(const FailIfTerm& term, const KeyReport& report,
                                         const KeySpread& spread) {
        if (term.metric == nullptr) {
            return compares(spread.verdict, term.comparison, term.verdict);
        }
        // A number that does not exist, as no number of shards is enough, is above all others.
        const double value =
            term.metric->read(report, spread).value_or(std::numeric_limits<double>::infinity());
        return compares(value, term.comparison, term.number);
    }
    [[nodiscard]] static std::string reason(const FailIfTerm& term, const KeyReport& report,
                                            const KeySpread& spread) {
        if (term.metric == nullptr) {
            return fmt::format("{}: it is {}", term.text, to_string(spread.verdict));
        }
        const auto value = term.metric->read(report, spread);
        if (!value) {
            return fmt::format("{}: no number is enough", term.text);
        }
        const bool share = term.metric->unit == "share";
        return fmt::format("{}: it is {:.6g}{}", term.text, *value,
                           share ? " (" + percent_text(*value) + ")" : "");
    }

    std::vector<AllOf> any_of_;
};

/// A condition, or why the text is none.
struct FailIfParse {
    std::optional<FailIf> condition;
    FailIfMistake mistake;  ///< if there is no condition
};

namespace detail {

class FailIfParser {
public:
    explicit FailIfParser(std::string_view text) noexcept : text_{text} {}

    [[nodiscard]] FailIfParse parse() && {
        std::vector<FailIf::AllOf> any_of(1);
        while (term(any_of.back())) {
            blanks();
            if (at_ == text_.size()) {
                return {FailIf{std::move(any_of)}, {}};
            }
            const std::size_t from = at_;
            const std::string_view joint = word();
            if (joint == "or") {
                any_of.emplace_back();
            } else if (joint != "and") {
                fail(from, "`and`, `or` or the end should stand here");
                break;
            }
        }
        return {std::nullopt, std::move(mistake_)};
    }

private:
    [[nodiscard]] static constexpr bool is_letter(char c) noexcept {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    }
    void blanks() noexcept {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) {
            ++at_;
        }
    }
    [[nodiscard]] std::string_view word() noexcept {
        const std::size_t from = at_;
        while (at_ < text_.size() && is_letter(text_[at_])) {
            ++at_;
        }
        return text_.substr(from, at_ - from);
    }
    bool fail(std::size_t at, std::string_view what) {
        mistake_ = {at,
                    fmt::format("at position {} of \"{}\": {}", at + 1, visible_key(text_), what)};
        return false;
    }

    [[nodiscard]] bool term(FailIf::AllOf& into) {
        blanks();
        const std::size_t from = at_;
        FailIfTerm term;
        const std::string_view name = word();
        term.metric = find_report_metric(name);
        if (term.metric == nullptr && name != "verdict") {
            return fail(from, name.empty()
                                  ? "the name of a figure should stand here; " + known()
                                  : fmt::format("there is no figure {}; {}", name, known()));
        }
        if (!comparison(term) || !(term.metric == nullptr ? verdict(term) : number(term))) {
            return false;
        }
        term.text = text_.substr(from, at_ - from);
        into.push_back(std::move(term));
        return true;
    }
    [[nodiscard]] bool comparison(FailIfTerm& term) {
        blanks();
        constexpr std::array longest_first{Comparison::greater_equal, Comparison::less_equal,
                                           Comparison::equal,         Comparison::unequal,
                                           Comparison::greater,       Comparison::less};
        for (const Comparison comparison : longest_first) {
            if (text_.substr(at_).starts_with(comparison_text(comparison))) {
                const bool ordered =
                    comparison != Comparison::equal && comparison != Comparison::unequal;
                if (term.metric == nullptr && ordered) {
                    return fail(at_, "a verdict is compared with == or !=");
                }
                term.comparison = comparison;
                at_ += comparison_text(comparison).size();
                return true;
            }
        }
        return fail(at_, "one of > >= < <= == != should stand here");
    }
    [[nodiscard]] static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    /// Digits at the place where reading goes on, as a number; `count` grows by how many.
    [[nodiscard]] double digits(double before, std::size_t& count) noexcept {
        for (; at_ < text_.size() && is_digit(text_[at_]); ++at_, ++count) {
            before = before * 10 + (text_[at_] - '0');
        }
        return before;
    }
    /// The power of ten after an `e`, 0 if there is none.  Gives: false if it has no digits
    [[nodiscard]] bool power(double& power) noexcept {
        power = 0;
        if (at_ == text_.size() || (text_[at_] != 'e' && text_[at_] != 'E')) {
            return true;
        }
        ++at_;
        const bool negative = at_ < text_.size() && text_[at_] == '-';
        at_ += negative || (at_ < text_.size() && text_[at_] == '+') ? 1U : 0U;
        std::size_t count = 0;
        power = std::min(digits(0, count), 1000.0) * (negative ? -1 : 1);
        return count > 0;
    }
    /// A decimal number. Not read with from_chars, which not every standard library has for these.
    [[nodiscard]] bool number(FailIfTerm& term) {
        blanks();
        const std::size_t from = at_;
        const bool negative = at_ < text_.size() && text_[at_] == '-';
        at_ += negative ? 1 : 0;
        std::size_t count = 0;
        std::size_t behind = 0;
        double value = digits(0, count);
        if (at_ < text_.size() && text_[at_] == '.') {
            ++at_;
            value = digits(value, behind);
        }
        const bool whole = count + behind > 0 && power(term.number);
        const double scale = term.number - static_cast<double>(behind);
        value = scale < 0 ? value / std::pow(10.0, -scale) : value * std::pow(10.0, scale);
        if (!whole || !std::isfinite(value)) {
            return fail(from, "a number such as 1.5 or 10% should stand here");
        }
        term.number = negative ? -value : value;
        if (at_ < text_.size() && text_[at_] == '%') {
            term.number /= 100;
            ++at_;
        }
        if (at_ < text_.size() && (is_letter(text_[at_]) || text_[at_] == '.')) {
            return fail(at_, "the number should end here");
        }
        return true;
    }
    [[nodiscard]] bool verdict(FailIfTerm& term) {
        blanks();
        const std::size_t from = at_;
        const std::string_view name = word();
        std::string codes;
        for (const KeyVerdict verdict : all_verdicts) {
            if (name == to_string(verdict)) {
                term.verdict = verdict;
                return true;
            }
            codes += codes.empty() ? "" : ", ";
            codes += to_string(verdict);
        }
        return fail(from, "a verdict should stand here: " + codes);
    }
    [[nodiscard]] static std::string known() {
        std::string names = "known are verdict";
        for (const ReportMetric& metric : report_metrics) {
            names += ", ";
            names += metric.name;
        }
        return names;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    FailIfMistake mistake_;
};

}  // namespace detail

/// Reads conditions such as `max_over_mean > 1.5 and throttled_share > 1% or verdict == hot_key`.
///
/// The names are those of the JSON report; a figure that cannot be had, as no number of shards is
/// enough, is above every number.
[[nodiscard]] inline FailIfParse parse_fail_if(std::string_view text) {
    return detail::FailIfParser{text}.parse();
}

}  // namespace weir::inline v0
