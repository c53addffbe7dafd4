import { Composer, type Document, Lexer, LineCounter, Parser } from 'yaml';
import { type Diagnostic, type JsonObject, isJsonObject, parseJson } from '../../../shared/graph/index.ts';
import type { Unsaid } from '../unsaid.ts';

/** Why a document is not read at all. */
export type AsyncapiCode =
  | 'asyncapi.too-large'
  | 'asyncapi.syntax'
  | 'asyncapi.too-deep'
  | 'asyncapi.too-many-values'
  | 'asyncapi.forbidden-key'
  | 'asyncapi.several-documents'
  | 'asyncapi.not-a-document'
  | 'asyncapi.version-2'
  | 'asyncapi.version-unknown'
  | 'asyncapi.invalid';
export type AsyncapiDiagnostic = Diagnostic<AsyncapiCode>;

export type ReadText =
  | { readonly ok: true; readonly document: JsonObject; readonly unsaid: readonly Unsaid[] }
  | { readonly ok: false; readonly diagnostics: readonly AsyncapiDiagnostic[] };

/** In UTF-16 units of the text; a document that a person or a tool wrote has a hundredth. */
export const maxDocumentLength = 5 * 1024 * 1024;
const maxDepth = 100;
/** Of the document with its aliases followed, which is what a reader of it meets. */
const maxValues = 200_000;
/** How often aliases may multiply what they stand for (the `yaml` package's measure). */
const maxAliasCount = 100;

class Refusal extends Error {
  readonly diagnostic: AsyncapiDiagnostic;

  constructor(code: AsyncapiCode, message: string, remedy: string, place: { line?: number; column?: number } = {}) {
    super(message);
    this.diagnostic = { code, severity: 'error', message, place, remedy };
  }
}

/**
 * Text that may come from anywhere, as plain data: JSON or YAML 1.2, bounded in length, depth and values, without
 * `__proto__`. Nothing outside of it is read.
 */
export function readText(text: string): ReadText {
  try {
    if (text.length > maxDocumentLength) {
      throw new Refusal('asyncapi.too-large', 'The document is larger than 5 MiB.', 'Split it into smaller ones.');
    }
    const unsaid: Unsaid[] = [];
    const value = looksLikeJson(text) ? fromJson(text) : fromYaml(text, unsaid);
    checkValues(value);
    if (!isJsonObject(value)) {
      throw new Refusal(
        'asyncapi.not-a-document',
        'This is no AsyncAPI document: there is no object in it.',
        'Choose a file that begins with "asyncapi: 3.0.0", or the like.',
      );
    }
    return { ok: true, document: value, unsaid };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, diagnostics: [error.diagnostic] };
    throw error;
  }
}

/** JSON is YAML too, but a JSON file is read faster as what it is, and its mistakes are said better. */
function looksLikeJson(text: string): boolean {
  return /^\uFEFF?\s*\{\s*["}]/.test(text);
}

function fromJson(text: string): unknown {
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  const { code, message, line, column } = parsed.problem;
  const codes = {
    'json-syntax': 'asyncapi.syntax',
    'json-duplicate-key': 'asyncapi.syntax',
    'json-too-deep': 'asyncapi.too-deep',
    'json-forbidden-key': 'asyncapi.forbidden-key',
  } as const;
  throw new Refusal(codes[code], `The document can’t be read: ${message}.`, 'Mend it at that place.', { line, column });
}

function fromYaml(text: string, unsaid: Unsaid[]): unknown {
  const lines = new LineCounter();
  const documents = composed(text, lines);
  const [document] = documents;
  if (!document) return undefined;
  if (documents.length > 1) {
    throw new Refusal('asyncapi.several-documents', 'The file holds several documents.', 'Keep one of them.');
  }
  const [error] = document.errors;
  if (error) throw syntaxRefusal(error, lines);
  for (const warning of document.warnings) {
    const [message = ''] = warning.message.split('\n');
    unsaid.push({ code: 'yaml-tag', where: {}, what: 'A tag of YAML', why: `${message}.` });
  }
  try {
    return document.toJS({ maxAliasCount }) as unknown;
  } catch (error) {
    // The package says so of aliases that multiply, and of those that lead nowhere.
    const why = error instanceof Error ? error.message : String(error);
    const code = why.startsWith('Excessive alias count') ? 'asyncapi.too-many-values' : 'asyncapi.syntax';
    throw new Refusal(code, `Its aliases can’t be followed: ${why}.`, 'Write out what they stand for.');
  }
}

/** The parser keeps a stack of its own, so that depth can be seen before anything recursive looks at the text. */
function composed(text: string, lines: LineCounter): Document.Parsed[] {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ merge: true });
  const documents: Document.Parsed[] = [];
  // A level of YAML may take two places of the stack: the collection, and the pair in it.
  const maxStack = maxDepth * 2 + 2;
  const checkDepth = (): void => {
    if (parser.stack.length > maxStack) throw tooDeep();
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    checkDepth();
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents;
}

function syntaxRefusal({ message, pos }: Document.Parsed['errors'][number], lines: LineCounter): Refusal {
  const { line, col } = lines.linePos(pos[0]);
  const [what = ''] = message.split('\n');
  return new Refusal('asyncapi.syntax', `The document can’t be read: ${what}.`, 'Mend it at that place.', {
    line,
    column: col,
  });
}

function tooDeep(): Refusal {
  return new Refusal(
    'asyncapi.too-deep',
    `The document is nested more than ${maxDepth} levels deep.`,
    'Split what is nested that deep into schemas of its own, with $ref.',
  );
}

/** Without recursion; what aliases stand for is counted as often as it stands there. */
function checkValues(root: unknown): void {
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let count = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    count += 1;
    if (count > maxValues) {
      throw new Refusal(
        'asyncapi.too-many-values',
        `The document holds more than ${maxValues} values, its aliases followed.`,
        'Split it into smaller ones.',
      );
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Refusal(
        'asyncapi.syntax',
        'The document holds a number that JSON doesn’t have.',
        'Replace .inf and .nan.',
      );
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= maxDepth) throw tooDeep();
    if (Object.hasOwn(value, '__proto__')) {
      throw new Refusal('asyncapi.forbidden-key', 'The key "__proto__" is not allowed.', 'Rename it.');
    }
    for (const child of Object.values(value)) pending.push({ value: child, depth: depth + 1 });
  }
}
