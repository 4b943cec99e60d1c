// Makes of what `tsc -b --verbose` prints what a person wants to see: how many packages there are, and which one is built.
import { dirname, relative, resolve } from 'node:path';

const COLOUR = String.raw`(?:\x1b\[\d+m)?`;
const STATUS = new RegExp(String.raw`^\[?${COLOUR}\d{1,2}:\d{2}:\d{2}.*?(?:\] | - )(.*)$`);
const LISTED = /^ {4}\* (.+)$/;

/** Reads the lines of one build in order. */
export class BuildProgress {
  /** @param {string} root the workspace */
  constructor(root) {
    this.root = root;
    this.total = 0;
    this.seen = 0;
  }

  /**
   * @param {string} line
   * @returns {string | undefined} what to print: a package whose build begins, or a line of the compiler as it is
   */
  read(line) {
    const [, status] = STATUS.exec(line) ?? [];
    if (status === undefined) {
      const listed = LISTED.exec(line);
      // The root lists the packages and builds nothing itself.
      if (listed && listed[1] !== 'tsconfig.json') this.total++;
      return listed || line.trim() === '' ? undefined : line;
    }
    const [, upToDate] = /^Project '(.+)' is up to date/.exec(status) ?? [];
    const [, building] = /^Building project '(.+)'/.exec(status) ?? [];
    const project = upToDate ?? building;
    if (project === undefined) return undefined;
    const folder = dirname(relative(this.root, resolve(this.root, project)));
    if (folder === '.') return undefined;
    this.seen++;
    return building === undefined ? undefined : `  ${this.seen}/${this.total}  ${folder}`;
  }
}
