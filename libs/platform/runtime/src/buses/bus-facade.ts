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

/** Whether a bus is a facade; the stock buses behind the facades are the ones to hook into. */
export const isFacade = (bus: object): boolean => facades.has(bus);

/** Remembers that a bus is a facade. */
export function markFacade<Bus extends object>(bus: Bus): Bus {
  facades.add(bus);
  return bus;
}

/** The stream that hears the message which a stock bus is about to hand to its handler. */
let sending: BusStream | undefined;
const routed = new WeakSet<object>();

/**
 * A stock bus that knows on whose behalf it is used, also where no handler is on the stack (a resolver, a timer). Its
 * stream shows what is sent through it, as that of the stock bus does: before the handler runs.
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
  /** A message that no handler of this host is bound to; the stock bus only says that it has none. */
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

/** Has a stock bus show each message to the sender as well. Whatever publisher it is given comes after that. */
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
