import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

const ofConnections = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once when a response has been sent, or its connection has ended before. Node reports nothing about
 * responses that wait behind another one on a connection that ends.
 */
export function whenOver({ raw: response, request }: FastifyReply, over: () => void): void {
  const { socket } = request.raw;
  let pending = ofConnections.get(socket);
  if (!pending) {
    const all = (pending = new Set<() => void>());
    ofConnections.set(socket, all);
    socket.once('close', () => {
      for (const each of all) each();
    });
  }
  const waiting = pending;
  const once = (): void => {
    if (waiting.delete(once)) over();
  };
  waiting.add(once);
  response.once('close', once);
  if (socket.destroyed) once();
}
