import { onTestFinished } from 'vitest';
import type { CallReply, CallRequest } from '@multilith/runtime/transport';
import { anAnswer } from '@multilith/runtime/transport/conformance';
import type { GrpcOptions } from '../src/grpc-options.js';
import { GrpcTransport } from '../src/grpc-transport.js';
import type { LinkSettings } from '../src/link/link-settings.js';
import { LinkWorld } from './link-world.js';

/** Starts a world, until the end of the test. */
export function aWorld(settings: Partial<LinkSettings> = {}): LinkWorld {
  const world = new LinkWorld(undefined, settings);
  onTestFinished(() => world.close());
  return world;
}

/** Opens a transport, until the end of the test. */
export async function aTransport(options: GrpcOptions, settings: Partial<LinkSettings> = {}): Promise<GrpcTransport> {
  const transport = await GrpcTransport.connect({ listen: '127.0.0.1:0', ...options }, settings);
  onTestFinished(() => transport.close());
  return transport;
}

/** Answers with the content of the call. */
export const echo = async ({ content }: CallRequest): Promise<CallReply> => anAnswer(content.value);
