import type { Socket } from 'node:net';
import { rawAnswer } from './raw-answer.js';

/** Node's error codes for malformed requests; other errors are also malformed requests. */
const FAULTS: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers of the request are too large.' },
};

/** Answers bytes that are not a complete HTTP request: there is no request yet for hooks to see. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const fault = FAULTS[error.code ?? ''] ?? { status: 400, message: 'The request cannot be read.' };
  if (socket.writable) socket.write(rawAnswer({ code: 'BAD_REQUEST', ...fault }));
  socket.destroy(error);
}
