import type { DiagnosticMessage } from '../../shared/contract/index.ts';

const cannotFindModule = /^Cannot find module '([^']+)'/;
const builtIn = /^(node:|topicraft$)/;

/** The npm package of an import that TypeScript can't resolve; none for files and built-ins. */
export function packageOfProblem({ code, message }: Pick<DiagnosticMessage, 'code' | 'message'>): string[] {
  if (code !== 'typescript.2307' && code !== 'typescript.2792') return [];
  const specifier = cannotFindModule.exec(message)?.[1];
  if (specifier === undefined || specifier.startsWith('.') || specifier.startsWith('/') || builtIn.test(specifier))
    return [];
  const parts = specifier.split('/');
  return [parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')];
}
