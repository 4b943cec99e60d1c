/** Functions that are being generated: their source, and the values that it refers to. */
export class Source {
  readonly #constants = new Map<unknown, string>();
  readonly #declarations: string[] = [];
  #names = 0;

  /** @param parameters of every function, as source */
  constructor(readonly parameters: string) {}

  /** Returns a name that is not used yet. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** Returns the name by which the source refers to a value. */
  constant(value: unknown): string {
    let name = this.#constants.get(value);
    if (name === undefined) this.#constants.set(value, (name = this.name('c')));
    return name;
  }

  /** Gives a value a name of its own, which does not end in a digit. */
  bind(name: string, value: unknown): void {
    this.#constants.set(value, name);
  }

  /** Adds a variable that the functions share, and returns its name. */
  variable(prefix: string, initial: number): string {
    const name = this.name(prefix);
    this.#declarations.push(`let ${name} = ${initial};`);
    return name;
  }

  /** Adds a function. */
  define(name: string, body: string): void {
    this.#declarations.push(`function ${name}(${this.parameters}) {\n${body}\n}`);
  }

  /** @throws EvalError where code generation is forbidden */
  compile(entry: string): unknown {
    const body = `'use strict';\n${this.#declarations.join('\n')}\nreturn ${entry};`;
    return (new Function(...this.#constants.values(), body) as (...values: unknown[]) => unknown)(
      ...this.#constants.keys(),
    );
  }
}

/** Returns a text as source. JSON escapes quotes, backslashes and line breaks, and is JavaScript since ES2019. */
export const literal = (text: string): string => JSON.stringify(text);
