// Preloaded by specs: notes the URL of every module file that a process loads, one a line, in the file LOADED_FILES.
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

/** Runs for each ES module in the loader's thread. */
export async function load(url, context, nextLoad) {
  appendFileSync(process.env.LOADED_FILES, `${url}\n`);
  return nextLoad(url, context);
}
