import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  answerContent,
  command,
  Content,
  contentOf,
  contract,
  contractError,
  decodeError,
  decodeMessage,
  decodeOutput,
  definitionOf,
  errorContent,
  errorDefinitionOf,
} from '../../index.js';
import type { ContractLock } from '../../lock/contract-lock.js';
import { shapeOf } from '../../shape/shape-of.js';
import type { ObjectShape } from '../../shape/shape.js';
import { protobufContent, protobufOf } from '../index.js';

class Full extends contractError('hall.Full', { data: z.object({ until: z.date() }), message: 'The hall is full.' }) {}
class Seat extends command('hall.Seat', {
  input: z.object({ table: z.int() }),
  output: z.object({ at: z.date() }),
  errors: [Full],
  access: 'public',
}) {}
const { input, output } = definitionOf(Seat)!;
const lock: ContractLock = {
  format: 1,
  context: 'hall',
  messages: {
    Seat: {
      kind: 'command',
      versions: {
        1: { status: 'current', fingerprint: '0', input: shapeOf(input).shape as ObjectShape, output: shapeOf(output) },
      },
    },
  },
  errors: { Full: { status: 'current', fingerprint: '0', data: shapeOf(errorDefinitionOf(Full)!.data).shape } },
};
contract('hall', [Seat], { lock });

describe('content as protobuf', () => {
  it('of a message is decoded straight into the message', () => {
    const bytes = protobufOf(contentOf(new Seat({ table: 4 })))!;
    expect(bytes).toEqual(new Uint8Array([8, 4]));
    expect(decodeMessage(Seat, protobufContent(bytes), 'k')).toStrictEqual(new Seat({ table: 4 }));
  });

  it('of an answer is decoded straight into the answer', () => {
    const bytes = protobufOf(answerContent(Seat, { at: new Date(5) }))!;
    expect(decodeOutput(Seat, protobufContent(bytes))).toEqual({ at: new Date(5) });
  });

  it('of an error is decoded straight into the error', () => {
    const { code, data } = errorContent(new Full({ until: new Date(5) }));
    const arrived = decodeError(Seat, code, protobufContent(protobufOf(data)!));
    expect(arrived).toBeInstanceOf(Full);
    expect(arrived!.data).toEqual({ until: new Date(5) });
  });

  it('is made once, and only of what has a contract', () => {
    const content = contentOf(new Seat({ table: 4 }));
    expect(protobufOf(content)).toBe(protobufOf(content));
    expect(protobufOf(Content.ofJson({ table: 4 }))).toBeUndefined();
  });
});
