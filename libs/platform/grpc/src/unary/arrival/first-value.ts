import type { Metadata } from '@grpc/grpc-js';

/** Returns the first value of metadata; `undefined` if there is none or it is empty. */
export function firstValue(metadata: Metadata, name: string): string | undefined {
  const [value] = metadata.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
