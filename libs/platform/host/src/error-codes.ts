import { errorTable } from '@multilith/contract';

/** Uncaught errors. */
export const PROCESS_ERRORS = errorTable({
  UNHANDLED_REJECTION: {
    when: 'a promise was rejected and no code handled it, mostly for a forgotten `await`; the process goes on',
    remedy: 'Await the promise or catch its error.',
  },
  UNCAUGHT_EXCEPTION: {
    when: 'an error was thrown in a timer or event listener; the process stops in order, with exit code 1',
    remedy: 'Catch errors where they are thrown.',
  },
});

/** A host that cannot start. */
export const HOST_ERRORS = errorTable({
  PORT_TAKEN: {
    when: 'something listens on the port already',
    remedy: 'Stop it, or set `PORT`.',
  },
  PORT_FORBIDDEN: {
    when: 'the user may not listen on the port',
    remedy: 'Take one above 1023.',
  },
  HOST_UNKNOWN: {
    when: 'the machine has no such address',
    remedy: 'Set `HOST` to one it has, or not at all.',
  },
  DEVELOPMENT_ON_NETWORK: {
    when: 'the monolith runs for development, and `HOST` is an address that other machines can reach',
    remedy:
      'Set `NODE_ENV=production`, leave `HOST` out, or set `DEVELOPMENT_ON_NETWORK=yes` where no stranger reaches the port.',
  },
  CONTEXT_NOT_PLACED: {
    when: 'the host of a context was started, but `topology.json` leaves the context in the monolith',
    remedy: '`npx nx extract <context>`, or start the monolith alone.',
  },
});

/** `npm start` and the hosts that it starts. */
export const SUPERVISOR_ERRORS = errorTable({
  START_ARGUMENT: {
    when: '`npm start` does not know an argument, or a host that it names',
    remedy: '`npm start -- --help` lists what there is.',
  },
  HOST_SETTINGS_MISSING: {
    when: '`--host` starts one host alone, and it is not said where network and database are',
    remedy: 'Set what the message names, or start all hosts with `npm start`.',
  },
  HOST_PROGRAM_MISSING: {
    when: '`topology.json` has a host whose program is not there',
    remedy: '`npx nx extract <context> --force` writes it, `npx nx inline <context>` takes the context back.',
  },
  HOST_ENDED: {
    when: 'a host ended before it was ready, so nothing was started; with one host alone, `npm start` has the exit code of the host',
    remedy: 'See what it said last.',
  },
});

type HostErrors = typeof PROCESS_ERRORS & typeof HOST_ERRORS & typeof SUPERVISOR_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends HostErrors {}
}
