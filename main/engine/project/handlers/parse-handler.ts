import { parse, type ParseResult } from '@babel/parser';

export type ParsedHandler =
  | { ok: true; program: ParseResult }
  | {
      ok: false;
      /** Without a full stop. */
      message: string;
      /** 1-based; absent where the parser gave up without a place. */
      line?: number;
      column?: number;
    };

/** Parses a handler file (TypeScript or JavaScript, as its name says) without running anything of it. */
export function parseHandler(file: string, text: string): ParsedHandler {
  try {
    const isJsx = file.endsWith('x');
    return {
      ok: true,
      program: parse(text, {
        sourceType: 'module',
        plugins: ['typescript', 'explicitResourceManagement', ...(isJsx ? (['jsx'] as const) : [])],
      }),
    };
  } catch (error) {
    if (error instanceof SyntaxError) {
      const { loc } = error as SyntaxError & { loc?: { line: number; column: number } };
      const message = error.message.replace(/\s*\(\d+:\d+\)$/, '').replace(/\.$/, '');
      return { ok: false, message, ...(loc ? { line: loc.line, column: loc.column + 1 } : {}) };
    }
    if (error instanceof RangeError) return { ok: false, message: 'It is nested too deeply to be read' };
    throw error;
  }
}
