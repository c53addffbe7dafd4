import type { Database as WasmDatabaseType, QueryResult } from 'node-sqlite3-wasm';
import { rmSync } from 'node:fs';
import type { Database, SqlRow, SqlValue, Statement } from './database.ts';

/** Slower than node:sqlite by a factor of about four, and needs nothing of Node. */
export async function openWasmDatabase(file: string): Promise<Database> {
  const { default: wasm } = await import('node-sqlite3-wasm');
  // Its lock is a folder that a crash leaves behind. Who may open the file is settled before: see file-owner.ts.
  rmSync(`${file}.lock`, { recursive: true, force: true });
  return new WasmDatabase(new wasm.Database(file));
}

class WasmDatabase implements Database {
  readonly driver = 'node-sqlite3-wasm';
  readonly #database: WasmDatabaseType;
  readonly #statements = new Set<{ finalize(): void }>();

  constructor(database: WasmDatabaseType) {
    this.#database = database;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    this.#statements.add(statement);
    return {
      run: (...values) => {
        const { changes, lastInsertRowid } = statement.run(values);
        return { changes, lastId: Number(lastInsertRowid) };
      },
      // Its own `get` leaves the statement in the middle of its rows, and no transaction may end then.
      get: (...values) => statement.all(values).map(asRow)[0],
      all: (...values) => statement.all(values).map(asRow),
      close: () => {
        this.#statements.delete(statement);
        statement.finalize();
      },
    };
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#database.all(sql, values).map(asRow);
  }

  close(): void {
    for (const statement of this.#statements) statement.finalize();
    this.#database.close();
  }
}

/** Only an expanded query nests, and none is expanded here. */
function asRow(result: QueryResult): SqlRow {
  return result as SqlRow;
}
