import { createHash } from 'node:crypto';

/** Idempotency key of an order: the invoice decides, so that a changed invoice is refused instead of placed again. */
export const orderKey = (reference: string): string => `import:order:${reference}`;

/** Idempotency key of cancelling one order for one cancellation invoice. */
export const cancellationKey = (reference: string, order: string): string =>
  `import:cancellation:${reference}:${order}`;

/** Idempotency key of taking back part of one order for one cancellation invoice. */
export const returnKey = (reference: string, order: string): string => `import:return:${reference}:${order}`;

/** Name of a piece of data by its content: the same data has the same name in every run. */
export function contentKey(what: string, content: unknown): string {
  return `import:${what}:${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}`;
}
