import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { definitionOf, type Contract, type MessageKind } from '@multilith/contract';
import { contexts } from '../src/contexts.js';

interface Definition {
  readonly contract: Contract;
  readonly uses: readonly { readonly contract: Contract }[];
  readonly subscriptions: readonly { readonly name: string; readonly handler: object }[];
}

const MODULES = fileURLToPath(new URL('../../../libs/modules/', import.meta.url));
/** The metadata key under which `@EventsHandler` of `@nestjs/cqrs` keeps the events of a handler. */
const HANDLED_EVENTS = '__eventsHandler__';

/** The table of a module's page, by the label of the row; rows without a label continue the previous row. */
function tableOf(context: string): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  let label = '';
  for (const [, first, second] of readFileSync(`${MODULES}${context}/README.md`, 'utf8').matchAll(
    /^\| ([^|]*)\| ((?:[^|]|\\\|)*) \|$/gm,
  )) {
    label = first!.replaceAll('*', '').trim() || label;
    if (label !== '' && !label.startsWith('-')) rows.set(label, `${rows.get(label) ?? ''}\n${second}`);
  }
  return rows;
}

const codeIn = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
const named = (text: string | undefined, pattern: RegExp): string[] =>
  codeIn(text)
    .filter((code) => pattern.test(code))
    .sort();

/** The options that the module file passes to `ContextModule.forFeature`. */
async function definitionFrom(context: string): Promise<Definition> {
  const imported = (Reflect.getMetadata('imports', await contexts[context]!.module()) ?? []) as {
    providers?: { useValue?: Partial<Definition> }[];
  }[];
  const values = imported.flatMap(({ providers }) => providers ?? []).map(({ useValue }) => useValue);
  return values.find((value) => value?.contract !== undefined && value.subscriptions !== undefined) as Definition;
}

const shortName = (name: string): string => name.slice(name.indexOf('.') + 1);
const messagesOf = ({ messages }: Contract, kind: MessageKind): string[] =>
  [...messages.values()]
    .map((message) => definitionOf(message)!)
    .filter((message) => message.kind === kind)
    .map(({ name }) => shortName(name))
    .sort();

/** The tables that the migrations of a module create and do not drop again. */
function tablesOf(context: string): string[] {
  const folder = `${MODULES}${context}/src/persistence/migrations`;
  if (!existsSync(folder)) return [];
  const created = readdirSync(folder)
    .sort()
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8').split('async down')[0]!)
    .flatMap((up) => [...up.matchAll(/\b(CREATE|DROP) TABLE (?:IF (?:NOT )?EXISTS )?"?(\w+)/g)]);
  const tables = new Set<string>();
  for (const [, verb, table] of created)
    if (verb === 'CREATE') tables.add(table!);
    else tables.delete(table!);
  return [...tables].sort();
}

/** Fields of Query, Mutation and Subscription that the SDL of a context adds. */
function rootFieldsOf(context: string): string[] {
  const file = `${MODULES}${context}/src/api/${context}.graphql`;
  if (!existsSync(file)) return [];
  const sdl = readFileSync(file, 'utf8')
    .replaceAll(/"""[^]*?"""/g, '')
    .replaceAll(/\([^()]*\)/g, '');
  return [...sdl.matchAll(/^(?:extend )?type (?:Query|Mutation|Subscription) \{([^}]*)\}/gm)]
    .flatMap(([, body]) => [...body!.matchAll(/^ {2}(\w+)/gm)].map(([, field]) => field!))
    .sort();
}

describe.each(Object.keys(contexts))('the page of %s', (context) => {
  const rows = tableOf(context);

  it('names the tables that the migrations create', () => {
    expect(named(rows.get('owns'), /^\w+$/)).toEqual(tablesOf(context));
  });

  it.each(['command', 'query'] as const)('names each %s of the contract', async (kind) => {
    const { contract } = await definitionFrom(context);
    expect(named(rows.get(kind === 'query' ? 'queries' : 'commands'), /^[A-Z]\w+$/)).toEqual(
      messagesOf(contract, kind),
    );
  });

  it('names the events that it publishes', async () => {
    const { contract } = await definitionFrom(context);
    expect(named(rows.get('publishes'), /^[A-Z]\w+$/)).toEqual(messagesOf(contract, 'event'));
  });

  it('names its subscriptions, each with its events', async () => {
    const { subscriptions } = await definitionFrom(context);
    const inCode = subscriptions.flatMap(({ name, handler }) => {
      const events = (Reflect.getMetadata(HANDLED_EVENTS, handler) ?? []) as Parameters<typeof definitionOf>[0][];
      return events.map((event) => `${name}: ${definitionOf(event)!.name}`);
    });
    const onPage: string[] = [];
    let name = '';
    for (const code of codeIn(rows.get('subscribes')))
      if (/^[a-z][a-z-]+$/.test(code)) name = code;
      else if (/^(?:[a-z-]+\.)?[A-Z]\w+$/.test(code))
        onPage.push(`${name}: ${code.includes('.') ? code : `${context}.${code}`}`);
    expect(onPage.sort()).toEqual(inCode.sort());
  });

  it('names the contexts that it calls, by messages of their contracts', async () => {
    const { uses } = await definitionFrom(context);
    const called = named(rows.get('calls'), /^[a-z-]+\.[A-Z]\w+$/);
    expect([...new Set(called.map((message) => message.split('.')[0]!))]).toEqual(
      uses.map(({ contract }) => contract.name).sort(),
    );
    for (const message of called)
      expect(
        uses.some(({ contract }) => contract.messages.has(message)),
        message,
      ).toBe(true);
  });

  it('names the fields that it adds to the API', () => {
    const api = codeIn(rows.get('API') ?? rows.get('GraphQL')).map((code) => code.split('(')[0]!);
    expect(api).toEqual(expect.arrayContaining(rootFieldsOf(context)));
  });
});
