import { watch as watchFolder } from 'node:fs';

/** Files whose change can change a report. */
const RELEVANT = /\.(?:[mc]?[jt]sx?|vue|svelte|astro|sql|json|md)$|CODEOWNERS$/;
const IGNORED = /(?:^|[\\/])(?:node_modules|dist|coverage|\.[^\\/]+)(?:[\\/]|$)/;
/** A save of an editor is several events; they count as one. */
const SETTLE_MS = 50;

/** Calls back whenever sources below a folder change; returns a function that ends it. */
export function watchSources(root: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watchFolder(root, { recursive: true }, (_event, path) => {
    if (path === null || IGNORED.test(path) || !RELEVANT.test(path)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
