import { ContractPackages } from './contract-packages.js';
import type { ContractSources, DeclaredClass } from './contract-sources.js';
import { FieldDocReader, type FieldDocs } from './field-docs.js';
import { propertyOf } from './syntax-tree.js';

/** Doc comments of a schema and its fields. */
export interface SchemaDocs {
  /** Comment of the class or constant. */
  readonly text: string | undefined;
  readonly fields: FieldDocs;
}

/** Doc comments of a message. */
export interface MessageDocs extends SchemaDocs {
  /** Fields of the answer. */
  readonly answer: FieldDocs;
}

const NONE: MessageDocs = { text: undefined, fields: new Map(), answer: new Map() };

/**
 * The doc comments in the sources of a contract, which generated artefacts repeat. A contract without sources, or names
 * without comments, have none.
 */
export class ContractDocs {
  readonly #sources: ContractSources;
  readonly #packages: ContractPackages;
  readonly #fields: FieldDocReader;

  /**
   * @param folder of the contract, from the workspace root
   * @param packages sources that were read before
   */
  constructor(root: string, folder: string, packages = new ContractPackages(root)) {
    this.#packages = packages;
    this.#sources = packages.at(folder);
    this.#fields = new FieldDocReader(packages);
  }

  /** The comment at the top of the package's entry. */
  get contract(): string | undefined {
    return this.#sources.comment;
  }

  /** The comments of a message by its wire name. */
  message(name: string, version: number): MessageDocs {
    const found = this.#class(
      (each) => each.kind !== 'contractError' && each.name === name && each.version === version,
    );
    return found ? { ...this.#docsOf(found, 'input', 'payload'), answer: this.#fieldsOf(found, 'output') } : NONE;
  }

  /** The comments of a contract error by its code. */
  error(code: string): SchemaDocs {
    const found = this.#class(({ kind, name }) => kind === 'contractError' && name === code);
    return found ? this.#docsOf(found, 'data') : NONE;
  }

  /** The comments of a type by the name that the contract, or a contract package that it imports, exports it under. */
  type(name: string): SchemaDocs {
    for (const sources of [this.#sources, ...this.#imported()]) {
      const found = sources.exportedBy(name);
      if (found)
        return {
          text: found.source.docBefore(found.declaration.start),
          fields: this.#fields.read(found.declaration.node, found.source, sources),
        };
    }
    return NONE;
  }

  #class(fits: (declared: DeclaredClass) => boolean): DeclaredClass | undefined {
    return this.#sources.classes.find(fits);
  }

  #docsOf(declared: DeclaredClass, ...options: readonly string[]): SchemaDocs {
    const { source, declaration } = declared;
    const fields = new Map(options.flatMap((option) => [...this.#fieldsOf(declared, option)]));
    return { text: source.docBefore(declaration.start), fields };
  }

  #fieldsOf({ source, options }: DeclaredClass, option: string): FieldDocs {
    return this.#fields.read(propertyOf(options, option), source, this.#sources);
  }

  #imported(): ContractSources[] {
    return this.#sources.packages.flatMap((specifier) => this.#packages.named(specifier) ?? []);
  }
}
