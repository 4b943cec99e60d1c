import {
  CommandHandlerNotFoundException,
  QueryHandlerNotFoundException,
  type AsyncContext,
  type CommandBus,
  type QueryBus,
} from '@nestjs/cqrs';
import type { Caller } from '@multilith/contract';
import type { CallPath } from '../call/call-path.js';

const facades = new WeakSet<object>();

/** Whether a bus is a facade; the stock buses behind the facades are the ones to hook into. */
export const isFacade = (bus: object): boolean => facades.has(bus);

/**
 * A stock bus that knows on whose behalf it is used, also where no handler is on the stack (a resolver, a timer).
 * Everything but `execute` is the stock bus itself.
 */
export function busFacade<Bus extends CommandBus | QueryBus>(bus: Bus, caller: Caller, callPath: CallPath): Bus {
  const stock = bus as { execute(message: object, asyncContext?: AsyncContext): Promise<unknown> };
  const send = (message: object, asyncContext?: AsyncContext): Promise<unknown> =>
    callPath.sendAs(caller, execute, () => stock.execute(message, asyncContext));
  const execute = (message: object, asyncContext?: AsyncContext): Promise<unknown> =>
    callPath.handles(message) ? send(message, asyncContext) : sendUnknown(message, asyncContext);
  /** A message that no handler of this host is bound to; the stock bus only says that it has none. */
  const sendUnknown = async (message: object, asyncContext?: AsyncContext): Promise<unknown> => {
    const undeclared = callPath.undeclaredUse(caller, message, execute);
    try {
      return await send(message, asyncContext);
    } catch (error) {
      const isMissing =
        error instanceof CommandHandlerNotFoundException || error instanceof QueryHandlerNotFoundException;
      throw (isMissing && undeclared) || error;
    }
  };
  const facade = Object.create(bus, { execute: { value: execute } }) as Bus;
  facades.add(facade);
  return facade;
}
