import type { Scene } from '../rules/scene.js';
import type { Unit } from '../workspace/unit.js';

/** Words of class names that say nothing about their subject. */
const NOISE = new Set(
  'get list find create update delete remove add set service repository entity module handler controller store api dto model by of the for to from table default resolver impl id'.split(
    ' ',
  ),
);

/**
 * The way that is allowed: the messages of a contract that sound like what was wanted, or the skeleton of one to add.
 * @param wanted names that were reached for: classes, tables, tokens
 */
export function propose(owner: Unit, wanted: readonly string[], scene: Scene): string {
  const contract = scene.workspace.contractOf(owner.name);
  const packageName = contract?.packageName ?? contract?.folder ?? `the contract of '${owner.name}'`;
  const offered = scene.offered(owner.name, 'command', 'query', 'event');
  const words = new Set(wanted.flatMap(wordsOf));
  const fitting = offered.filter(({ className }) => wordsOf(className).some((word) => words.has(word)));
  if (fitting.length > 0)
    return `${packageName} offers ${fitting.map(({ kind, className }) => `${className} (${kind})`).join(', ')}.`;
  const subject = subjectOf(wanted, owner.name);
  const skeleton = `export class Get${subject} extends query('${owner.name}.Get${subject}', { input: z.object({ /* … */ }), output: z.object({ /* … */ }) }) {}`;
  const known =
    offered.length > 0
      ? `${packageName} offers ${offered.map(({ className }) => className).join(', ')}. None fits? Add`
      : 'Add';
  return `${known} to ${packageName}: ${skeleton}`;
}

/** What a skeleton is named after. */
function subjectOf(wanted: readonly string[], context: string): string {
  const [named] = wanted.filter((name) => name !== '*' && name !== 'default');
  const words = (named ?? '')
    .replace(/^.*[.:]/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '' && !NOISE.has(word.toLowerCase()));
  const parts = words.length > 0 ? words : context.split('-');
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('');
}

/** The words of a name, singular and in lower case. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<=..)s$/, ''))
    .filter((word) => word.length > 1 && !NOISE.has(word));
