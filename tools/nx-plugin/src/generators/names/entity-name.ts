import { GeneratorError } from '../generator-error.js';
import { isSqlWord, isTakenByTheLanguage } from './reserved.js';

const ENTITY = /^[A-Z][A-Za-z0-9]{0,39}$/;
/**
 * Checks what a context keeps.
 *
 * @param table what its table would be called
 * @throws GeneratorError GENERATOR_NAME_INVALID for an entity that no class or table could be named after
 */
export function entityName(entity: string, table: string): string {
  if (ENTITY.test(entity) && !isTakenByTheLanguage(entity) && !isSqlWord(table)) return entity;
  throw new GeneratorError(
    'GENERATOR_NAME_INVALID',
    `'${entity}' cannot name what a context keeps.`,
    'Give a noun in upper camel case that means nothing to TypeScript, Nest or SQL: --entity=GiftCard',
  );
}
