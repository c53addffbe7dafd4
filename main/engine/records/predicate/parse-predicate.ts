import { parseExpression } from '@babel/parser';
import { type PredicateFault, predicateFault } from './predicate-fault.ts';

/**
 * Lets through one expression of plain JavaScript. `import` is refused, since what it gives belongs to the realm outside.
 * @throws PredicateFault `predicate-invalid`
 */
export function checkPredicate(source: string): void {
  let expression: unknown;
  try {
    // Newlines as in the realm, so that a comment at the end ends there too.
    expression = parseExpression(`(\n${source}\n)`, { createImportExpressions: true, strictMode: true });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), error);
  }
  if (source.trim() === '') throw invalid('It is empty.');
  if (holdsImport(expression)) throw invalid('It imports something; it may only use what it is given.');
}

function invalid(why: string, cause?: unknown): PredicateFault {
  // The parser counts lines from the bracket that it was given.
  const placed = why.replace(/\((\d+):(\d+)\)/, (_, line: string, column: string) => `(${Number(line) - 1}:${column})`);
  return predicateFault('predicate-invalid', `The predicate is no JavaScript expression: ${placed}`, cause);
}

const importTypes: ReadonlySet<unknown> = new Set(['Import', 'ImportExpression', 'MetaProperty', 'AwaitExpression']);

function holdsImport(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsImport);
  if (typeof node !== 'object' || node === null) return false;
  if ('type' in node && importTypes.has(node.type)) return true;
  return Object.values(node).some(holdsImport);
}
