import type { Field, ObjectShape, Shape, Slot } from '@multilith/contract/lock';
import type { FieldDocs } from '../../source/field-docs.js';
import { rulesText, typeText } from './type-text.js';

/** A row: a field by the path that leads to it. */
interface Row {
  readonly path: string;
  readonly field: Field;
  readonly doc: string | undefined;
}

/**
 * A table of the fields of a value, as Markdown. Fields of objects that have no name of their own follow the field they are
 * in: `lines[].sku`.
 *
 * @param docs comments of the fields
 */
export function fieldTable(slot: Slot, docs: FieldDocs): string[] {
  const rows = rowsIn(slot.shape, '', '', docs);
  if (rows.length === 0) return [];
  const hasRules = rows.some(({ field }) => rulesText(field) !== '');
  const hasDocs = rows.some(({ doc }) => doc !== undefined);
  const columns = ['field', 'type', ...(hasRules ? ['rules'] : []), ...(hasDocs ? ['meaning'] : [])];
  return [
    `| ${columns.join(' | ')} |`,
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...rows.map(({ path, field, doc }) => {
      const cells = [`\`${path}\``, typeText(field.shape), ...(hasRules ? [rulesText(field)] : [])];
      return `| ${[...cells, ...(hasDocs ? [inCell(doc ?? '')] : [])].join(' | ')} |`;
    }),
  ];
}

/** Text that may stand in a cell of a table. */
export const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\n+/g, '<br>');

function rowsIn(shape: Shape, shown: string, path: string, docs: FieldDocs): Row[] {
  if (shape.type === 'object') return objectRows(shape, shown, path, docs);
  if (shape.type === 'union' && shape.discriminator !== undefined)
    return shape.options.flatMap((option) => {
      const at = `${shown === '' ? '' : shown}(${option.tag})`;
      return option.shape.name === undefined ? rowsIn(option.shape, at, path, docs) : [];
    });
  const inside = shape.type === 'array' ? shape.item : shape.type === 'record' ? shape.value : undefined;
  if (!inside || inside.shape.name !== undefined) return [];
  return rowsIn(inside.shape, `${shown}${shape.type === 'array' ? '[]' : '{}'}`, path, docs);
}

function objectRows({ fields }: ObjectShape, shown: string, path: string, docs: FieldDocs): Row[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const [at, place] = [joined(path, name), joined(shown, name)];
    const doc = docs.get(at) ?? (field.shape.name === undefined ? field.shape.description : undefined);
    const own: Row = { path: place, field, doc };
    return field.shape.name === undefined ? [own, ...rowsIn(field.shape, place, at, docs)] : [own];
  });
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
