import type { JsonValue } from '@multilith/contract';

/** Code of the errors of Nest handlers on the wire. */
export const HANDLER_ERROR = 'nest.RpcException';

/** A `@MessagePattern` handler of another host refused: what it gave to `RpcException`, or Nest's words for anything else. */
export class RemoteHandlerError extends Error {
  override readonly name = 'RemoteHandlerError';

  constructor(
    /** Pattern of the handler. */
    readonly pattern: string,
    /** What the handler gave to `RpcException`. */
    readonly data: JsonValue,
  ) {
    super(`${pattern} failed: ${textOf(data)}`);
  }
}

function textOf(data: JsonValue): string {
  if (typeof data === 'string') return data;
  const message = typeof data === 'object' && data !== null && 'message' in data ? data['message'] : undefined;
  return typeof message === 'string' ? message : JSON.stringify(data);
}
