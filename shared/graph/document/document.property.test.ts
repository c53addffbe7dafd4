import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGraph, arbitraryLayout } from '../../../tests/support/arbitrary-document.ts';
import { validateGraph } from '../validate/validate-graph.ts';
import { parseJson } from './json-text.ts';
import { parseGraph, parseLayout } from './parse.ts';
import { writeGraph, writeLayout } from './write.ts';

describe('any valid document', () => {
  it('is written, read and written again as the same bytes', () => {
    fc.assert(
      fc.property(arbitraryGraph, arbitraryLayout, (graph, layout) => {
        const graphText = writeGraph(graph);
        const parsedGraph = parseGraph(graphText);
        if (!parsedGraph.ok) throw new Error(JSON.stringify(parsedGraph.diagnostics));
        expect(writeGraph(parsedGraph.document)).toBe(graphText);
        expect(parsedGraph.document).toEqual(graph);

        const layoutText = writeLayout(layout);
        const parsedLayout = parseLayout(layoutText);
        if (!parsedLayout.ok) throw new Error(JSON.stringify(parsedLayout.diagnostics));
        expect(writeLayout(parsedLayout.document)).toBe(layoutText);
      }),
    );
  });

  it('is judged without a fault, however wrong it is', () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        for (const finding of validateGraph(graph)) {
          expect(finding.message.endsWith('.')).toBe(true);
          expect(finding.remedy).not.toBe('');
          expect(finding.place.element).toBeTypeOf('string');
        }
      }),
    );
  });
});

describe('parseJson', () => {
  it('takes what JSON.parse takes and refuses what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), mutatedJson), (text) => {
        const parsed = parseJson(text);
        // What is valid JSON and still refused (a key twice, `__proto__`, too deep) has a code of its own.
        const expected = parsed.ok || parsed.problem.code === 'json-syntax' ? builtInParse(text) : undefined;
        expect(parsed.ok ? { value: parsed.value } : undefined).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

const mutatedJson = fc
  .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '\n', '0', '-', 'e', '\u0001'))
  .map(([text, at, inserted]) => {
    const offset = at % (text.length + 1);
    return text.slice(0, offset) + inserted + text.slice(offset + 1);
  });

function builtInParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch {
    // Undefined is this function's word for text that is no JSON.
    return undefined;
  }
}
