/** Generated code in progress: functions, and the values that they refer to. */
export class Source {
  readonly #constants = new Map<unknown, string>();
  readonly #functions: string[] = [];
  #names = 0;

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

  /** Names a value that the source refers to by this name. */
  bind(name: string, value: unknown): void {
    this.#constants.set(value, name);
  }

  /** Adds a function with the parameters `r`, a reader, and `end`, the position at which the message ends. */
  define(name: string, body: string): void {
    this.#functions.push(`function ${name}(r, end) {\n${body}\n}`);
  }

  /**
   * Compiles the functions and returns the value of an expression.
   * @throws EvalError where code generation is forbidden
   */
  compile(entry: string): unknown {
    const body = `'use strict';\n${this.#functions.join('\n')}\nreturn ${entry};`;
    return (new Function(...this.#constants.values(), body) as (...values: unknown[]) => unknown)(
      ...this.#constants.keys(),
    );
  }
}
