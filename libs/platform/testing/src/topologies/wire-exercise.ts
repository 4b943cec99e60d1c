import { setTimeout as sleep } from 'node:timers/promises';
import {
  ContractError,
  decodeError,
  decodeMessage,
  decodeOutput,
  encodeError,
  encodeMessage,
  encodeOutput,
  idempotencyKeyOf,
  type JsonValue,
  type MessageClass,
} from '@multilith/contract';
import type { CallExercise, MultilithOptions } from '@multilith/runtime/host';
import type { SubscriptionStore } from '@multilith/events';
import type { TopologyName } from './topology.js';

const MAX_DELAY_MS = 3;

/** The `wire` topology for calls: messages that cross a context boundary arrive as they would after an extraction. */
export const wireExercise: CallExercise = {
  rehearseTransactions: true,
  async call(type, message, repeatable, send) {
    const arrived = (): object => {
      const decoded = decodeMessage(type, overTheWire(encodeMessage(message)), idempotencyKeyOf(message));
      return deepFreeze(decoded);
    };
    await delay();
    if (repeatable) await answerOf(type, send(arrived()));
    const answer = await answerOf(type, send(arrived()));
    await delay();
    return answer;
  },
};

/** Options of a host for a topology; spread into the options of `startHost` or `MultilithModule.forRoot`. */
export const topologyOptions = (topology: TopologyName): Pick<MultilithOptions, 'testing'> =>
  topology === 'wire' ? { testing: { exercise: wireExercise, wrapStore: rehearsingStore } } : {};

/** A store in which every batch of events is handled, rolled back and handled again. */
export function rehearsingStore(store: SubscriptionStore): SubscriptionStore {
  const rolledBack = new Error('rehearsal: rolled back on purpose');
  const transact: SubscriptionStore['transact'] = async (work) => {
    await store
      .transact(async (tx) => {
        await work(tx);
        throw rolledBack;
      })
      .catch((error: unknown) => {
        if (error !== rolledBack) throw error;
      });
    return store.transact(work);
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'transact') return transact;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function answerOf(type: MessageClass, sent: Promise<unknown>): Promise<unknown> {
  try {
    return deepFreeze(decodeOutput(type, overTheWire(encodeOutput(type, await sent))));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const { code, data } = encodeError(error);
    throw decodeError(type, code, overTheWire(data)) ?? error;
  }
}

const overTheWire = (json: JsonValue): JsonValue => JSON.parse(JSON.stringify(json)) as JsonValue;
const delay = (): Promise<void> => sleep(Math.random() * MAX_DELAY_MS);

/** Freezes a value deeply, so that writing to another context's data fails at once. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
