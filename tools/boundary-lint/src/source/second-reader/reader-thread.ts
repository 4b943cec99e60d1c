/** Reads files from the last to the first, until the other thread, which goes the other way, is met. */
import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { fingerprintOf } from '../../cache/fingerprint.js';
import { readFacts } from '../read-facts.js';
import { FREE, THEIRS, type Answer, type Shared } from './shared.js';

/** Answers that are sent together: each message costs both threads some time. */
const BATCH = 64;

const { tasks, claims, sent, port } = workerData as Shared;
let answers: Answer[] = [];

function send(): void {
  port.postMessage(answers);
  answers = [];
  Atomics.add(sent, 0, 1);
  Atomics.notify(sent, 0);
}

for (let number = tasks.length - 1; number >= 0; number--) {
  if (Atomics.compareExchange(claims, number, FREE, THEIRS) !== FREE) break;
  const { path, depth } = tasks[number]!;
  try {
    const text = readFileSync(path, 'utf8');
    answers.push({ path, fingerprint: fingerprintOf(text), facts: readFacts(path, text, depth) });
  } catch {
    // If reading fails here, the main thread reads the file again and reports the error.
    Atomics.store(claims, number, FREE);
  }
  if (answers.length === BATCH) send();
}
send();
