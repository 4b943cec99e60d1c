import type { Bindings } from './bindings.js';
import { isDatabasePackage, type Receivers } from './receivers.js';
import type { Surroundings } from './surroundings.js';
import { keyOf, nameOf, unwrap, type Node } from './syntax-tree.js';

/** Properties next to a schema or a table in a database configuration. */
const BESIDE_A_SCHEMA =
  /^(?:type|host|database|username|password|synchronize|entities|migrations|columns|columnNames|referencedColumnNames|referencedTableName|tableName|orderBy|uniques|indices|foreignKeys|logging|poolSize)$/;
/** Values of `type` that are databases. */
const DATABASE_TYPE =
  /^(?:postgres|postgresql|aurora-postgres|cockroachdb|mysql|mariadb|aurora-mysql|mssql|oracle|sqlite|better-sqlite3|sap|spanner|mongodb|sqljs)$/;
/** Calls and decorators that take the schema or the table of an entity, wherever they come from. */
const OF_AN_ENTITY =
  /^(?:Entity|ViewEntity|ChildEntity|EntitySchema|Table|View|TableForeignKey|TableIndex|TableColumn|TableUnique|JoinTable|JoinColumn|Column|DataSource|createConnection|\w*(?:TypeOrm|Database|Persistence|Sequelize|Mikro)\w*)$/i;
/** Names of database configurations. */
const CONFIGURES_A_DATABASE =
  /data_?source|database|\bdb|typeorm|\borm|connection|postgres|knex|sequelize|persistence|entity|migration/i;

/** Tells objects that configure a database from those of code generators, schemas of JSON and the like. */
export class DatabaseOptions {
  readonly #bindings: Bindings;
  readonly #receivers: Receivers;
  readonly #found = new WeakMap<Node, readonly Node[]>();

  constructor(bindings: Bindings, receivers: Receivers) {
    this.#bindings = bindings;
    this.#receivers = receivers;
  }

  /** Whether an object configures a database, so that its `schema` is a database schema: by its consumer, its other properties or its name. */
  configure(property: Node, object: Node | undefined, { call, name = '' }: Surroundings): boolean {
    if (call) {
      const receiver = this.#receivers.ofCall(call);
      const called = this.#bindings.calledName(call) ?? '';
      const holder = nameOf((unwrap(call.callee as Node) as { object?: unknown }).object) ?? '';
      if (receiver !== 'other' && (OF_AN_ENTITY.test(called) || OF_AN_ENTITY.test(holder))) return true;
      if (receiver === 'database') return true;
      if (receiver === 'other') return CONFIGURES_A_DATABASE.test(name);
    }
    if (CONFIGURES_A_DATABASE.test(name)) return true;
    if (object && this.#telling(object).some((sibling) => sibling !== property)) return true;
    return call === undefined && this.#bindings.specifiers.some(isDatabasePackage);
  }

  /** The properties that only a database configuration has, searched for once. */
  #telling(object: Node): readonly Node[] {
    let found = this.#found.get(object);
    if (!found) {
      found = ((object.properties as Node[] | undefined) ?? []).filter(
        (property) => property.type === 'Property' && this.#isBesideSchema(property),
      );
      this.#found.set(object, found);
    }
    return found;
  }

  #isBesideSchema(sibling: Node): boolean {
    const key = keyOf(sibling) ?? '';
    if (key === 'type') return DATABASE_TYPE.test(this.#bindings.foldOne(sibling.value as Node) ?? '');
    return BESIDE_A_SCHEMA.test(key);
  }
}
