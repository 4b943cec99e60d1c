import type { Bindings } from './bindings.js';
import { nameOf, unwrap, type Node } from './syntax-tree.js';

/** The kind of the object that a method is called on: part of a database library, something else, or unknown. */
export type Receiver = 'database' | 'other' | 'unknown';

/** Packages that talk to a database, by the words in their names. */
const DATABASE_PACKAGE =
  /(?:^|[@/_.-])(?:typeorm|knex|kysely|drizzle|sequelize|mikro-orm|prisma|pg|postgres|slonik|objection|bookshelf|supabase|supabase-js|mysql2?|sqlite3?|mariadb|mssql|oracledb|massive|zapatos|sql|db|database|orm|persistence)(?=$|[/_.-])|sql/i;
/** Names of database objects in code. */
const DATABASE_NAME =
  /^[#_]?(?:knex|kysely|db|database|qb|trx?|tx|transaction|conn|connection|manager|em|orm|repo|repository|repositories|builder|sub|query|sql|pg|postgres|mongo|prisma|sequelize|drizzle|supabase|qr|ds)$|(?:Repository|Repo|Query|Builder|Runner|DataSource|EntityManager|Database|Db|Knex|Connection|Qb|Transaction)$|^(?:dataSource|entityManager|query(?:Builder|Runner)|subQuery|db[A-Z]\w*)$/;
const DATABASE_TYPE =
  /Repository|EntityManager|DataSource|QueryBuilder|QueryRunner|Knex|Kysely|Connection|Database|Transaction|PrismaClient|Sequelize|(?:Repo|Db)(?![a-z])/;
/** Types of Nest that give whatever is asked for by its token, repositories included. */
const CONTAINER_TYPE = /^(?:ModuleRef|INest\w+|Nest\w*Application|TestingModule)$/;
/** Calls that begin or continue a query, in any library. */
const BUILDS =
  /^(?:createQueryBuilder|createQueryRunner|getRepository|queryBuilder|getQueryBuilder|selectFrom|insertInto|updateTable|deleteFrom|subQuery|andWhere|orWhere|leftJoin|innerJoin|leftJoinAndSelect|innerJoinAndSelect|addSelect|groupBy|getMany|getRawMany)$/;
/** Values that a method of JavaScript itself is called on. */
const PLAIN =
  /^(?:Literal|TemplateLiteral|ArrayExpression|ObjectExpression|FunctionExpression|ArrowFunctionExpression|ClassExpression)$/;
const PLAIN_TYPE = /^TS(?:String|Number|Boolean|BigInt|Symbol|Array|Tuple|Function|TypeLiteral)/;
const REQUEST = /^(?:req|request|ctx|context|route|router|location|url)$/;
const GLOBAL_OBJECTS = new Set([
  'console',
  'process',
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'crypto',
  'performance',
  'globalThis',
  'navigator',
  'history',
]);

/** Classifies objects by import, type, value and call chain, and by name if nothing else is known. */
export class Receivers {
  readonly #bindings: Bindings;
  readonly #names = new Map<string, Receiver>();
  readonly #fields = new Map<string, Receiver>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** Classifies the object of a call, or a plain function. */
  ofCall(call: Node): Receiver {
    const callee = unwrap(call.callee as Node);
    if (callee.type === 'MemberExpression') return this.of(callee.object as Node);
    const origin = this.#bindings.originOf(callee);
    return origin ? ofPackage(origin.specifier) : 'unknown';
  }

  /** Whether a function or class comes from an npm package that talks to no database. */
  isOfAnotherPackage(call: Node): boolean {
    const specifier = this.#bindings.originOf(call.callee as Node)?.specifier;
    return specifier !== undefined && !isPath(specifier) && !DATABASE_PACKAGE.test(specifier);
  }

  of(expression: Node, depth = 0): Receiver {
    const node = unwrap(expression);
    if (depth > 30) return 'unknown';
    if (PLAIN.test(node.type)) return 'other';
    switch (node.type) {
      case 'Identifier':
        return this.#named(node.name as string, depth);
      case 'NewExpression':
        return this.#class(node.callee as Node);
      case 'CallExpression':
        return this.#made(node, depth);
      case 'MemberExpression':
        return this.#member(node, depth);
      default:
        return 'unknown';
    }
  }

  /** Classifies a name, once: `query = query.where(…)` refers to itself. */
  #named(name: string, depth: number): Receiver {
    const known = this.#names.get(name);
    if (known) return known;
    this.#names.set(name, 'unknown');
    const found = this.#judgeName(name, depth);
    this.#names.set(name, found);
    return found;
  }

  #judgeName(name: string, depth: number): Receiver {
    const imported = this.#bindings.imported(name);
    if (imported) {
      const of = ofPackage(imported.specifier);
      return of === 'unknown' ? byName(name) : of;
    }
    const typed = this.#typed(name);
    if (typed !== 'unknown') return typed;
    const taken = this.#bindings.takenFrom(name);
    if (taken && byName(taken.property) === 'database') return 'database';
    const values = this.#bindings.valuesOf(name).map((value) => this.of(value, depth + 1));
    if (values.includes('database')) return 'database';
    if (values.length > 0 && values.every((value) => value === 'other')) return 'other';
    if (this.#bindings.isHandedQuery(name)) return 'database';
    // Classes of the language and the platform: Buffer, Array, URLSearchParams.
    if (this.#bindings.isGlobal(name) && (/^[A-Z]/.test(name) || GLOBAL_OBJECTS.has(name))) return 'other';
    return byName(name);
  }

  /** `new Map()`, `new DataSource(…)`. */
  #class(callee: Node): Receiver {
    const origin = this.#bindings.originOf(callee);
    const name = nameOf(unwrap(callee));
    if (origin) {
      const of = ofPackage(origin.specifier);
      return of === 'unknown' && DATABASE_TYPE.test(origin.imported) ? 'database' : of;
    }
    if (name === undefined || DATABASE_TYPE.test(name)) return 'unknown';
    return this.#bindings.isGlobal(name) || this.#bindings.isWhole(name) ? 'other' : 'unknown';
  }

  /** A call returns the same kind as its object: `createHash('sha1').update(…)`. */
  #made(call: Node, depth: number): Receiver {
    const callee = unwrap(call.callee as Node);
    const origin = this.#bindings.originOf(callee);
    if (origin && ofPackage(origin.specifier) !== 'unknown') return ofPackage(origin.specifier);
    if (callee.type !== 'MemberExpression') {
      const name = nameOf(callee);
      return name === undefined ? 'unknown' : this.#named(name, depth + 1);
    }
    const object = this.of(callee.object as Node, depth + 1);
    return object === 'unknown' && BUILDS.test(this.#bindings.propertyName(callee) ?? '') ? 'database' : object;
  }

  /** `this.cache`, `path.posix`, `context.db`. */
  #member(member: Node, depth: number): Receiver {
    const property = member.property as Node;
    const name =
      property.type === 'PrivateIdentifier' ? (property.name as string) : (this.#bindings.propertyName(member) ?? '');
    const object = unwrap(member.object as Node);
    // The query of a URL is not a database query.
    if (name === 'query' && REQUEST.test(nameOf(object) ?? '')) return 'other';
    if (object.type !== 'ThisExpression') {
      const of = this.of(object, depth + 1);
      if (of === 'other') return of;
      return byName(name) === 'database' ? 'database' : of;
    }
    const known = this.#fields.get(name);
    if (known) return known;
    this.#fields.set(name, 'unknown');
    const found = this.#judgeField(name, depth);
    this.#fields.set(name, found);
    return found;
  }

  #judgeField(name: string, depth: number): Receiver {
    const typed = this.#typed(name);
    if (typed !== 'unknown') return typed;
    const values = this.#bindings.fieldsOf(name).map((value) => this.of(value, depth + 1));
    if (values.length > 0 && values.every((value) => value === 'other')) return 'other';
    return byName(name);
  }

  #typed(name: string): Receiver {
    const types = this.#bindings.typesOf(name).map((type) => this.#type(type));
    if (types.includes('database')) return 'database';
    return types.length > 0 && types.every((type) => type === 'other') ? 'other' : 'unknown';
  }

  #type(type: Node): Receiver {
    if (PLAIN_TYPE.test(type.type)) return 'other';
    if (type.type !== 'TSTypeReference') return 'unknown';
    const written = type.typeName as Node;
    const name = nameOf(written.type === 'TSQualifiedName' ? written.left : written);
    if (name === undefined) return 'unknown';
    const whole = written.type === 'TSQualifiedName' ? (nameOf(written.right) ?? name) : name;
    if (DATABASE_TYPE.test(whole)) return 'database';
    if (CONTAINER_TYPE.test(whole)) return 'unknown';
    const imported = this.#bindings.imported(name);
    if (imported) return ofPackage(imported.specifier);
    return this.#bindings.isGlobal(name) || this.#bindings.isWhole(name) ? 'other' : 'unknown';
  }
}

/** Whether a specifier names a package that talks to a database. */
export const isDatabasePackage = (specifier: string): boolean =>
  !isPath(specifier) && !specifier.startsWith('node:') && DATABASE_PACKAGE.test(specifier);

/** Packages whose functions are called as those of query builders. */
const NO_DATABASE =
  /^(?:node:|(?:buffer|crypto|path|stream|url|util|events|fs|zlib|os|http|https|net|dns|readline|querystring|string_decoder|assert|timers|vm|worker_threads|child_process)(?:\/|$)|(?:rxjs|lodash|lodash-es|ramda|remeda|immer|immutable|zod|yup|joi|ajv|graphql|mercurius|fastify|express|axios|uuid|nanoid|bcrypt|bcryptjs|argon2|dayjs|luxon|date-fns|moment|chalk|winston|pino|ioredis|redis|keyv|cache-manager|lru-cache|eventemitter2|eventemitter3|bullmq|bull|crypto-js|hash\.js|class-validator|class-transformer|supertest|json-schema)(?:[/.-]|$)|@(?:nestjs\/(?!typeorm|mongoose|sequelize|core|testing)|graphql-|apollo|mercurius|fastify|hapi|noble|aws-sdk|aws-cdk|google-cloud|azure|types\/node|sinclair|apidevtools))/;

function ofPackage(specifier: string): Receiver {
  if (isPath(specifier)) return 'unknown';
  if (NO_DATABASE.test(specifier)) return 'other';
  return DATABASE_PACKAGE.test(specifier) ? 'database' : 'unknown';
}

const byName = (name: string): Receiver => (name !== 'jQuery' && DATABASE_NAME.test(name) ? 'database' : 'unknown');
const isPath = (specifier: string): boolean => /^[.#~/]|^@\//.test(specifier);
