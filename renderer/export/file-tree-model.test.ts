import { describe, expect, it } from 'vitest';
import type { ExportedFile } from '../../shared/contract/index.ts';
import { filesIn, rowsOf, stepIn, treeOf } from './file-tree-model.ts';

const paths = [
  'README.md',
  'packages/topicraft/src/a.ts',
  'packages/topicraft/src/b.ts',
  'services/billing/main.ts',
  'services/ordering/main.ts',
  'compose.yaml',
];
const tree = treeOf(paths.map((path): ExportedFile => ({ path, state: 'new', choice: 'write', canMerge: false })));

const shown = (folded: readonly string[]): string[] =>
  rowsOf(tree, new Set(folded)).map(
    ({ entry, level, position, siblings }) => `${' '.repeat(level - 1)}${entry.name} ${position}/${siblings}`,
  );

describe('the tree of an export', () => {
  it('has folders first, and one row for folders that hold nothing but a folder', () => {
    expect(shown([])).toEqual([
      'packages/topicraft/src 1/4',
      ' a.ts 1/2',
      ' b.ts 2/2',
      'services 2/4',
      ' billing 1/2',
      '  main.ts 1/1',
      ' ordering 2/2',
      '  main.ts 1/1',
      'compose.yaml 3/4',
      'README.md 4/4',
    ]);
    expect(tree.flatMap(filesIn).map(({ path }) => path)).toHaveLength(paths.length);
  });

  it('leaves out what is in a folded folder', () => {
    expect(shown(['packages/topicraft/src', 'services'])).toEqual([
      'packages/topicraft/src 1/4',
      'services 2/4',
      'compose.yaml 3/4',
      'README.md 4/4',
    ]);
  });

  it.each([
    ['ArrowDown', 0, { row: 1 }],
    ['ArrowDown', 9, { row: 9 }],
    ['ArrowUp', 0, { row: 0 }],
    ['End', 2, { row: 9 }],
    ['Home', 2, { row: 0 }],
    ['ArrowLeft', 3, { fold: 'services' }],
    ['ArrowLeft', 5, { row: 4 }],
    ['ArrowLeft', 9, {}],
    ['ArrowRight', 3, { row: 4 }],
    ['ArrowRight', 9, {}],
    ['x', 3, {}],
  ])('is walked by %s from row %i', (key, at, expected) => {
    expect(stepIn(rowsOf(tree, new Set()), at, key, new Set())).toEqual(expected);
  });

  it('opens a folded folder by the arrow to the right', () => {
    const folded = new Set(['services']);
    expect(stepIn(rowsOf(tree, folded), 3, 'ArrowRight', folded)).toEqual({ unfold: 'services' });
    expect(stepIn(rowsOf(tree, folded), 3, 'ArrowLeft', folded)).toEqual({});
  });
});
