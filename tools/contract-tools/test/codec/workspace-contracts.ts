import {
  decodeError,
  decodeMessage,
  decodeOutput,
  definitionOf,
  encodeError,
  encodeMessage,
  encodeOutput,
  errorDefinitionOf,
  lockedVersionOf,
  type Contract,
  type JsonValue,
  type MessageClass,
} from '@multilith/contract';
import type { Slot } from '@multilith/contract/lock';
import {
  decodeErrorProtobuf,
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeErrorProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from '@multilith/contract/protobuf';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const CONTRACTS = new URL('../../../../libs/contracts/', import.meta.url);

/** A part of a contract that travels: a message, an answer or an error. */
export interface Travelling {
  readonly name: string;
  /** Full name of its protobuf message. */
  readonly protobufName: string;
  readonly slot: Slot;
  /** Makes a value of JSON that its sender could have written. @throws if it does not fit */
  make(json: JsonValue): unknown;
  toJson(value: unknown): JsonValue;
  toProtobuf(value: unknown): Uint8Array;
  /** @param zeros whether the sender leaves zeros out, as most libraries do */
  fromProtobuf(bytes: Uint8Array, zeros?: boolean): unknown;
}

/** A contract of this workspace with what its protobuf files describe. */
export interface WorkspaceContract {
  readonly name: string;
  readonly descriptorSet: Uint8Array;
  readonly parts: readonly Travelling[];
}

/** Loads every contract of this workspace that has a lock. */
export async function workspaceContracts(): Promise<WorkspaceContract[]> {
  const names = readdirSync(CONTRACTS).filter((name) =>
    existsSync(new URL(`${name}/src/contract.lock.json`, CONTRACTS)),
  );
  return Promise.all(
    names.map(async (name) => {
      const exports = Object.values((await import(`@contracts/${name}`)) as Record<string, unknown>);
      const contract = exports.find(
        (value) => (value as Partial<Contract> | null)?.messages instanceof Map,
      ) as Contract;
      const descriptorSet = readFileSync(new URL(`${name}/proto/${name}.binpb`, CONTRACTS));
      const parts = [...contract.messages.values()].flatMap((type) => partsOf(contract, type));
      // Several messages can declare one error.
      return { name, descriptorSet, parts: [...new Map(parts.map((part) => [part.protobufName, part])).values()] };
    }),
  );
}

function partsOf({ lock }: Contract, type: MessageClass): Travelling[] {
  const { name, kind, version, context, errors } = definitionOf(type)!;
  const locked = lockedVersionOf(type)!;
  const own = name.slice(context.length + 1);
  const scope = `${context}.v${version}`;
  const options = (zeros = false) => ({ absent: zeros ? ('zero' as const) : ('missing' as const) });
  const message: Travelling = {
    name,
    protobufName: `${scope}.${own}${kind === 'event' ? '' : 'Request'}`,
    slot: { shape: locked.input },
    make: (json) => decodeMessage(type, json),
    toJson: (value) => encodeMessage(value as object),
    toProtobuf: (value) => encodeMessageProtobuf(value as object),
    fromProtobuf: (bytes, zeros) => decodeMessageProtobuf(type, bytes, undefined, options(zeros)),
  };
  const answer: Travelling = {
    name: `answer to ${name}`,
    protobufName: `${scope}.${own}Response`,
    slot: locked.output ?? { shape: { type: 'void' } },
    make: (json) => decodeOutput(type, json),
    toJson: (value) => encodeOutput(type, value),
    toProtobuf: (value) => encodeOutputProtobuf(type, value),
    fromProtobuf: (bytes, zeros) => decodeOutputProtobuf(type, bytes, options(zeros)),
  };
  const data = errors.map((error): Travelling => {
    const { code } = errorDefinitionOf(error)!;
    return {
      name: `${code} of ${name}`,
      protobufName: `${scope}.${code.slice(context.length + 1)}`,
      slot: { shape: lock!.errors[code.slice(context.length + 1)]!.data },
      make: (json) => decodeError(type, code, json),
      toJson: (value) => encodeError(value as never).data,
      toProtobuf: (value) => encodeErrorProtobuf(value as never),
      fromProtobuf: (bytes, zeros) => decodeErrorProtobuf(error, bytes, options(zeros)),
    };
  });
  return kind === 'event' ? [message] : [message, answer, ...data];
}
