import { describe, expect, it } from 'vitest';
import { type FormerExport, readFormerExport, writeFormerExport } from './manifest.ts';
import { chooseExport, type ExportPlan, type FileChoice, planExport } from './plan-export.ts';

const target = 'typescript-kafkajs';

/** A folder with an export in it, as a person may have left it. */
function exportInto(
  former: FormerExport | undefined,
  existing: Record<string, string>,
  generated: Record<string, string>,
  choices: Record<string, FileChoice> = {},
) {
  const plan = planExport({
    target,
    generated: new Map(Object.entries(generated)),
    former,
    existing: new Map(Object.entries(existing)),
  });
  const chosen = chooseExport(plan, former, new Map(Object.entries(choices)));
  const folder = { ...existing };
  for (const { path, after } of chosen.changes) {
    if (after === undefined) delete folder[path];
    else folder[path] = after;
  }
  return { plan, folder, former: chosen.former, conflicts: chosen.conflicts };
}

function statesOf({ files }: ExportPlan): Record<string, string> {
  return Object.fromEntries(files.map(({ path, state, choice }) => [path, `${state}: ${choice}`]));
}

const first = { 'a.ts': 'one\ntwo\nthree\n', 'b.ts': 'b', 'c.ts': 'c', 'd.ts': 'd' };

describe('a plan of an export', () => {
  it('writes everything into an empty folder', () => {
    const { plan, folder } = exportInto(undefined, {}, first);
    expect(new Set(Object.values(statesOf(plan)))).toEqual(new Set(['new: write']));
    expect(folder).toEqual(first);
  });

  it('has nothing to do where nothing has changed', () => {
    const before = exportInto(undefined, {}, first);
    const after = exportInto(before.former, before.folder, first);
    expect(new Set(Object.values(statesOf(after.plan)))).toEqual(new Set(['same: leave']));
    expect(after.former).toEqual(before.former);
  });

  it('tells a person’s changes from those of the graph', () => {
    const before = exportInto(undefined, {}, { ...first, 'gone.ts': 'gone', 'gone-changed.ts': 'gone' });
    const folder: Record<string, string> = {
      ...before.folder,
      'b.ts': 'mine',
      'c.ts': 'mine',
      'gone-changed.ts': 'mine',
    };
    delete folder['d.ts'];
    const next = { 'a.ts': 'updated', 'b.ts': 'b', 'c.ts': 'updated', 'd.ts': 'updated', 'e.ts': 'new' };
    const after = exportInto(before.former, folder, next);
    expect(statesOf(after.plan)).toEqual({
      'a.ts': 'updated: write',
      'b.ts': 'changed-by-you: leave',
      'c.ts': 'conflict: leave',
      'd.ts': 'deleted-by-you: leave',
      'e.ts': 'new: write',
      'gone-changed.ts': 'obsolete-changed: leave',
      'gone.ts': 'obsolete: remove',
    });
    expect(after.folder).toEqual({
      'a.ts': 'updated',
      'b.ts': 'mine',
      'c.ts': 'mine',
      'e.ts': 'new',
      'gone-changed.ts': 'mine',
    });
  });

  it('leaves what was never exported and lies in the way', () => {
    const { plan, folder } = exportInto(undefined, { 'a.ts': 'somebody’s' }, first);
    expect(plan.files[0]).toMatchObject({ path: 'a.ts', state: 'conflict', choice: 'leave', canMerge: false });
    expect(folder['a.ts']).toBe('somebody’s');
  });

  it('asks about an open conflict again, until it is decided', () => {
    const before = exportInto(undefined, {}, first);
    const folder = { ...before.folder, 'b.ts': 'mine' };
    const open = exportInto(before.former, folder, { ...first, 'b.ts': 'theirs' });
    const again = exportInto(open.former, open.folder, { ...first, 'b.ts': 'theirs' });
    expect(statesOf(again.plan)['b.ts']).toBe('conflict: leave');
    const decided = exportInto(again.former, again.folder, { ...first, 'b.ts': 'theirs' }, { 'b.ts': 'write' });
    expect(decided.folder['b.ts']).toBe('theirs');
    expect(statesOf(exportInto(decided.former, decided.folder, { ...first, 'b.ts': 'theirs' }).plan)['b.ts']).toBe(
      'same: leave',
    );
  });

  it('merges what two sides changed in different places, and keeps that as a person’s own', () => {
    const before = exportInto(undefined, {}, first);
    const folder = { ...before.folder, 'a.ts': 'mine\none\ntwo\nthree\n' };
    const next = { ...first, 'a.ts': 'one\ntwo\nthree\nfour\n' };
    const merged = exportInto(before.former, folder, next, { 'a.ts': 'merge' });
    expect(merged.folder['a.ts']).toBe('mine\none\ntwo\nthree\nfour\n');
    expect(merged.conflicts).toEqual([]);
    expect(statesOf(exportInto(merged.former, merged.folder, next).plan)['a.ts']).toBe('changed-by-you: leave');
  });

  it('marks what both changed in the same place', () => {
    const before = exportInto(undefined, {}, first);
    const folder = { ...before.folder, 'a.ts': 'one\nmine\nthree\n' };
    const merged = exportInto(before.former, folder, { ...first, 'a.ts': 'one\ntheirs\nthree\n' }, { 'a.ts': 'merge' });
    expect(merged.conflicts).toEqual(['a.ts']);
    for (const part of ['<<<<<<< yours', 'mine', 'theirs', '>>>>>>> exported now']) {
      expect(merged.folder['a.ts']).toContain(part);
    }
  });

  it('ignores a choice that a file can not have', () => {
    const before = exportInto(undefined, {}, first);
    const { folder } = exportInto(before.former, before.folder, first, { 'a.ts': 'merge' });
    expect(folder).toEqual(first);
  });
});

describe('what is remembered of an export', () => {
  it('is read as it was written', () => {
    const { former } = exportInto(undefined, {}, { ...first, 'packages/topicraft/src/x.ts': 'x' });
    const { manifest, base } = writeFormerExport(former);
    expect(readFormerExport(manifest, base)).toEqual(former);
    expect(former.hashes.has('packages/topicraft/src/x.ts')).toBe(true);
    expect(former.texts.has('packages/topicraft/src/x.ts')).toBe(false);
  });

  it('is nothing where there is none, and unreadable where it is something else', () => {
    expect(readFormerExport(undefined, undefined)).toBeUndefined();
    expect(readFormerExport('{"format":2}', undefined)).toBe('unreadable');
    expect(readFormerExport('<<<<<<<', undefined)).toBe('unreadable');
  });

  it('does without the texts where they are lost', () => {
    const { former } = exportInto(undefined, {}, first);
    const read = readFormerExport(writeFormerExport(former).manifest, undefined);
    expect(read).toMatchObject({ hashes: former.hashes, texts: new Map() });
  });
});
