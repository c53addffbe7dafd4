import { isJsonObject, type JsonObject } from '../../../shared/graph/index.ts';
import { Claims, safeKey } from '../claims.ts';
import { pointerTo, referenceTo } from '../unsaid.ts';
import { type Found, type Reader, referenceOf } from './reader.ts';

/** What holds schemas by name, and what holds data in which a `$ref` is none. */
const mapKeywords = new Set([
  '$defs',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);
const dataKeywords = new Set(['const', 'default', 'enum', 'examples']);

/**
 * A schema of the document that stands for itself: what it refers to elsewhere in the document is copied into its
 * `definitions`, once each, and what it refers to outside is left out and listed.
 */
export function bundleSchema(reader: Reader, root: Found<JsonObject>): JsonObject {
  return new Bundle(reader, root).write();
}

class Bundle {
  readonly #reader: Reader;
  readonly #root: Found<JsonObject>;
  readonly #claims = new Claims();
  readonly #keys = new Map<string, string>();
  readonly #definitions = new Map<string, unknown>();
  readonly #pending: { readonly key: string; readonly found: Found }[] = [];

  constructor(reader: Reader, root: Found<JsonObject>) {
    this.#reader = reader;
    this.#root = root;
    const { definitions } = root.value;
    for (const key of isJsonObject(definitions) ? Object.keys(definitions) : []) this.#claims.take(key);
  }

  write(): JsonObject {
    const written = this.#schema(this.#root);
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      this.#definitions.set(next.key, this.#schema(next.found));
    }
    if (!isJsonObject(written) || this.#definitions.size === 0) return isJsonObject(written) ? written : {};
    const own = isJsonObject(written['definitions']) ? written['definitions'] : {};
    return { ...written, definitions: { ...own, ...Object.fromEntries(this.#definitions) } };
  }

  #schema({ value, pointer }: Found): unknown {
    if (Array.isArray(value)) {
      return (value as unknown[]).map((item, index) =>
        this.#schema({ value: item, pointer: pointerTo(pointer, index) }),
      );
    }
    if (!isJsonObject(value)) return value;
    const reference = referenceOf(value);
    if (reference !== undefined) return this.#reference({ value, pointer }, reference);
    const entries = Object.entries(value).map(([keyword, part]): [string, unknown] => {
      const at = pointerTo(pointer, keyword);
      if (dataKeywords.has(keyword)) return [keyword, part];
      if (mapKeywords.has(keyword) && isJsonObject(part)) return [keyword, this.#named(part, at)];
      return [keyword, this.#schema({ value: part, pointer: at })];
    });
    return Object.fromEntries(entries);
  }

  #named(schemas: JsonObject, pointer: string): JsonObject {
    const entries = Object.entries(schemas).map(([name, schema]): [string, unknown] => [
      name,
      this.#schema({ value: schema, pointer: pointerTo(pointer, name) }),
    ]);
    return Object.fromEntries(entries);
  }

  /** What stands beside a reference is ignored, by AsyncAPI as by draft 07. */
  #reference(from: Found, reference: string): JsonObject {
    const target = reference.startsWith('#') ? this.#reader.at(reference) : undefined;
    if (!target) {
      // Lists why.
      this.#reader.resolve(from);
      return {};
    }
    const { pointer: rootPointer } = this.#root;
    if (target.pointer === rootPointer) return { $ref: '#' };
    if (target.pointer.startsWith(`${rootPointer}/`))
      return { $ref: referenceTo(target.pointer.slice(rootPointer.length)) };
    const found = this.#reader.resolve(target);
    if (!found) return {};
    return { $ref: `#/definitions/${this.#keyOf(unwrapped(found))}` };
  }

  #keyOf(found: Found): string {
    const known = this.#keys.get(found.pointer);
    if (known !== undefined) return known;
    const key = this.#claims.take(
      safeKey(
        found.pointer
          .replace(/\/schema$/, '')
          .split('/')
          .at(-1) ?? '',
      ),
    );
    this.#keys.set(found.pointer, key);
    this.#pending.push({ key, found });
    return key;
  }
}

/** The schema in a Multi Format Schema Object. */
function unwrapped({ value, pointer }: Found): Found {
  if (!isJsonObject(value) || typeof value['schemaFormat'] !== 'string') return { value, pointer };
  return { value: value['schema'], pointer: pointerTo(pointer, 'schema') };
}
