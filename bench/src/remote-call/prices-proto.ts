import { fileURLToPath } from 'node:url';

/** The service of the benchmark. Read from the sources, because the compiler does not copy it. */
export const PROTO_FILE = fileURLToPath(new URL('../../src/remote-call/prices.proto', import.meta.url));

/** How it is read: numbers as numbers, as our own form has them. */
export const PROTO_OPTIONS = { longs: Number, keepCase: true, defaults: true } as const;
