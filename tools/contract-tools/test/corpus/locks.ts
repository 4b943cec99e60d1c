import { shapeOf, type ContractLock, type LockedVersion, type ObjectShape } from '@multilith/contract/lock';
import type { z } from 'zod';
import { canonical, digest } from '../../src/compat/reading/canonical.js';

/** A lock of a contract that has one schema as input, as answer, as error data and as payload of an event. */
export function lockWith(schema: z.ZodType): ContractLock {
  const slot = shapeOf(schema);
  const empty: ObjectShape = { type: 'object', fields: {} };
  const version = (rest: Partial<LockedVersion>): LockedVersion => ({
    status: 'current',
    fingerprint: digest(canonical(slot)),
    input: empty,
    ...rest,
  });
  const content = slot.shape.type === 'object' && !slot.nullable ? slot.shape : undefined;
  return {
    format: 1,
    context: 'corpus',
    messages: {
      Told: { kind: 'query', versions: { 1: version({ output: slot, access: 'public' }) } },
      ...(content && {
        Ask: {
          kind: 'query',
          versions: { 1: version({ input: content, output: { shape: { type: 'void' } }, access: 'public' }) },
        },
        Happened: { kind: 'event', versions: { 1: version({ input: content }) } },
      }),
    },
    errors: content ? { Failed: { status: 'current', fingerprint: digest(canonical(slot)), data: content } } : {},
  };
}
