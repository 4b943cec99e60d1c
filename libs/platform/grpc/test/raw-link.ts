import { Client, credentials, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { LINK_SERVICE } from '../src/link/link-service.js';
import { helloFrame } from '../src/wire/caller-frame.js';
import { partsOfCallee, type Part } from './frames.js';

/** A stream of a link, as any program could open it. */
export class RawStream {
  readonly stream: ClientDuplexStream<Buffer, Buffer>;
  /** What has arrived, part by part. */
  readonly parts: Part[] = [];
  /** How it ended. */
  readonly ended: Promise<StatusObject>;

  constructor(client: Client, name: 'exchange' | 'bulk' | 'events') {
    const { path, requestSerialize, responseDeserialize } = LINK_SERVICE[name];
    this.stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    this.stream.on('error', () => {});
    this.stream.on('data', (bytes: Buffer) => this.parts.push(...partsOfCallee(bytes)));
    this.ended = new Promise((resolve) => this.stream.on('status', resolve));
  }

  write(...frames: Buffer[]): this {
    for (const frame of frames) this.stream.write(frame);
    return this;
  }
}

/** Returns a client of a server, until the end of the test. */
export function aClient(port: number): Client {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}

export const hello = (link = 'a-link', host = 'hall'): Buffer => helloFrame({ host, link, listens: [] });
