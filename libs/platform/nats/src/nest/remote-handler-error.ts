import { brand, MultilithError, type JsonValue } from '@multilith/contract';

/** Code of the errors of Nest handlers on the wire. */
export const HANDLER_ERROR = 'nest.RpcException';

/**
 * A `@MessagePattern` handler of another host refused the call: carries the data of its `RpcException`, or Nest's text
 * for any other error.
 */
export class RemoteHandlerError extends MultilithError {
  static {
    brand(this, 'nats.RemoteHandlerError');
  }
  override readonly name = 'RemoteHandlerError';

  constructor(
    /** Pattern of the handler. */
    readonly pattern: string,
    /** Data that the handler passed to `RpcException`. */
    readonly data: JsonValue,
  ) {
    super('NATS_HANDLER_FAILED', `${pattern} failed: ${textOf(data)}.`, 'Look in the log of its host.');
  }
}

function textOf(data: JsonValue): string {
  if (typeof data === 'string') return data;
  const message = typeof data === 'object' && data !== null && 'message' in data ? data['message'] : undefined;
  return typeof message === 'string' ? message : JSON.stringify(data);
}
