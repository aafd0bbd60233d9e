// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "weir/analysis/picture_frame.hpp"

namespace weir::inline v0 {

namespace detail {

inline constexpr std::string_view page_style = R"(
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);color-scheme:light dark;
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:1000px;margin:0 auto;padding:48px 32px 72px}
h1,h2,h3,p,ul,ol,figure,table,dl,dd{margin:0;padding:0}
h1{font-size:38px;line-height:1.15;letter-spacing:-.02em;font-weight:650}
h2{font-size:20px;line-height:1.3;font-weight:600;margin:56px 0 6px;letter-spacing:-.005em}
h3{font-size:16px;font-weight:600;margin:28px 0 8px}
.lead{font-size:19px;line-height:1.5;margin-top:14px;max-width:46em}
.eyebrow,.sub{color:var(--soft);font-size:14px;overflow-wrap:anywhere}
.eyebrow{margin-bottom:10px}
.sub{margin-bottom:16px;max-width:52em}
.verdict{border-left:5px solid var(--line);padding:4px 0 6px 24px}
.verdict.good{border-color:var(--good)}.verdict.watch{border-color:var(--watch)}
.verdict.bad{border-color:var(--alarm)}
.verdict .eyebrow+h1{margin-top:0}
.good .sign{color:var(--good)}.watch .sign{color:var(--watch)}.bad .sign{color:var(--alarm)}
.advice{list-style:none;margin-top:28px;background:var(--panel);border-radius:10px;
padding:18px 24px}
.advice li{padding:5px 0 5px 24px;position:relative;overflow-wrap:anywhere}
.advice li::before{content:"\2192";position:absolute;left:0;color:var(--accent)}
.lead,.notes li{overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:14px;
margin-top:28px}
.card{border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.card dt{color:var(--soft);font-size:14px}
.card dd{font-size:27px;line-height:1.3;font-weight:600;letter-spacing:-.01em;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.card dd+dd{font-size:14px;font-weight:400;letter-spacing:0;color:var(--soft);line-height:1.45;
margin-top:2px}
.card.hot dd:first-of-type{color:var(--alarm)}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch;margin:0 -4px;padding:2px 4px}
figure svg{display:block;width:100%;min-width:660px;height:auto}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{padding:8px 12px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;
vertical-align:top}
th{color:var(--soft);font-weight:500;border-bottom-color:var(--soft)}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
th.t,td.t{text-align:left;white-space:normal;min-width:7em}
td.key{text-align:left;white-space:normal;min-width:12em;max-width:30em}
code,td.key{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
font-size:13px;overflow-wrap:anywhere}
td.hot{color:var(--alarm);font-weight:600}
.steps{padding-left:1.6em;font-size:14px;font-variant-numeric:tabular-nums}
.steps li{padding:2px 0;overflow-wrap:anywhere}
.notes{padding-left:1.2em;color:var(--soft)}.notes li{padding:3px 0}
.more{color:var(--soft);font-size:14px;margin-top:10px}
details{border-top:1px solid var(--line);padding:14px 0}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
.facts td:first-child{color:var(--soft);text-align:left;white-space:normal}
.facts td{text-align:left;white-space:normal}
.facts td:first-child{width:40%}
@media(max-width:640px){main{padding:28px 18px 48px}h1{font-size:30px}.lead{font-size:17px}
.verdict{padding-left:16px}h2{margin-top:44px}.cards{grid-template-columns:1fr 1fr;gap:10px}
.card{padding:12px 14px}.card dd{font-size:21px}.card dd+dd,.card dt{font-size:13px}
.advice{padding:12px 16px}th,td{padding:8px 9px}}
@media print{main{max-width:none;padding:0}.scroll{overflow:visible}figure svg{min-width:0}
h2,h3{break-after:avoid}figure,.card,tr,.advice{break-inside:avoid}table{font-size:11px}
td.key{max-width:20em}}
)";
}  // namespace detail

/// The style sheet of the page: one column that reads well on a phone, on a screen and on paper.
[[nodiscard]] inline std::string report_html_style() {
    return picture_style() + std::string{detail::page_style};
}

}  // namespace weir::inline v0
