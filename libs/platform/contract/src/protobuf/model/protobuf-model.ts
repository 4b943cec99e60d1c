import type { ContractLock, LockedVersion } from '../../lock/contract-lock.js';
import type { MessageForm } from '../form/form.js';
import { formOf } from '../form/form-of.js';
import { lowerSnake } from '../form/identifiers.js';
import { Declarations, NULL_VALUE, TIMESTAMP } from './declarations.js';
import type { ProtoFile, ProtoMessage, ProtoMethod, ProtoRole } from './proto-file.js';
import { protoPackageOf, serviceName } from './service-name.js';
import { namedTypes } from './type-names.js';

/**
 * Returns the `.proto` files of a contract, one per version that a message has, in the order of versions. A file holds the
 * messages of its version with the errors and types that they use.
 *
 * The lock must not have faults (`protobufFaults`).
 *
 * @example
 * const [v1] = protobufModel(lock);
 * v1.package // 'orders.v1'
 */
export function protobufModel(lock: ContractLock): readonly ProtoFile[] {
  const versions = new Set<number>();
  for (const message of Object.values(lock.messages))
    for (const [version, { status }] of Object.entries(message.versions))
      if (status !== 'removed') versions.add(Number(version));
  return [...versions].sort((a, b) => a - b).map((version) => fileOf(lock, version));
}

interface Root {
  readonly name: string;
  readonly role: ProtoRole;
  readonly form: MessageForm;
}

function fileOf(lock: ContractLock, version: number): ProtoFile {
  const context = lowerSnake(lock.context);
  const protoPackage = protoPackageOf(lock.context, version);
  const roots: Root[] = [];
  const methods: ProtoMethod[] = [];
  const errors = new Set<string>();
  for (const [name, { kind, versions }] of sorted(lock.messages)) {
    const locked = versions[version];
    if (!locked || locked.status === 'removed') continue;
    for (const code of locked.errors ?? []) errors.add(code.slice(lock.context.length + 1));
    const input = formOf({ shape: locked.input }).form;
    if (kind === 'event') {
      roots.push({ name, role: { is: 'event', of: name }, form: input });
      continue;
    }
    roots.push({ name: `${name}Request`, role: { is: kind, of: name }, form: input });
    roots.push({ name: `${name}Response`, role: { is: 'answer', of: name }, form: answerForm(locked) });
    methods.push({ name, input: `${protoPackage}.${name}Request`, output: `${protoPackage}.${name}Response` });
  }
  for (const name of [...errors].sort()) {
    const error = lock.errors[name];
    if (error) roots.push({ name, role: { is: 'error', of: name }, form: formOf({ shape: error.data }).form });
  }

  const types = namedTypes(
    roots.map(({ form }) => form),
    new Set(roots.map(({ name }) => name)),
  );
  const declare = new Declarations(protoPackage, types);
  const messages = roots.map(({ form, name, role }) => declare.message(form, name, role));
  const enums = [];
  for (const [name, form] of types.types)
    if (form.kind === 'enum') enums.push(declare.enum(form, name));
    else messages.push(declare.message(form, name, { is: 'type' }));
  const service = methods.length > 0 ? { name: serviceName(lock.context), methods } : undefined;
  return {
    version,
    package: protoPackage,
    path: `${context}/v${version}/${context}.proto`,
    imports: importsOf(messages),
    service,
    messages,
    enums,
  };
}

const answerForm = ({ output }: LockedVersion): MessageForm => formOf(output ?? { shape: { type: 'void' } }).form;

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

const WELL_KNOWN: Readonly<Record<string, string>> = {
  [TIMESTAMP]: 'google/protobuf/timestamp.proto',
  [NULL_VALUE]: 'google/protobuf/struct.proto',
};

function importsOf(messages: readonly ProtoMessage[]): string[] {
  const found = new Set<string>();
  const visit = ({ fields, messages: nested }: ProtoMessage): void => {
    for (const { type } of fields) if (WELL_KNOWN[type.name]) found.add(WELL_KNOWN[type.name]!);
    nested.forEach(visit);
  };
  messages.forEach(visit);
  return [...found].sort();
}
