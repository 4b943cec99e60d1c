import type { Content } from '@multilith/contract';
import type { CallRequest } from '@multilith/runtime/transport';
import { aRequest } from '@multilith/runtime/transport/conformance';
import { readCalleeFrame } from '../src/wire/callee-frame.js';
import { readCallerFrame, type WrittenCall } from '../src/wire/caller-frame.js';

/** A part of a frame, as its handler got it: the name of the part, and what it holds. */
export type Part = readonly [name: string, ...values: unknown[]];

/** Returns a call of a batch, with `timeLeft` milliseconds left. */
export const writtenCall = (id: number, timeLeft: number, request: CallRequest = aRequest()): WrittenCall => ({
  id,
  timeLeft: () => timeLeft,
  encoded: request,
});

/** Returns the parts of a frame of a caller. @throws MalformedFrame */
export function partsOfCaller(bytes: Buffer, host = 'hall', now = 0): Part[] {
  const parts: Part[] = [];
  readCallerFrame(bytes, now, recorder(parts, { host }));
  return parts;
}

/** Returns the parts of a frame of a callee. @throws MalformedFrame */
export function partsOfCallee(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  readCalleeFrame(bytes, recorder(parts, {}));
  return parts;
}

/** Returns an object each of whose methods notes that it was called. */
const recorder = <T extends object>(parts: Part[], own: T): never =>
  new Proxy(own, {
    get: (target, name) =>
      name in target ? target[name as never] : (...values: unknown[]) => void parts.push([name as string, ...values]),
  }) as never;

/** Returns the request of a call with JSON instead of content. */
export const plainRequest = ({ content, ...request }: CallRequest): object => ({
  ...request,
  content: jsonOf(content),
});

const jsonOf = (content: Content): unknown => content.value;
