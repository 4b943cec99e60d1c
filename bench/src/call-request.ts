import type { Content } from '@multilith/contract';
import type { CallRequest } from '@multilith/runtime/transport';

const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** Returns a call of a context named `shop`, for the transport alone: no validation, no call context. */
export const callRequest = (content: Content, milliseconds = 10_000): CallRequest => ({
  host: 'shop',
  message: 'prices.Price',
  version: 1,
  content,
  caller: { kind: 'context', name: 'shop' },
  key: undefined,
  deadline: Date.now() + milliseconds,
  principal: undefined,
  trace,
});
