import type { Import, Message } from '../source/source-file.js';
import type { Unit } from '../workspace/unit.js';
import type { Workspace } from '../workspace/workspace.js';
import { isTest, unitOf, type FileInContext, type PlacedFile } from './file-in-context.js';

/** A module's own code and its `src/api` are wired apart and may run in different hosts, so each declares its uses. */
export type Part = 'module' | 'api';

/** A place in a file. */
export interface PlaceInFile {
  readonly file: FileInContext;
  readonly start: number;
}

/** The relations of one part of a module with other contexts. */
export interface Dealings {
  readonly unit: Unit;
  readonly part: Part;
  /** Contexts it lists in `uses`. */
  readonly declared: ReadonlyMap<string, PlaceInFile & { readonly decides: boolean }>;
  /** Requests it takes from other contracts, by context. */
  readonly sent: ReadonlyMap<string, ReadonlyMap<string, PlaceInFile>>;
  /** Events it takes from other contracts, by context. */
  readonly heard: ReadonlyMap<string, ReadonlyMap<string, PlaceInFile>>;
}

/** All files of the workspace, with data that several rules share. */
export class Scene {
  /** Imports that are forbidden by any path: other problems of the same import are not reported. */
  readonly refused = new Set<Import>();
  readonly #byFile: ReadonlyMap<string, FileInContext>;
  #messages: ReadonlyMap<string, ReadonlyMap<string, Message>> | undefined;
  #dealings: readonly Dealings[] | undefined;
  #dealingsByUnit: ReadonlyMap<Unit, readonly Dealings[]> | undefined;

  constructor(
    readonly workspace: Workspace,
    readonly files: readonly FileInContext[],
    /** Reads a file again, for the few rules that need its text. */
    readonly textOf: (file: PlacedFile) => string,
    /** Documentation, configuration and templates. */
    readonly texts: readonly PlacedFile[] = [],
  ) {
    this.#byFile = new Map(files.map((file) => [file.file, file]));
  }

  /** A file by its absolute path. */
  fileAt(path: string): FileInContext | undefined {
    return this.#byFile.get(path);
  }

  /** The messages of every contract, by context and class. */
  get messages(): ReadonlyMap<string, ReadonlyMap<string, Message>> {
    if (this.#messages) return this.#messages;
    const byContext = new Map<string, Map<string, Message>>();
    for (const { from, path, source } of this.files) {
      if (from.kind !== 'contract' || isTest(path)) continue;
      const known = byContext.get(from.name) ?? new Map<string, Message>();
      byContext.set(from.name, known);
      for (const message of source.messages) known.set(message.className, message);
    }
    return (this.#messages = byContext);
  }

  /** The messages of one kind (or two) that a contract offers. */
  offered(context: string, ...kinds: readonly Message['kind'][]): Message[] {
    return [...(this.messages.get(context)?.values() ?? [])].filter(({ kind }) => kinds.includes(kind));
  }

  /** Returns the relations of each part of each module with other contexts. */
  get dealings(): readonly Dealings[] {
    return (this.#dealings ??= this.#readDealings());
  }

  /** Returns the relations of the parts of one module with other contexts. */
  dealingsOf(unit: Unit): readonly Dealings[] {
    if (!this.#dealingsByUnit) {
      const byUnit = new Map<Unit, Dealings[]>();
      for (const part of this.dealings) byUnit.set(part.unit, [...(byUnit.get(part.unit) ?? []), part]);
      this.#dealingsByUnit = byUnit;
    }
    return this.#dealingsByUnit.get(unit) ?? [];
  }

  #readDealings(): Dealings[] {
    const parts = new Map<string, FileInContext[]>();
    for (const file of this.files)
      if (file.from.kind === 'module' && !isTest(file.path)) {
        const key = `${file.from.folder} ${partOf(file)}`;
        const known = parts.get(key);
        if (known) known.push(file);
        else parts.set(key, [file]);
      }
    return [...parts.values()].map((files) => this.#dealingsOf(files));
  }

  #dealingsOf(files: readonly FileInContext[]): Dealings {
    const [first] = files as [FileInContext];
    const declared = new Map<string, PlaceInFile & { decides: boolean }>();
    const sent = new Map<string, Map<string, PlaceInFile>>();
    const heard = new Map<string, Map<string, PlaceInFile>>();
    for (const file of files) {
      for (const { specifier, decides, start } of file.source.uses) {
        const unit = contractNamed(file, specifier);
        if (unit) declared.set(unit.name, { file, start, decides });
      }
      for (const { item, target } of file.imports) {
        const unit = unitOf(target);
        if (unit?.kind !== 'contract' || unit.name === first.from.name) continue;
        for (const name of item.names) this.#note({ name, unit, sent, heard }, { file, start: item.start });
      }
    }
    return { unit: first.from, part: partOf(first), declared, sent, heard };
  }

  #note(taken: { name: string; unit: Unit; sent: Taken; heard: Taken }, place: PlaceInFile): void {
    const { name, unit } = taken;
    const offered = this.messages.get(unit.name);
    for (const message of name === '*' ? (offered?.values() ?? []) : [offered?.get(name)]) {
      if (!message || message.kind === 'contractError') continue;
      const where = message.kind === 'event' ? taken.heard : taken.sent;
      const names = where.get(unit.name) ?? new Map<string, PlaceInFile>();
      where.set(unit.name, names);
      if (!names.has(message.className)) names.set(message.className, place);
    }
  }
}

type Taken = Map<string, Map<string, PlaceInFile>>;

/** Which part of a module a file belongs to. */
export const partOf = ({ path, from }: Pick<FileInContext, 'path' | 'from'>): Part =>
  from.house && path.startsWith(`${from.folder}/src/api/`) ? 'api' : 'module';

function contractNamed(file: FileInContext, specifier: string | undefined): Unit | undefined {
  const found = file.imports.find(({ item }) => item.specifier === specifier);
  const unit = found && unitOf(found.target);
  return unit?.kind === 'contract' ? unit : undefined;
}
