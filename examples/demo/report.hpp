// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "../events/terminal.hpp"
#include "../events/text.hpp"
#include "key_table.hpp"
#include "ledger.hpp"
#include "lineage_tree.hpp"
#include "shard_table.hpp"
#include "tally.hpp"

namespace demo {

using namespace events;

/// What a report is made of besides the tally.
struct ReportFacts {
    std::string input_name;
    std::string format;
    std::string key_in_words;
    std::string time_in_words;
    std::string limits_in_words;
    std::string failure;  ///< why reading stopped early, if it did
    double speed = 1;
    bool resharded = true;
    weir::Duration resharding_time{0};
    std::uint32_t shards_at_start = 0;
    std::size_t shards_open = 0;
    weir::Instant start;
    weir::Instant end;
    std::chrono::duration<double> wall{};
    bool counters_agree = true;  ///< the stream counted what the demo counted
    std::size_t top = 10;
};

/// The text that the demo ends with.
class Report {
public:
    Report(const ReportFacts& facts, const Tally& tally, const KeyTable& keys,
           const Verdict& verdict, const Style& style)
        : facts_(facts), tally_(tally), keys_(keys), verdict_(verdict), style_(style) {}

    [[nodiscard]] std::string text() {
        title();
        input();
        traffic();
        out_ += ShardTable{tally_, facts_.end, style_}.draw();
        heading("lineage: split, merged, hash range in percent of the key space");
        out_ += LineageTree{tally_, style_}.draw();
        top_keys();
        bad_lines();
        verdict_line();
        return std::move(out_);
    }

private:
    void heading(std::string_view text) { out_ += fmt::format("\n{}\n", style_.bold(text)); }

    void row(std::string_view name, std::string_view text) {
        out_ += fmt::format("{}{}\n", style_.faint(fmt::format("{:<10}", name)), text);
    }

    void title() {
        out_ += style_.bold(fmt::format("weir-demo: {} through a stream in virtual time",
                                        printable(facts_.input_name, 60)));
        out_ += "\n\n";
    }

    void input() {
        const InputTally& in = tally_.input;
        std::string lines = fmt::format("{}, {}, format {}: {}", counted(in.lines, "line", "lines"),
                                        human_bytes(in.bytes), facts_.format,
                                        counted(in.events, "record", "records"));
        if (in.headings > 0) lines += ", 1 heading";
        if (in.blank > 0) lines += fmt::format(", {} blank", grouped(in.blank));
        lines += fmt::format(", {} not understood", grouped(in.bad));
        row("input", lines);
        row("key", fmt::format("{}, {}", printable(facts_.key_in_words, 60),
                               counted(keys_.size(), "key", "keys")));
        std::string times = printable(facts_.time_in_words, 60);
        if (facts_.speed != 1)
            times += fmt::format(", {:g} times as fast as recorded", facts_.speed);
        if (in.backwards > 0) {
            times += fmt::format("; {} back in time, put at the latest time so far",
                                 counted(in.backwards, "line goes", "lines go"));
        }
        row("time", times);
    }

    void traffic() {
        row("limits", facts_.limits_in_words);
        const WriteTally& w = tally_.writes;
        row("writes", fmt::format("{} put, {} with keys", counted(w.put, "record", "records"),
                                  human_bytes(total_bytes())));
        std::string throttled = counted(w.throttled, "put", "puts");
        if (w.delayed > 0) {
            throttled +=
                fmt::format("; {} had to wait, {} at most", counted(w.delayed, "record", "records"),
                            short_span(w.longest_wait));
        }
        row("throttled", throttled);
        if (w.failed > 0) {
            row("", style_.bad(fmt::format("{} the stream does not take: {}",
                                           counted(w.failed, "record", "records"),
                                           printable(w.first_failure, 200))));
        }
        const ReadTally& r = tally_.reads;
        std::string reads = fmt::format("{} read in {}", counted(r.records, "record", "records"),
                                        counted(r.requests, "request", "requests"));
        if (r.throttled > 0) reads += fmt::format(", {} throttled", grouped(r.throttled));
        if (r.renewed > 0) {
            reads += fmt::format(", {}", counted(r.renewed, "expired iterator renewed",
                                                 "expired iterators renewed"));
        }
        row("reads", reads);
        shards_row();
        clocks_row();
    }

    [[nodiscard]] std::uint64_t total_bytes() const {
        std::uint64_t sum = 0;
        for (const ShardStory& story : tally_.shards)
            sum += story.bytes;
        return sum;
    }

    void shards_row() {
        const ReshardTally& s = tally_.reshards;
        std::string text = fmt::format("{} at the start", facts_.shards_at_start);
        if (facts_.resharded) {
            text += fmt::format(
                ", {}, {}: {} at most, {} at the end", counted(s.splits, "split", "splits"),
                counted(s.merges, "merge", "merges"), s.most_open, facts_.shards_open);
            if (s.splits + s.merges > 0 && facts_.resharding_time > weir::Duration{0}) {
                text += fmt::format("; each takes {}", short_span(facts_.resharding_time));
            }
            if (s.spared > 0) {
                text += fmt::format("; {} not made, one key was the load",
                                    counted(s.spared, "split", "splits"));
            }
        } else {
            text += ", resharding off";
        }
        row("shards", text);
    }

    void clocks_row() {
        const weir::Duration span = facts_.end - facts_.start;
        const double simulated = std::chrono::duration<double>(span).count();
        const auto wall = std::chrono::duration_cast<weir::Duration>(facts_.wall);
        std::string text =
            fmt::format("{} simulated in {} of wall time", human_span(span), short_span(wall));
        if (facts_.wall.count() > 0 && simulated > facts_.wall.count()) {
            text +=
                fmt::format(", {} times as fast",
                            grouped(static_cast<std::uint64_t>(simulated / facts_.wall.count())));
        }
        row("clock", text);
    }

    void top_keys() {
        const std::vector<KeyId> top = keys_.top(facts_.top);
        if (top.empty()) return;
        heading("top keys");
        out_ += style_.faint(fmt::format("  {:<28} {:>9} {:>7} {:>11} {:>9}\n", "key", "records",
                                         "share", "bytes", "throttled"));
        const std::uint64_t most = std::max<std::uint64_t>(keys_[top.front()].records, 1);
        for (const KeyId id : top) {
            const KeyEntry& key = keys_[id];
            const double share =
                100.0 * static_cast<double>(key.records) / static_cast<double>(tally_.input.events);
            std::string bar;
            for (std::uint64_t i = 0; i < (key.records * 20 + most - 1) / most; ++i) {
                bar += style_.blocks ? "█" : "#";
            }
            out_ +=
                fmt::format("  {} {:>9} {:>5.1f} % {:>11} {:>9}  {}\n",
                            padded(printable(key.text, 28), 28), grouped(key.records), share,
                            human_bytes(key.bytes), grouped(key.refusals), style_.paint(37, bar));
        }
    }

    void bad_lines() {
        const InputTally& in = tally_.input;
        if (in.bad == 0) return;
        heading(fmt::format("{} not understood", counted(in.bad, "line", "lines")));
        for (const BadLine& line : in.first_bad) {
            out_ += fmt::format("  line {} {}\n", grouped(line.number), line.why);
            out_ += fmt::format("    {}\n", style_.faint(printable(line.start, 90)));
        }
        if (in.bad > in.first_bad.size()) {
            out_ += fmt::format("  and {} more\n", grouped(in.bad - in.first_bad.size()));
        }
    }

    void verdict_line() {
        const Verdict& v = verdict_;
        out_ += '\n';
        std::string text =
            fmt::format("order {} for {}, {} put = {} read, {} lost, {} doubled",
                        v.misordered == 0 ? "proven" : "BROKEN", counted(v.keys, "key", "keys"),
                        counted(v.put, "record", "records"), grouped(v.read), grouped(v.lost),
                        grouped(v.doubled));
        if (v.put != v.read) text.replace(text.find(" = "), 3, " / ");
        if (v.misordered > 0) text += fmt::format(", {} out of order", grouped(v.misordered));
        if (v.altered > 0) text += fmt::format(", {} altered", grouped(v.altered));
        if (tally_.writes.failed > 0) {
            text += fmt::format(", {} never put", grouped(tally_.writes.failed));
        }
        if (!facts_.counters_agree) text += ", the stream's own counters disagree";
        if (!facts_.failure.empty()) {
            text += fmt::format("; reading stopped: {}", printable(facts_.failure, 200));
        }
        const bool good = passed();
        const std::string_view word = good ? "PROVEN" : "NOT PROVEN";
        out_ +=
            fmt::format("{}  {}\n", style_.bold(good ? style_.good(word) : style_.bad(word)), text);
    }

public:
    /// Whether everything that the verdict claims holds.
    [[nodiscard]] bool passed() const noexcept {
        return verdict_.proven() && facts_.counters_agree && facts_.failure.empty() &&
               tally_.writes.failed == 0;
    }

private:
    const ReportFacts& facts_;
    const Tally& tally_;
    const KeyTable& keys_;
    const Verdict& verdict_;
    Style style_;
    std::string out_;
};

}  // namespace demo
