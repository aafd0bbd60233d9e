// SPDX-License-Identifier: Apache-2.0
// A partition key of your own, tried before it costs money: beside the key in use, on the same
// records. Here one customer has a fifth of all orders, and the order's number joins the key.
#include <fmt/core.h>

#include <string>
#include <string_view>
#include <weir/analysis/key_comparison.hpp>
#include <weir/core/random.hpp>

int main() {
    weir::KeyAnalysisOptions options;
    options.lineage = weir::Lineage{16};

    const weir::KeyFunction by_order{
        "customer and order", [](const weir::KeySource& record, std::string& key) {
            key = record.key;
            key += '/';
            key += record.data.substr(0, record.data.find(' '));  // "order-17 two coffees"
            return std::string_view{key};
        }};
    weir::KeyComparison comparison{
        options,
        {weir::as_is(), by_order},
        weir::Arrivals::even(weir::Instant::from_seconds(1'700'000'000), 6'000)};

    weir::Random random{7};
    for (int n = 0; n < 120'000; ++n) {
        const auto customer = random.below(5) == 0 ? 0 : random.below(50'000);
        const std::string key = fmt::format("customer-{}", customer);
        const std::string data = fmt::format("order-{} two coffees", random.below(100'000));
        comparison.add({.key = key, .data = data, .data_bytes = data.size()});
    }

    const weir::KeyReport report = comparison.report();
    for (const weir::KeySpread& spread : report.spreads) {
        fmt::print("{}: {}\n  {} of {} records throttled, {:.0f} % of the order lost\n",
                   spread.name, spread.verdict_text, spread.throttle.throttled_records,
                   report.records, 100 * spread.order.share());
    }
    const weir::KeySpread& in_use = report.spreads[0];
    const weir::KeySpread& own = report.spreads[1];
    const bool shown = in_use.verdict == weir::KeyVerdict::hot_key &&
                       in_use.throttle.throttled_records > 0 &&
                       own.verdict == weir::KeyVerdict::even &&
                       own.throttle.throttled_records == 0 && own.order.share() > 0.5;
    return shown ? 0 : 1;
}
