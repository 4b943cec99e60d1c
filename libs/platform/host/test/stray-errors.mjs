// A host process whose code forgets to handle an error. A message of the parent process chooses the error; later
// messages check that the process still responds.
import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import { Shutdown } from '@multilith/host';
import { HandlerScope, runInScope } from '@multilith/data';

const shutdown = new Shutdown();
shutdown.logTo({
  log: (line) => process.send({ log: String(line) }),
  error: (line, stack) => process.send({ error: String(line), stack }),
});
shutdown.onStop('host', async () => process.send({ stopped: true }));

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('looked at');
    },
    getPrototypeOf() {
      throw new Error('looked at');
    },
  },
);
const mistakes = {
  'a promise': () => void Promise.reject(new Error('audit failed')),
  'a string': () => void Promise.reject('just text'),
  'a hostile value': () => void Promise.reject(hostile),
  nothing: () => void Promise.reject(undefined),
  'a chain': () => void Promise.resolve().then(() => JSON.parse('{')),
  'a timer': () =>
    setTimeout(() => {
      throw new Error('in a timer');
    }, 1),
  'an emitter': () => setImmediate(() => new EventEmitter().emit('error', new Error('not listened to'))),
};
const log = () => {
  for (const output of [process.stdout, process.stderr]) output.write('a line of the log\n');
};
const definition = { name: 'orders.PlaceOrder', context: 'orders', kind: 'command' };
process.on('message', (mistake) => {
  if (mistake === 'alive?') return process.send({ alive: true });
  if (mistake === 'log') return log();
  runInScope(new HandlerScope({ definition, caller: { kind: 'edge', name: 'spec' } }), mistakes[mistake]);
});
process.send({ ready: true });
