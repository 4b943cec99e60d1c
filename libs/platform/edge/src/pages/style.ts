import { Html } from './html.js';

/** The style sheet, embedded in every page so that nothing is loaded from other servers. */
export const STYLE = new Html(`
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #fff; --line: #e3e6ec; --ink: #181b22; --soft: #5c6675; --faint: #717a8a;
  --accent: #4338ca; --on-accent: #fff; --events: #4f46e5; --calls: #b45309;
  --good: #067647; --good-bg: #e7f6ee; --busy: #93570a; --busy-bg: #fdf3df; --bad: #b42318; --bad-bg: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1116; --card: #181b22; --line: #2a2f3a; --ink: #e9ebf0; --soft: #a1aab9; --faint: #858ea0;
    --accent: #a5a0ff; --on-accent: #14132b; --events: #a5a0ff; --calls: #f0b35a;
    --good: #5fd39a; --good-bg: #12291f; --busy: #f0b35a; --busy-bg: #2c2312; --bad: #ff8a7d; --bad-bg: #331815;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 78rem; padding: 2rem 1.25rem 3rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1, h2, h3, p, ul, dl, dd { margin: 0; }
h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -0.02em; }
h2 { font-size: 1.05rem; letter-spacing: -0.005em; }
h3 { font-size: 1rem; }
a { color: inherit; text-decoration: none; text-underline-offset: 0.15em; }
a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
code, pre { font: 0.86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }

header { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 1rem; }
header > div { flex: 1 1 20rem; }
header p { margin-top: 0.25rem; color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem; }
nav a { padding: 0.45rem 1rem; border: 1px solid var(--line); border-radius: 999px; background: var(--card); font-weight: 600; font-size: 0.92rem; }
nav a:hover { border-color: var(--accent); text-decoration: none; }
nav a.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }

.verdict { display: flex; align-items: center; gap: 0.6rem; margin-top: 1.25rem; padding: 0.7rem 1rem; border-radius: 0.75rem; font-weight: 600; }
.verdict[hidden] { display: none; }
.verdict::before { flex: none; width: 0.6rem; height: 0.6rem; border-radius: 50%; background: currentColor; content: ""; }
.verdict.good { background: var(--good-bg); color: var(--good); }
.verdict.busy { background: var(--busy-bg); color: var(--busy); }
.verdict.bad { background: var(--bad-bg); color: var(--bad); }

.panel, .card, .parked li, .facts dl > div { border: 1px solid var(--line); border-radius: 0.9rem; background: var(--card); }
.parked h2, .facts h2 { margin: 1.5rem 0 0.6rem; }
.parked ul { display: grid; gap: 0.75rem; padding: 0; list-style: none; }
.parked li { padding: 0.9rem 1.1rem; border-color: var(--bad); }
.parked li p { margin-top: 0.15rem; color: var(--soft); }
.parked li p b { color: var(--ink); font-weight: 600; }
.parked .error { color: var(--bad); overflow-wrap: anywhere; }
.parked pre { margin: 0.6rem 0 0; padding: 0.5rem 0.7rem; border-radius: 0.5rem; background: var(--page); white-space: pre-wrap; overflow-wrap: anywhere; }
.hint { margin-top: 0.5rem; color: var(--soft); font-size: 0.87rem; }

.figures { display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
.figures > section { flex: 1 1 20rem; } .figures > .rates { flex: 0 1 22rem; }
.facts dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.75rem; }
.facts dl > div { padding: 0.75rem 1.1rem; }
.facts dt { color: var(--soft); font-size: 0.87rem; }
.facts dd { font-size: 1.6rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }

main { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 0.75rem; margin-top: 0.75rem; align-items: start; }
.column { display: grid; gap: 0.75rem; }
.panel { position: relative; padding: 1rem 1.1rem; }
.legend { position: absolute; top: 1.05rem; right: 1.1rem; display: flex; gap: 0.9rem; color: var(--soft); font-size: 0.82rem; }
.legend span::before { display: inline-block; width: 1.4rem; margin-right: 0.35rem; border-top: 2px solid; vertical-align: middle; content: ""; }
.legend .events::before { border-color: var(--events); border-top-style: dashed; }
.legend .calls::before { border-color: var(--calls); }
.map { display: block; width: 100%; margin: 1rem 0 0.5rem; }
.map.narrow { display: none; }
.map rect { fill: var(--page); stroke: var(--line); stroke-width: 1.5; }
.map a:hover rect { stroke: var(--accent); }
.map text { fill: var(--ink); font-size: 13.5px; font-weight: 600; text-anchor: middle; dominant-baseline: central; }
.map.narrow text { font-size: 11.5px; }
.map > path { fill: none; stroke-width: 1.6; opacity: 0.85; }
.map > path:hover { stroke-width: 3; opacity: 1; }
.map > .events { stroke: var(--events); stroke-dasharray: 5 4; }
.map > .calls { stroke: var(--calls); }
marker.events { fill: var(--events); } marker.calls { fill: var(--calls); }

table { width: 100%; border-collapse: collapse; }
.subscriptions { margin-top: 0.4rem; font-variant-numeric: tabular-nums; }
.subscriptions thead th { color: var(--soft); font-size: 0.78rem; font-weight: 500; }
.subscriptions th, .subscriptions td { padding: 0.3rem 0 0.3rem 0.9rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
.subscriptions th:first-child, .subscriptions td:first-child { padding-left: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
.subscriptions thead th:not(:first-child) { min-width: 3.9rem; }
.subscriptions .group th { padding-top: 0.7rem; border-bottom: 1px solid var(--line); font-size: 0.92rem; }
.subscriptions td small { display: block; color: var(--soft); font-size: 0.8rem; line-height: 1.35; }
.subscriptions td small b { font-weight: 600; }
.subscriptions td em { display: block; color: var(--bad); font-size: 0.82rem; font-style: normal; }
.subscriptions .none { color: var(--faint); } .subscriptions .slow { color: var(--busy); font-weight: 600; } .subscriptions .bad { color: var(--bad); font-weight: 700; }
.latest-events { margin-top: 0.4rem; }
.latest-events th, .latest-events td { padding: 0.3rem 0; border-top: 1px solid var(--line); vertical-align: baseline; }
.latest-events tr:first-child > * { border-top: 0; }
.latest-events th { text-align: left; font-size: 0.92rem; font-weight: 600; overflow-wrap: anywhere; }
.latest-events small { display: block; color: var(--soft); font-size: 0.8rem; font-weight: 400; line-height: 1.35; }
.latest-events td { padding-left: 0.9rem; color: var(--soft); font-size: 0.87rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.guides { margin-top: 0.75rem; }
.guides ul { padding-left: 1.1rem; margin-top: 0.4rem; }
.guides a { text-decoration: underline; }
.flows { margin-top: 0.5rem; }
.flows table { margin-top: 0.3rem; font-size: 0.84rem; }
.flows th, .flows td { padding: 0.2rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; overflow-wrap: anywhere; }
.flows td { padding-left: 0.9rem; color: var(--soft); }
summary { color: var(--soft); cursor: pointer; font-size: 0.87rem; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 0.75rem; }
.card { display: flex; flex-direction: column; padding: 0.9rem 1.1rem; }
.card:target { border-color: var(--accent); }
.card h2 { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; }
.card h2 span { padding: 0.05rem 0.6rem; border-radius: 999px; font-size: 0.75rem; font-weight: 600; white-space: nowrap; }
.here { background: var(--good-bg); color: var(--good); } .away { background: var(--busy-bg); color: var(--busy); }
.card > p { margin: 0.25rem 0 0.6rem; color: var(--soft); font-size: 0.92rem; }
.card dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.8rem; margin: 0 0 0.5rem; font-size: 0.87rem; }
.card dt { color: var(--soft); } .card dd { overflow-wrap: anywhere; }
.card details { margin-top: auto; }
.card details ul { padding: 0.3rem 0 0; list-style: none; font-size: 0.85rem; }
.card li i { display: inline-block; width: 5rem; color: var(--soft); font-style: normal; }

footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.dot { display: none; width: 0.5rem; height: 0.5rem; margin-right: 0.3rem; border-radius: 50%; background: var(--good); }
.live .dot { display: inline-block; animation: beat 2s infinite; }
@keyframes beat { 50% { opacity: 0.35; } }
@media (prefers-reduced-motion: no-preference) { .changed { animation: changed 1.2s ease-out; } }
@media (prefers-reduced-motion: reduce) { .live .dot { animation: none; } html { scroll-behavior: auto; } }
@keyframes changed { from { background: var(--busy-bg); } }

@media (max-width: 60rem) {
  main { display: flex; flex-direction: column; align-items: stretch; }
  .column { display: contents; }
  .latest { order: 1; } .lags { order: 2; } .cards { order: 3; }
  .map.wide { max-width: 40rem; margin-inline: auto; }
}
@media (max-width: 36rem) {
  body { padding: 1.25rem 0.9rem 2rem; }
  .map.wide { display: none; } .map.narrow { display: block; }
  .facts dl { grid-template-columns: repeat(2, 1fr); } .figures > .rates { flex: 1 1 20rem; }
  .panel, .card { padding: 0.9rem; }
  .legend { position: static; margin-top: 0.2rem; }
  .subscriptions tr { display: grid; grid-template-columns: minmax(0, 1fr) 3.4rem 3.2rem 3.2rem; align-items: baseline; padding: 0.3rem 0; }
  .subscriptions th, .subscriptions td { padding: 0; }
  .subscriptions thead th:not(:first-child) { min-width: 0; }
  .subscriptions .group th { grid-column: 1 / -1; padding-top: 0.4rem; }
  .subscriptions td:first-child { display: contents; }
  .subscriptions td:first-child > * { grid-column: 1 / -1; grid-row: 2; text-align: left; }
  .subscriptions td:first-child > em { grid-row: 3; }
}
`);
