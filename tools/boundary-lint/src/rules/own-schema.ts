import { Place } from '../source/source-file.js';
import type { FileInContext } from './file-in-context.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/** Schemas of PostgreSQL itself, which everybody may ask. */
const OF_THE_DATABASE = new Set(['pg_catalog', 'information_schema', 'pg_temp', 'excluded', 'new', 'old']);

/**
 * SQL, entities and relations of a context stay inside its own schema. The database refuses the rest too, but only when
 * the statement runs.
 */
export const ownSchema: WorkspaceRule = {
  name: 'own-schema',
  check(scene: Scene): PlacedFinding[] {
    const stores = new Stores(scene);
    return scene.files.flatMap((file) => (file.source.persistence ? [...judge(file, stores, scene)] : []));
  },
};

function* judge(file: FileInContext, stores: Stores, scene: Scene): Iterable<PlacedFinding> {
  const { persistence } = file.source;
  const own = file.from.name;
  const foreign = (start: number, to: string, what: string): PlacedFinding => ({
    file,
    start,
    to,
    toUnit: scene.workspace.moduleOf(to),
    wanted: [what],
    message: `module '${own}' reaches into the schema of '${to}': ${what}. Each context reads and writes its own schema alone; ask '${to}' by a query of its contract, or keep a copy from its events.`,
  });
  for (const text of persistence!.sql) {
    for (const { schema, name } of text.qualified)
      if (stores.isOtherContext(schema, own) && !stores.isMessage(schema, name))
        yield foreign(text.start, contextOf(schema), `${schema}.${name}`);
    for (const name of text.tables) {
      const owner = stores.ownerOfTable(name, own);
      if (owner !== undefined) yield foreign(text.start, owner, `table ${name}`);
    }
    for (const what of text.escapes)
      yield {
        file,
        start: text.start,
        to: what,
        message: `module '${own}' leaves its schema with ${what}. The runtime opens every connection in the schema of its context; name tables without a schema.`,
      };
  }
  for (const { value, start } of persistence!.schemas)
    if (value !== own)
      yield stores.isOtherContext(value, own)
        ? foreign(start, contextOf(value), `schema '${value}'`)
        : {
            file,
            start,
            to: value,
            message: `module '${own}' names the schema '${value}'. Leave the schema out: the connection of a context is opened in its own.`,
          };
  for (const { value, start } of persistence!.relations) {
    const [schema, name] = value.replaceAll('"', '').split('.');
    if (name !== undefined) {
      if (stores.isOtherContext(schema!, own) && !persistence!.aliases.includes(schema!))
        yield foreign(start, contextOf(schema!), value);
      continue;
    }
    const owner = persistence!.aliases.includes(value) ? undefined : stores.ownerOfEntity(value, own);
    if (owner !== undefined) yield foreign(start, owner, `entity ${value}`);
  }
  for (const { value, start } of persistence!.named) {
    const [schema, table] = value.replaceAll('"', '').split('.');
    if (stores.isOtherContext(schema!, own) && stores.ownerOfTable(table!, own) === contextOf(schema!))
      yield foreign(start, contextOf(schema!), value);
  }
  for (const { value, start } of persistence!.connections)
    if (stores.isOtherContext(value, own)) yield foreign(start, contextOf(value), `the address of its database`);
  for (const { value, start } of persistence!.globs)
    if (!staysInside(value, file))
      yield {
        file,
        start,
        to: value,
        message: `module '${own}' loads entities by '${value}', which reaches beyond its own folder. List the entity classes of the module.`,
      };
}

/** Which tables and entities belong to which context. */
class Stores {
  /** Tables of entities. */
  readonly #tables = new Map<string, Set<string>>();
  /** Tables that a statement creates. Migrations of many contexts may lie in one of them. */
  readonly #created = new Map<string, Set<string>>();
  readonly #entities = new Map<string, Set<string>>();
  readonly #contexts: ReadonlySet<string>;
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#contexts = new Set(scene.workspace.units.filter(({ kind }) => kind === 'module').map(({ name }) => name));
    for (const { from, source } of scene.files) {
      if (from.kind !== 'module' || !source.persistence) continue;
      for (const { className, table } of source.persistence.entities) {
        add(this.#entities, className, from.name);
        add(this.#entities, table, from.name);
        add(this.#tables, table.toLowerCase(), from.name);
      }
      for (const text of source.persistence.sql) for (const table of text.created) add(this.#created, table, from.name);
    }
  }

  isOtherContext(schema: string, own: string): boolean {
    const context = contextOf(schema);
    return !OF_THE_DATABASE.has(schema) && context !== own && this.#contexts.has(context);
  }

  /** `catalog.GetProducts` is the name of a message, in SQL or not. */
  isMessage(context: string, name: string): boolean {
    return [...(this.#scene.messages.get(context)?.values() ?? [])].some(
      ({ wireName, className }) => className.toLowerCase() === name.toLowerCase() || wireName === `${context}.${name}`,
    );
  }

  /** Returns the only other context with a table of that name, if the asking context has no such table. */
  ownerOfTable(table: string, own: string): string | undefined {
    const [declared, created] = [this.#tables.get(table), this.#created.get(table)];
    return created?.has(own) ? undefined : otherOwner(declared ?? created, own);
  }

  ownerOfEntity(entity: string, own: string): string | undefined {
    return otherOwner(this.#entities.get(entity), own);
  }
}

/** Returns the schema name of a context: its name, with `_` for characters that SQL does not allow. */
const contextOf = (schema: string): string => schema.replaceAll('_', '-').toLowerCase();

const otherOwner = (owners: ReadonlySet<string> | undefined, own: string): string | undefined =>
  owners && !owners.has(own) ? [...owners][0] : undefined;

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

function staysInside(glob: string, { path, from }: FileInContext): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const anchored = glob.startsWith(Place.folder) ? folder + glob.slice(Place.folder.length) : glob;
  const steps: string[] = [];
  for (const step of anchored.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  const fixed = steps
    .slice(
      0,
      Math.max(
        0,
        steps.findIndex((step) => step.includes('*')),
      ),
    )
    .join('/');
  return `${fixed}/`.startsWith(`${from.folder}/`);
}
