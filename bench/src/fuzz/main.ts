import { fuzzCodec } from './codec.js';

/** Limits for one decoding of a megabyte, and for the whole process. */
const MAX_MILLISECONDS = 5_000;
const MAX_MEGABYTES = 1_024;

const [what = 'codec', seconds = '60', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2);
if (what !== 'codec' || !(Number(seconds) > 0) || !Number.isInteger(Number(seed))) {
  console.error('Usage: npm run fuzz -- codec [seconds] [seed]');
  process.exitCode = 2;
} else {
  console.log(`Decoding changed bytes for ${seconds} s, seed ${seed}`);
  const { decoded, refused, slowest, memory } = fuzzCodec(Number(seconds), Number(seed));
  const total = (decoded + refused).toLocaleString('en');
  console.log(`${total} decoded, of which ${refused.toLocaleString('en')} were refused with typed errors`);
  console.log(
    `slowest: ${slowest.milliseconds.toFixed(0)} ms of CPU for ${slowest.size} bytes; memory: ${memory.toFixed(0)} MB`,
  );
  if (slowest.milliseconds > MAX_MILLISECONDS || memory > MAX_MEGABYTES) process.exitCode = 1;
}
