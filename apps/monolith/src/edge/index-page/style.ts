import { Html } from './html.js';

/** The style sheet of the index page; in the page itself, so that nothing is loaded from elsewhere. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1c1e26; --soft: #667085; --line: #e4e7ec; --card: #fff; --page: #f6f7f9; --accent: #4f46e5; --good: #067647; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --soft: #98a2b3; --line: #2c313c; --card: #1a1d24; --page: #111318; --accent: #8b85ff; --good: #47cd89; --bad: #f97066; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1rem 3rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; letter-spacing: -0.02em; }
header p { margin: 0.2rem 0 1rem; color: var(--soft); }
nav a { display: inline-block; margin: 0 0.4rem 0.4rem 0; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--ink); text-decoration: none; font-weight: 600; }
nav a:hover, nav a:focus-visible { border-color: var(--accent); }
nav a.main { background: var(--accent); border-color: var(--accent); color: var(--page); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; margin-top: 1rem; align-items: start; }
section { padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 0.9rem; background: var(--card); }
h2 { display: flex; align-items: center; justify-content: space-between; margin: 0 0 0.4rem; font-size: 1.1rem; }
h2 span { padding: 0.05rem 0.6rem; border: 1px solid currentColor; border-radius: 999px; font-size: 0.75rem; font-weight: 600; }
.here { color: var(--good); } .away { color: var(--accent); } .alarm { color: var(--bad); font-weight: 700; }
section p { margin: 0 0 0.5rem; color: var(--soft); } section p b { color: var(--ink); font-weight: 600; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 0.2rem 0 0.2rem 0.8rem; color: var(--soft); font-size: 0.75rem; font-weight: 500; text-align: right; } th:first-child { padding-left: 0; text-align: left; }
td { padding: 0.35rem 0 0.35rem 0.8rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; } td:first-child { padding-left: 0; text-align: left; overflow-wrap: anywhere; }
td small { display: block; color: var(--soft); font-size: 0.78rem; } td em { display: block; color: var(--bad); font-size: 0.78rem; font-style: normal; }
details { margin-top: 0.5rem; } summary { color: var(--soft); cursor: pointer; font-size: 0.85rem; }
ul { margin: 0.4rem 0 0; padding: 0; list-style: none; font-size: 0.85rem; } li i { display: inline-block; width: 5rem; color: var(--soft); font-style: normal; }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.8rem; }
`);
