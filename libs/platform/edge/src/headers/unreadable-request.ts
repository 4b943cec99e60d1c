import type { Socket } from 'node:net';
import { rawAnswer } from './raw-answer.js';

/** What Node says of a request that it cannot read; others cannot be read either. */
const FAULTS: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers of the request are too large.' },
};

/** Answers bytes that are no HTTP request, or no whole one: there is no request yet that a hook could see. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const fault = FAULTS[error.code ?? ''] ?? { status: 400, message: 'The request cannot be read.' };
  if (socket.writable) socket.write(rawAnswer({ code: 'BAD_REQUEST', ...fault }));
  socket.destroy(error);
}
