import pg from 'pg';
import { utcParameters } from '../data-source/utc-values.js';
import type { Statement } from '../sql/statement.js';
import { isSureToBeSent } from './one-trip.js';

/** The parts of the connection and of the statement of `pg` that are used here; its types leave them out. */
interface Connection {
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string }): void;
  execute(message: { portal: string; rows: number }): void;
  readonly submittedNamedStatements: Record<string, string>;
}
interface Query {
  name: string | undefined;
  callback: (error: Error | undefined, result: pg.QueryResult) => void;
  prepare(connection: Connection): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}
const Query = pg.Query as unknown as new (config: pg.QueryConfig & { queryMode: 'extended' }) => Query;

/**
 * The first statement of a transaction, sent with its BEGIN in one group of protocol messages. PostgreSQL skips the rest
 * of a group after an error, so the statement never runs outside the transaction, even if BEGIN fails
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING).
 */
export class OpeningStatement extends Query {
  readonly #begin: string;
  #hasBegun = false;
  #named: string | undefined;

  private constructor(begin: string, config: pg.QueryConfig) {
    super({ ...config, queryMode: 'extended' });
    this.#begin = begin;
  }

  /**
   * @returns `undefined` for a statement that has to be sent alone: one for the simple protocol, which may consist of
   *   several statements, a cursor or stream, and a statement that `pg` may refuse to send
   */
  static of(begin: string, statement: Statement, values: unknown[] | undefined): OpeningStatement | undefined {
    const config = typeof statement === 'string' ? { text: statement } : statement;
    const own = utcParameters(values ?? config.values);
    const query = own ? { ...config, values: own } : config;
    if ((!config.name && !own?.length) || !isSureToBeSent(query)) return undefined;
    return new OpeningStatement(begin, query);
  }

  /** Whether the transaction is open. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** @throws the error of BEGIN or of the statement; see {@link hasBegun} */
  run(client: pg.ClientBase): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      this.callback = (error, result) => {
        if (!error) return resolve(result);
        Error.captureStackTrace(error); // Otherwise it is the stack of the socket.
        reject(error);
      };
      client.query(this as unknown as pg.Submittable);
    });
  }

  override prepare(connection: Connection): void {
    connection.parse({ text: this.#begin, name: '' });
    connection.bind({ portal: '', statement: '' });
    connection.execute({ portal: '', rows: 0 });
    super.prepare(connection);
    // `pg` would take the answer to the BEGIN for that of the named statement, and remember it as prepared.
    this.#named = this.name;
    this.name = undefined;
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#hasBegun) return super.handleCommandComplete(message, connection);
    this.#hasBegun = true;
    this.name = this.#named;
  }

  override handleError(error: Error, connection: Connection): void {
    if (!this.#hasBegun && this.#named !== undefined) delete connection.submittedNamedStatements[this.#named];
    super.handleError(error, connection);
  }
}
