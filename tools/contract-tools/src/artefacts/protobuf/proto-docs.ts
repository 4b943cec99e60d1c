import type { ContractLock, LockedVersion } from '@multilith/contract/lock';
import type { ProtoEnum, ProtoFile, ProtoMessage } from '@multilith/contract/protobuf';
import type { SchemaDocs } from '../../source/contract-docs.js';
import type { FieldDocs } from '../../source/field-docs.js';
import { accessText } from '../access-text.js';
import { summaryOf, valueDocs, type ArtefactDocs } from '../artefact-docs.js';

/** Comments of a `.proto` file by the full name of the commented element. A file without comments has an empty map. */
export type ProtoDocs = ReadonlyMap<string, string>;

/**
 * Gathers the comments of a `.proto` file from the sources of its contract: messages, rpcs, fields, enums and their
 * values.
 */
export function protoDocs(file: ProtoFile, lock: ContractLock, docs: ArtefactDocs): ProtoDocs {
  return new ProtoDocWriter(file, lock, docs).write();
}

class ProtoDocWriter {
  readonly #found = new Map<string, string>();
  readonly #file: ProtoFile;
  readonly #lock: ContractLock;
  readonly #version: number;
  readonly #docs: ArtefactDocs;

  constructor(file: ProtoFile, lock: ContractLock, docs: ArtefactDocs) {
    this.#file = file;
    this.#lock = lock;
    this.#version = file.version;
    this.#docs = docs;
  }

  write(): ProtoDocs {
    const { package: protoPackage, service, messages, enums } = this.#file;
    if (service) this.#add(`${protoPackage}.${service.name}`, this.#docs.contract);
    for (const { name } of service?.methods ?? []) {
      const rules = rulesOf(this.#lock.messages[name]!.versions[this.#version]!);
      const text = [this.#message(name).text, rules].filter((part) => part !== undefined).join('\n\n');
      this.#add(`${protoPackage}.${service!.name}.${name}`, text);
    }
    for (const message of messages) {
      const { text, fields } = this.#docsOf(message);
      this.#add(message.fullName, text);
      this.#fields(message, fields, '');
    }
    for (const each of enums) this.#enum(each, this.#docs.type(each.shape.name ?? each.name).text);
    return this.#found;
  }

  #add(name: string, text: string | undefined): void {
    if (text !== undefined) this.#found.set(name, text);
  }

  #message(name: string): ReturnType<ArtefactDocs['message']> {
    return this.#docs.message(`${this.#lock.context}.${name}`, this.#version);
  }

  #docsOf({ role, name, shape }: ProtoMessage): SchemaDocs {
    switch (role.is) {
      case 'type':
        return this.#docs.type(shape.name ?? name);
      case 'error':
        return this.#docs.error(`${this.#lock.context}.${role.of}`);
      case 'answer':
        return { text: `Answer to ${role.of}.`, fields: this.#message(role.of).answer };
      case 'event':
        return this.#message(role.of);
      default:
        // The rpc has the comment of the message.
        return { text: `Content of ${role.of}.`, fields: this.#message(role.of).fields };
    }
  }

  #fields(message: ProtoMessage, docs: FieldDocs, path: string): void {
    const { shape, fullName } = message;
    for (const { name, key, type, shape: content } of message.fields) {
      const isProperty = shape.type === 'object' && Object.hasOwn(shape.fields, key) && content !== shape;
      const at = isProperty ? (path === '' ? key : `${path}.${key}`) : path;
      if (isProperty) this.#add(`${fullName}.${name}`, docs.get(at) ?? content.description);
      const nested = message.messages.find((each) => each.fullName === type.name);
      if (nested) this.#fields(nested, docs, at);
      const own = message.enums.find((each) => each.fullName === type.name);
      if (own) this.#enum(own, own.shape.description);
    }
  }

  #enum({ fullName, values }: ProtoEnum, text: string | undefined): void {
    const ofValues = valueDocs(text);
    // Each value has its own comment instead of the list.
    this.#add(fullName, ofValues.size > 0 ? summaryOf(text) : text);
    for (const { name, value } of values)
      if (value !== undefined) this.#add(`${fullName}.${name}`, ofValues.get(value));
  }
}

/** Access and declared errors of a request. */
function rulesOf({ access, errors = [] }: LockedVersion): string | undefined {
  const lines = [
    ...(access === undefined ? [] : [`Access: ${accessText(access)}.`]),
    ...(errors.length > 0 ? [`Errors: ${errors.join(', ')}.`] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : undefined;
}
