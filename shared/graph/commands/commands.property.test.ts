import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryCommand, arbitraryDocument } from '../../../tests/support/arbitrary-document.ts';
import { writeGraph, writeLayout } from '../document/write.ts';
import { applyCommand } from './apply.ts';
import type { GraphCommand } from './command.ts';
import type { ProjectDocument } from './project-document.ts';

function written({ graph, layout, handlers }: ProjectDocument) {
  return { graph: writeGraph(graph), layout: writeLayout(layout), handlers: Object.fromEntries(handlers) };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

describe('any sequence of commands', () => {
  it('is taken back step by step, and done again, to the very same document', () => {
    let applied = 0;
    fc.assert(
      fc.property(arbitraryDocument, fc.array(arbitraryCommand, { maxLength: 12 }), (start, commands) => {
        let document = deepFreeze(start);
        const undo: { inverse: GraphCommand; before: ProjectDocument; after: ProjectDocument }[] = [];
        for (const command of commands) {
          const result = applyCommand(document, deepFreeze(command));
          if (!result.ok) {
            expect(result.refusal.message).not.toBe('');
            continue;
          }
          applied += 1;
          undo.push({ inverse: result.inverse, before: document, after: result.document });
          document = deepFreeze(result.document);
        }
        for (const { inverse, before, after } of undo.toReversed()) {
          const undone = applyCommand(document, inverse);
          if (!undone.ok) throw new Error(undone.refusal.message);
          expect(written(undone.document)).toEqual(written(before));
          const redone = applyCommand(undone.document, undone.inverse);
          if (!redone.ok) throw new Error(redone.refusal.message);
          expect(written(redone.document)).toEqual(written(after));
          document = undone.document;
        }
      }),
      { numRuns: 400 },
    );
    expect(applied).toBeGreaterThan(400);
  });
});
