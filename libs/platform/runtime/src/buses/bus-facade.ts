import {
  CommandHandlerNotFoundException,
  QueryHandlerNotFoundException,
  type AsyncContext,
  type CommandBus,
  type QueryBus,
} from '@nestjs/cqrs';
import type { Caller } from '@multilith/contract';
import type { CallPath } from '../call/call-path.js';
import {
  attachAsyncContext,
  BusStream,
  refusedRegistration,
  streamMembers,
  type MessagePublisher,
} from './bus-stream.js';

const facades = new WeakSet<object>();

/** Whether a bus is a facade. Only the stock buses behind the facades are hooked. */
export const isFacade = (bus: object): boolean => facades.has(bus);

/** Marks a bus as a facade. */
export function markFacade<Bus extends object>(bus: Bus): Bus {
  facades.add(bus);
  return bus;
}

/** The stream of the sender of the message that a stock bus is about to dispatch. */
let sending: BusStream | undefined;
const routed = new WeakSet<object>();

/**
 * Returns a facade of a stock bus that sends on behalf of a context, also without a running handler (in a resolver or
 * timer). As on the stock bus, its stream emits each message before the handler runs.
 */
export function busFacade<Bus extends CommandBus | QueryBus>(bus: Bus, caller: Caller, callPath: CallPath): Bus {
  const stock = bus as { execute(message: object): Promise<unknown> };
  const stream = new BusStream();
  routeMessages(bus);
  const send = (message: object): Promise<unknown> => {
    const before = sending;
    sending = stream;
    try {
      return callPath.sendAs(caller, execute, () => stock.execute(message));
    } finally {
      sending = before;
    }
  };
  const execute = (message: object, asyncContext?: AsyncContext): Promise<unknown> => {
    if (asyncContext) attachAsyncContext(asyncContext, message);
    return callPath.handles(message) ? send(message) : sendUnknown(message);
  };
  /** Sends a message without a handler binding, with a better error than the stock bus. */
  const sendUnknown = async (message: object): Promise<unknown> => {
    const undeclared = callPath.undeclaredUse(caller, message, execute);
    try {
      return await send(message);
    } catch (error) {
      const isMissing =
        error instanceof CommandHandlerNotFoundException || error instanceof QueryHandlerNotFoundException;
      throw (isMissing && undeclared) || error;
    }
  };
  return markFacade(
    Object.create(bus, {
      execute: { value: execute },
      ...streamMembers(stream, { publish: (message) => stream.emit(message) }),
      ...refusedRegistration(bus.constructor.name),
    }) as Bus,
  );
}

/** Makes a stock bus emit each message on the stream of its sender first, then to its own publisher. */
function routeMessages(bus: CommandBus | QueryBus): void {
  if (routed.has(bus)) return;
  routed.add(bus);
  let inner = bus.publisher as MessagePublisher;
  bus.publisher = {
    publish: (message: object, ...rest: unknown[]) => {
      if (sending?.publisher) sending.publisher.publish(message, ...rest);
      else sending?.emit(message);
      sending = undefined;
      return inner.publish(message, ...rest);
    },
  };
  Object.defineProperty(bus, 'publisher', {
    get: () => inner,
    set: (publisher: MessagePublisher) => {
      inner = publisher;
    },
  });
}
