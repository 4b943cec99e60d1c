import type {
  ProtoEnum,
  ProtoField,
  ProtoFile,
  ProtoMessage,
  ProtoReserved,
  ProtoType,
} from '@multilith/contract/protobuf';
import type { ProtoDocs } from './proto-docs.js';

/** Longest line of a comment, in characters. */
const LINE = 100;

/**
 * Writes a `.proto` file as `buf format` would.
 *
 * @param comment first lines of the file, which say that it is generated
 */
export function protoText(file: ProtoFile, docs: ProtoDocs, comment: string): string {
  const { package: protoPackage, imports, service, messages, enums } = file;
  const writer = new ProtoWriter(docs, file);
  const blocks = [
    [...commented(comment, ''), '', 'syntax = "proto3";'],
    [`package ${protoPackage};`],
    imports.map((path) => `import "${path}";`),
    service
      ? [
          ...writer.comment(`${protoPackage}.${service.name}`, 0),
          `service ${service.name} {`,
          ...separated(
            service.methods.map(({ name, input, output }) => [
              ...writer.comment(`${protoPackage}.${service.name}.${name}`, 1),
              `  rpc ${name}(${writer.short(input)}) returns (${writer.short(output)});`,
            ]),
          ),
          '}',
        ]
      : [],
    ...messages.map((message) => writer.message(message, 0)),
    ...enums.map((each) => writer.enum(each, 0)),
  ];
  return `${separated(
    blocks.filter(({ length }) => length > 0),
    true,
  ).join('\n')}\n`;
}

class ProtoWriter {
  readonly #docs: ProtoDocs;
  readonly #package: string;
  /** Full names of all messages and enums. */
  readonly #declared: ReadonlySet<string>;

  constructor(docs: ProtoDocs, file: ProtoFile) {
    this.#docs = docs;
    this.#package = file.package;
    this.#declared = new Set(file.messages.flatMap(declaredIn));
  }

  comment(name: string, depth: number): string[] {
    const text = this.#docs.get(name);
    return text === undefined ? [] : commented(text, '  '.repeat(depth));
  }

  /**
   * A type by its shortest name: `OrderLine` in its package, `Lines` in the message that declares it.
   *
   * @param owner full name of the message that refers to it
   */
  short(name: string, owner = this.#package): string {
    if (!name.startsWith(`${this.#package}.`)) return name;
    if (name.startsWith(`${owner}.`)) return name.slice(owner.length + 1);
    const inPackage = name.slice(this.#package.length + 1);
    // Protobuf looks for the first part in the enclosing messages before it looks in the package.
    return this.#isHidden(inPackage.split('.')[0]!, owner) ? `.${name}` : inPackage;
  }

  #isHidden(first: string, owner: string): boolean {
    for (let scope = owner; scope.length > this.#package.length; scope = scope.slice(0, scope.lastIndexOf('.')))
      if (this.#declared.has(`${scope}.${first}`)) return true;
    return false;
  }

  message(message: ProtoMessage, depth: number): string[] {
    const pad = '  '.repeat(depth);
    const { name, fullName, fields, messages, enums } = message;
    const body = [
      ...reservedLines(message.reserved, depth + 1),
      ...this.#fields(fields, fullName, depth + 1),
      ...messages.flatMap((nested) => ['', ...this.message(nested, depth + 1)]),
      ...enums.flatMap((nested) => ['', ...this.enum(nested, depth + 1)]),
    ];
    const head = [...this.comment(fullName, depth), `${pad}message ${name} {`];
    if (body.length === 0) return [...head.slice(0, -1), `${head.at(-1)}}`];
    return [...head, ...withoutLeadingBlank(body), `${pad}}`];
  }

  enum({ name, fullName, values, reserved }: ProtoEnum, depth: number): string[] {
    const pad = '  '.repeat(depth);
    return [
      ...this.comment(fullName, depth),
      `${pad}enum ${name} {`,
      ...reservedLines(reserved, depth + 1),
      ...values.flatMap((value) => [
        ...this.comment(`${fullName}.${value.name}`, depth + 1),
        `${pad}  ${value.name} = ${value.number};`,
      ]),
      `${pad}}`,
    ];
  }

  #fields(fields: readonly ProtoField[], owner: string, depth: number): string[] {
    const pad = '  '.repeat(depth);
    const oneof = fields.filter((field) => field.oneof !== undefined);
    const others = fields.filter((field) => field.oneof === undefined);
    return [
      ...others.flatMap((field) => [
        ...this.comment(`${owner}.${field.name}`, depth),
        `${pad}${this.#field(field, owner)}`,
      ]),
      ...(oneof.length > 0
        ? [
            `${pad}oneof ${oneof[0]!.oneof!} {`,
            ...oneof.flatMap((field) => [
              ...this.comment(`${owner}.${field.name}`, depth + 1),
              `${pad}  ${this.#field(field, owner)}`,
            ]),
            `${pad}}`,
          ]
        : []),
    ];
  }

  #field({ name, number, label, type, jsonName, hasJsonName }: ProtoField, owner: string): string {
    const options = hasJsonName ? ` [json_name = ${JSON.stringify(jsonName)}]` : '';
    return `${this.#label(label, type, owner)} ${name} = ${number}${options};`;
  }

  #label(label: ProtoField['label'], type: ProtoType, owner: string): string {
    const name = type.kind === 'scalar' ? type.name : this.short(type.name, owner);
    switch (label) {
      case 'repeated':
        return `repeated ${name}`;
      case 'optional':
        return `optional ${name}`;
      case 'map':
        return `map<string, ${name}>`;
      default:
        return name;
    }
  }
}

function reservedLines(reserved: readonly ProtoReserved[], depth: number): string[] {
  const pad = '  '.repeat(depth);
  const numbers = [...new Set(reserved.map(({ number }) => number))].sort((a, b) => a - b);
  const names = reserved.flatMap(({ name }) => (name === undefined ? [] : [JSON.stringify(name)]));
  return [
    ...(numbers.length > 0 ? [`${pad}reserved ${numbers.join(', ')};`] : []),
    ...(names.length > 0 ? [`${pad}reserved ${names.join(', ')};`] : []),
  ];
}

const withoutLeadingBlank = (lines: string[]): string[] => (lines[0] === '' ? lines.slice(1) : lines);

/** Joins blocks with an empty line between them; rpcs and fields only if one of them has a comment. */
function separated(blocks: readonly string[][], always = false): string[] {
  const apart = always || blocks.some(({ length }) => length > 1);
  return blocks.flatMap((lines, i) => (i > 0 && apart ? ['', ...lines] : lines));
}

/** A comment of lines that are not too long. */
function commented(text: string, pad: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, LINE - pad.length - 3).map((part) => `${pad}//${part && ` ${part}`}`));
}

function wrapped(line: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1)!;
    if (last === '' || last.length + 1 + word.length <= width)
      lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    else lines.push(line.startsWith('- ') ? `  ${word}` : word);
  }
  return lines;
}

const declaredIn = ({ fullName, messages, enums }: ProtoMessage): string[] => [
  fullName,
  ...enums.map((each) => each.fullName),
  ...messages.flatMap(declaredIn),
];
