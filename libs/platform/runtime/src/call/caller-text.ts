import type { Caller } from '@multilith/contract';

/** Returns the name of a caller for messages. A context and its API are different callers. */
export const callerText = ({ name, api }: Caller): string => (api ? `the API of ${name}` : name);
