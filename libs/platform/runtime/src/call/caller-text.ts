import type { Caller } from '@multilith/contract';

/** A caller as texts name it. A context and its API are two callers: only one of them is in the log of its handlers. */
export const callerText = ({ name, api }: Caller): string => (api ? `the API of ${name}` : name);
