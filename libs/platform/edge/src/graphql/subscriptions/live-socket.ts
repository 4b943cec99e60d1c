import type { WebSocket } from 'ws';
import { RateLimiter } from '../../limits/rate-limiter.js';
import type { SocketLimits } from '../../limits/socket-limits.js';

/** The client sends too much, or the server has too many connections. */
export const TRY_AGAIN_LATER = 1013;

/** Maximum length of the reason in a close frame, in bytes. */
const REASON_BYTES = 123;

/** A WebSocket that is closed if its client no longer reads or responds. */
export class LiveSocket {
  readonly protocol: string;
  readonly #socket: WebSocket;
  readonly #limits: SocketLimits;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #messages: RateLimiter;
  #closing: NodeJS.Timeout | undefined;
  #alive = true;

  constructor(socket: WebSocket, limits: SocketLimits, onError: (error: Error) => void) {
    this.protocol = socket.protocol;
    this.#socket = socket;
    this.#limits = limits;
    this.#messages = new RateLimiter({ perSecond: limits.messagesPerSecond, burst: limits.messagesAtOnce });
    this.#heartbeat = setInterval(() => this.#beat(), limits.aliveMs);
    socket.on('pong', () => {
      this.#alive = true;
      this.#requireModestRate();
    });
    // `ws` answers by itself, into a buffer that a client that never reads would fill.
    socket.on('ping', () => {
      if (this.#requireModestRate()) this.#requireReader();
    });
    // A malformed frame; `ws` closes the socket.
    socket.on('error', onError);
    socket.once('close', () => {
      clearInterval(this.#heartbeat);
      clearTimeout(this.#closing);
    });
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Resolves once the message has left this process: a producer that awaits it is no faster than the client reads. */
  send(text: string): Promise<void> {
    if (!this.open || !this.#requireReader()) return Promise.resolve();
    // If the connection breaks meanwhile, its close event reports it.
    return new Promise((resolve) => this.#socket.send(text, () => resolve()));
  }

  /** Sends a close frame; the client has `closeMs` to answer. */
  close(code: number, reason: string): void {
    let text = reason;
    while (Buffer.byteLength(text) > REASON_BYTES) text = text.slice(0, -1);
    this.#socket.close(code, text);
    // `ws` would wait for half a minute.
    this.#closing ??= setTimeout(() => this.terminate(), this.#limits.closeMs);
  }

  /** Closes the connection without a close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  onMessage(take: (text: string) => Promise<void>): void {
    this.#socket.on('message', (data) => {
      if (!this.open) return;
      if (this.#messages.take('', 1) > 0) this.close(TRY_AGAIN_LATER, 'Too many messages.');
      else void take(String(data));
    });
  }

  onClose(closed: (code: number, reason: string) => void): void {
    this.#socket.once('close', (code, reason) => closed(code, String(reason)));
  }

  #beat(): void {
    if (!this.#alive) return this.terminate();
    if (!this.#requireReader()) return;
    this.#alive = false;
    if (this.open) this.#socket.ping();
  }

  /** Pings and pongs cost work too; a client that sends too many is disconnected. */
  #requireModestRate(): boolean {
    if (this.#messages.take('', 1) === 0) return true;
    this.terminate();
    return false;
  }

  #requireReader(): boolean {
    if (this.#socket.bufferedAmount <= this.#limits.unreadBytes) return true;
    this.terminate();
    return false;
  }
}
