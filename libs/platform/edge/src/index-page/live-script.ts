import { Html } from '../pages/html.js';

/**
 * Keeps the page up to date: requests it again every two seconds while it is visible, and replaces what has changed.
 * The server renders everything, so there is one rendering and the page also works without this script.
 */
export const LIVE_SCRIPT = new Html(`
const EVERY_MS = 2000;
const lost = document.getElementById('lost');
const live = (page) => [...page.querySelectorAll('[data-live]')];
const shown = new Map(live(document).map((part) => [part.id, part.outerHTML]));

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store', signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(answer.status);
    for (const part of live(new DOMParser().parseFromString(await answer.text(), 'text/html'))) {
      const old = document.getElementById(part.id);
      if (!old || shown.get(part.id) === part.outerHTML) continue;
      shown.set(part.id, part.outerHTML);
      if (shown.size > 0 && part.matches('tr, dl')) part.classList.add('changed');
      old.replaceWith(document.adoptNode(part));
    }
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

async function follow() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    await refresh();
  }
}

document.addEventListener('visibilitychange', refresh);
document.documentElement.classList.add('live');
follow();
`);
