/** A place in a text; both 1-based, columns in UTF-16 units. */
export interface TextPosition {
  line: number;
  column: number;
}

export type JsonProblemCode = 'json-syntax' | 'json-too-deep' | 'json-duplicate-key' | 'json-forbidden-key';

export interface JsonProblem extends TextPosition {
  code: JsonProblemCode;
  message: string;
}

export type JsonPath = readonly (string | number)[];

export type ParsedJson = { ok: true; value: unknown } | { ok: false; problem: JsonProblem };

/** Deep enough for any document that a person writes, and shallow enough for every recursive reader. */
const maxDepth = 100;

/**
 * Parses RFC 8259 JSON that may come from anywhere: nesting is bounded, a key stands once in its object, and `__proto__`
 * is refused, since one careless copy would turn it into a prototype. A byte order mark is passed over.
 */
export function parseJson(text: string): ParsedJson {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    new JsonScanner(json).scan();
  } catch (error) {
    if (!(error instanceof ScanStop)) throw error;
    return { ok: false, problem: { code: error.code, message: error.message, ...positionOf(json, error.offset) } };
  }
  return { ok: true, value: JSON.parse(json) as unknown };
}

/** Where the value at `path` begins (its parent, where the path ends in nothing). The text must be valid JSON. */
export function locateJson(text: string, path: JsonPath): TextPosition {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let best = { length: -1, offset: 0 };
  new JsonScanner(json, (at, offset) => {
    if (at.length > best.length && at.length <= path.length && at.every((part, index) => part === path[index])) {
      best = { length: at.length, offset };
    }
  }).scan();
  return positionOf(json, best.offset);
}

export function positionOf(text: string, offset: number): TextPosition {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

class ScanStop extends Error {
  readonly code: JsonProblemCode;
  readonly offset: number;

  constructor(code: JsonProblemCode, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Checks the grammar and tells where each value begins; the values themselves are JSON.parse's work. */
class JsonScanner {
  readonly #text: string;
  readonly #onValue: ((path: JsonPath, offset: number) => void) | undefined;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, onValue?: (path: JsonPath, offset: number) => void) {
    this.#text = text;
    this.#onValue = onValue;
  }

  scan(): void {
    this.#space();
    this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#stop('Something follows the end of the document');
  }

  #value(): void {
    this.#onValue?.(this.#path, this.#at);
    const first = this.#text[this.#at];
    if (first === '{') this.#object();
    else if (first === '[') this.#array();
    else if (first === '"') this.#string();
    else this.#numberOrWord();
  }

  #object(): void {
    this.#enter();
    const keys = new Set<string>();
    if (this.#closes('}')) return;
    for (;;) {
      const start = this.#at;
      if (this.#text[start] !== '"') this.#stop('A key in double quotes is expected here');
      const key = this.#string();
      if (key === '__proto__') throw new ScanStop('json-forbidden-key', start, 'The key "__proto__" is not allowed');
      if (keys.has(key)) {
        throw new ScanStop('json-duplicate-key', start, `The key ${JSON.stringify(key)} stands twice in one object`);
      }
      keys.add(key);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#stop('A colon is expected here');
      this.#at += 1;
      this.#space();
      this.#path.push(key);
      this.#value();
      this.#path.pop();
      if (this.#endOfItem('}')) return;
    }
  }

  #array(): void {
    this.#enter();
    if (this.#closes(']')) return;
    for (let index = 0; ; index += 1) {
      this.#path.push(index);
      this.#value();
      this.#path.pop();
      if (this.#endOfItem(']')) return;
    }
  }

  #enter(): void {
    if (this.#path.length >= maxDepth) {
      throw new ScanStop('json-too-deep', this.#at, `The document is nested more than ${maxDepth} levels deep`);
    }
    this.#at += 1;
    this.#space();
  }

  #closes(bracket: string): boolean {
    if (this.#text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #endOfItem(bracket: string): boolean {
    this.#space();
    if (this.#closes(bracket)) return true;
    if (this.#text[this.#at] !== ',') this.#stop(`A comma or ${bracket} is expected here`);
    this.#at += 1;
    this.#space();
    return false;
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (this.#at += 1; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) this.#stop('A text has no closing quote');
      if (code < 0x20) this.#stop('A text may not contain a raw control character or line break');
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
        escape.lastIndex = this.#at;
        const match = escape.exec(this.#text);
        if (!match) this.#stop('A backslash here escapes nothing');
        this.#at += match[0].length - 1;
      }
    }
    this.#at += 1;
    const raw = this.#text.slice(start, this.#at);
    return escaped ? String(JSON.parse(raw)) : raw.slice(1, -1);
  }

  #numberOrWord(): void {
    const token = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (!match) this.#stop('A value is expected here');
    this.#at += match[0].length;
  }

  #space(): void {
    const space = /[ \t\n\r]*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #stop(message: string): never {
    const truncated = this.#at >= this.#text.length;
    throw new ScanStop('json-syntax', this.#at, truncated ? 'The text ends too early: it is cut off' : message);
  }
}
