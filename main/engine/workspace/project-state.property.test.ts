import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../tests/support/graph-builder.ts';
import {
  documentOf,
  graphFile,
  graphText,
  layoutFile,
  type LoadedProject,
  withDocument,
  type WorkingDocument,
} from '../project/index.ts';
import { withText } from './document-files.ts';
import { projectOfBase, resolve, stateOf, takeUp, unsavedFiles, type ProjectState } from './project-state.ts';

const graph = graphOf([]);
const files = ['handlers/a.ts', 'handlers/b.ts', 'schemas/c.json', graphFile];

/** A disk with these texts; a graph that says so is broken. */
function found(texts: ReadonlyMap<string, string>, lastGood: LoadedProject | undefined): LoadedProject {
  const empty: LoadedProject = {
    folder: '/p',
    graph: lastGood?.graph ?? graph,
    layout: { format: 1, nodes: {}, services: {} },
    handlers: new Map(),
    schemas: new Map(),
    tests: new Map(),
    diagnostics: [],
    texts: new Map(),
    unreadable: new Set(),
    malformed: new Map(),
  };
  let document: WorkingDocument = documentOf(empty);
  const malformed = new Map<string, string>();
  for (const [file, text] of texts) {
    const read = withText(document, file, text);
    if (read) document = read;
    else malformed.set(file, text);
  }
  const project = withDocument(empty, document);
  const graphOnDisk = texts.get(graphFile) ?? '';
  const held = malformed.size === 0 ? new Map([...project.texts, [graphFile, graphOnDisk]]) : project.texts;
  return { ...project, texts: held, malformed, unreadable: new Set(malformed.keys()) };
}

const text = (file: string, value: number): string =>
  file === graphFile ? graphText({ ...graph, name: `graph ${value}` }) : `${value}`;

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('edit' as const), fc.constantFrom(...files), fc.integer({ min: -1, max: 2 })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('disk' as const), fc.constantFrom(...files), fc.integer({ min: -1, max: 2 })),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('look' as const), fc.constantFrom(...files), fc.constant(0)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('mine' as const, 'theirs' as const), fc.constantFrom(...files), fc.constant(0)),
  },
);

describe('an open project and its disk', () => {
  it('loses no edit and no change of others, in whatever order they come', () => {
    let conflictsSeen = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const disk = new Map([[graphFile, text(graphFile, 0)]]);
        let seen = found(disk, undefined);
        let state: ProjectState = stateOf(seen);
        /** What the person wants of a file: the last that was edited here or chosen. */
        const wanted = new Map<string, string | undefined>();
        for (const [action, file, value] of steps) {
          if (action === 'edit') {
            if (value < 0 && file === graphFile) continue;
            const edited = withText(state.document, file, value < 0 ? undefined : text(file, value));
            if (!edited) throw new Error('an edit that is none');
            state = { ...state, document: edited };
            wanted.set(file, value < 0 ? undefined : text(file, value));
          } else if (action === 'disk') {
            if (value >= 0) disk.set(file, text(file, value));
            else if (file === graphFile) disk.set(file, '{');
            else disk.delete(file);
          } else if (action === 'look') {
            seen = found(disk, seen);
            const unsavedBefore = new Set(unsavedFiles(state));
            const before = state;
            state = takeUp(state, seen);
            for (const one of unsavedBefore) {
              // An unsaved edit is still there, unless the disk says the very same.
              expect(textIn(state, one)).toBe(textIn(before, one));
            }
          } else if (state.conflicts.has(file)) {
            conflictsSeen += 1;
            state = resolve(state, seen, file, action);
            if (action === 'theirs') wanted.delete(file);
            expect(state.conflicts.has(file)).toBe(false);
          }
        }
        seen = found(disk, seen);
        state = takeUp(state, seen);
        const unsaved = unsavedFiles(state);
        for (const file of files) {
          if (unsaved.includes(file)) expect(textIn(state, file)).toBe(wanted.get(file));
          else if (!seen.malformed.has(file)) expect(textIn(state, file)).toBe(disk.get(file));
        }
        // What a save would write over is what is on disk, or it is in conflict.
        const base = projectOfBase(seen, state.base);
        for (const file of unsaved) {
          if (!state.conflicts.has(file)) expect(base.texts.get(file)).toBe(disk.get(file));
        }
      }),
      { numRuns: 500 },
    );
    expect(conflictsSeen).toBeGreaterThan(50);
  });
});

function textIn({ document }: ProjectState, file: string): string | undefined {
  if (file === graphFile) return graphText(document.graph);
  if (file === layoutFile) return undefined;
  return document.handlers.get(file) ?? document.schemas.get(file);
}
