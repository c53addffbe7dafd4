import type * as sqlite from 'node:sqlite';
import type { Database, SqlRow, SqlValue, Statement } from './database.ts';

/** Undefined where this Node has no node:sqlite: before 22.5, as in Electron 33. */
export function openNodeDatabase(file: string): Database | undefined {
  const builtIn = process.getBuiltinModule('node:sqlite') as typeof sqlite | undefined;
  return builtIn && new NodeDatabase(new builtIn.DatabaseSync(file));
}

class NodeDatabase implements Database {
  readonly driver = 'node:sqlite';
  readonly #database: sqlite.DatabaseSync;

  constructor(database: sqlite.DatabaseSync) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    return {
      run: (...values) => {
        const { changes, lastInsertRowid } = statement.run(...values);
        return { changes: Number(changes), lastId: Number(lastInsertRowid) };
      },
      get: (...values) => statement.get(...values),
      all: (...values) => statement.all(...values),
      close: () => undefined,
    };
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#database.prepare(sql).all(...values);
  }

  close(): void {
    this.#database.close();
  }
}
