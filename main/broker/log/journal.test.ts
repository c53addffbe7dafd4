import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Journal } from './journal.ts';

interface Entry {
  key: string;
  value: number;
  padding: string;
}

/** State that is kept as the broker's is: whoever changes it writes the entry first, and takes it over then. */
class Kept {
  readonly state = new Map<string, number>();
  readonly journal: Journal<Entry>;

  constructor(file: string) {
    this.journal = new Journal<Entry>(file, {
      replay: ({ key, value }) => void this.state.set(key, value),
      snapshot: () => Array.from(this.state, ([key, value]) => ({ key, value, padding: '' })),
    });
  }

  set(key: string, value: number): void {
    this.journal.append({ key, value, padding: 'x'.repeat(10_000) });
    this.state.set(key, value);
  }
}

function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'topicraft-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 'state.journal');
}

it('holds each entry at each moment, also the one with which it is written anew', () => {
  const file = temporaryFile();
  const kept = new Kept(file);
  let rewrites = 0;
  for (let value = 0, sizeBytes = 0; rewrites < 3; value += 1) {
    kept.set('orders', value);
    const before = sizeBytes;
    sizeBytes = statSync(file).size;
    if (sizeBytes >= before) continue;
    rewrites += 1;
    // As another process finds it that is started now.
    const found = new Kept(file);
    expect(found.state.get('orders')).toBe(value);
    found.journal.close();
  }
  kept.journal.close();
});

it('is for its owner alone', () => {
  const file = temporaryFile();
  new Kept(file).journal.close();
  expect(statSync(file).mode & 0o077).toBe(0);
});
