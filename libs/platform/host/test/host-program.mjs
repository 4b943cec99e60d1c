// A program of a host, for specs of the supervisor. Environment variables control its behaviour.
import { existsSync, writeFileSync } from 'node:fs';

const { HOST, FAILS, FAILS_LATER, DEAF } = process.env;

if (FAILS) {
  console.error('there is no database');
  process.exit(3);
}
// The first run creates a file; the next run fails like a host with refused settings, or just ends.
if (FAILS_LATER) {
  const [file, code] = FAILS_LATER.split(' ');
  if (existsSync(file)) {
    if (code) await new Promise((sent) => process.send({ type: 'failed', code }, sent));
    process.exit(1);
  }
  writeFileSync(file, '');
}
process.on('SIGTERM', () => {
  if (!DEAF) {
    console.log('finishing');
    process.exit(0);
  }
});
setInterval(() => {}, 60_000);
console.log('at work');
process.send({ type: 'ready', host: HOST, url: 'http://127.0.0.1:1' });
