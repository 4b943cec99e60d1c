import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { StreamMessage } from '@multilith/runtime/transport';

/** Header by which the server deduplicates events. */
const ID = 'Nats-Msg-Id';
const PREVIOUS = 'prev';
const EPOCH = 'epoch';

/** Encodes a message: the body is the event as JSON; its position in the lane is in the headers. */
export function encodeMessage({ event, epoch, previous }: StreamMessage): { body: string; headers: MsgHdrs } {
  const own = headers();
  own.set(ID, event.id);
  own.set(PREVIOUS, previous);
  own.set(EPOCH, epoch);
  return { body: JSON.stringify(event), headers: own };
}

/** Decodes a message; `undefined` if no publisher can have sent it. */
export function decodeMessage(body: string, own: MsgHdrs | undefined): StreamMessage | undefined {
  const [previous, epoch] = [own?.get(PREVIOUS), own?.get(EPOCH)];
  if (!previous || !/^\d{1,19}$/.test(previous) || !epoch) return undefined;
  try {
    const event = JSON.parse(body) as StreamMessage['event'] | null;
    return typeof event === 'object' && event !== null ? { event, epoch, previous } : undefined;
  } catch {
    return undefined;
  }
}
