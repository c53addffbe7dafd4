/** What SQLite takes and gives. Whole numbers beyond 2^53 come as bigint, or as text where the query says so. */
export type SqlValue = number | bigint | string | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Belongs to its database, and ends with it. */
export interface Statement {
  run(...values: SqlValue[]): { readonly changes: number; readonly lastId: number };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
  /** Lets go of it before its database ends. */
  close(): void;
}

export type DatabaseDriver = 'node:sqlite' | 'node-sqlite3-wasm';

/** An SQLite file, whoever reads it: both drivers write the same format. Synchronous, so it lives in a thread of its own. */
export interface Database {
  readonly driver: DatabaseDriver;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** The rows of a query that is made once. */
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  close(): void;
}
