import { definitionOf, errorDefinitionOf, type ContractErrorClass, type MessageClass } from '@multilith/contract';
import type { Shape } from '@multilith/contract/lock';
import { protobufModel, type ProtoFile } from '@multilith/contract/protobuf';
import { accessText } from '../access-text.js';
import { summaryOf, valueDocs } from '../artefact-docs.js';
import { liveVersions, type DocumentedInput, type LiveVersion } from '../artefact-input.js';
import { GENERATED } from '../generated.js';
import { answerFile, contentFile, errorFile, liveErrors } from '../json-schema/json-schema-files.js';
import { consumerText, TO_ROOT } from './consumer-text.js';
import { answerExample, errorMessageExample, keyField, messageExample } from './example-json.js';
import { fieldTable, inCell } from './field-table.js';
import { namedTypes } from './named-types.js';
import { shapeRules, typeLink, typeText } from './type-text.js';

/** Returns the page of a contract, for readers: what it offers, who uses it, fields, errors and examples. */
export function contractPage(input: DocumentedInput): string {
  return new PageWriter(input).write();
}

const KINDS = [
  { kind: 'command', title: 'Commands' },
  { kind: 'query', title: 'Queries' },
  { kind: 'event', title: 'Events' },
] as const;

class PageWriter {
  readonly #input: DocumentedInput;
  readonly #current: readonly LiveVersion[];
  readonly #earlier: readonly LiveVersion[];
  readonly #errors: ReadonlyMap<string, ContractErrorClass>;
  readonly #protos: readonly ProtoFile[];

  constructor(input: DocumentedInput) {
    this.#input = input;
    const all = liveVersions(input.lock);
    this.#current = all.filter(({ locked }) => locked.status === 'current');
    this.#earlier = all.filter(({ locked }) => locked.status === 'earlier');
    this.#errors = errorClasses(input);
    this.#protos = protobufModel(input.lock);
  }

  write(): string {
    const { lock, docs } = this.#input;
    const blocks = [
      [`<!-- ${GENERATED} -->`],
      [`# Contract of ${lock.context}`],
      ...(docs.contract === undefined ? [] : [[docs.contract]]),
      [this.#files()],
      this.#overview(),
      ...KINDS.flatMap(({ kind, title }) => this.#messagesOf(kind, title)),
      ...this.#errorSections(),
      ...this.#typeSections(),
    ];
    return `${blocks
      .filter(({ length }) => length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  }

  #files(): string {
    const { loaded, lock } = this.#input;
    const folder = `${TO_ROOT}/${loaded.folder}`;
    const hasEvents = this.#current.some(({ kind }) => kind === 'event');
    const links = [
      `[sources](${folder}/src)`,
      `[protobuf](${folder}/proto)`,
      `[JSON Schema](${folder}/json-schema)`,
      ...(hasEvents ? [`[AsyncAPI](${folder}/asyncapi.json)`] : []),
    ];
    const from = `Import it from \`${loaded.packageName}\`. Wire names begin with \`${lock.context}.\`.`;
    return `${from} For other languages: ${links.slice(1).join(', ')}. ${links[0]!.replace('sources', 'Sources')}.`;
  }

  #overview(): string[] {
    return [
      '| message | kind | version | access | summary |',
      '| --- | --- | --- | --- | --- |',
      ...KINDS.flatMap(({ kind }) =>
        this.#current
          .filter((message) => message.kind === kind)
          .map(({ name, version, locked }) => {
            const summary = summaryOf(this.#input.docs.message(this.#wire(name), version).text);
            const access = locked.access === undefined ? '' : accessText(locked.access);
            return `| ${typeLink(name)} | ${kind} | ${version} | ${access} | ${inCell(firstSentence(summary ?? ''))} |`;
          }),
      ),
    ];
  }

  #wire(name: string): string {
    return `${this.#input.lock.context}.${name}`;
  }

  #messagesOf(kind: LiveVersion['kind'], title: string): string[][] {
    const messages = this.#current.filter((message) => message.kind === kind);
    return messages.length === 0 ? [] : [[`## ${title}`], ...messages.flatMap((message) => this.#message(message))];
  }

  #message(message: LiveVersion): string[][] {
    const { name, version, locked } = message;
    const docs = this.#input.docs.message(this.#wire(name), version);
    const type = this.#input.loaded.contract.messages.get(this.#wire(name));
    const input = fieldTable({ shape: locked.input }, docs.fields);
    return [
      [`### ${name}`],
      ...(docs.text === undefined ? [] : [[docs.text]]),
      this.#facts(message, type),
      input.length > 0 ? input : ['It has no fields.'],
      ...example(type && messageExample(type, locked.input)),
      ...this.#answer(message, type),
      ...this.#earlierVersions(name, type),
    ];
  }

  /** Who uses a message, by what rules, and where its schemas are. */
  #facts({ name, version, kind, locked }: LiveVersion, type: MessageClass | undefined): string[] {
    const { loaded, consumers } = this.#input;
    const used = consumers.filter((each) => each.message === this.#wire(name) && each.version === version);
    const schemas = [contentFile(name, version), answerFile(name, version, locked.output)]
      .filter((file) => file !== undefined)
      .map((file) => `[\`${file.slice(file.indexOf('/') + 1)}\`](${TO_ROOT}/${loaded.folder}/${file})`);
    const proto = this.#protobuf(name, version);
    const key = kind === 'event' && type ? keyField(type) : undefined;
    return [
      '| | |',
      '| --- | --- |',
      ...(locked.access === undefined ? [] : [`| access | ${accessText(locked.access)} |`]),
      `| ${kind === 'event' ? 'read by' : 'sent by'} | ${consumerText(used)} |`,
      ...(key === undefined ? [] : [`| ordering key | \`${key}\` |`]),
      ...(locked.errors && locked.errors.length > 0
        ? [`| errors | ${locked.errors.map((each) => this.#errorLink(each)).join(', ')} |`]
        : []),
      `| version | ${version} |`,
      ...(proto === undefined ? [] : [`| protobuf | ${proto} |`]),
      `| JSON Schema | ${schemas.join(', ')} |`,
    ];
  }

  /** The rpc or message of a version, with a link to its file. */
  #protobuf(name: string, version: number): string | undefined {
    const file = this.#protos.find((each) => each.package.endsWith(`.v${version}`));
    if (!file) return undefined;
    const isRpc = file.service?.methods.some((method) => method.name === name);
    const shown = isRpc ? `${file.package}.${file.service!.name}/${name}` : `${file.package}.${name}`;
    return `[\`${shown}\`](${TO_ROOT}/${this.#input.loaded.folder}/proto/${file.path})`;
  }

  /** Errors of other contracts have their own page. */
  #errorLink(wireCode: string): string {
    const [context = '', name = ''] = wireCode.split('.');
    return context === this.#input.lock.context ? typeLink(name) : `[${wireCode}](${context}.md#${name.toLowerCase()})`;
  }

  #answer({ name, version, locked }: LiveVersion, type: MessageClass | undefined): string[][] {
    const { output } = locked;
    if (!output || output.shape.type === 'void') return locked.output ? [['**Answer:** nothing.']] : [];
    const { answer } = this.#input.docs.message(this.#wire(name), version);
    const isPlain = output.shape.type === 'object' && output.shape.name === undefined;
    const table = fieldTable(output, answer);
    return [
      [`**Answer:** ${isPlain ? 'an object' : typeText(output.shape)}${output.nullable ? ', or null' : ''}.`],
      table,
      ...example(type && answerExample(type, output.shape)),
    ];
  }

  #earlierVersions(name: string, type: MessageClass | undefined): string[][] {
    return this.#earlier
      .filter((each) => each.name === name)
      .flatMap(({ version, kind, locked }) => {
        const used = this.#input.consumers.filter(
          (each) => each.message === this.#wire(name) && each.version === version,
        );
        const earlier = type && definitionOf(type)?.earlier.get(version);
        const state =
          kind === 'event'
            ? locked.downcast
              ? 'Events of it are read, and new events are published in it too.'
              : 'Events of it are still read.'
            : 'It is still served.';
        const docs = this.#input.docs.message(this.#wire(name), version);
        return [
          [`**Version ${version}.** ${state} Used by: ${consumerText(used)}.`],
          fieldTable({ shape: locked.input }, docs.fields),
          ...example(earlier && messageExample(earlier.type, locked.input)),
        ];
      });
  }

  #errorSections(): string[][] {
    const errors = liveErrors(this.#input.lock.errors);
    if (errors.length === 0) return [];
    return [
      ['## Errors'],
      ...errors.flatMap(([name, { data }]) => {
        const docs = this.#input.docs.error(this.#wire(name));
        const type = this.#errors.get(this.#wire(name));
        const shown = type && errorMessageExample(type);
        const senders = this.#current.filter(({ locked }) => locked.errors?.includes(this.#wire(name)));
        const file = `${TO_ROOT}/${this.#input.loaded.folder}/${errorFile(name)}`;
        const table = fieldTable({ shape: data }, docs.fields);
        return [
          [`### ${name}`],
          ...(docs.text === undefined ? [] : [[docs.text]]),
          [
            `Code \`${this.#wire(name)}\`; thrown by ${senders.map((each) => typeLink(each.name)).join(', ') || 'no message'}.${table.length > 0 ? ` Data ([JSON Schema](${file})):` : ''}`,
          ],
          table,
          ...(shown !== undefined ? [[`Message, for example: “${shown}”`]] : []),
        ];
      }),
    ];
  }

  #typeSections(): string[][] {
    const types = namedTypes([
      ...this.#current.flatMap(({ locked }) => [{ shape: locked.input }, ...(locked.output ? [locked.output] : [])]),
      ...this.#earlier.flatMap(({ locked }) => [{ shape: locked.input }]),
      ...liveErrors(this.#input.lock.errors).map(([, { data }]) => ({ shape: data })),
    ]);
    return types.length === 0 ? [] : [['## Types'], ...types.flatMap(([name, shape]) => this.#type(name, shape))];
  }

  #type(name: string, shape: Shape): string[][] {
    const { name: _name, ...content } = shape;
    const { text, fields } = this.#input.docs.type(name);
    const doc = text ?? shape.description;
    const rules = shapeRules(shape);
    // A list of values in the comment says more than the list of the type.
    const isDescribed = shape.type === 'enum' && valueDocs(doc).size === shape.values.length;
    const kind = `${capitalized(typeText(content))}${rules.length > 0 ? `; ${rules.join('; ')}` : ''}.`;
    return [
      [`### ${name}`],
      ...(doc === undefined ? [] : [[doc]]),
      ...(isDescribed || shape.type === 'object' ? [] : [[kind]]),
      fieldTable({ shape: content }, fields),
    ];
  }
}

const capitalized = (text: string): string => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

const firstSentence = (text: string): string => /^.*?[.:;](?=\s|$)/s.exec(text)?.[0].replace(/[:;]$/, '.') ?? text;

const example = (json: string | undefined): string[][] =>
  json === undefined || json === '{}' ? [] : [['```json', json, '```']];

/** The classes of the errors that the messages of a contract declare, by code. */
function errorClasses({ loaded }: DocumentedInput): ReadonlyMap<string, ContractErrorClass> {
  const classes = [...loaded.contract.messages.values()].flatMap((type) => definitionOf(type)!.errors);
  return new Map(classes.map((type) => [errorDefinitionOf(type)!.code, type]));
}
