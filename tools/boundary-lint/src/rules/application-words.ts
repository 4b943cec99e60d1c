import { posix } from 'node:path';
import { describeUnit, type Unit } from '../workspace/unit.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/**
 * The platform and the tools name no application: the words that the configuration lists stand in no text of theirs,
 * and in no name of a file.
 */
export const applicationWords: WorkspaceRule = {
  name: 'platform-is-generic',
  check(scene: Scene): PlacedFinding[] {
    const { applicationWords: words, name: config } = scene.workspace.config;
    if (words.length === 0) return [];
    const advice = `${config} lists it in 'applicationWords'. Use a neutral word, or take it as an option.`;
    return [...scene.files, ...scene.texts]
      .filter(({ from, path }) => isGeneric(from, path))
      .flatMap((file) => {
        const where = file.from.kind === 'root' ? 'a tool' : describeUnit(file.from);
        const path = file.path.slice(file.from.folder === '' ? 0 : file.from.folder.length + 1);
        const text = scene.textOf(file);
        return words.flatMap((word) => [
          ...occurrencesOf(word, path)
            .slice(0, 1)
            .map(() => ({
              file,
              start: 0,
              to: `${word} in ${posix.basename(path)}`,
              message: `the path of this file of ${where} names '${word}', a word of one application. ${advice}`,
            })),
          ...occurrencesOf(word, text).map((start) => ({
            file,
            start,
            to: word,
            message: `${where} names '${word}', a word of one application. ${advice}`,
          })),
        ]);
      });
  },
};

/** A folder of scripts in `tools` without a package.json belongs to the root, but must be generic too. */
const isGeneric = ({ kind, house }: Unit, path: string): boolean =>
  kind === 'platform' ||
  kind === 'tool' ||
  kind === 'shared' ||
  (kind === 'root' && house && path.startsWith('tools/'));

/**
 * Returns the offsets at which a word stands in a text, whatever its case: by itself, in the plural, or as a part of a
 * name (`guardedTill`, `till-cli`, `TILL_URL`). A word inside a longer one (`until`, `tilling`) does not count.
 */
export function occurrencesOf(word: string, text: string): number[] {
  const found: number[] = [];
  const pattern = new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const end = index + match.length;
    const plural = /s/i.test(text[end] ?? '') && isEnd(text[end]!, text[end + 1]);
    if (isStart(text[index - 1], match) && (plural || isEnd(match.at(-1)!, text[end]))) found.push(index);
  }
  return found;
}

const isStart = (before: string | undefined, match: string): boolean =>
  !isLetter(before) || (isUpper(match[0]) && (!isUpper(before) || !isUpper(match[1])));
const isEnd = (last: string, after: string | undefined): boolean =>
  !isLetter(after) || (isUpper(after) && !isUpper(last));

const isLetter = (character = ''): boolean => /\p{L}/u.test(character);
const isUpper = (character = ''): boolean => /\p{Lu}/u.test(character);
