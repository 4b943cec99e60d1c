import { setTimeout as sleep } from 'node:timers/promises';
import {
  answerContent,
  Content,
  contentOf,
  ContractError,
  decodeError,
  decodeMessage,
  decodeOutput,
  errorContent,
  idempotencyKeyOf,
  type MessageClass,
} from '@multilith/contract';
import { protobufContent, protobufOf } from '@multilith/contract/protobuf';
import type { CallExercise, MultilithOptions } from '@multilith/runtime/host';
import type { SubscriptionStore } from '@multilith/events';
import type { TopologyName } from './topology.js';

const MAX_DELAY_MS = 3;

/**
 * The `wire` topology for calls: messages that cross a context boundary arrive as they would after an extraction. Calls
 * that may be repeated cross twice, as protobuf and as JSON.
 */
export const wireExercise: CallExercise = {
  rehearseTransactions: true,
  async call(type, message, repeatable, send) {
    const crossing = (cross: Crossing): Promise<unknown> => {
      const arrived = decodeMessage(type, cross(contentOf(message)), idempotencyKeyOf(message));
      return answerOf(type, send(deepFreeze(arrived)), cross);
    };
    await delay();
    if (repeatable) await crossing(asProtobuf);
    const answer = await crossing(asJson);
    await delay();
    return answer;
  },
};

/** Returns content as it arrives in another host. */
type Crossing = (content: Content) => Content;

const asJson: Crossing = ({ json }) => Content.ofText(Buffer.from(json).toString());
/** Content whose contract has no lock crosses as JSON. */
const asProtobuf: Crossing = (content) => {
  const bytes = protobufOf(content);
  return bytes ? protobufContent(bytes.slice()) : asJson(content);
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

async function answerOf(type: MessageClass, sent: Promise<unknown>, cross: Crossing): Promise<unknown> {
  try {
    return deepFreeze(decodeOutput(type, cross(answerContent(type, await sent))));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const { code, data } = errorContent(error);
    throw decodeError(type, code, cross(data)) ?? error;
  }
}

const delay = (): Promise<void> => sleep(Math.random() * MAX_DELAY_MS);

/** Freezes a value deeply, so that writing to another context's data fails at once. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
