import type { Database, Statement } from './database.ts';

/** Traces that go at a time: a slice takes a few milliseconds, and what comes in has its turn between two. */
const sliceTraces = 200;
/** Down to this share of its size, so that not every write has to make room. */
const roomAfter = 0.95;
/** Pages that a smaller ring gives back to the disk at a time. */
const returnedPages = 1000;

/** Keeps the store's file within a size: the oldest traces go first, with all that belongs to them. */
export class Ring {
  readonly #database: Database;
  readonly #pageCount: Statement;
  readonly #freePages: Statement;
  readonly #pageBytes: number;
  readonly #oldest: Statement;
  readonly #deletes: readonly Statement[];
  readonly #leftovers: readonly Statement[];
  #maxBytes: number;
  #isFreeing = false;

  constructor(database: Database, maxBytes: number) {
    this.#database = database;
    this.#maxBytes = maxBytes;
    this.#pageCount = database.prepare('PRAGMA page_count');
    this.#freePages = database.prepare('PRAGMA freelist_count');
    this.#pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size'] ?? 4096);
    this.#oldest = database.prepare('SELECT id FROM traces WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?');
    this.#deletes = [
      database.prepare('DELETE FROM records WHERE trace < ?'),
      database.prepare('DELETE FROM taken_back WHERE trace < ?'),
      database.prepare('DELETE FROM attempts WHERE trace < ?'),
      database.prepare('DELETE FROM traces WHERE id < ?'),
    ];
    this.#leftovers = [
      database.prepare('DELETE FROM commits WHERE time_ms < (SELECT min(started_ms) FROM traces)'),
      database.prepare(
        'DELETE FROM errors WHERE id < coalesce((SELECT min(error) FROM attempts WHERE error IS NOT NULL), 0)',
      ),
    ];
  }

  /** What rows take of the file; the rest of it is free to be written to again. */
  get bytes(): number {
    return (numberOf(this.#pageCount, 'page_count') - numberOf(this.#freePages, 'freelist_count')) * this.#pageBytes;
  }

  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /** Makes a slice of room where it is needed. @returns whether there is more to do */
  makeRoom(): boolean {
    const { bytes } = this;
    if (bytes > this.#maxBytes) this.#isFreeing = true;
    else if (bytes <= this.#maxBytes * roomAfter && this.#isFreeing) {
      this.#isFreeing = false;
      this.#inOne(this.#leftovers.map((statement) => () => statement.run()));
    }
    if (this.#isFreeing) return this.#forgetOldest();
    return this.#returnPages();
  }

  /** False where there is nothing left that could go. */
  #forgetOldest(): boolean {
    const first = this.#oldest.get(0, 0)?.['id'];
    if (first === undefined) return false;
    const until = this.#oldest.get(Number(first), sliceTraces)?.['id'] ?? Number.MAX_SAFE_INTEGER;
    this.#inOne(this.#deletes.map((statement) => () => statement.run(until)));
    return true;
  }

  #returnPages(): boolean {
    const fileBytes = numberOf(this.#pageCount, 'page_count') * this.#pageBytes;
    if (fileBytes <= this.#maxBytes || numberOf(this.#freePages, 'freelist_count') === 0) return false;
    this.#database.all(`PRAGMA incremental_vacuum(${returnedPages})`);
    return true;
  }

  #inOne(steps: readonly (() => unknown)[]): void {
    this.#database.exec('BEGIN');
    try {
      for (const step of steps) step();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function numberOf(statement: Statement, name: string): number {
  return Number(statement.get()?.[name] ?? 0);
}
