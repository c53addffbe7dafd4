import { compileSchema } from '../../json-schema/index.ts';
import { pointerTo } from '../unsaid.ts';

type Json = Readonly<Record<string, unknown>>;

/** A keyword of a schema that a Schema Object can't have. */
export interface LeftOutKeyword {
  /** In the schema. */
  readonly pointer: string;
  readonly why: string;
}

export interface WrittenSchema {
  readonly schema: unknown;
  readonly leftOut: readonly LeftOutKeyword[];
}

/**
 * A JSON Schema (drafts 07, 2019-09, 2020-12) as an AsyncAPI Schema Object, which is a superset of draft 07: keywords of later
 * drafts become those of draft 07 where there are any, and are left out and listed where there are none. References to the
 * schema's own parts lead to its place in the document.
 *
 * @param base where it will stand: `#/components/schemas/orders`
 * @returns undefined where no valid schema comes out
 */
export function schemaObject(schema: unknown, base: string): WrittenSchema | undefined {
  const standalone = new SchemaWriter(schema, '#').write();
  if (!compileSchema({ $schema: draft07, ...standalone }).ok) return undefined;
  const writer = new SchemaWriter(schema, base);
  return { schema: writer.write(), leftOut: writer.leftOut };
}

const draft07 = 'http://json-schema.org/draft-07/schema#';

const schemaKeywords = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
]);
const schemaMapKeywords = new Set(['$defs', 'definitions', 'patternProperties', 'properties']);
const schemaListKeywords = new Set(['allOf', 'anyOf', 'oneOf']);
const noteKeywords = new Set(['$comment', '$defs', 'default', 'definitions', 'description', 'examples', 'title']);

const laterDraft = 'Draft 07, which AsyncAPI’s schemas are made of, has no such keyword.';
const withoutDraft07: ReadonlySet<string> = new Set([
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  '$vocabulary',
  'contentSchema',
  'maxContains',
  'minContains',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

class SchemaWriter {
  readonly leftOut: LeftOutKeyword[] = [];
  readonly #schema: unknown;
  readonly #base: string;
  readonly #isDraft07: boolean;

  constructor(schema: unknown, base: string) {
    this.#schema = schema;
    this.#base = base;
    this.#isDraft07 =
      isObject(schema) && typeof schema['$schema'] === 'string' && schema['$schema'].includes('draft-07');
  }

  /** A boolean at the place of a whole schema would be no Schema Object. */
  write(): Json {
    const written = this.#write(this.#schema, '');
    if (isObject(written)) return written;
    return written === false ? { not: {} } : {};
  }

  #write(schema: unknown, at: string): unknown {
    if (!isObject(schema)) return schema;
    const entries = new Map<string, unknown>();
    const hasTuple = !this.#isDraft07 && Array.isArray(schema['prefixItems']);
    for (const [keyword, value] of Object.entries(schema)) {
      const pointer = pointerTo(at, keyword);
      if (keyword === '$ref') this.#reference(value, pointer, entries);
      else if (hasTuple && keyword === 'items') entries.set('additionalItems', this.#write(value, pointer));
      else if (hasTuple && keyword === 'prefixItems') entries.set('items', this.#list(value, pointer));
      else if (!this.#isDraft07 && (keyword === 'dependentRequired' || keyword === 'dependentSchemas')) {
        this.#dependencies(value, pointer, entries);
      } else this.#keyword(keyword, value, pointer, at === '', entries);
    }
    return this.#besideReference(entries);
  }

  #keyword(keyword: string, value: unknown, pointer: string, isRoot: boolean, entries: Map<string, unknown>): void {
    if (keyword === '$schema') return;
    const why = this.#reasonAgainst(keyword, value, isRoot);
    if (why !== undefined) this.leftOut.push({ pointer, why });
    else if (schemaMapKeywords.has(keyword)) entries.set(keyword, this.#map(value, pointer));
    else if (schemaListKeywords.has(keyword)) entries.set(keyword, this.#list(value, pointer));
    else if (keyword === 'dependencies') entries.set(keyword, this.#map(value, pointer));
    else if (schemaKeywords.has(keyword)) {
      entries.set(keyword, Array.isArray(value) ? this.#list(value, pointer) : this.#write(value, pointer));
    } else entries.set(keyword, value);
  }

  #reasonAgainst(keyword: string, value: unknown, isRoot: boolean): string | undefined {
    if (withoutDraft07.has(keyword)) return laterDraft;
    if (keyword === '$id' || keyword === 'id') return 'A schema inside a document is named by its place there.';
    if (isRoot && (keyword === 'schema' || keyword === 'schemaFormat')) {
      return 'It would make this a schema of another format.';
    }
    const type = asyncapiKeywords.get(keyword);
    if (type !== undefined && type !== typeof value)
      return 'AsyncAPI has a keyword of that name, which takes other values.';
    if (isSchemaKeyword(keyword) || !holdsReference(value)) return undefined;
    return 'It holds "$ref" as data, which a reader of documents would follow.';
  }

  #reference(value: unknown, pointer: string, entries: Map<string, unknown>): void {
    if (typeof value === 'string' && (value === '#' || value.startsWith('#/')) && !this.#isMoved(value)) {
      entries.set('$ref', this.#base + value.slice(1));
    } else {
      this.leftOut.push({ pointer, why: 'It refers to something by another way than its place in this schema.' });
    }
  }

  /** Places that are other ones after the change to draft 07. */
  #isMoved(reference: string): boolean {
    return !this.#isDraft07 && /\/(prefixItems|items|dependentSchemas)(\/|$)/.test(reference);
  }

  /** Draft 07 ignores what stands beside a reference, later drafts don't; definitions may stand there in all of them. */
  #besideReference(entries: Map<string, unknown>): Json {
    const $ref = entries.get('$ref');
    if ($ref === undefined) return Object.fromEntries(entries);
    entries.delete('$ref');
    const beside = [...entries].filter(([keyword]) => !this.#isDraft07 || noteKeywords.has(keyword));
    if (beside.length === 0) return { $ref };
    const allOf = entries.get('allOf');
    const others = !this.#isDraft07 && Array.isArray(allOf) ? (allOf as unknown[]) : [];
    return { ...Object.fromEntries(beside), allOf: [...others, { $ref }] };
  }

  #dependencies(value: unknown, pointer: string, entries: Map<string, unknown>): void {
    const former = entries.get('dependencies');
    const merged = new Map(isObject(former) ? Object.entries(former) : []);
    for (const [name, dependency] of isObject(value) ? Object.entries(value) : []) {
      const written = this.#write(dependency, pointerTo(pointer, name));
      const other = merged.get(name);
      merged.set(name, other === undefined ? written : { allOf: [asSchema(other), asSchema(written)] });
    }
    entries.set('dependencies', Object.fromEntries(merged));
  }

  #map(value: unknown, pointer: string): unknown {
    if (!isObject(value)) return value;
    const written = new Map<string, unknown>();
    for (const [key, part] of Object.entries(value)) {
      const at = pointerTo(pointer, key);
      // The official parser takes any $ref for a reference.
      if (key === '$ref')
        this.leftOut.push({ pointer: at, why: 'A reader of documents would take "$ref" for a reference.' });
      else written.set(key, this.#write(part, at));
    }
    return Object.fromEntries(written);
  }

  #list(value: unknown, pointer: string): unknown {
    if (!Array.isArray(value)) return value;
    return (value as unknown[]).map((part, index) => this.#write(part, pointerTo(pointer, index)));
  }
}

/** Keywords of a Schema Object that JSON Schema doesn't have, or has otherwise, by the type of their values. */
const asyncapiKeywords: ReadonlyMap<string, string> = new Map([
  ['deprecated', 'boolean'],
  ['discriminator', 'string'],
  ['externalDocs', 'never'],
]);

function isSchemaKeyword(keyword: string): boolean {
  return (
    schemaKeywords.has(keyword) ||
    schemaMapKeywords.has(keyword) ||
    schemaListKeywords.has(keyword) ||
    keyword === 'dependencies'
  );
}

/** A dependency that lists properties, as a schema that requires them. */
function asSchema(dependency: unknown): unknown {
  return Array.isArray(dependency) ? { required: dependency as unknown[] } : dependency;
}

function holdsReference(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsReference);
  if (!isObject(value)) return false;
  return '$ref' in value || Object.values(value).some(holdsReference);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
