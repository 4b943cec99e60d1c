// A program of a host, for specs of what looks after hosts. Its environment says how it behaves.
const { HOST, FAILS, DEAF } = process.env;

if (FAILS) {
  console.error('there is no database');
  process.exit(3);
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
