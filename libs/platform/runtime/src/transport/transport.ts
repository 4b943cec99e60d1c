import { brand, MultilithError, type Content, type Contract, type ErrorRow, type JsonValue } from '@multilith/contract';
import type { CallerSignal } from '../call/caller-signal.js';
import type { CallFailure } from '../call/remote-call-error.js';
import { CALL_FAILURES, TRANSPORT_ERRORS } from '../error-codes.js';
import type { CallRequest } from './call-request.js';
import type { EventStreams } from './event-streams.js';

/**
 * The result of a call at the callee: an answer, a contract error, or a failure. `fingerprint` is that of the message in
 * the callee's lock, present if it differs from that of the call; the caller names it when it cannot read the reply.
 */
export type CallReply =
  | { readonly answer: Content; readonly fingerprint?: string | undefined }
  | {
      readonly error: { readonly code: string; readonly data: Content };
      readonly fingerprint?: string | undefined;
    }
  | {
      readonly failure: {
        readonly code: CallFailure;
        readonly mayHaveExecuted: boolean;
        /** What happened, without internals. */
        readonly problem?: string | undefined;
      };
    };

/**
 * Answers the calls to one context, or the questions about its journal. Never rejects. `signal` fires when the caller
 * has given up.
 */
export type Receiver = (request: CallRequest, signal: CallerSignal) => Promise<CallReply>;

/** Receives announcements of the hosts of a context, such as "my journal has grown"; delivered at most once. */
export type AnnouncementListener = (content: JsonValue) => void;

/**
 * Carries calls between the hosts of contexts. Several hosts may serve a context; a call reaches one of them. One
 * transport object per process; its package is loaded only where the topology names it.
 *
 * Calls and questions about journals have channels of their own, with limits of their own: a network can allow a host
 * to follow a context without allowing it to call that context.
 */
export interface Transport {
  /** As in `topology.json`. */
  readonly name: string;
  /** Maximum size of content or answer, in bytes; `undefined` without a limit, or before it is known. */
  readonly maxMessageBytes?: number | undefined;
  /**
   * Encodes content in the form that this transport sends, which the content keeps, and returns its size in bytes. The
   * runtime calls it for answers before the commit, so that what cannot be sent is rolled back. Default: the size of
   * `content.json` in UTF-8.
   */
  encodedSize?(content: Content): number;
  /** Streams of events. Without streams, events are read from journals through the hosts of their publishers. */
  readonly streams?: EventStreams | undefined;
  /**
   * Sends a call and waits for its reply, by the deadline at the latest.
   * @throws TransportError when there is no reply
   */
  call(context: string, request: CallRequest): Promise<CallReply>;
  /**
   * Sends a question about the journal of a context and waits for its reply, by the deadline at the latest.
   * @throws TransportError when there is no reply
   */
  askJournal(context: string, request: CallRequest): Promise<CallReply>;
  /**
   * Starts answering calls to a context; resolves when later calls arrive.
   *
   * @param contract the contract of the context, for transports that describe it to clients outside of the system.
   * `undefined`: the context is only for hosts
   */
  serve(context: string, receive: Receiver, contract?: Contract): Promise<void>;
  /** Starts answering journal requests to a context; resolves when later requests arrive. */
  serveJournal(context: string, receive: Receiver): Promise<void>;
  /** Tells every listening host something about a context, at most once. Does not fail if nothing is listening. */
  announce(context: string, content: JsonValue): void;
  /** Listens to announcements of the hosts of a context; resolves when later announcements arrive. */
  listen(context: string, listener: AnnouncementListener): Promise<void>;
  /** Stops accepting calls and finishes running ones. */
  drain(): Promise<void>;
  /** Closes all connections. Waiting calls fail. */
  close(): Promise<void>;
}

/** Why a call got no reply. */
export type TransportFailure = keyof typeof TRANSPORT_ERRORS | 'CONNECTION_LOST' | 'DEADLINE_EXCEEDED';

const REMEDIES: Readonly<Record<TransportFailure, ErrorRow>> = {
  ...TRANSPORT_ERRORS,
  DEADLINE_EXCEEDED: CALL_FAILURES.DEADLINE_EXCEEDED,
  // For connections to other hosts; the table of `@multilith/data` has the same code for databases.
  CONNECTION_LOST: {
    when: 'the connection broke, or the callee ended, while the call was under way',
    remedy: 'If the handler may have run, repeat a command only with its idempotency key.',
  },
};

/** A call that got no reply. */
export class TransportError extends MultilithError {
  static {
    brand(this, 'runtime.TransportError');
  }
  override readonly name = 'TransportError';
  declare readonly code: TransportFailure;

  constructor(
    code: TransportFailure,
    /** The problem, as a sentence with or without a full stop. */
    problem: string,
    /** Whether the handler may have run. */
    readonly mayHaveExecuted: boolean,
    options?: ErrorOptions,
  ) {
    super(code, problem.endsWith('.') ? problem : `${problem}.`, REMEDIES[code].remedy, options);
  }
}
