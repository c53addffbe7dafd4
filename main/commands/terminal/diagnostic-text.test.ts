import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import { diagnosticSummary, diagnosticText, hasErrors } from './diagnostic-text.ts';
import { createPaint } from './paint.ts';

const unwired: Diagnostic = {
  code: 'emit-unwired',
  severity: 'error',
  message: 'pay is not wired to orders.',
  place: { element: 'n1', file: 'handlers/pay.ts', line: 3, column: 7 },
  remedy: 'Draw the edge.',
};

describe('a diagnostic', () => {
  it('names file, line and column first, as compilers do', () => {
    expect(diagnosticText(unwired, createPaint(false))).toBe(
      'handlers/pay.ts:3:7 error emit-unwired: pay is not wired to orders.\n    Draw the edge.\n',
    );
  });

  it('names the element and field of the graph where no file is known', () => {
    const diagnostic: Diagnostic = { ...unwired, severity: 'warning', place: { element: 'n1', field: 'group' } };
    expect(diagnosticText(diagnostic, createPaint(false))).toMatch(/^topicraft\.json \(n1, group\) warning /);
  });

  it('is summed up by severity', () => {
    expect(diagnosticSummary([])).toBe('no problems');
    expect(diagnosticSummary([unwired, unwired, { ...unwired, severity: 'warning' }])).toBe('2 errors, 1 warning');
    expect(hasErrors([{ ...unwired, severity: 'warning' }])).toBe(false);
  });
});
