import type { Violation } from '../report/report.js';
import type { FolderRules, Level } from '../workspace/config.js';

/** Returns the level of a rule in a file: that of the longest matching folder that names the rule or all rules. */
export function levelOf(rule: string, file: string, folders: readonly FolderRules[]): Level {
  for (const { levels, fits } of folders.toReversed()) {
    const level = levels.get(rule) ?? levels.get('*');
    if (level !== undefined && fits(file)) return level;
  }
  return 'error';
}

/** Returns folders of the configuration that contain no file, because they were moved or removed. */
export function staleFolders(
  folders: readonly FolderRules[],
  files: readonly string[],
  configFile: string,
): Violation[] {
  return folders
    .filter(({ fits }) => !files.some((file) => fits(file)))
    .map(({ folder }) => ({
      rule: 'stale-exception',
      file: configFile,
      line: 1,
      column: 1,
      from: '',
      to: '',
      specifier: '',
      message: `'folders' names ${folder}, where there is no file. Remove the entry, or mend the path.`,
    }));
}
