import type { CallOptions, Client, ServiceError } from '@grpc/grpc-js';
import { Metadata } from '@grpc/grpc-js';
import { definitionOf, type Content } from '@multilith/contract';
import { protobufContent, protobufOf, protoPackageOf, protoServiceOf } from '@multilith/contract/protobuf';
import { patience, TransportError, type CallReply, type CallRequest } from '@multilith/runtime/transport';
import { asItIs } from '../wire/bytes-method.js';
import { traceParent } from './arrival/trace-parent.js';
import { replyOfStatus } from './caller/reply-of-status.js';
import { METADATA } from './metadata-names.js';

/** Time limit of a call without a deadline, in milliseconds. */
const DEFAULT_TIME_MS = 30_000;

/**
 * Calls contexts by the services of their contracts: for hosts that have no link, such as a context that is written in
 * another language. Each call is a request of its own. Journals, announcements and events are not reached this way.
 */
export class UnaryCaller {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Sends a call and waits for its reply, by the deadline at the latest.
   * @throws TransportError
   */
  async call(context: string, request: CallRequest): Promise<CallReply> {
    const { message, version, deadline, content } = request;
    const method = message.slice(context.length + 1);
    if (method.startsWith('$')) throw withoutLink(context, 'journal or events');
    const bytes = protobufOf(content);
    if (!bytes) throw withoutLock(context, message);
    const path = `/${protoServiceOf(context, version)}/${method}`;
    const until = deadline ?? Date.now() + patience(DEFAULT_TIME_MS);
    const sent = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#send(path, sent, metadataOf(request), { deadline: until }).then(
      (answer) => ({ answer: protobufContent(answer, AS_SERVERS_WRITE) }),
      ({ error, wasSent }: Unanswered) =>
        replyOfStatus(error, {
          context,
          protoPackage: protoPackageOf(context, version),
          message,
          isQuery: isQuery(content),
          wasSent,
        }),
    );
  }

  /** @throws Unanswered */
  #send(path: string, bytes: Buffer, metadata: Metadata, options: CallOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(path, asItIs, asItIs, bytes, metadata, options, (error, answer) => {
        if (!error) return resolve(answer!);
        const peer = call.getPeer();
        // Until it has a connection, a call names the target instead of the address.
        const wasSent = peer !== 'unknown' && peer !== this.#client.getChannel().getTarget();
        reject({ error, wasSent } satisfies Unanswered as never);
      });
    });
  }
}

/** Why a request has no answer. */
interface Unanswered {
  readonly error: ServiceError;
  /** Whether it may have reached a server. */
  readonly wasSent: boolean;
}

/** Most servers leave out zeros, empty texts and `false`. */
const AS_SERVERS_WRITE = { absent: 'zero' } as const;

/** Texts that metadata can hold as they are. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** A query has no effects. Content that was not made from a message belongs to the runtime. */
const isQuery = ({ source }: Content): boolean =>
  source?.part === 'message' && definitionOf(source.message)?.kind === 'query';

function metadataOf({ host, caller, key, principal, trace }: CallRequest): Metadata {
  const metadata = new Metadata();
  metadata.set(METADATA.host, host);
  metadata.set(METADATA.caller, `${caller.kind}/${caller.name}`);
  metadata.set(METADATA.trace, traceParent(trace));
  if (key !== undefined)
    if (PLAIN.test(key)) metadata.set(METADATA.key, key);
    else metadata.set(METADATA.keyBytes, Buffer.from(key));
  if (principal !== undefined) metadata.set(METADATA.principal, `Bearer ${principal}`);
  return metadata;
}

/** Returns the error for what a host without a link cannot do. */
export const withoutLink = (context: string, what: string): TransportError =>
  new TransportError(
    'UNREACHABLE',
    `The host of '${context}' offers only the services of its contract, so the ${what} of '${context}' cannot be reached`,
    false,
  );

const withoutLock = (context: string, message: string): TransportError =>
  new TransportError(
    'UNREACHABLE',
    `The host of '${context}' offers only the services of its contract, and ${message} has no protobuf form, because the contract has no lock that knows it`,
    false,
  );
