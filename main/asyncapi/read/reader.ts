import type { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../../shared/graph/index.ts';
import { pointerTo, type Unsaid, type UnsaidCode } from '../unsaid.ts';

/** A value of the document, and where it stands. */
export interface Found<Value = unknown> {
  readonly value: Value;
  readonly pointer: string;
}

const maxHops = 20;
/** A list that nobody reads to its end says how much longer it would be. */
const maxUnsaid = 2000;

/** The document, its references, and the list of what of it can't be said in a graph. */
export class Reader {
  readonly #document: JsonObject;
  readonly #unsaid: Unsaid[];
  #unlisted = 0;
  readonly #reached = new Set<string>();

  constructor(document: JsonObject, unsaid: readonly Unsaid[]) {
    this.#document = document;
    this.#unsaid = [...unsaid];
  }

  get unsaid(): Unsaid[] {
    if (this.#unlisted === 0) return this.#unsaid;
    const what = `${this.#unlisted} more`;
    return [...this.#unsaid, { code: 'too-many', where: {}, what, why: 'The list ends here.' }];
  }

  list(code: UnsaidCode, pointer: string, what: string, why: string): void {
    if (this.#unsaid.length < maxUnsaid) this.#unsaid.push({ code, where: { pointer }, what, why });
    else this.#unlisted += 1;
  }

  /** Follows references inside the document; what leads out of it or nowhere is listed, and undefined. */
  resolve({ value, pointer }: Found): Found | undefined {
    let found: Found = { value, pointer };
    for (let hops = 0; hops < maxHops; hops += 1) {
      const reference = referenceOf(found.value);
      this.#reached.add(componentOf(found.pointer));
      if (reference === undefined) return found;
      if (!reference.startsWith('#')) {
        this.list(
          'external-reference',
          pointer,
          `What ${JSON.stringify(reference)} leads to`,
          'Other files and addresses are not read.',
        );
        return undefined;
      }
      const next = this.at(reference);
      if (!next) break;
      found = next;
    }
    this.list(
      'broken-reference',
      pointer,
      `What ${JSON.stringify(referenceOf(found.value) ?? '')} leads to`,
      'It leads nowhere.',
    );
    return undefined;
  }

  /** @param reference a JSON Pointer as a URI fragment (RFC 6901, section 6) */
  at(reference: string): Found | undefined {
    const keys = keysOf(reference);
    let value: unknown = this.#document;
    for (const key of keys ?? []) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return keys && { value, pointer: pointerTo('', ...keys) };
  }

  /** The value in this shape; what has another one is listed, and undefined. */
  shaped<Value>({ value, pointer }: Found, shape: z.ZodType<Value>, what: string): Value | undefined {
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const at = issue
      ? pointerTo(pointer, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key))))
      : pointer;
    this.list('malformed', at, what, `It is not as AsyncAPI has it: ${issue?.message ?? ''}.`);
    return undefined;
  }

  /** Lists the fields of an object that nothing was made of. */
  rest({ value, pointer }: Found, said: readonly string[], what: string, why: string): void {
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value)) {
      if (!said.includes(key)) this.list('field', pointerTo(pointer, key), `${JSON.stringify(key)} of ${what}`, why);
    }
  }

  /** Whether something led to this component, or into it. */
  hasReached(pointer: string): boolean {
    return this.#reached.has(pointer);
  }
}

/** `/components/schemas/order` of whatever stands in it. */
function componentOf(pointer: string): string {
  return pointer.split('/').slice(0, 4).join('/');
}

export function referenceOf(value: unknown): string | undefined {
  return isJsonObject(value) && typeof value['$ref'] === 'string' ? value['$ref'] : undefined;
}

/** Undefined where it is no pointer. */
function keysOf(reference: string): string[] | undefined {
  const fragment = reference.replace(/^#/, '');
  if (fragment === '') return [];
  if (!fragment.startsWith('/')) return undefined;
  try {
    const decoded = decodeURIComponent(fragment);
    return decoded
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    // A stray percent sign: no URI, and so no pointer.
    return undefined;
  }
}
