import { GeneratorError } from '../generator-error.js';
import { Access } from '../names/access.js';
import { entityName } from '../names/entity-name.js';
import { camel, kebab, pascal, plural, singular, snake, spaced } from '../names/words.js';

/** Who may send the messages that a context begins with: every application has people who sign in, but not the same roles. */
export const ACCESS = Access.of('authenticated');

/** Every name in a new context, for `returns`: */
export interface ContextNames {
  /** `returns` */
  readonly context: string;
  /** `Returns`, of classes */
  readonly prefix: string;
  /** `returns`, of the contract's constant */
  readonly constant: string;
  /** `Takes goods back`, without a full stop */
  readonly description: string;
  /** `Return`, what it keeps */
  readonly entity: string;
  /** `Returns` */
  readonly entities: string;
  /** `return`, of files */
  readonly file: string;
  /** `returns`, of files */
  readonly files: string;
  /** `return`, in sentences */
  readonly noun: string;
  /** `returns`, in sentences */
  readonly nouns: string;
  /** `returnId` */
  readonly id: string;
  /** `return_id` */
  readonly column: string;
  /** `returns` */
  readonly table: string;
  /** When the migration is from, in milliseconds. */
  readonly timestamp: number;
}

/** Longest description of a context, in characters. */
const MAX_DESCRIPTION = 200;
/** What would leave the comment or the line of a page that a description stands in. */
const LEAVES_ITS_PLACE = /\*\/|<!--|[\p{Cc}\u2028\u2029]/u;

/**
 * @throws GeneratorError GENERATOR_NAME_INVALID for an entity that no class or table could be named after, and for a
 *   description that could not stand in a comment
 */
export function contextNames(
  context: string,
  wanted: { entity: string; description?: string | undefined },
): ContextNames {
  const entities = pascal(plural(spaced(wanted.entity)));
  const entity = entityName(wanted.entity, snake(entities));
  return {
    context,
    prefix: pascal(context),
    constant: camel(context),
    description: described(wanted.description ?? `Looks after ${spaced(entities)}`),
    entity,
    entities,
    file: kebab(entity),
    files: kebab(entities),
    noun: spaced(entity),
    nouns: spaced(entities),
    id: `${camel(entity)}Id`,
    column: `${snake(entity)}_id`,
    table: snake(entities),
    timestamp: Date.now(),
  };
}

/** The default for `--entity`. */
export const entityOf = (context: string): string => pascal(singular(spaced(context)));

function described(text: string): string {
  if (text.length <= MAX_DESCRIPTION && !LEAVES_ITS_PLACE.test(text)) return text.replace(/\.$/, '');
  throw new GeneratorError(
    'GENERATOR_NAME_INVALID',
    'The description cannot stand in a comment.',
    `Give one line of at most ${MAX_DESCRIPTION} characters without */: --description="Takes goods back"`,
  );
}
